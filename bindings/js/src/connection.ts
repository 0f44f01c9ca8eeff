import type { Bounds } from "./bounds.js";
import { Alarm } from "./clock.js";
import { ChatError, type ErrorFields } from "./errors.js";
import type { Clock, SocketConstructor, SocketLike } from "./types.js";
import type { Frame, Welcome } from "./wire.js";

export interface Hears {
  welcome(welcome: Welcome): void;
  frame(frame: Frame): void;
  /** The connection is over. `opened`: it was there, and not refused from the first. */
  lost(code: number, reason: string, opened: boolean): void;
}

interface Asked {
  resolve: (frame: Frame) => void;
  reject: (error: ChatError) => void;
  resume: boolean;
  timer: () => void;
}

const UNPAIRED = /\p{Surrogate}/u; // half a character: no UTF-8, and refused without the id

/** One WebSocket, from its opening to its end: questions and their answers, and whether it still lives. */
export class Connection {
  #socket: SocketLike;
  #asked = new Map<number, Asked>();
  #lastId = 0;
  #opened = false;
  #welcomed = false;
  #over = false;
  #frameBytes = 65536;
  #silenceMs: number;
  readonly #watch: Alarm;

  constructor(
    Socket: SocketConstructor,
    url: string,
    readonly hears: Hears,
    readonly clock: Clock,
    readonly bounds: Bounds,
  ) {
    this.#silenceMs = bounds.connectMs;
    this.#watch = new Alarm(clock);
    this.#socket = new Socket(url, "workchat.v1");
    this.#socket.onopen = () => void (this.#opened = true);
    this.#socket.onmessage = (event) => this.#hear(event.data);
    this.#socket.onclose = (event) => this.#end(event.code, event.reason);
    this.#socket.onerror = () => {}; // its close follows
    this.#expect(this.#silenceMs);
  }

  /** The one answer: `ok`, `joined` or `pong`; of a resume the `ok`. Rejects with the error, or that it was lost. */
  ask(frame: object): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const timer = this.clock.after(this.bounds.answerMs, () => this.#forget(id, new ChatError({ code: "timeout", message: "no answer in time" })));
      this.#asked.set(id, { resolve, reject, resume: (frame as Frame).type === "resume", timer });
      const refused = this.#write({ ...frame, id });
      if (refused) this.#forget(id, refused);
    });
  }

  /** Whether it lives is asked; where nothing comes within the time, it is over. */
  probe(): void {
    this.#write({ type: "ping" });
    this.#expect(Math.min(this.bounds.probeMs, this.#silenceMs));
  }

  /** Over, without a word to who listens. */
  close(): void {
    this.#end(1000, "", false);
  }

  /** Over, as if the network had cut it. */
  drop(): void {
    this.#end(1006, "");
  }

  #write(frame: object): ChatError | undefined {
    if (this.#over || !this.#welcomed) return new ChatError({ code: "offline", message: "not connected" });
    for (const [field, value] of Object.entries(frame))
      if (typeof value === "string" && UNPAIRED.test(value)) return new ChatError({ code: "invalid", status: 422, field, message: "half a character" });
    const text = JSON.stringify(frame);
    // A frame too long would close the socket, and be sent again on the next.
    if (text.length * 3 > this.#frameBytes && new TextEncoder().encode(text).length > this.#frameBytes)
      return new ChatError({ code: "too_large", status: 413 });
    this.#socket.send(text);
    return undefined;
  }

  #expect(ms: number): void {
    this.#watch.set(ms, () => this.#end(1006, "no sign of life"));
  }

  #hear(data: unknown): void {
    if (this.#over || typeof data !== "string") return;
    this.#expect(this.#silenceMs);
    let frame: Frame;
    try {
      frame = JSON.parse(data) as Frame;
    } catch {
      return this.#end(1002, "not JSON");
    }
    if (frame.type === "welcome") return this.#welcome(frame as unknown as Welcome);
    if (frame.type === "joined" || frame.id === undefined) this.hears.frame(frame);
    this.#answer(frame);
  }

  #welcome(welcome: Welcome): void {
    this.#welcomed = true;
    this.#silenceMs = welcome.heartbeat_ms + this.bounds.heartbeatGraceMs;
    this.#frameBytes = welcome.limits.frame;
    this.#expect(this.#silenceMs);
    this.hears.welcome(welcome);
  }

  #answer(frame: Frame): void {
    const asked = this.#asked.get(frame.id as number);
    if (!asked || (asked.resume && frame.type === "joined")) return;
    if (frame.type === "error") return this.#forget(frame.id as number, new ChatError(frame as unknown as ErrorFields));
    this.#asked.delete(frame.id as number);
    asked.timer();
    asked.resolve(frame);
  }

  #forget(id: number, error: ChatError): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    asked?.timer();
    asked?.reject(error);
  }

  #end(code: number, reason: string, told = true): void {
    if (this.#over) return;
    this.#over = true;
    this.#watch.clear();
    const socket = this.#socket;
    // A dead network may keep a socket closing for minutes: nothing that it still says is heard.
    socket.onopen = socket.onmessage = socket.onclose = null;
    try {
      socket.close();
    } catch {
      // Where it is closed already.
    }
    for (const id of [...this.#asked.keys()]) this.#forget(id, new ChatError({ code: "lost", message: "the connection was lost" }));
    if (told) this.hears.lost(code, reason, this.#opened);
  }
}
