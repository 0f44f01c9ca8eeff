import type { MessageItem } from "@workchat/client";
import { html, nothing, type TemplateResult } from "lit";
import { icon, type IconName } from "../icons.ts";
import { nameOf, quickReactions } from "../text/emoji.ts";
import type { Scene } from "./message-view.ts";
import { mayWrite } from "./room-sign.ts";

/** The composer takes these up. */
export type ComposeEvent = CustomEvent<{ what: "reply" | "edit"; item: MessageItem }>;

const QUICK = 3;

/** What can be done with a message; beside the one that is pointed at or has the focus. */
export function messageActions(item: MessageItem, { store, room, react }: Scene): TemplateResult {
  const { speech: t } = store;
  const seq = item.seq!;
  const moderates = room.role === "owner" || room.role === "moderator";
  const writes = mayWrite(room);
  const me = store.client.user?.id ?? "";
  const tool = (name: IconName, label: string, run: (event: Event) => void) =>
    html`<button class="icon-button small" aria-label=${label} title=${label} @click=${run}>${icon(name)}</button>`;
  const compose = (what: "reply" | "edit") => (event: Event) =>
    event.currentTarget!.dispatchEvent(new CustomEvent("compose", { detail: { what, item }, bubbles: true }));
  const give = (emoji: string) => () =>
    void room.react(seq, emoji, !item.reactions[emoji]?.includes(me)).catch((error) => store.problem(error));
  return html`<div class="actions" role="group" aria-label=${t.say("message_actions")}>
    ${quickReactions.slice(0, QUICK).map((emoji) => html`<button class="icon-button small quick" aria-label="${t.say("react")}: ${nameOf(emoji)}" @click=${give(emoji)}>${emoji}</button>`)}
    ${tool("smile", t.say("react"), (event) => react(item, event.currentTarget as HTMLElement))}
    ${writes ? tool("reply", t.say("reply"), compose("reply")) : nothing}
    ${item.mine && writes ? tool("pencil", t.say("edit"), compose("edit")) : nothing}
    ${tool("pin", t.say(item.pinned ? "unpin" : "pin"), () => void room.pin(seq, !item.pinned).catch((error) => store.problem(error)))}
    ${item.mine || moderates ? tool("trash", t.say("remove"), () => store.ask({ what: "delete", room, seq })) : nothing}
  </div>`;
}
