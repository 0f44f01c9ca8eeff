import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { live } from "lit/directives/live.js";

export interface Field {
  id: string;
  label: string;
  type?: "text" | "password" | "search";
  value?: string;
  hint?: string | undefined;
  /** Why it was refused; said aloud when it appears. */
  error?: string | undefined;
  placeholder?: string;
  autocomplete?: string;
  maxlength?: number | undefined;
  required?: boolean;
  autofocus?: boolean;
  oninput?: (value: string) => void;
}

/** A labelled input, with what it is for or what is wrong with it below. */
export function field(given: Field): TemplateResult {
  const { id, label, type = "text", hint, error } = given;
  const described = error ? `${id}-error` : hint ? `${id}-hint` : undefined;
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <input
      id=${id}
      name=${id}
      type=${type}
      .value=${given.value === undefined ? nothing : live(given.value)}
      placeholder=${ifDefined(given.placeholder)}
      autocomplete=${(given.autocomplete ?? "off") as AutoFill}
      maxlength=${ifDefined(given.maxlength)}
      ?required=${given.required ?? false}
      ?autofocus=${given.autofocus ?? false}
      spellcheck="false"
      autocapitalize="off"
      aria-invalid=${error ? "true" : "false"}
      aria-describedby=${ifDefined(described)}
      @input=${(event: InputEvent) => given.oninput?.((event.target as HTMLInputElement).value)}
    />
    <p class="field-error" id="${id}-error" role="alert">${error ?? nothing}</p>
    ${hint && !error ? html`<p class="field-hint" id="${id}-hint">${hint}</p>` : nothing}
  </div>`;
}

/** What somebody wrote into a form, by the names of its inputs. */
export function written(form: HTMLFormElement): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string") found[name] = value;
  return found;
}
