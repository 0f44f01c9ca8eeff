import { ChatError } from "./errors.js";
import type { Drawer } from "./drawer.js";
import type { Rest } from "./rest.js";
import type { Clock } from "./types.js";
import type { SignedIn, User } from "./wire.js";

export interface KeptLogin {
  user: User;
  token: string;
  expiresAt: number;
  ttlMs: number;
}

export function isLogin(value: any): boolean {
  return typeof value?.token === "string" && typeof value.expiresAt === "number" && typeof value.ttlMs === "number" &&
    typeof value.user?.id === "string";
}

const RENEW_AT = 0.7; // of a token's life
const MARGIN_MS = 1000; // the way to the server, and clocks

/** The token of this tab, kept fresh. */
export class Login {
  #kept: KeptLogin | undefined;
  #renewing: Promise<boolean> | undefined;

  constructor(
    readonly rest: Rest,
    readonly drawer: Drawer<KeptLogin>,
    readonly clock: Clock,
  ) {}

  get user(): User | undefined {
    return this.#kept?.user;
  }

  get token(): string | undefined {
    return this.#kept?.token;
  }

  restore(): User | undefined {
    this.#kept = this.drawer.get();
    return this.user;
  }

  set(signedIn: SignedIn): void {
    const ttlMs = signedIn.expires_in * 1000;
    this.#keep({ user: signedIn.user, token: signedIn.access_token, expiresAt: this.clock.now() + ttlMs, ttlMs });
  }

  /** What the server says of the same user: a display name may be another by now. */
  know(user: User): void {
    if (this.#kept?.user.id === user.id) this.#keep({ ...this.#kept, user });
  }

  clear(): void {
    this.#kept = undefined;
    this.drawer.clear();
  }

  #keep(login: KeptLogin): void {
    this.#kept = login;
    this.drawer.put(login);
  }

  get #leftMs(): number {
    return (this.#kept?.expiresAt ?? 0) - this.clock.now();
  }

  get expired(): boolean {
    return this.#leftMs <= Math.min(MARGIN_MS, (this.#kept?.ttlMs ?? 0) / 10);
  }

  /** How long until the token should be renewed. */
  get renewInMs(): number {
    return Math.max(0, this.#leftMs - (this.#kept?.ttlMs ?? 0) * (1 - RENEW_AT));
  }

  /** A token that holds, as far as one can know here. Throws what `renew` throws. */
  async fresh(): Promise<string | undefined> {
    if (this.#kept && this.expired && !(await this.renew())) return undefined;
    return this.token;
  }

  /** False: the login no longer holds. Throws while nobody answers. */
  renew(): Promise<boolean> {
    this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async #renew(): Promise<boolean> {
    const before = this.#kept;
    if (!before) return false;
    const signedIn = (this.expired ? undefined : await this.#ask("token")) ?? (await this.#ask("cookie"));
    // Another tab may have signed in as somebody else meanwhile, and the cookie is that one's.
    if (signedIn?.user.id !== before.user.id) return false;
    if (this.#kept?.user.id === before.user.id) this.set(signedIn);
    return true;
  }

  async #ask(by: "token" | "cookie"): Promise<SignedIn | undefined> {
    try {
      return await this.rest.refresh(by);
    } catch (error) {
      const { code } = error as ChatError;
      if (code === "unauthenticated" || code === "forbidden") return undefined;
      throw error;
    }
  }
}
