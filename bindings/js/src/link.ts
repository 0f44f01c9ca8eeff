import { Backoff } from "./backoff.js";
import type { Bounds } from "./bounds.js";
import { Alarm } from "./clock.js";
import { Connection } from "./connection.js";
import type { ChatError } from "./errors.js";
import type { Login } from "./login.js";
import type { ClientState, Clock, Ended, Language, SignedOutBy, SocketConstructor } from "./types.js";
import type { Frame, Welcome } from "./wire.js";

export interface LinkOptions {
  url: string;
  WebSocket: SocketConstructor;
  language: () => Language | undefined;
  clock: Clock;
  random: () => number;
  bounds: Bounds;
}

export interface Passenger {
  /** A connection has been welcomed: takes its seats. Online once it is done; one that throws is tried anew. */
  enter(welcome: Welcome): Promise<void>;
  frame(frame: Frame): void;
  /** The connection is gone. */
  left(): void;
  /** The login no longer holds. */
  signedOut(): void;
  changed(): void;
}

const FIRST_FINAL_CODE = 4500;
const TOKEN_CODE = 4501;
const WAKE_AGAIN_MS = 1000; // networks come back in bursts of events
const RENEW_AGAIN_MS = 1000;

/** Keeps one connection up for as long as somebody is signed in: tries, waits, renews the token. */
export class Link {
  state: ClientState = "signed-out";
  signedOutBy: SignedOutBy | undefined = "nobody";
  endedBy: Ended | undefined;
  retryAt: number | undefined;
  connection: Connection | undefined;
  readonly #backoff: Backoff;
  readonly #renewals: Backoff;
  readonly #wait: Alarm;
  readonly #renewal: Alarm;
  readonly #steady: Alarm;
  #turn = 0; // tries that were given up are known by their old number
  #triedAt = 0;
  #tokenRefused = false;

  constructor(
    readonly options: LinkOptions,
    readonly login: Login,
    readonly passenger: Passenger,
  ) {
    const { bounds, random, clock } = options;
    this.#backoff = new Backoff(bounds.backoffFromMs, bounds.backoffToMs, random);
    this.#renewals = new Backoff(bounds.backoffFromMs, bounds.backoffToMs, random);
    this.#wait = new Alarm(clock);
    this.#renewal = new Alarm(clock);
    this.#steady = new Alarm(clock);
  }

  start(): void {
    this.#backoff.reset();
    this.#tokenRefused = false;
    this.#connect();
  }

  stop(by: SignedOutBy): void {
    this.#halt();
    this.signedOutBy = by;
    this.#become("signed-out");
  }

  end(by: Ended): void {
    this.#halt();
    this.endedBy = by;
    this.#become("ended");
  }

  /** Something tells that now is a good time to look: the network came or went, the tab is seen again. */
  wake(): void {
    if (this.state === "online") this.connection?.probe();
    else if (this.options.clock.now() - this.#triedAt >= WAKE_AGAIN_MS) this.tryNow();
  }

  /** The same login on a new connection: what is told at its beginning has changed. */
  again(): void {
    if (this.state !== "online") return;
    this.#leave();
    void this.#connect();
  }

  tryNow(): void {
    if (this.state === "waiting") this.#connect();
  }

  /** The server warns that the token of this connection ends. */
  tokenEnds(inMs: number): void {
    this.#renewIn(Math.min(this.login.renewInMs, inMs / 2));
  }

  #become(state: ClientState): void {
    this.state = state;
    if (state !== "waiting") this.retryAt = undefined;
    if (state !== "signed-out") this.signedOutBy = undefined;
    if (state !== "ended") this.endedBy = undefined;
    this.passenger.changed();
  }

  #halt(): void {
    ++this.#turn;
    this.#wait.clear();
    this.#leave();
  }

  #leave(): void {
    this.#renewal.clear();
    this.#steady.clear();
    const connection = this.connection;
    this.connection = undefined;
    connection?.close();
    if (connection) this.passenger.left();
  }

  async #connect(): Promise<void> {
    this.#wait.clear();
    const turn = ++this.#turn;
    this.#triedAt = this.options.clock.now();
    if (this.state !== "connecting") this.#become("connecting");
    let token: string | undefined;
    try {
      token = await this.login.fresh();
    } catch {
      if (turn === this.#turn) this.#waitForNext();
      return;
    }
    if (turn !== this.#turn) return;
    if (token === undefined) return this.passenger.signedOut();
    this.#open(turn, token);
  }

  #open(turn: number, token: string): void {
    const { url, WebSocket, clock, bounds } = this.options;
    const language = this.options.language();
    const address = `${url.replace(/^http/, "ws")}/ws?token=${encodeURIComponent(token)}${language ? `&lang=${language}` : ""}`;
    const current = (): boolean => turn === this.#turn;
    this.connection = new Connection(
      WebSocket,
      address,
      {
        welcome: (welcome) => current() && void this.#enter(turn, welcome),
        frame: (frame) => current() && this.passenger.frame(frame),
        lost: (code, reason, opened) => current() && this.#lost(code, reason, opened),
      },
      clock,
      bounds,
    );
  }

  async #enter(turn: number, welcome: Welcome): Promise<void> {
    this.#renewIn(this.login.renewInMs);
    try {
      await this.passenger.enter(welcome);
    } catch {
      if (turn === this.#turn) this.connection?.drop();
      return;
    }
    if (turn !== this.#turn) return;
    this.#steady.set(this.options.bounds.steadyMs, () => {
      this.#backoff.reset();
      this.#tokenRefused = false;
    });
    this.#become("online");
  }

  #lost(code: number, reason: string, opened: boolean): void {
    const turn = ++this.#turn;
    this.#leave();
    if (code === TOKEN_CODE && this.#tokenRefused) {
      this.passenger.signedOut(); // a fresh one too: no matter of time
    } else if (code === TOKEN_CODE) {
      this.#tokenRefused = true;
      void this.#recover(turn, () => this.login.renew(), () => this.#connect());
    } else if (code >= FIRST_FINAL_CODE) {
      this.end({ code, reason });
    } else if (opened) {
      this.#waitForNext();
    } else {
      // A browser is not told why the upgrade was refused.
      void this.#recover(turn, () => this.#isKnown(), () => this.#waitForNext());
    }
  }

  async #recover(turn: number, holds: () => Promise<boolean>, then: () => void): Promise<void> {
    this.#become("connecting");
    let known = true;
    try {
      known = await holds();
    } catch {
      then = () => this.#waitForNext();
    }
    if (turn !== this.#turn) return;
    if (known) then();
    else this.passenger.signedOut();
  }

  async #isKnown(): Promise<boolean> {
    try {
      await this.login.rest.me();
      return true;
    } catch (error) {
      if ((error as ChatError).code !== "unauthenticated") throw error;
      return this.login.renew();
    }
  }

  #waitForNext(): void {
    const ms = this.#backoff.next();
    this.retryAt = this.options.clock.now() + ms;
    this.#wait.set(ms, () => void this.#connect());
    this.#become("waiting");
  }

  #renewIn(ms: number): void {
    this.#renewal.set(Math.max(ms, RENEW_AGAIN_MS), () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const turn = this.#turn;
    let renewed = true;
    try {
      renewed = await this.login.renew();
      if (turn !== this.#turn) return;
      if (renewed) await this.connection?.ask({ type: "auth", token: this.login.token });
    } catch {
      if (turn === this.#turn) this.#renewIn(this.#renewals.next());
      return;
    }
    if (turn !== this.#turn) return;
    this.#renewals.reset();
    if (renewed) this.#renewIn(this.login.renewInMs);
    else this.passenger.signedOut();
  }
}
