import { html, nothing, type TemplateResult } from "lit";
import type { Speech } from "../i18n/index.ts";
import type { Completion } from "../text/completion.ts";
import { avatar } from "./avatar.ts";
import { stay } from "./keys.ts";

/** What the word that is being written may become. */
export function suggestionList({ suggestions }: Completion, chosen: number, t: Speech, take: (index: number) => void): TemplateResult {
  return html`<ul class="suggestions" id="suggestions" role="listbox" tabindex="0" aria-label=${t.say("suggestions")} @mousedown=${stay}>
    ${suggestions.map((suggestion, at) => html`<li id="suggestion-${at}" role="option" aria-selected=${at === chosen} @click=${() => take(at)}>
      ${suggestion.user ? avatar(suggestion.user, "small") : suggestion.sign ? html`<span class="sign">${suggestion.sign}</span>` : nothing}
      <b dir="auto">${suggestion.label}</b><span>${suggestion.detail}</span></li>`)}
  </ul>`;
}
