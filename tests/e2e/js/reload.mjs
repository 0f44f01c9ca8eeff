// What was posted survives a reload: a new client with the storage of the old.
import assert from "node:assert/strict";
import { arrived, client, everyMessage, guest, MemoryStorage, messages, online, proxied, roomOf, scenario, stored, texts, until } from "./support.mjs";

scenario(async () => {
  const proxy = await proxied();
  const storage = new MemoryStorage();
  const before = await guest("ana", { url: proxy.url, storage });
  const room = await before.createRoom({ name: "Recarga" });
  await room.open();
  proxy.refuse();
  await until(before, () => before.state === "waiting", "waiting");
  const ids = ["uno", "dos", "/me tres"].map((text) => room.post(text));
  assert.deepEqual(texts(room), ["uno", "dos", "*tres*"]);
  room.discard(ids[1]);
  before.close();

  proxy.admit();
  const ana = client({ url: proxy.url, storage });
  assert.equal(ana.restore().id, before.user.id);
  const again = await roomOf(ana, room);
  await again.open();
  await arrived(ana, again, "*tres*");
  assert.deepEqual(stored(again).map(({ text, clientId }) => [text, clientId]), [["uno", ids[0]], ["*tres*", ids[2]]]);
  await until(ana, () => storage.getItem("workchat.outbox") === null, "the outbox is empty");

  // A draft that was stored though nobody heard of it: sent again, and there once.
  const kept = JSON.stringify({ user: ana.user.id, drafts: [{ room: room.id, clientId: ids[0], text: "uno", format: "plain", ts: 1 }] });
  ana.close();
  storage.setItem("workchat.outbox", kept);
  const third = client({ url: proxy.url, storage });
  third.restore();
  const still = await roomOf(third, room);
  await until(third, () => storage.getItem("workchat.outbox") === null, "the answer");
  await still.open();
  assert.deepEqual(texts(still), ["uno", "*tres*"]);
  assert.equal((await everyMessage(third, room.id)).length, 2);
  third.close();

  // Another user's outbox is not sent.
  storage.setItem("workchat.outbox", kept);
  storage.removeItem("workchat.login");
  const beto = await guest("beto", { storage });
  assert.equal(storage.getItem("workchat.outbox"), null);
  assert.deepEqual(beto.heard.error, []);

  // A full storage is none.
  const full = { getItem: () => { throw new Error("SecurityError"); }, setItem: () => { throw new Error("QuotaExceededError"); }, removeItem() {} };
  const caro = await guest("caro", { storage: full });
  const own = await caro.createRoom({ name: "Llena" });
  own.post("cabe");
  await arrived(caro, own, "cabe");
  assert.equal(messages(own).length, 1);
  await online(caro);
});
