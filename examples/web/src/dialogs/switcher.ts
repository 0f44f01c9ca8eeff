import type { Room, UserRef } from "@workchat/client";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { avatar } from "../components/avatar.ts";
import { roomSign } from "../components/room-sign.ts";
import { folded } from "../text/format.ts";
import { Sheet } from "./sheet.ts";

interface Place {
  key: string;
  name: string;
  sign: TemplateResult;
  detail: string;
  go: () => Promise<void>;
}

const MOST = 9;

/** Ctrl+K: a few letters, Enter, there. */
@customElement("chat-switcher")
export class SwitcherDialog extends Sheet {
  @state() private wanted = "";
  @state() private chosen = 0;
  @state() private rooms: readonly Room[] = [];
  @state() private people: readonly UserRef[] = [];
  protected override readonly kind = "switcher";

  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const { client } = this.store;
    this.#stop = client.on("state", () => client.state === "online" && this.#load());
    this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  #load(): void {
    const { client } = this.store;
    void client.listRooms().then((rooms) => (this.rooms = rooms), () => undefined);
    void client.people().then((people) => (this.people = people), () => undefined);
  }

  protected override heading(): string {
    return this.t.say("find_rooms_or_people");
  }

  protected override body(): TemplateResult {
    const { t } = this;
    const places = this.#places();
    return html`<input id="switch" type="search" role="combobox" aria-expanded="true" aria-controls="places" aria-autocomplete="list"
        aria-activedescendant=${places.length ? `place-${this.chosen}` : nothing} aria-label=${t.say("find_rooms_or_people")}
        autofocus autocomplete="off" spellcheck="false" .value=${this.wanted} @input=${this.#input} @keydown=${(event: KeyboardEvent) => this.#key(event, places)} />
      <ul class="places" id="places" role="listbox" aria-label=${t.say("suggestions")}>
        ${places.map((place, index) => html`<li id="place-${index}" role="option" aria-selected=${index === this.chosen} @click=${() => this.#go(place)}>
          ${place.sign}<b dir="auto">${place.name}</b><span dir="auto">${place.detail}</span></li>`)}
      </ul>
      ${places.length ? nothing : html`<p class="remark" role="status">${t.say("no_rooms_found")}</p>`}`;
  }

  #places(): Place[] {
    const { store, t } = this;
    const wanted = folded(this.wanted.trim());
    const me = store.client.user?.id;
    const places: Place[] = [...store.client.rooms.values()].filter((room) => room.role !== "invited").map((room) => ({
      key: room.id, name: store.nameOf(room), detail: room.unread ? t.count("unread_count", room.unread) : room.topic,
      sign: room.partner ? avatar({ name: room.partner }, "small") : roomSign(room), go: async () => store.show(room) }));
    const partners = new Set([...store.client.rooms.values()].map((room) => room.partner));
    for (const room of this.rooms) {
      if (!store.client.rooms.has(room.id) && room.kind !== "direct") places.push({ key: room.id, name: room.name, detail: t.say("join"), sign: roomSign(room), go: () => store.visit(room) });
    }
    for (const user of this.people) {
      if (user.id !== me && !partners.has(user.name)) places.push({ key: user.id, name: user.name, detail: t.say("kind_direct"), sign: avatar(user, "small"), go: () => store.direct(user.id) });
    }
    return places.filter((place) => folded(place.name).includes(wanted))
      .sort((a, b) => Number(folded(b.name).startsWith(wanted)) - Number(folded(a.name).startsWith(wanted))).slice(0, MOST);
  }

  #input(event: Event): void {
    this.wanted = (event.target as HTMLInputElement).value;
    this.chosen = 0;
  }

  #key(event: KeyboardEvent, places: readonly Place[]): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.chosen = (this.chosen + step + places.length) % (places.length || 1);
    else if (event.key === "Enter" && places[this.chosen]) void this.#go(places[this.chosen]!);
    else if (event.key === "Escape") this.dialog.close(); // a search field would only be emptied by it
    else return;
    event.preventDefault();
  }

  async #go(place: Place): Promise<void> {
    await place.go().catch((error) => this.store.problem(error));
    if (this.store.asking?.what === "switch") this.done();
  }
}
