import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { icon, type IconName } from "../icons.ts";
import { isLanguage, languages, type Key } from "../i18n/index.ts";
import type { Theme } from "../preferences.ts";
import { Part } from "./part.ts";

const themes: ReadonlyArray<readonly [Theme, IconName, Key]> = [
  ["auto", "auto", "theme_auto"],
  ["light", "sun", "theme_light"],
  ["dark", "moon", "theme_dark"],
];

/** The language and the theme; on the first screen and in the settings. */
@customElement("chat-appearance")
export class Appearance extends Part {
  protected override render() {
    const { store, t } = this;
    return html`<div class="appearance">
      <label class="language">
        <span class="hidden">${t.say("language")}</span>
        <select id="language" @change=${this.#setLanguage}>
          ${languages.map(([code, name]) => html`<option value=${code} lang=${code} ?selected=${code === t.language}>${name}</option>`)}
        </select>
      </label>
      <div class="segments" role="radiogroup" aria-label=${t.say("theme")}>
        ${themes.map(([theme, sign, label]) => html`<label class="segment" title=${t.say(label)}>
          <input type="radio" name="theme" value=${theme} .checked=${store.preferences.theme === theme}
            @change=${() => store.setTheme(theme)} />
          <span>${icon(sign)}<span class="hidden">${t.say(label)}</span></span>
        </label>`)}
      </div>
    </div>`;
  }

  #setLanguage(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    if (isLanguage(value)) this.store.setLanguage(value);
  }
}
