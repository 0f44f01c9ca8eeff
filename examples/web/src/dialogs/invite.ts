import type { RoomView, User } from "@workchat/client";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { avatar } from "../components/avatar.ts";
import { field } from "../components/field.ts";
import { folded } from "../text/format.ts";
import { problemText } from "../text/problem.ts";
import { Sheet } from "./sheet.ts";

const MOST = 20;

/** Asks somebody into a room. */
@customElement("chat-invite")
export class InviteDialog extends Sheet {
  @property({ attribute: false }) room!: RoomView;
  @state() private people: readonly User[] = [];
  @state() private wanted = "";
  @state() private invited: ReadonlySet<string> = new Set();
  @state() private error = "";
  protected override readonly kind = "tall";

  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const { client } = this.store;
    this.#stop = client.on("state", () => client.state === "online" && this.#load());
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
  }

  async #load(): Promise<void> {
    try {
      const [people, { members }] = await Promise.all([this.store.client.people(), this.room.listMembers()]);
      const inside = new Set(members.map(({ user }) => user.id));
      this.people = people.filter((user) => !inside.has(user.id));
      this.error = "";
    } catch (error) {
      this.error = problemText(error, this.t);
    }
  }

  protected override heading(): string {
    return this.t.say("invite_someone");
  }

  protected override body() {
    const { t } = this;
    const wanted = folded(this.wanted);
    const found = this.people.filter((user) => folded(`${user.name} ${user.display_name}`).includes(wanted)).slice(0, MOST);
    return html`${field({ id: "invite-name", type: "search", label: t.say("people"), autofocus: true, oninput: (value) => (this.wanted = value) })}
      <p class="field-error" role="alert">${this.error || nothing}</p>
      <div class="sheet-scroll" tabindex="-1"><ul class="cards">${found.map((user) => html`<li class="room-card">${avatar(user, "small")}<div><b dir="auto">${user.name}</b></div>
        ${this.invited.has(user.id) ? html`<span class="tag">${t.say("role_invited")}</span>`
          : html`<button class="button small primary" aria-label="${t.say("invite")}: ${user.name}" @click=${() => this.#invite(user)}>${t.say("invite")}</button>`}</li>`)}</ul></div>`;
  }

  async #invite(user: User): Promise<void> {
    try {
      await this.room.invite(user.id);
      this.invited = new Set([...this.invited, user.id]);
      this.error = "";
    } catch (error) {
      this.error = problemText(error, this.t);
    }
  }
}
