import type { Draft, Outbox, Post } from "./outbox.js";
import { preview } from "./slash.js";
import type { MessageItem } from "./types.js";
import type { User } from "./wire.js";

/** Behind the log: own messages that are stored, but not here yet, and those that wait, in the order they were posted. */
export class Tail {
  readonly #stored = new Map<string, { draft: Draft; seq: number; ts: number }>();

  constructor(
    readonly outbox: Outbox,
    readonly room: string,
    readonly me: User,
  ) {}

  stored(draft: Draft, at: { seq: number; ts: number }): void {
    this.#stored.set(draft.clientId, { draft, ...at });
  }

  arrived(clientId: string): void {
    this.#stored.delete(clientId);
  }

  forget(): void {
    this.#stored.clear();
  }

  items(): MessageItem[] {
    const items: MessageItem[] = [];
    for (const { draft, seq, ts } of this.#stored.values()) this.#push(items, { ...draft, ts }, { state: "stored", seq });
    for (const post of this.outbox.of(this.room)) this.#push(items, post.draft, stateOf(post));
    return items;
  }

  #push(items: MessageItem[], draft: Draft, state: Pick<MessageItem, "state" | "seq" | "error">): void {
    const shown = preview(draft.text, draft.format);
    if (!shown) return;
    items.push({
      kind: "message",
      key: draft.clientId,
      clientId: draft.clientId,
      ts: draft.ts,
      user: { id: this.me.id, name: this.me.name },
      ...shown,
      ...(draft.replyTo === undefined ? {} : { replyTo: draft.replyTo }),
      deleted: false,
      pinned: false,
      reactions: {},
      mine: true,
      ...state,
    });
  }
}

function stateOf(post: Post): Pick<MessageItem, "state" | "error"> {
  if (post.state !== "failed") return { state: "pending" };
  return { state: "failed", ...(post.error ? { error: post.error } : {}) };
}
