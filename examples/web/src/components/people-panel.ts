import type { RoomRole, RoomUsers, RoomView, UserRef } from "@workchat/client";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Key } from "../i18n/index.ts";
import { icon } from "../icons.ts";
import { avatar } from "./avatar.ts";
import { walk } from "./keys.ts";
import { Part } from "./part.ts";
import { partnerOnline } from "./room-sign.ts";

const roles: Record<RoomRole, Key> = { invited: "role_invited", member: "role_member", moderator: "role_moderator", owner: "role_owner" };
const MUTE_MS = 600_000;
/** Names in one list; a crowd has too many to look through. */
const MOST = 100;

/** Who is in the room, and what can be done with them. */
@customElement("chat-people")
export class PeoplePanel extends Part {
  @property({ attribute: false }) room!: RoomView;
  @state() private found: RoomUsers | undefined;
  @state() private chosen: string | undefined;
  /** Whose row the Tab key comes to; the arrow keys lead on. */
  @state() private focused: string | undefined;
  #roles: ReadonlyMap<string, RoomRole> = new Map();
  #asked = "";
  #tabStop: string | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("room")) {
      this.found = this.chosen = this.focused = undefined;
      this.#roles = new Map();
    }
    // Who is a member, and as what, changes rarely: asked again when the count or somebody's role does.
    const online = this.store.client.state === "online";
    const role = this.room.items.findLast((item) => item.kind === "event" && item.what === "role")?.key;
    const state = online ? `${this.room.id} ${this.room.members} ${this.room.role} ${role}` : "";
    if (state === this.#asked) return;
    this.#asked = state;
    if (online) void this.#load();
  }

  async #load(): Promise<void> {
    const { room } = this;
    const found = await room.listMembers().catch(() => undefined);
    if (!found || room !== this.room) return;
    this.found = { online: this.#sorted(found.online), members: [...found.members].sort((a, b) => this.#byName(a.user, b.user)) };
    this.#roles = new Map(found.members.map(({ user, role }) => [user.id, role]));
  }

  #byName = (a: UserRef, b: UserRef): number => this.t.compare(a.name, b.name);
  #sorted = (users: Iterable<UserRef>): UserRef[] => [...users].sort(this.#byName);

  protected override render() {
    const { t, room, store } = this;
    // In a crowd nobody is told who comes and goes: then those who were there when it was asked.
    const here = room.people ? this.#sorted([...room.people, ...this.#elsewhere()]) : this.found?.online ?? [];
    const count = room.people ? here.length : room.online;
    const ids = new Set(here.map((user) => user.id));
    const away = (this.found?.members ?? []).filter(({ user, role }) => !ids.has(user.id) && role !== "invited").map(({ user }) => user);
    const me = store.client.user?.id;
    const listed = [...here.slice(0, MOST), ...away.slice(0, MOST)].filter(({ id }) => id !== me);
    this.#tabStop = listed.some(({ id }) => id === this.focused) ? this.focused : listed[0]?.id;
    return html`<aside class="people" aria-label=${t.say("people")} @keydown=${this.#key}>
      <div class="people-head">
        <h2>${t.say("people_here")}<span class="count">${count}</span></h2>
        <button class="icon-button only-medium" aria-label=${t.say("close")} @click=${() => { store.peopleOpen = false; store.changed(); }}>${icon("close")}</button>
      </div>
      <div class="people-scroll">
        ${here.length ? this.#list("people", here, true, count) : html`<p class="remark">${t.count("nobody_named", count)}</p>`}
        ${away.length ? html`<h2>${t.say("people_away")}<span class="count">${away.length}</span></h2>${this.#list("away", away, false, away.length)}` : nothing}
      </div>
    </aside>`;
  }

  /** The other one of a talk that they have not heard of yet, where they are seen in another room. */
  #elsewhere(): UserRef[] {
    const { room, store } = this;
    if (!room.partner || !partnerOnline(room, store.client.rooms)) return [];
    const here = new Set(room.people?.map(({ id }) => id));
    return (this.found?.members ?? []).map(({ user }) => user).filter(({ id, name }) => name === room.partner && !here.has(id));
  }

  #list(id: string, users: readonly UserRef[], online: boolean, all: number): TemplateResult {
    const shown = users.slice(0, MOST);
    return html`<ul id=${id}>${repeat(shown, (user) => user.id, (user) => this.#person(user, online))}</ul>
      ${all > shown.length ? html`<p class="remark">${this.t.count("people_more", all - shown.length)}</p>` : nothing}`;
  }

  #person(user: UserRef, online: boolean): TemplateResult {
    const { t, store } = this;
    const role = this.#roles.get(user.id);
    const me = user.id === store.client.user?.id;
    const open = this.chosen === user.id && !me;
    return html`<li>
      <button class="person ${online ? "" : "is-away"}" aria-expanded=${me ? nothing : open} ?disabled=${me} tabindex=${user.id === this.#tabStop ? 0 : -1} @focus=${() => (this.focused = user.id)} @click=${() => (this.chosen = open ? undefined : user.id)}>
        ${avatar(user, "small", online && store.client.state === "online")}
        <span class="person-name" dir="auto">${user.name}</span>
        ${me ? html`<span class="tag">${t.say("you")}</span>` : role === "owner" || role === "moderator" ? html`<span class="tag">${t.say(roles[role])}</span>` : nothing}
      </button>
      ${open ? html`<div class="person-actions">
        <button class="button small" @click=${() => this.#write(user)}>${t.say("write_directly")}</button>
        ${this.#moderation(user, role)}
      </div>` : nothing}
    </li>`;
  }

  /** Where the panel lies over the room, it goes. */
  #write(user: UserRef): void {
    if (this.querySelector(".people-head .only-medium")?.getClientRects().length) this.store.peopleOpen = false;
    void this.store.direct(user.id);
  }

  #moderation(user: UserRef, role: RoomRole | undefined): TemplateResult | typeof nothing {
    const { t, room } = this;
    const owner = room.role === "owner";
    if (room.kind === "direct" || (!owner && room.role !== "moderator") || role === "owner") return nothing;
    // Of some of it no line in the room tells.
    const act = (what: Parameters<RoomView["moderate"]>[1], done?: Key) => () => {
      this.chosen = undefined;
      const told = () => { if (done) this.store.notice(room.id, t.say(done, { name: user.name })); };
      void room.moderate(user.id, what).then(() => { told(); return this.#load(); }, (error) => this.store.problem(error));
    };
    return html`
      ${owner && role === "moderator" ? html`<button class="button small" @click=${act({ action: "role", role: "member" })}>${t.say("make_member")}</button>` : nothing}
      ${owner && role === "member" ? html`<button class="button small" @click=${act({ action: "role", role: "moderator" })}>${t.say("make_moderator")}</button>` : nothing}
      <button class="button small" @click=${act({ action: "mute", forMs: MUTE_MS }, "muted_now")}>${t.say("mute")}</button>
      <button class="button small" @click=${act({ action: "unmute" }, "unmuted_now")}>${t.say("unmute")}</button>
      <button class="button small danger" @click=${act({ action: "kick" })}>${t.say("kick")}</button>
      <button class="button small danger" @click=${() => this.store.ask({ what: "ban", room, user })}>${t.say("ban")}</button>`;
  }

  #key(event: KeyboardEvent): void {
    walk(event, [...this.querySelectorAll<HTMLElement>(".person:not([disabled])")]);
  }
}
