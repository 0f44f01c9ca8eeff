import assert from "node:assert/strict";
import test from "node:test";
import { Client } from "../dist/index.js";
import { FakeSocket, make, online, room, seat, settled } from "./support.js";

test("a sign-in opens a socket with the token and the language, and its state goes through connecting to online", async () => {
  const on = make({ language: "pt" });
  assert.deepEqual([on.client.state, on.client.signedOutBy], ["signed-out", "nobody"]);
  await on.client.signIn.guest("ana");
  await settled();
  assert.equal(FakeSocket.last.url, "ws://chat.example/ws?token=t1&lang=pt");
  await seat();
  assert.deepEqual(on.states, ["connecting", "online"]);
  assert.deepEqual(on.calls, [{ call: "POST /auth/guest", token: undefined, credentials: "same-origin" }]);
  await on.client.rest.me();
  assert.deepEqual(on.calls.at(-1), { call: "GET /auth/me", token: "Bearer t1", credentials: "omit" });
});

test("another language is told on a new connection", async () => {
  const on = make({ language: "pt" });
  await on.client.signIn.guest("ana");
  await settled();
  await seat();
  const before = FakeSocket.last;
  on.client.language = "pt";
  assert.equal(FakeSocket.last, before);
  on.client.language = "es";
  await settled();
  assert.equal(before.closed, true);
  assert.match(FakeSocket.last.url, /&lang=es$/);
  await seat();
  assert.equal(on.client.state, "online");
});

for (const code of [1006, 1001, 4000, 4008, 4009, 4499])
  test(`after a close with ${code} it waits, tries again and resumes`, async () => {
    const on = await online({}, [room]);
    FakeSocket.last.end(code);
    assert.equal(on.client.state, "waiting");
    assert.equal(on.client.retryAt, on.clock.now() + 250, "half of the first bound");
    await on.clock.pass(249);
    assert.equal(FakeSocket.all.length, 1);
    await on.clock.pass(1);
    assert.equal(FakeSocket.all.length, 2);
    await seat([room]);
    assert.deepEqual(FakeSocket.last.asked("resume").rooms.r, { epoch: "e", after: 5 });
    assert.deepEqual(on.states, ["waiting", "connecting", "online"]);
  });

for (const code of [4500, 4503, 4505, 4506, 4999])
  test(`a close with ${code} is the end`, async () => {
    const on = await online();
    FakeSocket.last.end(code, "why");
    assert.deepEqual([on.client.state, on.client.endedBy], ["ended", { code, reason: "why" }]);
    await on.clock.pass(3_600_000);
    assert.equal(FakeSocket.all.length, 1);
  });

test("the waits grow while nobody is there, and begin anew after a connection that lasted", async () => {
  const on = await online();
  const waits = [];
  for (let time = 0; time < 8; ++time) {
    FakeSocket.last.end(1006);
    await settled();
    waits.push(on.client.retryAt - on.clock.now());
    await on.clock.pass(waits.at(-1));
  }
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 8000, 15000, 15000]);
  await seat();
  await on.clock.pass(4999);
  FakeSocket.last.end(4000);
  assert.equal(on.client.retryAt - on.clock.now(), 15000, "it did not last");
  await on.clock.pass(15000);
  await seat();
  await on.clock.pass(5000);
  FakeSocket.last.end(4000);
  assert.equal(on.client.retryAt - on.clock.now(), 250);
});

test("a refused upgrade is explained by GET /auth/me: known, it waits; unknown, it is signed out", async () => {
  const on = make();
  on.answers["GET /auth/me"] = () => USER;
  await on.client.signIn.guest("ana");
  await settled();
  FakeSocket.last.end(1006);
  await settled();
  assert.equal(on.client.state, "waiting");
  on.refuse("GET /auth/me", "unauthenticated", 401);
  on.refuse("POST /auth/refresh", "unauthenticated", 401);
  on.client.reconnectNow();
  await settled();
  FakeSocket.last.end(1006);
  await settled();
  assert.deepEqual([on.client.state, on.client.signedOutBy, on.client.user], ["signed-out", "expired", undefined]);
  assert.equal(on.storage.getItem("workchat.login"), null);
});

test("a server that is there and cannot answer signs nobody out", async () => {
  const on = make();
  on.refuse("GET /auth/me", "unavailable", 503);
  await on.client.signIn.guest("ana");
  await settled();
  FakeSocket.last.end(1006);
  await settled();
  assert.equal(on.client.state, "waiting");
});

test("4501 renews the token once; a second time it is signed out", async () => {
  const on = await online();
  FakeSocket.last.end(4501);
  await settled();
  assert.equal(on.calledFor("POST /auth/refresh").length, 1);
  assert.match(FakeSocket.last.url, /token=t2/);
  await seat();
  FakeSocket.last.end(4501);
  await settled();
  assert.deepEqual([on.client.state, on.client.signedOutBy], ["signed-out", "expired"]);
});

test("the token is renewed before it ends, and given to the live socket", async () => {
  const on = await online({ bounds: { heartbeatsPerLook: 1e9 } });
  const renewed = () => on.calledFor("POST /auth/refresh").length;
  for (const end = on.clock.now() + 3_600_000 * 0.7 - 1; on.clock.now() < end; ) {
    FakeSocket.last.say({ type: "heartbeat", heads: { "@me": 0, "@server": 0 } });
    await on.clock.pass(Math.min(30_000, end - on.clock.now()));
  }
  assert.equal(renewed(), 0);
  await on.clock.pass(1);
  assert.deepEqual([renewed(), FakeSocket.last.asked("auth").token, FakeSocket.all.length], [1, "t2", 1]);
});

test("the server's warning brings the renewal forward, but not at once", async () => {
  const on = await online();
  FakeSocket.last.say({ type: "auth_expiring", in_ms: 20_000 });
  await on.clock.pass(9_999);
  assert.equal(on.calledFor("POST /auth/refresh").length, 0);
  await on.clock.pass(1);
  assert.equal(on.calledFor("POST /auth/refresh").length, 1);
  assert.equal(FakeSocket.last.asked("auth").token, "t2");
  FakeSocket.last.say({ type: "ok", id: FakeSocket.last.asked("auth").id, result: {} });
  FakeSocket.last.say({ type: "auth_expiring", in_ms: 1 });
  await on.clock.pass(999);
  assert.equal(on.calledFor("POST /auth/refresh").length, 1, "at most once a second");
});

test("a renewal that nobody answers is tried again; one that is refused signs out", async () => {
  const on = await online();
  on.refuse("POST /auth/refresh", "unavailable", 503);
  FakeSocket.last.say({ type: "auth_expiring", in_ms: 2_000 });
  await on.clock.pass(1_000);
  await on.clock.pass(1_000);
  assert.equal(on.calledFor("POST /auth/refresh").length, 2);
  assert.equal(on.client.state, "online");
  on.refuse("POST /auth/refresh", "unauthenticated", 401);
  await on.clock.pass(1_000);
  assert.deepEqual([on.client.state, on.client.signedOutBy], ["signed-out", "expired"]);
});

test("a connection that is silent for a heartbeat and its grace is over", async () => {
  const on = await online();
  await on.clock.pass(34_999);
  assert.equal(on.client.state, "online");
  FakeSocket.last.say({ type: "heartbeat", heads: { "@me": 0, "@server": 0 } });
  await on.clock.pass(34_999);
  assert.equal(on.client.state, "online");
  await on.clock.pass(1);
  assert.equal(on.client.state, "waiting");
  assert.equal(FakeSocket.last.closed, true);
});

test("a socket that opens and never welcomes is given up", async () => {
  const on = make();
  await on.client.signIn.guest("ana");
  await settled();
  FakeSocket.last.open();
  await on.clock.pass(14_999);
  assert.equal(on.client.state, "connecting");
  await on.clock.pass(1);
  assert.equal(on.client.state, "waiting");
});

test("what is asked is answered, refused, lost or late, each once", async () => {
  const on = await online({}, [room]);
  const view = on.client.rooms.get("r");
  const answers = [1, 2, 3].map((seq) => view.remove(seq).catch((error) => error.code));
  await settled();
  const [first, second] = FakeSocket.last.sent.filter((frame) => frame.type === "delete");
  FakeSocket.last.say({ type: "ok", id: first.id, result: { type: "delete", target: 1 } });
  FakeSocket.last.say({ type: "error", id: second.id, code: "forbidden", status: 403, message: "" });
  FakeSocket.last.end(1006);
  assert.deepEqual(await Promise.all(answers), [{ type: "delete", target: 1 }, "forbidden", "lost"]);
  await assert.rejects(view.remove(1), { code: "offline" });
  await assert.rejects(on.client.join("x"), { code: "offline" });
});

test("one can wait until it is online, unless it never will be", async () => {
  const on = make();
  await assert.rejects(on.client.whenOnline(), { code: "offline", message: "signed-out" });
  await on.client.signIn.guest("ana");
  let there = 0;
  const waiting = on.client.whenOnline().then(() => ++there);
  await settled();
  FakeSocket.last.open();
  FakeSocket.last.end(1006);
  on.client.reconnectNow();
  await settled();
  assert.equal(there, 0);
  await seat();
  await waiting;
  await on.client.whenOnline();
  on.client.close();
  await assert.rejects(on.client.whenOnline(), { message: "ended" });
});

test("a command that came too fast is asked again, for a while", async () => {
  const on = await online({}, [room]);
  const answer = on.client.rooms.get("r").pin(1);
  await settled();
  FakeSocket.last.say({ type: "error", id: FakeSocket.last.asked("pin").id, code: "rate_limited", status: 429, message: "", retry_ms: 800 });
  await settled();
  await on.clock.pass(800);
  const again = FakeSocket.last.sent.filter((frame) => frame.type === "pin");
  assert.equal(again.length, 2);
  FakeSocket.last.say({ type: "error", id: again[1].id, code: "rate_limited", status: 429, message: "", retry_ms: 4_201 });
  await assert.rejects(answer, { code: "rate_limited", retryMs: 4_201 });
});

test("typing is told at most every three seconds, and again after a message", async () => {
  const on = await online({}, [room]);
  const view = on.client.rooms.get("r");
  const told = () => FakeSocket.last.sent.filter((frame) => frame.type === "typing").length;
  view.sendTyping();
  await on.clock.pass(2_999);
  view.sendTyping();
  assert.equal(told(), 1);
  await on.clock.pass(1);
  view.sendTyping();
  assert.equal(told(), 2);
  view.post("x");
  view.sendTyping();
  assert.equal(told(), 3);
});

test("read markers are told at most twice a second, the last one always", async () => {
  const on = await online({}, [{ ...room, read: 0, unread: 5 }]);
  const view = on.client.rooms.get("r");
  const told = () => FakeSocket.last.sent.filter((frame) => frame.type === "read").map((frame) => frame.seq);
  [1, 2, 3].forEach((seq) => view.markRead(seq));
  view.markRead(2);
  view.markRead(99);
  assert.deepEqual([told(), view.read], [[1], 5]);
  await on.clock.pass(500);
  assert.deepEqual(told(), [1, 5]);
});

test("an announcement is a notice, and news of public rooms make the list out of date", async () => {
  const on = await online();
  const heard = [];
  on.client.on("notice", (notice) => heard.push(notice.text));
  on.client.on("directory", () => heard.push("directory"));
  const news = (type, seq, more) => FakeSocket.last.say({ type, room: "@server", seq, ts: 1, user: { id: "u_2", name: "beto" }, ...more });
  news("announcement", 1, { text: "mañana no" });
  news("room_created", 2, { target: { id: "x", name: "X" } });
  assert.deepEqual(heard, ["mañana no", "directory"]);
});

test("unless there is a WebSocket, it says so", () => {
  assert.throws(() => new Client({ url: "http://x", WebSocket: null, fetch }), /no WebSocket/);
});
