// Rooms of one name: what is meant for one that has ended goes into no other.
import assert from "node:assert/strict";
import { arrived, everyMessage, guest, roomOf, scenario, until } from "./support.mjs";

const gone = (who, room) =>
  until(who, () => !who.rooms.has(room.id) && who.heard.gone.findLast((each) => each.room.id === room.id), "gone");

scenario(async () => {
  const ana = await guest("ana");
  const beto = await guest("beto", { bounds: { heartbeatsPerLook: 1 } });
  const mallory = await guest("mallory");

  const council = await ana.createRoom({ name: "Consejo", kind: "private" });
  await council.invite(beto.user.name);
  const view = await roomOf(beto, council);
  await beto.join(council.id);
  const open = await mallory.createRoom({ name: "Consejo" });
  assert.notEqual(open.id, council.id);
  await beto.join(open.id);
  view.post("para el consejo");
  await arrived(ana, council, "para el consejo");
  await council.destroy();
  try {
    view.post("solo para el consejo");
  } catch (error) {
    assert.equal(error.code, "forbidden"); // it has been heard already
  }
  assert.equal((await gone(beto, council)).because, "deleted");
  assert.ok(beto.rooms.has(open.id));
  open.post("aquí no");
  await arrived(mallory, open, "aquí no");
  assert.deepEqual((await everyMessage(mallory, open.id)).map(({ text }) => text), ["aquí no"]);
  await assert.rejects(beto.join(council), { code: "not_found" });

  // An invitation that is declined when the room has ended, beside a room of one's own that would end with it.
  const plan = await ana.createRoom({ name: "Plan", kind: "private" });
  const diary = await beto.createRoom({ name: "Plan", kind: "private" });
  await plan.invite(beto.user.name);
  const invitation = await roomOf(beto, plan);
  await plan.destroy();
  await invitation.leave();
  await gone(beto, plan);
  assert.ok((await beto.listRooms()).some(({ id }) => id === diary.id));
  assert.equal(diary.role, "owner");

  // One that is taken back.
  const ops = await ana.createRoom({ name: "Operaciones", kind: "private" });
  await ops.invite(beto.user.name);
  await roomOf(beto, ops);
  await ops.moderate(beto.user.name, { action: "kick" });
  assert.equal((await gone(beto, ops)).because, "closed");
});
