import { ChatError, type ErrorFields } from "./errors.js";
import type { CreateRoom } from "./types.js";
import type * as W from "./wire.js";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Who a call speaks for: the token (and then no cookie), the browser's cookie, or whoever signs in by it. */
export type By = "token" | "cookie";

export interface RestOptions {
  url: string;
  fetch: typeof fetch;
  token: () => Promise<string | undefined> | string | undefined;
  language?: () => string | undefined;
  answerMs: number;
}

/** A name in a path. One that a path would not keep names nothing. */
function segment(name: string): string {
  if (["", ".", ".."].includes(name)) throw new ChatError({ code: "not_found", status: 404, message: "there is no such name" });
  return encodeURIComponent(name);
}

function query(fields: Record<string, string | number | boolean | undefined>): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return given.length === 0 ? "" : "?" + given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&");
}

function errorOf(status: number, body: unknown): ChatError {
  const { error } = (body ?? {}) as { error?: ErrorFields };
  if (typeof error?.code === "string") return new ChatError({ ...error, status });
  return new ChatError({ code: "no_answer", message: `HTTP ${status}` }); // a proxy's on the way, perhaps
}

/** The calls of the protocol's section 2: one method each, the objects as they travel. All throw ChatError. */
export class Rest {
  readonly #options: RestOptions;

  constructor(options: RestOptions) {
    this.#options = options;
  }

  async call<T>(method: Method, path: string, body?: object, by: By = "token"): Promise<T> {
    const headers: Record<string, string> = {};
    const language = this.#options.language?.();
    if (language) headers["Accept-Language"] = language;
    if (body) headers["Content-Type"] = "application/json";
    if (by === "token") {
      const token = await this.#options.token();
      if (token === undefined) throw new ChatError({ code: "unauthenticated", status: 401, message: "nobody is signed in" });
      headers["Authorization"] = `Bearer ${token}`;
    }
    const { ok, status, answer } = await this.#fetch(this.#options.url + path, {
      method,
      headers,
      credentials: by === "token" ? "omit" : "same-origin",
      cache: "no-store",
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!ok) throw errorOf(status, answer);
    return answer as T;
  }

  async #fetch(url: string, request: RequestInit): Promise<{ ok: boolean; status: number; answer: unknown }> {
    const end = new AbortController();
    const timer = setTimeout(() => end.abort(), this.#options.answerMs);
    try {
      const response = await this.#options.fetch(url, { ...request, signal: end.signal });
      const text = await response.text();
      const { ok, status } = response;
      try {
        return { ok, status, answer: JSON.parse(text) };
      } catch {
        throw errorOf(status, undefined);
      }
    } catch (error) {
      throw error instanceof ChatError ? error : new ChatError({ code: "no_answer", message: String(error) });
    } finally {
      clearTimeout(timer);
    }
  }

  providers = () => this.call<{ providers: W.Provider[] }>("GET", "/auth/providers", undefined, "cookie");
  register = (username: string, password: string, display_name?: string) =>
    this.call<W.SignedIn>("POST", "/auth/register", { username, password, ...(display_name === undefined ? {} : { display_name }) }, "cookie");
  login = (username: string, password: string) => this.call<W.SignedIn>("POST", "/auth/login", { username, password }, "cookie");
  guest = (name: string) => this.call<W.SignedIn>("POST", "/auth/guest", { name }, "cookie");
  refresh = (by: By = "token") => this.call<W.SignedIn>("POST", "/auth/refresh", undefined, by);
  logout = () => this.call<{}>("POST", "/auth/logout");
  me = (by: By = "token") => this.call<W.User>("GET", "/auth/me", undefined, by);
  changeMe = (display_name: string) => this.call<W.User>("PATCH", "/auth/me", { display_name });
  logins = () => this.call<{ sessions: W.LoginOfUser[] }>("GET", "/auth/sessions");
  revoke = (login: string) => this.call<{}>("DELETE", `/auth/sessions/${segment(login)}`);

  users = (q?: string, online?: boolean) => this.call<{ users: W.User[] }>("GET", `/users${query({ q, online })}`);
  user = (user: string) => this.call<W.User>("GET", `/users/${segment(user)}`);

  rooms = () => this.call<{ rooms: W.Room[] }>("GET", "/rooms");
  createRoom = (room: CreateRoom) => this.call<W.Room>("POST", "/rooms", room);
  direct = (user: string) => this.call<W.Room>("POST", "/direct", { user });
  room = (room: string) => this.call<W.Room>("GET", `/rooms/${segment(room)}`);
  changeRoom = (room: string, settings: Partial<Omit<CreateRoom, "id">>) => this.call<W.Room>("PATCH", `/rooms/${segment(room)}`, settings);
  deleteRoom = (room: string) => this.call<{}>("DELETE", `/rooms/${segment(room)}`);
  join = (room: string, password?: string) => this.call<W.Room>("POST", `/rooms/${segment(room)}/join`, password === undefined ? {} : { password });
  leave = (room: string) => this.call<{}>("POST", `/rooms/${segment(room)}/leave`);
  roomUsers = (room: string) => this.call<W.RoomUsers>("GET", `/rooms/${segment(room)}/users`);

  setMember = (room: string, user: string, role: "member" | "moderator" | "owner") =>
    this.call<{}>("PUT", `/rooms/${segment(room)}/members/${segment(user)}`, { role });
  kick = (room: string, user: string) => this.call<{}>("DELETE", `/rooms/${segment(room)}/members/${segment(user)}`);
  ban = (room: string, user: string, on = true) => this.call<{}>(on ? "PUT" : "DELETE", `/rooms/${segment(room)}/bans/${segment(user)}`);
  mute = (room: string, user: string, for_ms?: number) =>
    this.call<{}>("PUT", `/rooms/${segment(room)}/mutes/${segment(user)}`, for_ms === undefined ? {} : { for_ms });
  unmute = (room: string, user: string) => this.call<{}>("DELETE", `/rooms/${segment(room)}/mutes/${segment(user)}`);

  messages = (room: string, page: { limit?: number; before?: number; after?: number; around?: number } = {}) =>
    this.call<W.MessagePage>("GET", `/rooms/${segment(room)}/messages${query(page)}`);
  entries = (room: string, page: { limit?: number; after?: number } = {}) =>
    this.call<W.EntryPage>("GET", `/rooms/${segment(room)}/events${query(page)}`);
  post = (room: string, message: { text: string; client_id?: string; reply_to?: number; format?: W.Format }) =>
    this.call<W.Message | W.Notice>("POST", `/rooms/${segment(room)}/messages`, message);
  edit = (room: string, seq: number, text: string) => this.call<W.Entry>("PATCH", `/rooms/${segment(room)}/messages/${seq}`, { text });
  remove = (room: string, seq: number) => this.call<W.Entry>("DELETE", `/rooms/${segment(room)}/messages/${seq}`);
  react = (room: string, seq: number, emoji: string, on = true) =>
    this.call<W.Entry>(on ? "PUT" : "DELETE", `/rooms/${segment(room)}/messages/${seq}/reactions/${segment(emoji)}`);
  pin = (room: string, seq: number, on = true) => this.call<W.Entry>(on ? "PUT" : "DELETE", `/rooms/${segment(room)}/messages/${seq}/pin`);
  markRead = (room: string, seq: number) => this.call<{}>("PUT", `/rooms/${segment(room)}/read`, { seq });
}
