import type { RoomView } from "@workchat/client";
import { html, nothing, type TemplateResult } from "lit";
import type { Speech } from "../i18n/index.ts";

/** Who writes just now. */
export function typingLine(room: RoomView, t: Speech): TemplateResult {
  const [a, b, c] = room.typing;
  const text = c ? t.say("typing_many") : b ? t.draw("typing_two", { a: a!.name, b: b.name }) : a ? t.draw("typing_one", { a: a.name }) : "";
  return html`<p class="typing" id="typing" aria-live="polite">${text
    ? html`<span class="typing-dots" aria-hidden="true"><i></i><i></i><i></i></span><span>${text}</span>` : nothing}</p>`;
}
