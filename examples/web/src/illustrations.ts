import { html, type TemplateResult } from "lit";

/** Small pictures for places with nothing in them; drawn with the colours of the theme. */

/** A cup that waits for company. */
export function drawCup(): TemplateResult {
  return html`<svg class="picture" viewBox="0 0 160 120" aria-hidden="true" focusable="false">
    <ellipse class="shade" cx="76" cy="104" rx="52" ry="7" />
    <path class="soft" d="M36 52h76v22a26 26 0 0 1-26 26H62a26 26 0 0 1-26-26Z" />
    <path class="line" d="M36 52h76v22a26 26 0 0 1-26 26H62a26 26 0 0 1-26-26ZM112 60h6a12 12 0 0 1 0 24h-8" />
    <path class="steam" d="M58 40c-6-7 5-11 0-19M75 40c-6-7 5-11 0-19M92 40c-6-7 5-11 0-19" />
    <path class="accent" d="M56 70c0 9 6 15 13 15" />
  </svg>`;
}

/** A door ajar, with light behind it. */
export function drawDoor(): TemplateResult {
  return html`<svg class="picture" viewBox="0 0 160 120" aria-hidden="true" focusable="false">
    <ellipse class="shade" cx="80" cy="108" rx="62" ry="6" />
    <path class="glow" d="M82 106h24l20 9H84Z" />
    <path class="glow" d="M54 20h52v86H54Z" />
    <path class="line" d="M54 106V20h52v86M40 106h84" />
    <path class="panel" d="M54 20 82 30v72l-28 4Z" />
    <path class="line" d="M54 20 82 30v72l-28 4Z" />
    <circle class="knob" cx="76" cy="67" r="2.5" />
  </svg>`;
}

/** A telescope that finds nothing. */
export function drawTelescope(): TemplateResult {
  return html`<svg class="picture" viewBox="0 0 160 120" aria-hidden="true" focusable="false">
    <ellipse class="shade" cx="78" cy="108" rx="46" ry="6" />
    <path class="soft" d="m36 62 62-28 10 22-62 28Z" />
    <path class="line" d="m36 62 62-28 10 22-62 28ZM98 34l8-4 12 26-10 4M76 72 58 108M80 70l18 38M78 70v30" />
    <path class="accent" d="m128 22 2 5 5 2-5 2-2 5-2-5-5-2 5-2ZM142 48l1 3 3 1-3 1-1 3-1-3-3-1 3-1Z" />
  </svg>`;
}
