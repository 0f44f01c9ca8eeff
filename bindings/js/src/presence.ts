import type { Clock } from "./types.js";
import type { Presence, UserRef } from "./wire.js";

/** Who is in a room now. In a crowd nobody is named, and only the number is known. */
export class People {
  online = 0;
  #list: Map<string, UserRef> | undefined;
  #sorted: readonly UserRef[] | undefined;

  get list(): readonly UserRef[] | undefined {
    this.#sorted ??= this.#list && [...this.#list.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return this.#sorted;
  }

  set(users: readonly UserRef[] | undefined, online: number): void {
    this.online = online;
    this.#sorted = undefined;
    this.#list = users && new Map(users.map((user) => [user.id, user]));
  }

  /** True: people are named again, but some came unnamed, so the whole list should be asked for. */
  hear(event: Presence): boolean {
    this.online = event.online;
    this.#sorted = undefined;
    if (!event.user) this.#list = undefined;
    else if (!this.#list) return true;
    else if (event.type === "join") this.#list.set(event.user.id, event.user);
    else this.#list.delete(event.user.id);
    return false;
  }
}

/** Who writes just now: shown for some seconds after they were last heard typing. */
export class Typing {
  readonly #writers = new Map<string, { user: UserRef; forget: () => void }>();

  constructor(
    readonly clock: Clock,
    readonly shownMs: number,
    readonly changed: () => void,
  ) {}

  get users(): readonly UserRef[] {
    return [...this.#writers.values()].map((writer) => writer.user);
  }

  hear(user: UserRef): void {
    this.#writers.get(user.id)?.forget();
    this.#writers.set(user.id, { user, forget: this.clock.after(this.shownMs, () => this.stop(user.id)) });
    this.changed();
  }

  /** Their message came, or they went. */
  stop(user: string): void {
    const writer = this.#writers.get(user);
    if (!writer) return;
    writer.forget();
    this.#writers.delete(user);
    this.changed();
  }

  clear(): void {
    for (const user of [...this.#writers.keys()]) this.stop(user);
  }
}
