// Time that passes when the test says so, and a socket whose other end is the test.
import assert from "node:assert/strict";
import { Client } from "../dist/index.js";

export class FakeClock {
  ms = 1_700_000_000_000;
  #alarms = [];

  now = () => this.ms;

  after = (ms, run) => {
    const alarm = { at: this.ms + ms, run };
    this.#alarms.push(alarm);
    return () => void (this.#alarms = this.#alarms.filter((each) => each !== alarm));
  };

  get waiting() {
    return this.#alarms.length;
  }

  // Lets everything happen that is due by then, in order.
  async pass(ms) {
    const end = this.ms + ms;
    for (;;) {
      const due = this.#alarms.filter((alarm) => alarm.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#alarms = this.#alarms.filter((each) => each !== due);
      this.ms = due.at;
      due.run();
      await settled();
    }
    this.ms = end;
    await settled();
  }
}

// All that follows from promises which are resolved has happened.
export const settled = () => new Promise((resolve) => setImmediate(resolve));

export class FakeSocket {
  static all = [];
  static get last() {
    return FakeSocket.all.at(-1);
  }
  sent = [];
  closed = false;

  constructor(url) {
    this.url = url;
    FakeSocket.all.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }

  // What the server does.
  open() {
    this.onopen?.({});
  }
  say(frame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  welcome() {
    this.open();
    this.say({ type: "welcome", user: { id: "u_1", name: "ana", display_name: "Ana", role: "user" }, motd: "", heartbeat_ms: 25_000, limits: { frame: 65_536 } });
  }
  end(code, reason = "") {
    this.onclose?.({ code, reason });
  }
  asked(type) {
    return this.sent.findLast((frame) => frame.type === type);
  }
}

export class MemoryStorage {
  values = new Map();
  getItem = (key) => this.values.get(key) ?? null;
  setItem = (key, value) => void this.values.set(key, value);
  removeItem = (key) => void this.values.delete(key);
}

const USER = { id: "u_1", name: "ana", display_name: "Ana", role: "user" };

// A client whose server is the test: `answers` by "METHOD /path", a socket's other end in FakeSocket.last.
export function make(options = {}) {
  FakeSocket.all = [];
  const clock = new FakeClock();
  const on = { clock, storage: new MemoryStorage(), calls: [], states: [], errors: [], answers: {} };
  const signedIn = () => ({ access_token: `t${on.calls.length}`, token_type: "bearer", expires_in: 3600, user: USER });
  on.signedIn = signedIn;
  on.fetch = async (address, { method, headers, credentials }) => {
    const call = `${method} ${new URL(address).pathname}`;
    on.calls.push({ call, token: headers.Authorization, credentials });
    const answer = (on.answers[call] ?? signedIn)();
    return new Response(JSON.stringify(answer), { status: answer.error?.status ?? 200 });
  };
  on.client = new Client({ url: "http://chat.example/", WebSocket: FakeSocket, fetch: on.fetch, storage: on.storage, clock, random: () => 0.5, ...options });
  on.client.on("state", (state) => on.states.push(state));
  on.client.on("error", (error) => on.errors.push(error.code));
  on.refuse = (call, code, status) => void (on.answers[call] = () => ({ error: { code, status, message: "" } }));
  on.calledFor = (call) => on.calls.filter((each) => each.call === call);
  return on;
}

// Answers what a client asks when it comes: its rooms, and the resume.
export async function seat(rooms = [], socket = FakeSocket.last) {
  socket.welcome();
  await settled();
  socket.say({ type: "ok", id: socket.asked("rooms").id, result: { rooms } });
  await settled();
  const { id, rooms: asked } = socket.asked("resume");
  for (const [name, { epoch, after }] of Object.entries(asked)) {
    const room = rooms.find((each) => each.id === name) ?? { id: name, head: after, floor: 1, online: 1 };
    socket.say({ type: "joined", id, room, epoch, head: after, recovered: true, users: [] });
  }
  socket.say({ type: "ok", id, result: {} });
  await settled();
}

export async function online(options, rooms) {
  const on = make(options);
  await on.client.signIn.guest("ana");
  await settled();
  await seat(rooms);
  assert.equal(on.client.state, "online");
  on.states.length = 0;
  return on;
}

// One of theirs.
export const room = {
  id: "r", name: "R", kind: "public", locked: false, topic: "", owner: null, created_at: 1, head: 5, floor: 1, epoch: "e",
  online: 1, members: 1, role: "member", unread: 0, mentions: 0, read: 5,
};
