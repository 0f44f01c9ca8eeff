import type { EventItem, MessageItem, RoomView } from "@workchat/client";
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { icon } from "../icons.ts";
import type { Key, Speech } from "../i18n/index.ts";
import type { Notice } from "../notices.ts";
import type { Store } from "../store.ts";
import { isOnlyEmoji, nameOf } from "../text/emoji.ts";
import { iso } from "../text/format.ts";
import { drawMarkdown, excerpt, isOwnMention, splitLinks, splitMentions } from "../text/markdown.ts";
import { problemText } from "../text/problem.ts";
import { avatar } from "./avatar.ts";
import { toText } from "./keys.ts";
import { messageActions } from "./message-actions.ts";

/** What the drawing of a message needs beside the message. */
export interface Scene {
  readonly store: Store;
  readonly room: RoomView;
  readonly bySeq: ReadonlyMap<number, MessageItem>;
  readonly names: ReadonlyMap<string, string>;
  /** The message whose actions are shown. */
  readonly active: string | undefined;
  readonly point: (key: string) => void;
  readonly jump: (seq: number) => void;
  readonly react: (item: MessageItem, anchor: HTMLElement) => void;
}

export function messageView(item: MessageItem, first: boolean, scene: Scene): TemplateResult {
  const { store } = scene;
  const { speech: t, times } = store;
  const stamp = html`<time class="stamp" datetime=${iso(item.ts)} title=${times.full(item.ts)}>${times.clock(item.ts)}</time>`;
  const marks = html`${item.editedAt && !item.deleted ? html`<span class="edited" title=${times.full(item.editedAt)}>${t.say("edited")}</span>` : nothing}${
    item.pinned && !item.deleted ? html`<span class="pinned" title=${t.say("pinned")}>${icon("pin")}<span class="hidden">${t.say("pinned")}</span></span>` : nothing}`;
  return html`
    ${!item.mine && first ? avatar(item.user) : nothing}
    <div class="message-body">
      <p class="byline ${first ? "" : "hidden"}"><b class="author" dir="auto">${item.user.name}</b>${first ? html` ${stamp}` : nothing}</p>
      <div class="bubble">
        ${item.replyTo === undefined || item.deleted ? nothing : quote(item.replyTo, scene)}
        <div class="text" dir="auto">${content(item, t, store.client.user?.name ?? "")}${marks}</div>
      </div>
      ${first ? nothing : html`<span class="side-stamp" aria-hidden="true">${times.short(item.ts)}</span>`}
      ${reactions(item, scene)}
      ${delivery(item, scene)}
    </div>
    ${scene.active === item.key && item.state === "stored" && !item.deleted ? messageActions(item, scene) : nothing}`;
}

function content(item: MessageItem, t: Speech, own: string): unknown {
  if (item.deleted) return html`<p class="gone">${t.say("message_gone")}</p>`;
  return guard([item.text, item.format, own], () =>
    item.format === "markdown" ? drawMarkdown(item.text, own) : html`<p class="plain ${isOnlyEmoji(item.text) ? "is-emoji" : ""}">${plain(item.text, own)}</p>`);
}

function plain(text: string, own: string): unknown[] {
  return splitLinks(text).map((piece) => piece.url !== undefined
    ? html`<a href=${piece.url} target="_blank" rel="noopener noreferrer">${piece.text}</a>`
    : splitMentions(piece.text).map(({ text, mention }) => mention
      ? html`<span class="at ${isOwnMention(text, own) ? "at-me" : ""}">${text}</span>`
      : text));
}

function quote(seq: number, { bySeq, jump, store }: Scene): TemplateResult {
  const origin = bySeq.get(seq);
  const { speech: t } = store;
  const text = !origin ? t.say("message_unknown") : origin.deleted ? t.say("message_gone") : excerpt(origin, 200);
  return html`<button class="quote" @click=${() => jump(seq)}>
    ${icon("reply")}${origin ? html`<b dir="auto">${origin.user.name}</b>` : nothing}<span dir="auto">${text}</span></button>`;
}

function reactions(item: MessageItem, { store, room, names }: Scene): TemplateResult | typeof nothing {
  const given = Object.entries(item.reactions).filter(([, users]) => users.length);
  if (!given.length || item.deleted) return nothing;
  const me = store.client.user?.id ?? "";
  return html`<div class="reactions">${given.map(([emoji, users]) => {
    const mine = users.includes(me);
    const who = users.map((id) => names.get(id)).filter((name) => name !== undefined).slice(0, 12).join(", ");
    return html`<button class="chip" aria-pressed=${mine} title=${who}
      aria-label=${store.speech.count("reacted", users.length, { emoji: nameOf(emoji) })}
      @click=${() => room.react(item.seq!, emoji, !mine).catch((error) => store.problem(error))}>
      <span>${emoji}</span><span>${users.length}</span></button>`;
  })}</div>`;
}

function delivery(item: MessageItem, { store, room }: Scene): TemplateResult | typeof nothing {
  const { speech: t } = store;
  if (item.state === "pending") return html`<p class="delivery">${icon("clock")}${t.say("sending")}</p>`;
  if (item.state !== "failed" || item.clientId === undefined) return nothing;
  const id = item.clientId;
  return html`<div class="delivery is-bad" role="alert">${icon("alert")}
    <span>${t.say("not_sent")}${item.error ? html`: ${problemText(item.error, t)}` : nothing}</span>
    <button class="link-button" @click=${() => room.retry(id)}>${t.say("retry")}</button>
    <button class="link-button" @click=${({ target }: Event) => { toText(target as Element); room.discard(id); }}>${t.say("discard")}</button></div>`;
}

const changes: Record<Exclude<EventItem["what"], "settings" | "role">, Key> = {
  joined: "joined", left: "left", kicked: "kicked", banned: "banned", unbanned: "unbanned", invited: "invited",
  online: "came_online", offline: "went_offline",
};

/** Several at once are not told one by one. */
function settingsText({ user: { name }, settings, before }: EventItem, t: Speech): unknown[] {
  const now = settings!;
  const changed = (["name", "topic", "kind", "locked"] as const).filter((each) => now[each] !== before![each]);
  if (changed.length !== 1) return t.draw("room_changed", { name });
  switch (changed[0]!) {
    case "name":
      return t.draw("name_changed", { name, room: now.name });
    case "topic":
      return now.topic ? t.draw("topic_changed", { name, topic: now.topic }) : t.draw("topic_removed", { name });
    case "kind":
      return t.draw(now.kind === "announcement" ? "made_announcement" : now.kind === "private" ? "made_private" : "made_public", { name });
    case "locked":
      return t.draw(now.locked ? "lock_set" : "lock_removed", { name });
  }
}

export function eventText(item: EventItem, t: Speech): unknown[] {
  const name = (item.target ?? item.user).name;
  if (item.what === "settings") return settingsText(item, t);
  if (item.what === "role") return t.draw("role_changed", { name, role: t.say(`role_${item.role ?? "member"}`) });
  return t.draw(changes[item.what], { name });
}

export function noticeView(notice: Notice, store: Store, room: string): TemplateResult {
  const { speech: t } = store;
  return html`<div class="notice ${notice.bad ? "is-bad" : ""}" role=${notice.bad ? "alert" : "status"}>
    <p>${notice.text}</p>
    <footer><span>${t.say("only_you_see")}</span>
      <button class="link-button" @click=${() => store.dismiss(room, notice.key)}>${t.say("dismiss")}</button></footer>
  </div>`;
}
