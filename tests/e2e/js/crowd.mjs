// Up to two people in a room are named here; pages have fifty messages.
import assert from "node:assert/strict";
import { arrived, events, guest, messages, scenario, stored, texts, until } from "./support.mjs";

scenario(async () => {
  const ana = await guest("ana", { bounds: { itemsHidden: 60, presenceItems: 2 } });
  const room = await ana.createRoom({ name: "Gente" });
  await room.open();
  const beto = await guest("beto");
  const there = await beto.join(room.id);
  await until(ana, () => room.people?.length === 2, "two are named");
  const caro = await guest("caro");
  await caro.join(room.id);
  await until(ana, () => room.online === 3 && room.people === undefined, "three are a crowd");
  caro.close();
  await until(ana, () => room.people?.length === 2, "they are named again");
  assert.deepEqual(room.people.map((user) => user.id).sort(), [ana.user.id, beto.user.id].sort());
  assert.ok(events(room).filter((what) => what === "online" || what === "offline").length <= 2);

  // Pages, backwards to the first.
  const all = Array.from({ length: 120 }, (_, number) => `n${number}`);
  all.forEach((text) => there.post(text));
  await arrived(ana, room, "n119");
  const dani = await guest("dani");
  const late = await dani.join(room.id);
  assert.equal(late.loaded, false);
  await late.open();
  assert.deepEqual([texts(late).length, texts(late)[0], late.more], [50, "n70", true]);
  const [added, same] = await Promise.all([late.loadOlder(), late.loadOlder()]);
  assert.deepEqual([added, same, texts(late)[0]], [50, 50, "n20"], "asked twice at once, loaded once");
  assert.equal(await late.loadOlder(), 20);
  assert.equal(late.more, false);
  assert.equal(await late.loadOlder(), 0);
  assert.deepEqual(texts(late), all);

  // Not shown, a room keeps its newest items; what went can be loaded again.
  assert.equal(messages(room).length, 120);
  room.hide();
  assert.equal(room.items.length, 60);
  assert.equal(room.more, true);
  assert.equal(texts(room).at(-1), "n119");
  await room.open();
  while (room.more) await room.loadOlder();
  assert.deepEqual(stored(room).map((item) => item.text), all);
});
