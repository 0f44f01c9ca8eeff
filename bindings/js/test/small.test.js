import assert from "node:assert/strict";
import test from "node:test";
import { Backoff } from "../dist/backoff.js";
import { Cursor } from "../dist/cursor.js";
import { Drawer } from "../dist/drawer.js";
import { Emitter } from "../dist/emitter.js";
import { People, Typing } from "../dist/presence.js";
import { isCommand, posts, preview } from "../dist/slash.js";
import { Unread } from "../dist/unread.js";
import { Uuid7 } from "../dist/uuid7.js";
import { FakeClock, MemoryStorage } from "./support.js";

test("waits double up to the longest, and lie anywhere below their bound", () => {
  const most = new Backoff(500, 30_000, () => 0.999999);
  const waits = Array.from({ length: 9 }, () => most.next());
  assert.deepEqual(waits, [499, 999, 1999, 3999, 7999, 15999, 29999, 29999, 29999]);
  most.reset();
  assert.equal(most.next(), 499);
  assert.equal(new Backoff(500, 30_000, () => 0).next(), 0);
});

test("ids are UUIDs of version 7 that only grow, though the clock stands or goes back", () => {
  const ids = new Uuid7();
  const made = [10, 10, 9, ...Array(5000).fill(10), 3_000_000_000_000].map((ms) => ids.next(ms));
  for (const id of made) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual([...made].sort(), made);
  assert.equal(new Set(made).size, made.length);
  assert.equal(parseInt(made.at(-1).replaceAll("-", "").slice(0, 12), 16), 3_000_000_000_000);
});

test("a cursor takes each entry once and in order, and notices a gap", () => {
  const cursor = new Cursor();
  assert.equal(cursor.offer(1), "old", "before it listens");
  cursor.joined("e1", 10, false);
  assert.deepEqual([cursor.offer(10), cursor.offer(11), cursor.offer(11), cursor.offer(13)], ["old", "take", "old", "gap"]);
  cursor.resuming = true;
  assert.equal(cursor.offer(13), "old", "it comes again behind the answer");
  cursor.joined("e1", 13, true);
  assert.deepEqual([cursor.seq, cursor.offer(12), cursor.offer(13, 20), cursor.offer(21)], [11, "take", "take", "take"]);
  assert.deepEqual([cursor.isBehind(21), cursor.isBehind(22), cursor.isBehind(undefined)], [false, true, true]);
  cursor.stop();
  assert.equal(cursor.isBehind(99), false);
});

test("a storage that fails or holds rubbish is an empty one", () => {
  const storage = new MemoryStorage();
  const drawer = new Drawer(storage, "k", (value) => typeof value?.a === "number");
  assert.equal(drawer.get(), undefined);
  drawer.put({ a: 1 });
  assert.deepEqual(drawer.get(), { a: 1 });
  for (const rubbish of ["{", "null", '{"a":"1"}', "[]"]) {
    storage.setItem("k", rubbish);
    assert.equal(drawer.get(), undefined, rubbish);
  }
  drawer.clear();
  assert.equal(storage.getItem("k"), null);
  const refuse = () => {
    throw new Error("no");
  };
  const broken = new Drawer({ getItem: refuse, setItem: refuse, removeItem: refuse }, "k", () => true);
  broken.put(1);
  broken.clear();
  assert.equal(broken.get(), undefined);
});

test("a handler that throws disturbs neither the others nor who tells", (context) => {
  const later = [];
  context.mock.method(globalThis, "setTimeout", (run) => later.push(run));
  const emitter = new Emitter();
  const heard = [];
  emitter.on("a", () => {
    throw new Error("mine");
  });
  const off = emitter.on("a", (detail) => heard.push(detail));
  emitter.emit("a", 1);
  off();
  emitter.emit("a", 2);
  emitter.emit("b", 3);
  assert.deepEqual(heard, [1]);
  assert.throws(later[0], /mine/);
});

test("which texts are commands, which of them post, and how they look meanwhile", () => {
  assert.deepEqual(["/x", "//x", "x", " /x"].map(isCommand), [true, false, false, false]);
  const posting = ["x", "//x", "/me x", "/ME x", "/msg ana x", "/dm ana x", "/mensaje a b", "/mensagem a b"];
  assert.deepEqual(posting.map(posts), posting.map(() => true));
  assert.deepEqual(["/menu", "/join x", "/leave", "/msgs x"].map(posts), [false, false, false, false]);
  assert.deepEqual(preview("/me baila\nsola", "plain"), { text: "*baila\nsola*", format: "markdown" });
  assert.deepEqual(preview("//etc", "markdown"), { text: "/etc", format: "markdown" });
  assert.equal(preview("/msg ana x", "plain"), undefined);
});

const room = (head, read, unread, mentions = 0) => ({ head, read, unread, mentions });

test("unread counts go on from the server's, and count nothing twice", () => {
  const unread = new Unread();
  unread.set(room(10, 5, 3, 1), 0);
  unread.message(9); // caught up with: counted by the server
  unread.mention(9);
  unread.message(11);
  unread.mention(11);
  assert.deepEqual([unread.unread, unread.mentions], [4, 2]);
  unread.deleted(9, 10);
  assert.equal(unread.unread, 4, "that deletion was counted too");
  unread.deleted(9, 12);
  unread.deleted(4, 13);
  assert.equal(unread.unread, 3, "of what was read nothing goes");
  assert.equal(unread.readTo(8), false, "only the server knows how much is left");
  unread.set(room(13, 8, 2, 1), 0);
  assert.deepEqual([unread.unread, unread.mentions, unread.read], [2, 1, 8]);
  assert.equal(unread.readTo(13), true);
  assert.deepEqual([unread.unread, unread.mentions], [0, 0]);
});

test("a marker that the server has not heard of yet is not taken back", () => {
  const unread = new Unread();
  unread.set(room(10, 5, 3), 0);
  unread.readTo(10);
  unread.set(room(12, 5, 5), 0);
  assert.deepEqual([unread.read, unread.unread], [10, 0]);
  unread.message(11);
  assert.equal(unread.unread, 1);
});

const user = (id) => ({ id, name: id });

test("people are named up to a crowd, and asked for when it has gone", () => {
  const people = new People();
  people.set([user("b"), user("a")], 2);
  assert.deepEqual(people.list.map((each) => each.id), ["a", "b"]);
  people.hear({ type: "join", user: user("c"), online: 3 });
  people.hear({ type: "leave", user: user("a"), online: 2 });
  assert.deepEqual(people.list.map((each) => each.id), ["b", "c"]);
  assert.equal(people.hear({ type: "join", online: 101 }), false);
  assert.deepEqual([people.list, people.online], [undefined, 101]);
  assert.equal(people.hear({ type: "leave", user: user("b"), online: 100 }), true);
});

test("who types is shown for five seconds after they were last heard", async () => {
  const clock = new FakeClock();
  let told = 0;
  const typing = new Typing(clock, 5000, () => ++told);
  typing.hear(user("a"));
  await clock.pass(3000);
  typing.hear(user("a"));
  await clock.pass(4999);
  assert.deepEqual(typing.users, [user("a")]);
  await clock.pass(1);
  assert.deepEqual([typing.users, told], [[], 3]);
  typing.hear(user("b"));
  typing.stop("b");
  typing.stop("b");
  assert.deepEqual([typing.users, told, clock.waiting], [[], 5, 0]);
});
