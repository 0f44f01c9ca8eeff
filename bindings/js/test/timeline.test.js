import assert from "node:assert/strict";
import test from "node:test";
import { Timeline } from "../dist/timeline.js";

const ana = { id: "u_a", name: "ana" };
const beto = { id: "u_b", name: "beto" };
const message = (seq, more = {}) => ({ type: "message", room: "r", seq, ts: seq, user: beto, text: `t${seq}`, format: "plain", ...more });
const change = (type, seq, target, more = {}) => ({ type, room: "r", seq, ts: seq, user: beto, target, ...more });
const make = (most = 50) => new Timeline("u_a", most);
const texts = (timeline) => timeline.items.map((item) => item.text ?? item.what);

test("edits, deletions, reactions and pins are folded into their message", () => {
  const timeline = make();
  timeline.apply(message(1));
  timeline.apply(change("edit", 2, 1, { text: "otro" }));
  timeline.apply(change("reaction", 3, 1, { emoji: "👍", on: true }));
  timeline.apply(change("reaction", 4, 1, { emoji: "👍", on: true, user: ana }));
  timeline.apply(change("reaction", 5, 1, { emoji: "👍", on: true, user: ana }));
  timeline.apply(change("reaction", 6, 1, { emoji: "🎉", on: true }));
  timeline.apply(change("reaction", 7, 1, { emoji: "👍", on: false }));
  timeline.apply(change("pin", 8, 1, { on: true }));
  const [item] = timeline.items;
  assert.deepEqual([item.text, item.editedAt, item.reactions, item.pinned], ["otro", 2, { "👍": ["u_a"], "🎉": ["u_b"] }, true]);
  timeline.apply(change("reaction", 9, 1, { emoji: "🎉", on: false }));
  assert.deepEqual(timeline.items[0].reactions, { "👍": ["u_a"] });
  timeline.apply(change("delete", 10, 1));
  timeline.apply(change("edit", 11, 1, { text: "zombie" }));
  timeline.apply(change("reaction", 12, 1, { emoji: "👍", on: true }));
  const gone = timeline.items[0];
  assert.deepEqual([gone.text, gone.deleted, gone.pinned, gone.reactions, gone.key], ["", true, false, {}, "m1"]);
});

test("a reaction may be called like what every object has", () => {
  const timeline = make();
  timeline.apply(message(1));
  const words = ["constructor", "__proto__", "toString"];
  words.forEach((emoji, at) => timeline.apply(change("reaction", 2 + at, 1, { emoji, on: true })));
  assert.deepEqual(Object.entries(timeline.items[0].reactions), words.map((emoji) => [emoji, ["u_b"]]));
  words.forEach((emoji, at) => timeline.apply(change("reaction", 5 + at, 1, { emoji, on: false })));
  assert.deepEqual(Object.entries(timeline.items[0].reactions), []);
});

test("a replayed edit of a message that is deleted further on shows nothing", () => {
  const timeline = make();
  timeline.apply(message(1, { text: "", deleted: true }));
  timeline.apply(change("edit", 2, 1, { text: "", deleted: true }));
  assert.deepEqual([timeline.items[0].deleted, timeline.items[0].editedAt], [true, undefined]);
});

test("pages come in before, behind and over what is there, each message once", () => {
  const timeline = make();
  timeline.apply(message(50));
  timeline.apply(message(52));
  assert.equal(timeline.add([message(49), message(50), message(51)], 52), 2);
  assert.equal(timeline.add([message(10), message(20)], 60), 2);
  assert.equal(timeline.add([message(60)], 60), 1);
  timeline.apply(message(60));
  assert.deepEqual(texts(timeline), ["t10", "t20", "t49", "t50", "t51", "t52", "t60"]);
  assert.equal(timeline.oldest, 10);
});

test("a change that overtakes the page with its message is applied to it", () => {
  const timeline = make();
  timeline.beginLoad();
  timeline.apply(change("edit", 11, 5, { text: "nuevo" }));
  timeline.apply(change("delete", 12, 6));
  timeline.add([message(5), message(6), message(7)], 10);
  timeline.endLoad();
  assert.deepEqual(texts(timeline), ["nuevo", "", "t7"]);
  // One that the page has already is not applied a second time over what came after it.
  timeline.beginLoad();
  timeline.apply(change("pin", 13, 3, { on: true }));
  timeline.add([message(3, { pinned: false })], 14);
  timeline.endLoad();
  assert.equal(timeline.items[0].pinned, false);
});

test("events stand between messages, comings and goings up to their bound", () => {
  const timeline = make(2);
  timeline.apply(message(1));
  timeline.presence(beto, "online", 5, 1);
  timeline.apply({ type: "member", room: "r", seq: 2, ts: 2, user: ana, target: beto, change: "joined", role: "member" });
  timeline.apply({ type: "room", room: "r", seq: 3, ts: 3, user: ana, name: "n", topic: "t", kind: "public", locked: false },
    { name: "n", topic: "", kind: "public", locked: false });
  timeline.apply({ type: "nop", room: "r", seq: 4 });
  assert.deepEqual(texts(timeline), ["t1", "online", "joined", "settings"]);
  assert.deepEqual(timeline.items[3].settings, { name: "n", topic: "t", kind: "public", locked: false });
  timeline.presence(beto, "offline", 6, 4);
  timeline.presence(beto, "online", 7, 4);
  assert.deepEqual(texts(timeline), ["t1", "joined", "settings", "offline", "online"]);
  assert.equal(new Set(timeline.items.map((item) => item.key)).size, 5);
});

test("what is kept has a bound, and what went counts as there to load", () => {
  const timeline = make();
  timeline.add([1, 2, 3, 4].map((seq) => message(seq)), 4);
  timeline.more = false;
  timeline.keep(4);
  assert.equal(timeline.more, false);
  timeline.keep(3);
  assert.deepEqual([texts(timeline), timeline.more, timeline.oldest], [["t2", "t3", "t4"], true, 2]);
});

test("own messages keep the key they were posted with, others' client ids are no keys", () => {
  const timeline = make();
  timeline.apply(message(1, { user: ana, client_id: "c" }));
  timeline.apply(message(2, { client_id: "c" }));
  assert.deepEqual(timeline.items.map(({ key, mine }) => [key, mine]), [["c", true], ["m2", false]]);
  assert.equal(timeline.count(0, 2), 1);
  assert.equal(timeline.count(0, 1), 0);
});
