// Time that passes when the test says so, and a socket whose other end is the test.

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
