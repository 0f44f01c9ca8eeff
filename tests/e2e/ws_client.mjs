// Clients that chat on their own, as chat/chatter.py does, over npm's ws.
//   node ws_client.mjs PLAN.json
// The plan: {"url", "room", "messages", "seed", "trace", "clients": [{"name", "user", "token", "cuts"}]}.
// It is led by lines on standard input: "down" and "up" (the server is about to go, is back), "head N" (all have said
// what they had to say, and the log ends at N); and says "acknowledged N" and "done" on standard output.
import { createWriteStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import WebSocket from "ws";

const ENTRIES = ["message", "edit", "delete", "reaction", "pin", "member", "room", "nop"];
const TOLD = ["seq", "ts", "type", "text", "client_id", "change", "emoji", "on", "to", "deleted", "reply_to"];
const AT_ONCE = 4; // messages on their way
const CUT_EVERY = 12; // one of so many receipts is followed by a cut, where the client is one that is cut

const plan = JSON.parse(readFileSync(process.argv[2], "utf8"));
const trace = createWriteStream(plan.trace);
let serverIsUp = true;
let head = null;
let acknowledged = 0;

// mulberry32: small, and the same for the same seed.
function randomFrom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function told(frame) {
  const fields = Object.fromEntries(TOLD.filter((name) => name in frame).map((name) => [name, frame[name]]));
  if ("edited_at" in frame) fields.edited = true;
  for (const name of ["user", "target"]) if (name in frame) fields[name] = frame[name].id ?? frame[name];
  return fields;
}

class Chatter {
  constructor({ name, user, token, cuts }, seed) {
    Object.assign(this, { name, user, token, cuts });
    this.random = randomFrom(seed);
    this.toSend = Array.from({ length: plan.messages }, (_, number) => ({
      client_id: `${name}-${number}`,
      text: `${name} dice ${number} ñ ✓`,
    }));
    this.waiting = new Map(); // ref -> message, sent and not answered
    this.refs = 0;
    this.epoch = null;
    this.seen = 0;
    this.socket = null;
    this.listens = false;
    this.ended = false;
  }

  get said() {
    return this.toSend.length === 0 && this.waiting.size === 0;
  }

  write(kind, fields = {}) {
    trace.write(JSON.stringify({ t: Date.now(), kind, client: this.name, ...fields }) + "\n");
  }

  connect() {
    if (this.socket || this.ended || !serverIsUp) return;
    const socket = (this.socket = new WebSocket(`${plan.url}?token=${this.token}`, { perMessageDeflate: this.cuts }));
    let opened = false;
    socket.on("open", () => {
      opened = true;
      this.write("connected", { user: this.user });
      this.enter();
    });
    socket.on("message", (text) => this.socket === socket && this.take(JSON.parse(text)));
    socket.on("error", () => {}); // "close" follows
    socket.on("close", (code) => this.socket === socket && this.lost(opened, code));
  }

  lost(opened, code) {
    this.socket = null;
    this.listens = false;
    if (opened && !this.ended) this.write("cut", { code });
    // Where the server is away, its "up" brings us back; a refused try gives way to other work first.
    setImmediate(() => this.connect());
  }

  send(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  enter() {
    const place = { epoch: this.epoch, after: this.seen };
    if (this.epoch === null) this.send({ type: "join", room: plan.room, id: "enter" });
    else if (this.random() < 0.5) this.send({ type: "join", room: plan.room, id: "enter", ...place });
    else this.send({ type: "resume", rooms: { [plan.room]: place }, id: "enter" });
  }

  take(frame) {
    if (frame.type === "joined") {
      this.joined(frame);
      // What was not answered on the connection before is sent again, first.
      this.toSend.unshift(...this.waiting.values());
      this.waiting.clear();
      this.postMore();
      this.endWhenHeard();
    } else if (frame.type === "ok" && this.waiting.has(frame.id)) {
      this.answered(frame);
    } else if (frame.type === "error" && frame.status < 500 && this.waiting.delete(frame.id)) {
      this.write("refused", { ref: frame.id });
    } else if (ENTRIES.includes(frame.type) && frame.room === plan.room) {
      this.seen = frame.to ?? frame.seq;
      this.write("received", { room: plan.room, ...told(frame) });
      this.endWhenHeard();
    }
  }

  joined(frame) {
    this.listens = true;
    if (frame.recovered) {
      this.write("resumed", { room: plan.room, epoch: frame.epoch, from: this.seen });
      return;
    }
    this.epoch = frame.epoch;
    this.seen = frame.head;
    this.write("joined", { room: plan.room, epoch: this.epoch, from: this.seen });
    for (const message of frame.messages)
      this.write("paged", { room: plan.room, epoch: this.epoch, ...told(message) });
  }

  answered({ id, seq, ts, duplicate }) {
    this.waiting.delete(id);
    this.write("acknowledged", { ref: id, room: plan.room, seq, ts, duplicate });
    console.log(`acknowledged ${++acknowledged}`);
    if (this.cuts && this.random() * CUT_EVERY < 1) this.cut();
    else this.postMore();
  }

  // Nothing that still arrives on the old socket is ours.
  cut() {
    const socket = this.socket;
    this.socket = null;
    this.listens = false;
    this.write("cut", { code: 0 });
    socket.terminate();
    this.connect();
  }

  post(message) {
    const ref = ++this.refs;
    this.waiting.set(ref, message);
    this.write("sent", { ref, room: plan.room, ...message });
    this.send({ type: "message", room: plan.room, id: ref, ...message });
  }

  postMore() {
    while (this.toSend.length > 0 && this.waiting.size < AT_ONCE) this.post(this.toSend.shift());
  }

  endWhenHeard() {
    if (head === null || this.seen < head || !this.said || !this.listens || this.ended) return;
    this.ended = true;
    this.write("caught_up", { room: plan.room });
    this.socket.close();
    if (chatters.every((chatter) => chatter.ended)) trace.end(() => console.log("done"));
  }
}

const chatters = plan.clients.map((client, index) => new Chatter(client, plan.seed + index));
createInterface({ input: process.stdin }).on("line", (line) => {
  const [word, number] = line.split(" ");
  if (word === "head") head = Number(number);
  else serverIsUp = word === "up";
  for (const chatter of chatters) word === "head" ? chatter.endWhenHeard() : chatter.connect();
}).on("close", () => process.exit());
for (const chatter of chatters) chatter.connect();
