import type { RoomView } from "@workchat/client";
import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { Part } from "../components/part.ts";
import type { Key } from "../i18n/index.ts";
import "./browse-rooms.ts";
import "./confirm.ts";
import "./create-room.ts";
import "./invite.ts";
import "./pinned.ts";
import "./room-menu.ts";
import "./room-password.ts";
import "./room-settings.ts";
import "./settings.ts";
import "./switcher.ts";

/** The dialog that is open, if one is. */
@customElement("chat-dialogs")
export class Dialogs extends Part {
  protected override render() {
    return keyed(this.store.asking, this.#dialog());
  }

  #dialog(): TemplateResult | typeof nothing {
    const { store, t } = this;
    const { asking } = store;
    switch (asking?.what) {
      case "create":
        return html`<chat-create-room .store=${store}></chat-create-room>`;
      case "browse":
        return html`<chat-browse-rooms .store=${store}></chat-browse-rooms>`;
      case "switch":
        return html`<chat-switcher .store=${store}></chat-switcher>`;
      case "settings":
        return html`<chat-settings .store=${store}></chat-settings>`;
      case "sign-out":
        return html`<chat-confirm .store=${store} .question=${t.say("sign_out_question", { name: store.client.user?.name ?? "" })} .explained=${t.say("sign_out_guest")}
          .action=${t.say("sign_out")} .act=${() => store.signOut()}></chat-confirm>`;
      case "password":
        return html`<chat-room-password .store=${store} .room=${asking.room}></chat-room-password>`;
      case "invite":
        return html`<chat-invite .store=${store} .room=${asking.room}></chat-invite>`;
      case "pinned":
        return html`<chat-pinned .store=${store} .room=${asking.room}></chat-pinned>`;
      case "menu":
        return html`<chat-room-menu .store=${store} .room=${asking.room}></chat-room-menu>`;
      case "leave":
        return html`<chat-confirm .store=${store} .question=${t.say("leave_question", { room: store.nameOf(asking.room) })} .explained=${t.say(leaving(asking.room))}
          .action=${t.say("leave_room")} .act=${() => asking.room.leave()}></chat-confirm>`;
      case "ban":
        return html`<chat-confirm .store=${store} .question=${t.say("ban_question", { name: asking.user.name })} .explained=${t.say("ban_explained", { name: asking.user.name })}
          .action=${t.say("ban")} .act=${() => asking.room.moderate(asking.user.id, { action: "ban" })}></chat-confirm>`;
      case "room":
        return html`<chat-room-settings .store=${store} .room=${asking.room}></chat-room-settings>`;
      case "delete-room":
        return html`<chat-confirm .store=${store} .question=${t.say("delete_room_question", { room: asking.room.name })} .explained=${t.say("delete_room_explained")}
          .action=${t.say("delete_room")} .act=${() => asking.room.destroy()}></chat-confirm>`;
      case "delete":
        return html`<chat-confirm .store=${store} .question=${t.say("delete_question")} .explained=${t.say("delete_explained")}
          .action=${t.say("remove")} .act=${() => asking.room.remove(asking.seq)}></chat-confirm>`;
      default:
        return nothing;
    }
  }
}

/** What is lost by it. */
function leaving({ kind, members }: RoomView): Key {
  if (kind !== "private") return "leave_explained";
  return members === 1 ? "leave_explained_last" : "leave_explained_private";
}
