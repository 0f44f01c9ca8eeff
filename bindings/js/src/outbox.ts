import type { Backoff } from "./backoff.js";
import { Alarm } from "./clock.js";
import type { Drawer } from "./drawer.js";
import { ChatError, isPassing, isUnsure } from "./errors.js";
import type { Clock } from "./types.js";
import type { Format } from "./wire.js";

/** A message on its way into the log. */
export interface Draft {
  room: string;
  clientId: string;
  text: string;
  format: Format;
  replyTo?: number;
  ts: number;
  /** Which room of this id it is for: its epoch, and when it was made, which says whether one of another epoch is the same. */
  epoch?: string;
  made?: number;
}

export interface KeptOutbox {
  user: string;
  drafts: Draft[];
}

export function isOutbox(value: any): boolean {
  const isDraft = (draft: any): boolean =>
    typeof draft?.room === "string" && typeof draft.clientId === "string" && typeof draft.text === "string" && typeof draft.ts === "number";
  return typeof value?.user === "string" && Array.isArray(value.drafts) && value.drafts.every(isDraft);
}

export interface Post {
  readonly draft: Draft;
  state: "waiting" | "sending" | "failed";
  /** It has been on its way and was not answered: it may be stored. */
  unsure: boolean;
  error?: ChatError;
}

export interface Postman {
  /** Resolves with the entry's place, or nothing where the answer names none (`/msg`). */
  send(draft: Draft): Promise<{ seq: number; ts: number } | undefined>;
  /** Stored: the draft is no longer in the outbox. */
  sent(draft: Draft, at: { seq: number; ts: number } | undefined): void;
  /** Refused for good. */
  failed(post: Post): void;
}

/**
 * What was posted and is not yet known to be stored. Of each room one message travels at a time: the next goes when it is
 * answered, so that the order holds whatever is refused, lost or sent again.
 */
export class Outbox {
  #posts: Post[] = [];
  #user: string | undefined;
  #open = false;
  readonly #pause: Alarm;

  constructor(
    readonly drawer: Drawer<KeptOutbox>,
    readonly postman: Postman,
    readonly backoff: Backoff,
    readonly most: number,
    readonly clock: Clock,
  ) {
    this.#pause = new Alarm(clock);
  }

  /** From now on for this user; what an earlier one left is not theirs. */
  use(user: string): void {
    if (this.#user === user) return;
    this.#user = user;
    const kept = this.drawer.get();
    this.#posts = kept?.user === user ? kept.drafts.map((draft) => ({ draft, state: "waiting", unsure: true })) : [];
    this.#keep();
  }

  clear(): void {
    this.close();
    this.#posts = [];
    this.#user = undefined;
    this.drawer.clear();
  }

  of(room: string): readonly Post[] {
    return this.#posts.filter((post) => post.draft.room === room);
  }

  add(draft: Draft, unsure = false): void {
    if (this.#posts.length >= this.most) throw new ChatError({ code: "overloaded", message: "too many messages wait" });
    this.#posts.push({ draft, state: "waiting", unsure });
    this.#keep();
    this.#sendNext();
  }

  /** Connected: what waits may go. */
  open(): void {
    this.#open = true;
    this.backoff.reset();
    this.#sendNext();
  }

  /** Not connected. What is on its way is answered as lost. */
  close(): void {
    this.#open = false;
    this.#pause.clear();
  }

  /** It has been seen in the log. */
  acknowledge(clientId: string): void {
    if (this.#take(clientId)) this.#sendNext();
  }

  /** At the end of its room's row, since others may have gone before it meanwhile. */
  retry(clientId: string, nextId: () => string): void {
    const post = this.#posts.find((each) => each.draft.clientId === clientId);
    if (post?.state !== "failed") return;
    this.#take(clientId);
    // That id stands for another content: it can never be this message's.
    if (post.error?.code === "conflict") this.add({ ...post.draft, clientId: nextId() });
    else this.add(post.draft, post.unsure);
  }

  /** A message that travels cannot be called back. */
  discard(clientId: string): void {
    const post = this.#posts.find((each) => each.draft.clientId === clientId);
    if (!post || post.state === "sending") return;
    this.#take(clientId);
    this.#sendNext();
  }

  /** Nothing can be said there any more; what waited is given back. */
  dropRoom(room: string): readonly Post[] {
    const dropped = this.of(room);
    this.#posts = this.#posts.filter((post) => post.draft.room !== room);
    this.#keep();
    return dropped;
  }

  #take(clientId: string): Post | undefined {
    const place = this.#posts.findIndex((post) => post.draft.clientId === clientId);
    if (place < 0) return undefined;
    const [post] = this.#posts.splice(place, 1);
    this.#keep();
    return post;
  }

  #keep(): void {
    if (this.#posts.length === 0 || this.#user === undefined) this.drawer.clear();
    else this.drawer.put({ user: this.#user, drafts: this.#posts.map((post) => post.draft) });
  }

  #sendNext(): void {
    if (!this.#open || this.#pause.isSet) return;
    const begun = new Set<string>();
    for (const post of [...this.#posts]) {
      const { room } = post.draft;
      if (post.state === "failed" || begun.has(room)) continue;
      begun.add(room);
      if (post.state === "waiting") void this.#send(post);
    }
  }

  async #send(post: Post): Promise<void> {
    const before = post.unsure;
    post.state = "sending";
    post.unsure = true;
    try {
      const at = await this.postman.send(post.draft);
      this.backoff.reset();
      this.#take(post.draft.clientId);
      this.postman.sent(post.draft, at);
    } catch (error) {
      this.#refused(post, error as ChatError, before);
    }
    this.#sendNext();
  }

  #refused(post: Post, error: ChatError, before: boolean): void {
    if (!this.#posts.includes(post)) return; // it came back through the log
    post.state = "waiting";
    if (!isUnsure(error)) post.unsure = before;
    if (error.code === "lost" || error.code === "offline") return;
    if (isPassing(error)) return this.#pause.set(error.retryMs ?? this.backoff.next(), () => this.#sendNext());
    post.state = "failed";
    post.error = error;
    this.postman.failed(post);
  }
}
