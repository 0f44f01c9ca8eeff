import assert from "node:assert/strict";
import test from "node:test";
import { Backoff } from "../dist/backoff.js";
import { Drawer } from "../dist/drawer.js";
import { ChatError } from "../dist/errors.js";
import { isOutbox, Outbox } from "../dist/outbox.js";
import { FakeClock, MemoryStorage, settled } from "./support.js";

// An outbox whose answers the test gives.
function make({ most = 1000, storage = new MemoryStorage() } = {}) {
  const clock = new FakeClock();
  const on = { clock, storage, letters: [], done: [], failed: [] };
  const postman = {
    send: (draft) => new Promise((resolve, reject) => on.letters.push({ draft, id: draft.clientId, resolve, reject: (fields) => reject(new ChatError(fields)) })),
    sent: (draft) => on.done.push(draft.clientId),
    failed: (post) => on.failed.push(post.draft.clientId),
  };
  on.outbox = new Outbox(new Drawer(storage, "outbox", isOutbox), postman, new Backoff(500, 30_000, () => 0.5), most, clock);
  on.outbox.use("u_1");
  on.post = (clientId, room = "r") => on.outbox.add({ room, clientId, text: clientId, format: "plain", ts: 1 });
  on.states = (room = "r") => on.outbox.of(room).map((post) => `${post.draft.clientId} ${post.state}`);
  on.kept = () => JSON.parse(storage.getItem("outbox") ?? '{"drafts":[]}').drafts.map((draft) => draft.clientId);
  return on;
}

test("of each room one message travels at a time, in order", async () => {
  const box = make();
  ["a", "b"].forEach((id) => box.post(id));
  box.post("x", "s");
  assert.equal(box.letters.length, 0, "nothing goes before it is open");
  assert.deepEqual(box.kept(), ["a", "b", "x"]);
  box.outbox.open();
  assert.deepEqual(box.letters.map((letter) => letter.id), ["a", "x"]);
  box.letters[0].resolve({ seq: 1, ts: 1 });
  await settled();
  assert.deepEqual(box.letters.map((letter) => letter.id), ["a", "x", "b"]);
  assert.deepEqual([box.done, box.kept()], [["a"], ["b", "x"]]);
});

test("what was lost on the way is sent again by the next connection, with the same id", async () => {
  const box = make();
  box.outbox.open();
  box.post("a");
  box.post("b");
  box.outbox.close();
  box.letters[0].reject({ code: "lost" });
  await settled();
  assert.deepEqual([box.states(), box.letters.length], [["a waiting", "b waiting"], 1]);
  box.outbox.open();
  assert.deepEqual(box.letters.map((letter) => letter.id), ["a", "a"]);
});

test("its own echo is as good as the answer, and may come before it", async () => {
  const box = make();
  box.outbox.open();
  box.post("a");
  box.post("b");
  box.outbox.acknowledge("a");
  assert.deepEqual([box.states(), box.kept()], [["b sending"], ["b"]]);
  box.letters[0].reject({ code: "lost" });
  await settled();
  assert.deepEqual(box.states(), ["b sending"], "it does not come back");
  box.outbox.acknowledge("unknown");
});

test("for now refused: all wait as long as the server says, or a growing while", async () => {
  const box = make();
  box.outbox.open();
  box.post("a");
  box.post("b");
  box.letters[0].reject({ code: "rate_limited", status: 429, retry_ms: 800 });
  await settled();
  box.post("x", "s");
  await box.clock.pass(799);
  assert.equal(box.letters.length, 1);
  await box.clock.pass(1);
  assert.deepEqual(box.letters.slice(1).map((letter) => letter.id), ["a", "x"]);
  box.letters[1].reject({ code: "unavailable", status: 503 });
  await settled();
  await box.clock.pass(250);
  assert.equal(box.letters.length, 4);
  box.letters[3].reject({ code: "overloaded", status: 503 });
  await settled();
  await box.clock.pass(499);
  assert.equal(box.letters.length, 4);
  await box.clock.pass(1);
  assert.deepEqual(box.letters.at(-1).id, "a");
});

test("what may be stored stays so until it is known", async () => {
  const box = make();
  box.outbox.open();
  const unsure = () => box.outbox.of("r").map((post) => post.unsure);
  box.post("a");
  box.letters.at(-1).reject({ code: "rate_limited", status: 429, retry_ms: 10 });
  await settled();
  assert.deepEqual(unsure(), [false], "an answer says that it is not");
  await box.clock.pass(10);
  box.letters.at(-1).reject({ code: "unavailable", status: 503, retry_ms: 10 });
  await settled();
  assert.deepEqual(unsure(), [true], "a commit that failed may be there");
  await box.clock.pass(10);
  const refuse = async () => {
    box.letters.at(-1).reject({ code: "forbidden", status: 403, rule: "muted" });
    await settled();
  };
  await refuse();
  assert.deepEqual([box.states(), unsure()], [["a failed"], [true]], "a later refusal says nothing of an earlier try");
  box.outbox.retry("a");
  await refuse();
  assert.deepEqual(unsure(), [true], "nor does asking again");
  box.outbox.retry("a");
  box.letters.at(-1).reject({ code: "conflict", status: 409 });
  await settled();
  box.outbox.retry("a", () => "b");
  await refuse();
  assert.deepEqual([box.states(), unsure()], [["b failed"], [false]], "under a new id it is another message");
});

test("for good refused: it fails, those behind it go on, and it may be sent again as the newest", async () => {
  const box = make();
  box.outbox.open();
  ["a", "b", "c"].forEach((id) => box.post(id));
  box.letters[0].reject({ code: "forbidden", status: 403, rule: "muted" });
  await settled();
  assert.deepEqual([box.states(), box.failed], [["a failed", "b sending", "c waiting"], ["a"]]);
  box.outbox.retry("b");
  box.outbox.retry("a", () => "new");
  assert.deepEqual(box.states(), ["b sending", "c waiting", "a waiting"]);
});

test("an id that was used for another content gets a new one when it is sent again", async () => {
  const box = make();
  box.outbox.open();
  box.post("a");
  box.letters[0].reject({ code: "conflict", status: 409 });
  await settled();
  box.outbox.retry("a", () => "new");
  assert.deepEqual([box.states(), box.letters[1].draft.text], [["new sending"], "a"]);
});

test("what waits or failed can be given up, what travels cannot", async () => {
  const box = make();
  box.outbox.open();
  ["a", "b"].forEach((id) => box.post(id));
  box.outbox.discard("a");
  box.outbox.discard("b");
  assert.deepEqual(box.states(), ["a sending"]);
  box.letters[0].reject({ code: "invalid", status: 422 });
  await settled();
  box.outbox.discard("a");
  assert.deepEqual([box.states(), box.storage.getItem("outbox")], [[], null]);
});

test("it holds so many and no more", () => {
  const box = make({ most: 2 });
  box.post("a");
  box.post("b");
  assert.throws(() => box.post("c"), { code: "overloaded" });
  assert.deepEqual(box.states(), ["a waiting", "b waiting"]);
});

test("a reload finds it again, another user does not", () => {
  const before = make();
  before.post("a");
  const after = make({ storage: before.storage });
  assert.deepEqual(after.states(), ["a waiting"]);
  after.outbox.use("u_2");
  assert.deepEqual([after.states(), before.storage.getItem("outbox")], [[], null]);
});

test("a room that is gone takes its messages with it", () => {
  const box = make();
  box.post("a");
  box.post("x", "s");
  box.outbox.dropRoom("r");
  assert.deepEqual([box.states(), box.kept()], [[], ["x"]]);
});
