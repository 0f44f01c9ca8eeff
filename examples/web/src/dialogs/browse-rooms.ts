import type { Room } from "@workchat/client";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { field } from "../components/field.ts";
import { roomSign } from "../components/room-sign.ts";
import { icon } from "../icons.ts";
import { drawTelescope } from "../illustrations.ts";
import { folded } from "../text/format.ts";
import { problemText } from "../text/problem.ts";
import { Sheet } from "./sheet.ts";

/** All rooms that one may see, to join them. */
@customElement("chat-browse-rooms")
export class BrowseRoomsDialog extends Sheet {
  @state() private rooms: readonly Room[] | undefined;
  @state() private wanted = "";
  @state() private problem: { room: string; text: string } | undefined;
  #stops: (() => void)[] = [];
  protected override readonly kind = "tall";

  override connectedCallback(): void {
    super.connectedCallback();
    const { client } = this.store;
    const load = () => void this.#load();
    this.#stops = [client.on("directory", load), client.on("state", () => client.state === "online" && load())];
    load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stops) stop();
  }

  async #load(): Promise<void> {
    try {
      const rooms = await this.store.client.listRooms();
      if (this.problem?.room === "") this.problem = undefined;
      this.rooms = rooms.filter((room) => room.kind !== "direct").sort((a, b) => this.t.compare(a.name, b.name));
    } catch (error) {
      this.problem = { room: "", text: problemText(error, this.t) };
    }
  }

  protected override heading(): string {
    return this.t.say("browse_rooms");
  }

  protected override body(): TemplateResult {
    const { t } = this;
    const wanted = folded(this.wanted);
    const found = this.rooms?.filter((room) => folded(`${room.name} ${room.topic}`).includes(wanted));
    return html`
      ${field({ id: "browse", type: "search", label: t.say("find_rooms"), autofocus: true, oninput: (value) => (this.wanted = value) })}
      <p class="field-error" role="alert">${this.problem?.room === "" ? this.problem.text : nothing}</p>
      <div class="sheet-scroll" tabindex="-1">
        ${!found && this.problem ? nothing : !found ? html`<p class="remark" role="status">${t.say("loading")}</p>`
          : found.length ? html`<ul class="cards">${repeat(found, (room) => room.id, (room) => this.#card(room))}</ul>`
            : html`<div class="empty">${drawTelescope()}<h3>${t.say("no_rooms_found")}</h3><p>${t.say("no_rooms_found_explained")}</p></div>`}
      </div>
      <footer><button class="button" @click=${() => this.store.ask({ what: "create" })}>${icon("plus")}${t.say("create_room")}</button></footer>`;
  }

  #card(room: Room): TemplateResult {
    const { t } = this;
    const member = room.role !== undefined && room.role !== "invited";
    return html`<li class="room-card" data-room=${room.id}>
      <span class="room-sign">${roomSign(room)}</span>
      <div><b dir="auto">${room.name}</b>${room.locked ? html`<span class="hidden">, ${t.say("room_locked")}</span>` : nothing}
        <small>${room.topic ? html`<bdi>${room.topic}</bdi> · ` : nothing}${t.count("people_count", room.members)}${room.online ? html` · ${t.count("online_count", room.online)}` : nothing}</small>
        <p class="field-error" role="alert">${this.problem?.room === room.id ? this.problem.text : nothing}</p></div>
      <button class="button small ${member ? "" : "primary"}" aria-label="${t.say(member ? "open" : "join")}: ${room.name}" @click=${() => this.#enter(room)}>${t.say(member ? "open" : "join")}</button>
    </li>`;
  }

  async #enter(room: Room): Promise<void> {
    try {
      await this.store.visit(room);
      if (this.store.asking?.what === "browse") this.done();
    } catch (error) {
      this.problem = { room: room.id, text: problemText(error, this.t) };
    }
  }
}
