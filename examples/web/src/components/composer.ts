import type { ChatError, MessageItem, RoomView, UserRef } from "@workchat/client";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { icon } from "../icons.ts";
import { isCommand, wordsOf } from "../text/commands.ts";
import { complete, whoIsNamed, type Completion, type Knows } from "../text/completion.ts";
import { replaceShortcodes } from "../text/emoji.ts";
import { folded, length } from "../text/format.ts";
import { excerpt, isMarked } from "../text/markdown.ts";
import { problemText } from "../text/problem.ts";
import type { EmojiPanel } from "./emoji-panel.ts";
import { byTouch, stay, toText } from "./keys.ts";
import { Part } from "./part.ts";
import { mayWrite } from "./room-sign.ts";
import { suggestionList } from "./suggestion-list.ts";

const TEXT_LIMIT = 4000;
const MOST_HEIGHT_PX = 260;

/** Where one writes. What was begun stays with its room. */
@customElement("chat-composer")
export class Composer extends Part {
  @property({ attribute: false }) room!: RoomView;
  @state() private text = "";
  @state() private replyTo: MessageItem | undefined;
  @state() private editing: MessageItem | undefined;
  @state() private completion: Completion | undefined;
  @state() private chosen = 0;
  @state() private saving = false;
  @state() private error: string | undefined;
  #everybody: readonly UserRef[] = [];
  #asked = false;
  #completing = false; // from a letter until the list is closed or taken from

  protected override willUpdate(changed: PropertyValues): void {
    const held = this.editing ?? this.replyTo;
    const begun = this.store.begunIn(this.room);
    if (changed.has("room") || (held && !begun)) this.#restore();
    else if (!begun?.saving) this.saving = false; // the answer may have come to an element before this one
  }

  /** As this room was left. */
  #restore(): void {
    const { reply, edit, text, saving = false } = this.store.begunIn(this.room) ?? {};
    this.replyTo = reply;
    this.editing = edit;
    this.text = text ?? this.store.drafts.get(this.room.id);
    this.saving = saving;
    this.#asked = false;
    this.error = undefined;
    this.#uncomplete();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("text") || changed.has("room")) this.#grow();
    if (changed.has("chosen")) this.querySelector("#suggestions [aria-selected='true']")?.scrollIntoView({ block: "nearest" });
    if (changed.has("room")) this.#moved(changed.get("room") as RoomView | undefined);
  }

  /** What is typed on in a room that one was put out of is not for the next one. */
  #moved(from: RoomView | undefined): void {
    if (from && this.store.putOutOf === from.id) (this.getRootNode() as ShadowRoot).querySelector<HTMLElement>("#scroller")?.focus({ preventScroll: true });
    else if (!this.store.asking) toText(this);
  }

  get #area(): HTMLTextAreaElement | null {
    return this.querySelector("textarea");
  }

  protected override render() {
    const { t, store, room, completion } = this;
    if (!mayWrite(room)) return html`<p class="read-only">${icon("megaphone")}${t.say("read_only")}</p>`;
    const over = length(this.text) - (store.client.limits?.text ?? TEXT_LIMIT);
    const marked = store.preferences.markdown;
    const markLabel = t.say(marked ? "markdown_on" : "markdown_off");
    return html`<form id="composer" @submit=${this.#submit}>
      ${completion ? suggestionList(completion, this.chosen, t, (index) => this.#take(index)) : nothing}
      ${this.#context()}
      <p class="field-error" role="alert">${over > 0 ? t.count("too_long", over) : this.error ?? nothing}</p>
      <div class="composer-box">
        <textarea id="text" name="text" rows="1" dir="auto" aria-label=${t.say("write_to", { room: store.nameOf(room) })} placeholder=${t.say("write_to", { room: store.nameOf(room) })}
          aria-describedby="composer-hint" enterkeyhint=${byTouch.matches ? "enter" : "send"} ?readonly=${this.saving} aria-autocomplete="list" aria-controls=${completion ? "suggestions" : nothing}
          aria-activedescendant=${completion ? `suggestion-${this.chosen}` : nothing}
          .value=${live(this.text)} @input=${this.#input} @keydown=${this.#key} @blur=${() => this.#uncomplete()}></textarea>
        <div class="composer-tools">
          <button class="icon-button" type="button" ?disabled=${this.saving} aria-label=${t.say("emoji")} title=${t.say("emoji")} @click=${this.#pickEmoji}>${icon("smile")}</button>
          <button class="icon-button toggle" type="button" aria-pressed=${marked} aria-label="Markdown" title=${markLabel}
            @click=${() => { store.preferences.set({ markdown: !marked }); store.changed(); }}>${icon("markdown")}</button>
          <button class="send" id="send" type="submit" @mousedown=${stay} ?disabled=${!this.text.trim() || over > 0 || this.saving} aria-label=${t.say(this.editing ? "save" : "send")} title=${t.say(this.editing ? "save" : "send")}>${icon("send")}</button>
        </div>
      </div>
      <p class="composer-hint" id="composer-hint">${t.say(byTouch.matches ? "composer_hint_touch" : "composer_hint")}</p>
    </form>`;
  }

  #context(): TemplateResult | typeof nothing {
    const { t, editing, replyTo } = this;
    const item = editing ?? replyTo;
    if (!item) return nothing;
    const what = editing ? t.say(this.saving ? "saving" : "editing") : t.draw("replying_to", { name: item.user.name });
    return html`<div class="context">${icon(editing ? "pencil" : "reply")}<b role="status">${what}</b><span dir="auto">${excerpt(item, 160)}</span>
      <button class="icon-button small" type="button" aria-label=${t.say("cancel")} ?disabled=${this.saving} @click=${() => this.#cancel()}>${icon("close")}</button></div>`;
  }

  /** A message is to be answered or changed. */
  take(what: "reply" | "edit", item: MessageItem): void {
    if (this.saving) return;
    if (what === "reply") {
      if (this.editing) this.#cancel();
      this.replyTo = item;
    } else {
      this.editing = item;
      this.replyTo = undefined;
      this.text = item.text;
    }
    this.#begin();
    this.error = undefined;
    void this.updateComplete.then(() => {
      this.#area?.focus();
      this.#area?.setSelectionRange(this.text.length, this.text.length);
    });
  }

  /** Kept for when one comes back into the room. */
  #begin(): void {
    const { room, replyTo: reply, editing: edit, saving } = this;
    this.store.begun.set(room.id, { epoch: room.epoch, reply, edit, saving, ...(edit && { text: this.text }) });
  }

  #cancel(): void {
    if (this.saving) return; // it may be done already
    this.#settle();
    this.#area?.focus();
  }

  #settle(): void {
    this.store.begun.delete(this.room.id);
    this.#restore();
  }

  // -- writing ---------------------------------------------------------------------------------------------------

  #input(event: Event): void {
    if (this.saving) return this.requestUpdate(); // what a keyboard still composes is not what is being saved
    const area = event.target as HTMLTextAreaElement;
    const replaced = replaceShortcodes(area.value, true);
    if (replaced !== area.value) {
      const fromEnd = area.value.length - area.selectionEnd;
      area.value = replaced;
      area.setSelectionRange(replaced.length - fromEnd, replaced.length - fromEnd);
    }
    this.#write(area.value);
    this.#completing = true;
    this.#complete();
  }

  #uncomplete(): void {
    this.#completing = false;
    this.completion = undefined;
  }

  #write(text: string): void {
    this.text = text;
    this.error = undefined;
    if (this.editing) return this.#begin();
    this.store.drafts.set(this.room.id, text);
    if (text.trim() && !isCommand(text)) this.room.sendTyping();
  }

  #grow(): void {
    const area = this.#area;
    if (!area) return;
    area.style.height = "";
    // Of an empty one the browser would count the lines of its placeholder.
    if (this.text) area.style.height = `${Math.min(area.scrollHeight, MOST_HEIGHT_PX)}px`;
  }

  #complete(): void {
    const area = this.#area;
    if (!area) return;
    if (this.#namesElsewhere) void this.#askEverybody();
    const moderates = this.room.role === "owner" || this.room.role === "moderator";
    this.completion = complete(area.value, area.selectionEnd, { speech: this.t, ...this.#known(), everybody: this.#everybody, moderates });
    this.chosen = 0;
  }

  /** Somebody is being named who need not be here. */
  get #namesElsewhere(): boolean {
    const area = this.#area;
    return area !== null && (whoIsNamed(area.value.slice(0, area.selectionEnd)) ?? "here") !== "here";
  }

  /** Who may be meant: who is here, and who wrote; and who was seen leaving, and not coming back. */
  #known(): Pick<Knows, "people" | "left"> {
    const found = new Map<string, UserRef>();
    const left = new Set<string>();
    for (const user of this.room.people ?? []) found.set(user.id, user);
    for (const item of this.room.items) {
      found.set(item.user.id, item.user);
      if (item.kind !== "event" || !item.target) continue;
      if (item.what === "left" || item.what === "kicked" || item.what === "banned") left.add(item.target.id);
      else if (item.what === "joined") left.delete(item.target.id);
    }
    found.delete(this.store.client.user?.id ?? "");
    return { people: [...found.values()], left };
  }

  /** Once for a name; what was written on meanwhile is completed from what is there. */
  async #askEverybody(): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    const { client } = this.store;
    const found = await client.people().catch(() => undefined);
    this.#asked = found !== undefined; // or the next letter asks again
    this.#everybody = (found ?? []).filter(({ id }) => id !== client.user?.id);
    if (!found || !this.#completing || !this.#namesElsewhere) return;
    const chosen = this.completion?.suggestions[this.chosen]?.insert;
    this.#complete();
    this.chosen = Math.max(0, this.completion?.suggestions.findIndex(({ insert }) => insert === chosen) ?? 0);
  }

  #take(index: number): void {
    const area = this.#area;
    const suggestion = this.completion?.suggestions[index];
    if (!area || !suggestion) return;
    this.#replace(this.completion!.start, area.selectionEnd, suggestion.insert);
    this.#uncomplete();
  }

  #replace(start: number, end: number, insert: string): void {
    const area = this.#area;
    if (!area || this.saving) return;
    area.focus();
    area.setRangeText(insert, start, end, "end");
    this.#write(area.value);
  }

  #pickEmoji(event: Event): void {
    const root = this.getRootNode() as ShadowRoot;
    root.querySelector<EmojiPanel>("chat-emoji")?.open(event.currentTarget as HTMLElement, (emoji) => {
      const area = this.#area;
      if (area) this.#replace(area.selectionStart, area.selectionEnd, emoji);
    });
  }

  // -- keys ------------------------------------------------------------------------------------------------------

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (this.completion && this.#completionKey(event, this.completion)) return event.preventDefault();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey || !(event.shiftKey || byTouch.matches))) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape" && (this.editing || this.replyTo)) {
      event.preventDefault();
      this.#cancel();
    } else if (event.key === "ArrowUp" && !this.text) {
      const last = this.room.items.findLast((item) => item.kind === "message" && item.mine && !item.deleted);
      if (last?.kind === "message" && last.state === "stored") {
        event.preventDefault();
        this.take("edit", last);
      }
    }
  }

  #completionKey(event: KeyboardEvent, { suggestions }: Completion): boolean {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.chosen = (this.chosen + step + suggestions.length) % suggestions.length;
    else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !this.#written(suggestions[this.chosen]!.insert))) this.#take(this.chosen);
    else if (event.key === "Escape") this.#uncomplete();
    else return false;
    return true;
  }

  /** It stands there in full already: Enter then sends. */
  #written(insert: string): boolean {
    const word = this.text.slice(this.completion?.start ?? 0, this.#area?.selectionEnd);
    return [word, word.slice(1)].some((written) => folded(written) === folded(insert.trim())); // "/mute @ana" as well as "ana"
  }

  #submit(event?: Event): void {
    event?.preventDefault();
    const { room, store } = this;
    // Lines that are blank go; what stands before the first word may be how code is indented.
    const text = replaceShortcodes(this.text).replace(/^(?:\s*\n)+/, "").trimEnd();
    if (!text || length(text) > (store.client.limits?.text ?? TEXT_LIMIT)) return;
    if (this.editing) return void this.#save(this.editing, text);
    const ending = this.#endedBy(text);
    if (ending) {
      this.#empty();
      return store.ask({ what: "leave", room: ending });
    }
    const format = store.preferences.markdown && isMarked(wordsOf(text)) ? "markdown" : "plain";
    try {
      room.post(text, { format, ...(this.replyTo?.seq !== undefined && { replyTo: this.replyTo.seq }) });
    } catch (error) {
      this.error = problemText(error, this.t); // too much waits already
      return;
    }
    this.#empty();
    this.dispatchEvent(new CustomEvent("wrote", { bubbles: true }));
  }

  #empty(): void {
    this.store.drafts.set(this.room.id, "");
    this.#settle();
  }

  /** A private room ends with its last member: that is asked about, however one leaves it. */
  #endedBy(text: string): RoomView | undefined {
    const left = /^\/(?:leave|salir|sair)(?:\s+#?(.+))?$/i.exec(text);
    if (!left) return undefined;
    const [, named] = left;
    const { rooms } = this.store.client;
    const ends = ({ kind, members, role }: RoomView) => kind === "private" && members === 1 && role !== "invited";
    const byId = named === undefined ? this.room : rooms.get(named);
    if (byId) return ends(byId) ? byId : undefined;
    // As the server does: among several of a name, first where one is most.
    const ranks = ["member", "moderator", "owner"];
    const called = [...rooms.values()].filter((room) => folded(room.name) === folded(named!));
    const most = Math.max(...called.map(({ role }) => ranks.indexOf(role)));
    return called.find((room) => ranks.indexOf(room.role) === most && ends(room));
  }

  async #save({ seq }: MessageItem, text: string): Promise<void> {
    const { room, store } = this;
    if (this.saving) return;
    this.saving = true;
    this.#begin();
    const begun = store.begunIn(room);
    const now = room.items.find((item) => item.seq === seq);
    let problem: ChatError | undefined;
    if (now?.kind !== "message" || now.text !== text) await room.edit(seq!, text).catch((error: ChatError) => (problem = error));
    if (!begun || store.begunIn(room) !== begun) return; // the room is gone, or another
    begun.saving = false;
    const deleted = problem?.code === "not_found";
    if (!problem || deleted) store.begun.delete(room.id);
    if (deleted) store.drafts.set(room.id, [store.drafts.get(room.id), text].filter(Boolean).join("\n"));
    const told = problem && problemText(problem, this.t, { not_found: "message_gone" });
    if (this.room === room) {
      this.#restore();
      this.error = told;
      if (!problem) this.#area?.focus();
    } else if (told) {
      store.notice(room.id, told, true);
    }
  }
}
