import assert from "node:assert/strict";
import test from "node:test";
import { FakeSocket, make, MemoryStorage, online, room, seat, settled } from "./support.js";

const OLD = "e0000000000001";
const NEW = "e0000000000002";
const first = { ...room, epoch: OLD };
const anew = { ...room, epoch: NEW, created_at: 2, head: 1, read: 0 };

test("rooms that cannot be listened to are gone; where the server cannot say, it is asked again", async () => {
  const on = make();
  await on.client.signIn.guest("ana");
  await settled();
  FakeSocket.last.welcome();
  await settled();
  FakeSocket.last.say({ type: "ok", id: FakeSocket.last.asked("rooms").id, result: { rooms: [room] } });
  await settled();
  const refused = (code) => ({ type: "ok", id: FakeSocket.last.asked("resume").id, result: { refused: { r: { code, status: 1, message: "" } } } });
  FakeSocket.last.say(refused("unavailable"));
  await settled();
  assert.equal(on.client.state, "waiting");
  assert.ok(on.client.rooms.has("r"));
  on.client.reconnectNow();
  await settled();
  FakeSocket.last.welcome();
  await settled();
  FakeSocket.last.say({ type: "ok", id: FakeSocket.last.asked("rooms").id, result: { rooms: [room] } });
  await settled();
  FakeSocket.last.say(refused("forbidden"));
  await settled();
  assert.deepEqual([on.client.state, on.client.rooms.size], ["online", 0]);
});

test("many rooms are resumed a hundred at a time", async () => {
  const on = make();
  await on.client.signIn.guest("ana");
  await settled();
  const rooms = Array.from({ length: 250 }, (_, number) => ({ ...room, id: `r${number}` }));
  FakeSocket.last.welcome();
  await settled();
  FakeSocket.last.say({ type: "ok", id: FakeSocket.last.asked("rooms").id, result: { rooms } });
  const sizes = [];
  for (let turn = 0; turn < 3; ++turn) {
    await settled();
    const resume = FakeSocket.last.asked("resume");
    sizes.push(Object.keys(resume.rooms).length);
    FakeSocket.last.say({ type: "ok", id: resume.id, result: {} });
  }
  await settled();
  assert.deepEqual(sizes, [100, 100, 52]);
  assert.equal(on.client.state, "online");
});

test("a room too far behind is read anew", async () => {
  const on = await online({ bounds: { replay: 10 } }, [room]);
  FakeSocket.last.end(1006);
  await on.clock.pass(250);
  await seat([{ ...room, head: 15 }]);
  assert.equal(FakeSocket.last.asked("resume").rooms.r.after, 5);
  FakeSocket.last.end(1006);
  await on.clock.pass(500);
  await seat([{ ...room, head: 26 }]);
  assert.equal(FakeSocket.last.asked("resume").rooms.r.after, 26);
});

// Disconnects, comes back, and is told which rooms there are.
async function back(on, rooms) {
  FakeSocket.last.end(1006);
  on.client.reconnectNow();
  await settled();
  FakeSocket.last.welcome();
  await settled();
  FakeSocket.last.say({ type: "ok", id: FakeSocket.last.asked("rooms").id, result: { rooms } });
  await settled();
}

async function resumed(on, recovered, room) {
  const { id } = FakeSocket.last.asked("resume");
  FakeSocket.last.say({ type: "joined", id, room, epoch: room.epoch, head: room.head, recovered, users: [] });
  FakeSocket.last.say({ type: "ok", id, result: {} });
  await settled();
  assert.equal(on.client.state, "online");
}

const refuse = async (type, code) => {
  FakeSocket.last.say({ type: "error", id: FakeSocket.last.asked(type).id, code, status: 404, message: "" });
  await settled();
};

test("settings that were changed while one was away are each told beside those before them", async () => {
  const on = await online({}, [first]);
  const changes = [{ topic: "t", locked: false }, { topic: "t", locked: true }, { topic: "u", locked: true }];
  const now = { ...first, topic: "u", locked: true, head: 8 };
  await back(on, [now]);
  await resumed(on, true, now);
  for (const [place, change] of changes.entries())
    FakeSocket.last.say({ type: "room", room: "r", seq: 6 + place, ts: 1, user: { id: "u_2", name: "otto" }, name: "R", kind: "public", ...change });
  const told = on.client.rooms.get("r").items.map(({ before, settings }) => [before.topic, before.locked, settings.topic, settings.locked]);
  assert.deepEqual(told, [["", false, "t", false], ["t", false, "t", true], ["t", true, "u", true]]);
});

test("a member who is invited to the new room of an old id has the new one before them", async () => {
  const on = await online({}, [{ ...first, unread: 3, read: 2 }]);
  const view = on.client.rooms.get("r");
  await back(on, [{ ...anew, role: "invited" }]);
  assert.deepEqual([view.role, view.epoch, view.unread], ["invited", NEW, 0]);
  assert.ok(!("r" in FakeSocket.last.asked("resume").rooms));
  void view.leave();
  assert.equal(FakeSocket.last.asked("leave").room, `r@${NEW}`);
});

test("what is written while the old room is still before one is for the old one", async () => {
  const on = await online({}, [first]);
  const view = on.client.rooms.get("r");
  const words = [];
  on.client.on("error", (error) => words.push(error.words));
  await back(on, [anew]);
  view.post("a los de antes");
  await resumed(on, false, anew);
  assert.equal(FakeSocket.last.asked("message").room, `r@${OLD}`);
  await refuse("message", "not_found");
  assert.deepEqual([words, view.items, view.epoch], [["a los de antes"], [], NEW]);
});

// Hears from the server's log that the room was deleted, and that it is not found, while its resume is not answered.
async function deletedMeanwhile(on) {
  const { id } = FakeSocket.last.asked("resume");
  const server = { ...room, id: "@server", head: 1, epoch: "s1" };
  FakeSocket.last.say({ type: "joined", id, room: server, epoch: "s1", head: 0, recovered: false, users: [] });
  FakeSocket.last.say({ type: "room_deleted", room: "@server", seq: 1, ts: 1, user: { id: "u_2", name: "otto" }, target: { id: "r", name: "R" } });
  await settled();
  assert.equal(FakeSocket.last.asked("room").room, `r@${OLD}`);
  await refuse("room", "not_found");
}

test("a room that was made anew while one was away stays the one that is shown, whichever answer comes first", async () => {
  const on = await online({}, [first]);
  const view = on.client.rooms.get("r");
  const gone = [];
  on.client.on("gone", (each) => gone.push(each.because));
  await back(on, [anew]);
  await deletedMeanwhile(on);
  await resumed(on, false, anew);
  assert.deepEqual([gone, on.client.rooms.get("r"), view.epoch], [[], view, NEW]);
});

test("a room whose resume is refused is gone by who deleted it, where that was heard", async () => {
  const on = await online({}, [first]);
  const gone = [];
  on.client.on("gone", ({ because, by }) => gone.push([because, by?.name]));
  await back(on, [first]);
  await deletedMeanwhile(on);
  assert.deepEqual(gone, []);
  FakeSocket.last.say({ type: "ok", id: FakeSocket.last.asked("resume").id, result: { refused: { r: { code: "not_found", status: 404, message: "" } } } });
  await settled();
  assert.deepEqual([gone, on.client.rooms.size], [[["deleted", "otto"]], 0]);
});

test("what waits for a room whose log was begun anew goes on in the new one", async () => {
  const on = await online({}, [first]);
  FakeSocket.last.end(1006);
  on.client.rooms.get("r").post("sigue");
  await back(on, [{ ...first, epoch: NEW, head: 2 }]);
  await resumed(on, false, { ...first, epoch: NEW, head: 2 });
  assert.equal(FakeSocket.last.asked("message").room, `r@${NEW}`);
});

test("a draft that does not say which room it is for goes where that is known, and nowhere else", async () => {
  const storage = new MemoryStorage();
  const draft = (clientId, room) => ({ clientId, room, text: `de ${room}`, format: "plain", ts: 1 });
  storage.setItem("workchat.outbox", JSON.stringify({ user: "u_1", drafts: [draft("1", "r"), draft("2", "junta")] }));
  const on = make({ storage });
  const words = [];
  on.client.on("error", (error) => words.push([error.code, error.words]));
  await on.client.signIn.guest("ana");
  await settled();
  await seat([first]);
  assert.deepEqual(FakeSocket.last.sent.filter(({ type }) => type === "message").map((frame) => [frame.room, frame.text]), [[`r@${OLD}`, "de r"]]);
  assert.deepEqual(words, [["not_found", "de junta"]]);
});
