// Rooms of one name: what is meant for one that has ended goes into no other.
import assert from "node:assert/strict";
import { arrived, client, everyMessage, guest, MemoryStorage, online, proxied, roomOf, scenario, until } from "./support.mjs";

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
  assert.equal((await gone(beto, council)).because, "deleted");
  assert.throws(() => view.post("solo para el consejo"), { code: "forbidden" });
  await assert.rejects(view.remove(1), { code: "forbidden" });
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
  await gone(beto, plan);
  await invitation.leave();
  assert.ok((await beto.listRooms()).some(({ id }) => id === diary.id));
  assert.equal(diary.role, "owner");

  // Written while away, for a room that has ended by then: it goes nowhere, and is told.
  const board = await ana.createRoom({ name: "Junta", kind: "private" });
  const proxy = await proxied();
  const storage = new MemoryStorage();
  const caro = await guest("caro", { url: proxy.url, storage });
  await board.invite(caro.user.name);
  await roomOf(caro, board);
  const hers = await caro.join(board.id);
  const public_ = await mallory.createRoom({ name: "Junta" });
  await caro.join(public_.id);
  proxy.refuse();
  await until(caro, () => caro.state === "waiting", "cut");
  hers.post("solo para la junta");
  caro.close();
  await board.destroy();
  proxy.admit();
  const again = client({ url: proxy.url, storage });
  again.restore();
  await online(again);
  const refused = await until(again, () => again.heard.error.find((error) => error.words === "solo para la junta"), "told");
  assert.equal(refused.code, "not_found");
  again.rooms.get(public_.id).post("la última");
  await arrived(mallory, public_, "la última");
  assert.deepEqual((await everyMessage(mallory, public_.id)).map(({ text }) => text), ["la última"]);

  // Made anew by another device while online: it is there, and the old one is gone.
  const phone = client({ storage: { getItem: (key) => storage.getItem(key), setItem() {}, removeItem() {} } });
  phone.restore();
  await online(phone);
  const first = await again.createRoom({ name: "Otra vez", id: "otra-vez" });
  await roomOf(phone, first);
  await first.destroy();
  const second = await again.createRoom({ name: "Otra vez", id: "otra-vez" });
  await until(phone, () => phone.rooms.get(second.id)?.epoch === second.epoch, "the new one");

  // One that is taken back.
  const ops = await ana.createRoom({ name: "Operaciones", kind: "private" });
  await ops.invite(beto.user.name);
  await roomOf(beto, ops);
  await ops.moderate(beto.user.name, { action: "kick" });
  assert.equal((await gone(beto, ops)).because, "closed");
});
