import assert from "node:assert/strict";
import { arrived, events, guest, messages, roomOf, scenario, stored, texts, until } from "./support.mjs";

scenario(async () => {
  const ana = await guest("ana");
  const beto = await guest("beto");
  assert.equal(ana.state, "online");
  assert.equal(ana.limits.text, 4000);

  const here = await ana.createRoom({ name: "Café", topic: "de todo" });
  const there = await beto.join(here.id);
  await Promise.all([here.open(), there.open()]);
  assert.equal(there.topic, "de todo");
  assert.equal(here.role, "owner");
  await until(ana, () => here.people.length === 2, "both are present");
  assert.deepEqual(there.people.map((user) => user.id).sort(), [ana.user.id, beto.user.id].sort());
  assert.equal(here.members, 2);

  // A message stands there at once, and keeps its key when it is stored.
  const id = here.post("hola ñ ✓ 👍");
  assert.equal(messages(here).at(-1).state, "pending");
  assert.equal(messages(here).at(-1).key, id);
  const first = await arrived(beto, there, "hola ñ ✓ 👍");
  await arrived(ana, here, "hola ñ ✓ 👍");
  assert.equal(messages(here).at(-1).key, id);
  assert.deepEqual([messages(here).at(-1).mine, first.mine], [true, false]);
  assert.equal(there.unread, 1);

  there.post(`@${ana.user.name} ¿qué tal?`, { replyTo: first.seq });
  const answer = await until(ana, () => stored(here).find((item) => item.replyTo === first.seq), "the answer");
  await until(ana, () => here.mentions === 1, "the mention is counted");
  assert.equal(here.unread, 1);
  assert.deepEqual(ana.heard.mention, [{ room: here.id, seq: answer.seq, user: { id: beto.user.id, name: beto.user.name } }]);
  here.markRead();
  assert.deepEqual([here.unread, here.mentions, here.read], [0, 0, answer.seq]);

  // Changes are folded into the messages, on both sides.
  const seen = (check, name) => Promise.all([[ana, here], [beto, there]].map(([who, room]) =>
    until(who, () => { const item = stored(room).find((each) => each.seq === first.seq); return item && check(item); }, name)));
  const before = stored(there)[0];
  await here.edit(first.seq, "hola a todos");
  await seen((item) => item.text === "hola a todos" && item.editedAt >= item.ts, "the edit");
  assert.equal(before.text, "hola ñ ✓ 👍", "an item that changes is a new one");
  await there.react(first.seq, "👍");
  await here.react(first.seq, "👍");
  await seen((item) => item.reactions["👍"]?.length === 2, "two reactions");
  await there.react(first.seq, "👍", false);
  await seen((item) => item.reactions["👍"]?.length === 1, "one was taken back");
  await here.pin(first.seq);
  await seen((item) => item.pinned, "the pin");
  await here.remove(first.seq);
  await seen((item) => item.deleted && item.text === "" && !item.pinned, "the deletion");

  const { items } = here;
  there.sendTyping();
  there.sendTyping();
  await until(ana, () => here.typing.length === 1, "beto is writing");
  assert.equal(here.items, items, "nothing in it changed");
  there.post("ya está");
  await arrived(ana, here, "ya está");
  assert.deepEqual(here.typing, []);

  // Slash commands are no messages; "//" stands for "/".
  here.post("/whoami");
  await until(ana, () => ana.heard.notice.length === 1, "the notice");
  assert.equal(ana.heard.notice[0].room, here.id);
  here.post("/nosuch");
  await until(ana, () => ana.heard.error.length === 1, "the error");
  assert.deepEqual([ana.heard.error[0].code, ana.heard.error[0].room], ["unknown_command", here.id]);
  here.post("//etc");
  here.post("/me baila");
  assert.deepEqual(texts(here).slice(-2), ["/etc", "*baila*"]);
  await arrived(beto, there, "*baila*");
  here.post(`/msg ${beto.user.name} psst`);
  const secret = await until(beto, () => [...beto.rooms.values()].find((room) => room.kind === "direct"), "the direct room");
  assert.equal(secret.partner, ana.user.name);
  await secret.open();
  await arrived(beto, secret, "psst");
  assert.equal(secret.unread, 1);

  // Who opens a room later reads the same.
  const caro = await guest("caro");
  const late = await caro.join(here.id);
  await late.open();
  await until(ana, () => events(here).includes("joined"), "caro's joining");
  assert.deepEqual(texts(late), texts(here));
  assert.deepEqual(texts(late), texts(there));
  assert.equal(late.more, false);

  assert.ok((await ana.people(caro.user.name)).some((user) => user.id === caro.user.id));
  assert.ok((await ana.listRooms()).some((room) => room.id === here.id));
  assert.deepEqual((await here.listMembers()).members.length, 3);
  await roomOf(beto, here);
});
