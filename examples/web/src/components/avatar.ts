import { html, type TemplateResult } from "lit";
import { hue, initials } from "../text/format.ts";

/** A name's initials on its colour; the name itself stands beside it. */
export function avatar({ name }: { readonly name: string }, size: "small" | "middle" | "large" = "middle", online?: boolean): TemplateResult {
  const presence = online === undefined ? "" : online ? " is-online" : " is-offline";
  return html`<span class="avatar avatar-${size} ${hue(name)}${presence}" aria-hidden="true">${initials(name)}</span>`;
}
