// Stands between a client and the server, for HTTP and WebSocket, and does to the connection what networks do.
import http from "node:http";
import WebSocket, { WebSocketServer } from "ws";

export class Proxy {
  connections = 0; // WebSockets that were opened through it
  requests = []; // { cookie, token }: which of them came
  sent = []; // frames of the clients
  onSent = () => {};
  #target;
  #pairs = new Set();
  #server = null;
  #refusing = false;
  #silent = false;
  #deaf = false;
  #drops = () => false;

  #page;

  // `page`: what stands under /demo/, also while all else is refused; gives { type, body } for a name.
  constructor(target, page = () => undefined) {
    this.#target = new URL(target);
    this.#page = page;
  }

  async start() {
    this.#server = http.createServer((request, answer) => this.#relay(request, answer));
    const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    this.#server.on("upgrade", (request, socket, head) => {
      if (this.#refusing) return socket.destroy();
      sockets.handleUpgrade(request, socket, head, (client) => this.#join(client, request.url));
    });
    await new Promise((done) => this.#server.listen(0, "127.0.0.1", done));
    return this;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  // Every connection breaks, without a close frame.
  cut() {
    for (const [client, upstream] of this.#pairs) {
      client.terminate();
      upstream.terminate();
    }
    this.#pairs.clear();
  }

  // As if nobody were there, until "admit".
  refuse() {
    this.#refusing = true;
    this.cut();
  }
  admit() {
    this.#refusing = false;
  }

  // The connections stay, and nothing passes any more: a cable that was pulled.
  silence() {
    this.#silent = true;
  }
  speak() {
    this.#silent = false;
  }

  // The next frame of the server that is like this never arrives.
  drop(isIt) {
    this.#drops = isIt;
  }

  // Frames reach the server, and none comes back.
  deafen() {
    this.#deaf = true;
  }
  hear() {
    this.#deaf = false;
  }

  end() {
    this.cut();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #relay(request, answer) {
    if (request.url.startsWith("/demo/")) {
      const { type, body } = this.#page(request.url.slice("/demo/".length));
      return answer.writeHead(200, { "Content-Type": type }).end(body);
    }
    this.requests.push({ cookie: "cookie" in request.headers, token: "authorization" in request.headers });
    if (this.#refusing) return answer.destroy();
    const { hostname, port } = this.#target;
    const { method, url: path, headers } = request;
    const upstream = http.request({ hostname, port, method, path, headers }, (response) => {
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    });
    upstream.on("error", () => answer.destroy());
    request.pipe(upstream);
  }

  #join(client, path) {
    ++this.connections;
    const upstream = new WebSocket(`ws://${this.#target.host}${path}`, { perMessageDeflate: false });
    const pair = [client, upstream];
    const early = [];
    this.#pairs.add(pair);
    client.on("message", (bytes) => {
      const text = bytes.toString();
      this.sent.push(JSON.parse(text));
      this.onSent();
      if (this.#silent) return;
      if (upstream.readyState === WebSocket.OPEN) upstream.send(text);
      else early.push(text);
    });
    upstream.on("open", () => early.forEach((text) => upstream.send(text)));
    upstream.on("message", (bytes) => this.#pass(client, bytes.toString()));
    for (const side of pair) side.on("error", () => {});
    upstream.on("close", (code) => this.#part(pair, client, code));
    client.on("close", () => this.#part(pair, upstream, 1000));
  }

  #pass(client, text) {
    if (this.#silent || this.#deaf) return;
    if (this.#drops(JSON.parse(text))) this.#drops = () => false;
    else client.send(text);
  }

  #part(pair, other, code) {
    if (!this.#pairs.delete(pair) || this.#silent) return;
    // 1006 is no code that a close frame may have.
    if (code === 1006 || code === 1005) other.terminate();
    else other.close(code);
  }
}
