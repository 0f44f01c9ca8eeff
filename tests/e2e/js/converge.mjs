// Four clients do what comes to mind while frames get lost and connections break; in the end all have the same.
//   node converge.mjs URL SEED
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { client, guest, MemoryStorage, messages, online, proxied, roomOf, scenario, stored, until } from "./support.mjs";

const DEEDS = 400;
const ENTRIES = ["message", "edit", "delete", "reaction", "pin", "member", "room", "mention", "read"];
const bounds = { backoffToMs: 200, heartbeatsPerLook: 1 };
const random = randomFrom(Number(process.argv[3]));
const any = (list) => list[Math.floor(random() * list.length)];

// mulberry32: small, and the same for the same seed.
function randomFrom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function deed(who, room, everybody, number) {
  const target = any(stored(room).filter((item) => !item.deleted))?.seq ?? 1;
  const own = any(stored(room).filter((item) => item.mine && !item.deleted))?.seq;
  const what = random();
  if (what < 0.45) return room.post(`${who.user.name} ${number}${random() < 0.2 ? ` @${any(everybody).user.name}` : ""}`);
  if (what < 0.55) return own && room.edit(own, `otro ${number}`);
  if (what < 0.62) return own && room.remove(own);
  if (what < 0.75) return room.react(target, any(["👍", "🎉"]), random() < 0.7);
  if (what < 0.8) return room.pin(target, random() < 0.6);
  if (what < 0.9) return room.markRead(random() < 0.5 ? undefined : target);
  if (what < 0.93) return room.change({ topic: `tema ${number}` });
  if (what < 0.96) return room.loadOlder();
  return random() < 0.5 ? room.hide() : room.open();
}

const shown = (room) => ({
  name: room.name,
  topic: room.topic,
  messages: stored(room).map(({ seq, text, deleted, pinned, reactions }) => ({ seq, text, deleted, pinned, reactions: sorted(reactions) })),
});
const sorted = (reactions) => Object.entries(reactions).map(([emoji, users]) => [emoji, [...users].sort()]).sort();

scenario(async () => {
  const proxy = await proxied();
  const steady = await guest("ana"); // by a network without faults
  const storage = new MemoryStorage();
  const shaky = [];
  for (const name of ["beto", "caro", "dani"]) shaky.push(await guest(name, { url: proxy.url, bounds, ...(name === "dani" ? { storage } : {}) }));
  const second = client({ url: proxy.url, bounds, storage: { getItem: storage.getItem, setItem() {}, removeItem() {} } }); // of dani
  second.restore();
  const all = [steady, ...shaky, await online(second)];
  const home = await steady.createRoom({ name: "Deriva" });
  for (const who of shaky) await who.join(home.id);
  const rooms = [];
  for (const who of all) {
    rooms.push(await roomOf(who, home));
  }
  await Promise.all(rooms.map((room) => room.open()));

  for (let number = 0; number < DEEDS; ++number) {
    if (random() < 0.1) proxy.drop((frame) => ENTRIES.includes(frame.type));
    if (random() < 0.02) proxy.cut();
    const index = Math.floor(random() * all.length);
    // What is refused or lost, is.
    Promise.resolve(deed(all[index], rooms[index], all, number)).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, random() * 8));
  }
  proxy.drop(() => false);

  // Nothing waits any more, and every client has heard of the newest entry.
  for (const [index, who] of all.entries())
    await until(who, () => who.state === "online" && messages(rooms[index]).every((item) => item.state === "stored"), "nothing waits");
  for (const room of rooms) room.markRead(Math.floor(room.head / 2));
  const truth = await steady.rest.room(home.id);
  for (const [index, who] of all.entries()) await until(who, () => rooms[index].head >= truth.head, `head ${truth.head}`);
  for (const room of rooms) {
    await room.open();
    while (room.more) await room.loadOlder();
  }
  const fresh = await guest("eva");
  const late = await fresh.join(home.id);
  await late.open();
  while (late.more) await late.loadOlder();
  for (const [index, who] of all.entries()) {
    const room = rooms[index];
    // The server's word on its head may come before the entries up to it.
    await until(who, () => isDeepStrictEqual(shown(room), shown(late))).catch(() => assert.deepEqual(shown(room), shown(late), who.user.name));
    await agree(who, room);
  }
});

// Until the counts here are the server's: a marker may still be on its way to it.
async function agree(who, room) {
  for (;;) {
    const said = await who.rest.room(room.id);
    if (["unread", "mentions", "members", "read"].every((name) => said[name] === room[name])) return;
    const before = who.heard.room.length;
    const counts = (of) => `${of.unread} ${of.mentions} ${of.members} ${of.read}`;
    await until(who, () => who.heard.room.length > before, `${who.user.name}: ${counts(room)}, where the server says ${counts(said)}`);
  }
}
