// Rooms that come and go: by this device, by another of the same user, by others.
import assert from "node:assert/strict";
import { arrived, client, events, guest, MemoryStorage, online, proxied, roomOf, scenario, stored, texts, until } from "./support.mjs";

// The last that was heard of a room that is not there any more.
const gone = (who, room) =>
  until(who, () => !who.rooms.has(room.id) && who.heard.gone.findLast((each) => each.room.id === room.id), "gone");
const has = (who, room) => until(who, () => who.rooms.has(room.id), "the room is there");

scenario(async () => {
  const proxy = await proxied();
  const storage = new MemoryStorage();
  const ana = await guest("ana", { storage, bounds: { heartbeatsPerLook: 1 } });
  const phone = client({ url: proxy.url, storage: { getItem: (key) => storage.getItem(key), setItem() {}, removeItem() {} }, bounds: { heartbeatsPerLook: 1 } });
  phone.restore();
  await online(phone);
  const beto = await guest("beto");

  // Made on one device, there on the other; read on one, read on the other.
  const own = await ana.createRoom({ name: "Pública" });
  const secret = await ana.createRoom({ name: "Privada", kind: "private" });
  await has(phone, own);
  await has(phone, secret);
  const there = await beto.join(own.id);
  await own.open();
  there.post("hola");
  await arrived(ana, own, "hola");
  await until(phone, () => phone.rooms.get(own.id).unread === 1, "unread on the phone");
  own.markRead();
  await until(phone, () => phone.rooms.get(own.id).unread === 0, "read on the phone");
  assert.equal(phone.rooms.get(own.id).read, own.read);

  // A command leads into a room, also into one where one is a member.
  const corner = await beto.createRoom({ name: "Rincón" });
  const entered = [];
  ana.on("entered", (room) => entered.push(room.id));
  own.post(`/join ${corner.id}`);
  await until(ana, () => entered.length === 1, "into a new room");
  own.post(`/entrar ${corner.id}`);
  await until(ana, () => entered.length === 2, "into one of ana's");
  assert.deepEqual(entered, [corner.id, corner.id]);
  await ana.rooms.get(corner.id).leave();

  // A part is read: how much is left, the server counts.
  ["a", "b", "c"].forEach((text) => there.post(text));
  await arrived(ana, own, "c");
  own.markRead(stored(own).find((item) => item.text === "a").seq);
  await until(ana, () => own.unread === 2, "two are left");
  await until(phone, () => phone.rooms.get(own.id).unread === 2, "two are left on the phone");
  await there.remove(stored(own).find((item) => item.text === "b").seq);
  await until(ana, () => own.unread === 1, "one was deleted");

  // Invited, declined, invited again, accepted.
  await secret.invite(beto.user.name);
  await has(beto, secret);
  assert.equal(beto.rooms.get(secret.id).role, "invited");
  await beto.rooms.get(secret.id).leave();
  assert.equal((await gone(beto, secret)).because, "left");
  await secret.invite(beto.user.name);
  await has(beto, secret);
  assert.equal((await beto.join(secret.id)).role, "member");
  secret.post("bienvenido");
  await arrived(beto, beto.rooms.get(secret.id), "bienvenido");
  await secret.moderate(beto.user.name, { action: "role", role: "moderator" });
  await until(beto, () => beto.rooms.get(secret.id).role === "moderator", "moderator");
  await secret.change({ topic: "nuevo", name: "Secreta" });
  await until(beto, () => beto.rooms.get(secret.id).name === "Secreta", "the new name");
  assert.ok(events(secret).includes("settings"));

  // Put out, in four ways.
  await own.moderate(beto.user.name, { action: "kick" });
  assert.deepEqual([(await gone(beto, own)).because, beto.heard.gone.at(-1).by.id], ["kicked", ana.user.id]);
  assert.throws(() => there.post("?"), { code: "forbidden" });
  const back = await beto.join(own.id);
  assert.notEqual(back, there);
  await own.moderate(beto.user.name, { action: "ban" });
  assert.equal((await gone(beto, own)).because, "banned");
  await own.destroy();
  assert.equal((await gone(phone, own)).because, "deleted");
  await secret.destroy();
  assert.equal((await gone(beto, secret)).because, "deleted");

  // A public room that turns private is not gone for its members.
  const turning = await ana.createRoom({ name: "Cambia" });
  const stays = await beto.join(turning.id);
  await turning.change({ kind: "private" });
  await until(beto, () => stays.kind === "private", "private");

  // While one is away: left on the other device, and made anew under the old id.
  const left = await ana.createRoom({ name: "Dejada" });
  const anew = await ana.createRoom({ name: "Nueva", id: "nueva" });
  await has(phone, left);
  await has(phone, anew);
  const view = phone.rooms.get(anew.id);
  await view.open();
  anew.post("de antes");
  await arrived(phone, view, "de antes");
  proxy.refuse();
  await left.leave();
  await anew.destroy();
  const second = await ana.createRoom({ name: "Nueva", id: "nueva" });
  second.post("de ahora");
  await arrived(ana, second, "de ahora");
  proxy.admit();
  phone.reconnectNow();
  assert.equal((await gone(phone, left)).because, "closed");
  await arrived(phone, view, "de ahora");
  assert.deepEqual(texts(view), ["de ahora"]);
  assert.equal(view.epoch, second.epoch);
  second.post("y luego");
  await arrived(phone, view, "y luego");
  assert.equal(phone.rooms.get(second.id), view);
  assert.equal(view.unread, 0);

  // A talk that somebody begins.
  const talk = await beto.direct(ana.user.name);
  talk.post("hola");
  await has(phone, talk);
  await roomOf(ana, talk);
  await until(ana, () => ana.rooms.get(talk.id).unread === 1, "one unread");
  assert.equal(ana.rooms.get(talk.id).partner, beto.user.name);
});
