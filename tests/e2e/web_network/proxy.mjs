// A TCP proxy between a window and the server, which does to connections what networks do.
import net from "node:net";

const UPGRADE = /^GET \/ws[?/ ]/;

export class Proxy {
  connections = 0; // of WebSockets
  #target;
  #server;
  #pairs = new Set();
  #mode = "pass";

  constructor(target) {
    this.#target = new URL(target);
  }

  async start() {
    this.#server = net.createServer((client) => this.#join(client));
    await new Promise((done) => this.#server.listen(0, "127.0.0.1", done));
    return this;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Every connection breaks, and new ones do too. */
  cut() {
    this.#mode = "cut";
    this.#break(() => true);
  }

  /** Pages still come, WebSockets break. */
  cutSockets() {
    this.#mode = "cut sockets";
    this.#break((pair) => pair.socket);
  }

  /** Connections stay, new ones are taken, and nothing passes any more: a cable that was pulled. */
  stall() {
    this.#mode = "stall";
    for (const pair of this.#pairs) this.#pause(pair);
  }

  /** What stalled is dead; new connections pass. */
  restore() {
    const stalled = this.#mode === "stall";
    this.#mode = "pass";
    if (stalled) this.#break(() => true);
  }

  end() {
    this.#mode = "cut";
    this.#break(() => true);
    this.#server.close();
  }

  #break(which) {
    for (const pair of this.#pairs) {
      if (!which(pair)) continue;
      this.#pairs.delete(pair);
      pair.client.destroy();
      pair.upstream.destroy();
    }
  }

  #pause({ client, upstream }) {
    for (const side of [client, upstream]) {
      side.unpipe();
      side.pause();
    }
  }

  #join(client) {
    if (this.#mode === "cut") return client.destroy();
    const upstream = net.connect(Number(this.#target.port), this.#target.hostname);
    const pair = { client, upstream, socket: false };
    this.#pairs.add(pair);
    for (const [side, other] of [[client, upstream], [upstream, client]]) {
      side.on("error", () => {});
      side.on("close", () => {
        if (!this.#pairs.has(pair) || this.#mode === "stall") return;
        this.#pairs.delete(pair);
        other.destroy();
      });
    }
    if (this.#mode === "stall") return this.#pause(pair);
    client.once("data", (head) => this.#begin(pair, head));
  }

  #begin(pair, head) {
    const { client, upstream } = pair;
    pair.socket = UPGRADE.test(head.toString("latin1"));
    if (pair.socket) this.connections += 1;
    if (pair.socket && this.#mode === "cut sockets") return this.#break((each) => each === pair);
    upstream.write(head);
    client.pipe(upstream);
    upstream.pipe(client);
  }
}
