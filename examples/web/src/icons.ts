import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";

/** 20 by 20, drawn with one line of 1.6. */
const paths = {
  plus: svg`<path d="M10 4v12M4 10h12"/>`,
  hash: svg`<path d="M7.5 3.5 6 16.5M14 3.5l-1.5 13M3.5 7.5h13.5M3 12.5h13.5"/>`,
  lock: svg`<rect x="4.5" y="9" width="11" height="7.5" rx="2"/><path d="M7 9V6.5a3 3 0 0 1 6 0V9"/>`,
  shield: svg`<path d="M10 3 4.5 5v4.5c0 3.5 2.3 6 5.5 7.5 3.2-1.5 5.5-4 5.5-7.5V5Z"/>`,
  megaphone: svg`<path d="M4 8v4l2 .5L13.5 16V4L6 7.5ZM6 12.5 7 16.5h2l-.7-3M16.5 8.5v3"/>`,
  people: svg`<circle cx="7.5" cy="7" r="2.7"/><path d="M2.5 16c.3-3 2.3-4.7 5-4.7s4.7 1.7 5 4.7M13 4.6a2.7 2.7 0 0 1 0 4.9M14.5 11.8c1.8.6 2.8 2.1 3 4.2"/>`,
  search: svg`<circle cx="9" cy="9" r="5"/><path d="m13 13 3.5 3.5"/>`,
  close: svg`<path d="m5 5 10 10M15 5 5 15"/>`,
  menu: svg`<path d="M3.5 6h13M3.5 10h13M3.5 14h8"/>`,
  send: svg`<path d="M4 10h5M4 10 3 4l14 6-14 6Z"/>`,
  smile: svg`<circle cx="10" cy="10" r="7"/><path d="M7 12c.7 1.2 1.8 1.8 3 1.8s2.3-.6 3-1.8M7.7 7.8v.4M12.3 7.8v.4"/>`,
  reply: svg`<path d="M8.5 5 4 9.5 8.5 14M4.5 9.5H11a5 5 0 0 1 5 5v1"/>`,
  pencil: svg`<path d="m12.5 4.5 3 3L7 16l-3.5.5L4 13ZM11 6l3 3"/>`,
  trash: svg`<path d="M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.6l.7-10M8.5 9v4.5M11.5 9v4.5"/>`,
  pin: svg`<path d="m12 3 5 5-2.5.7L11.5 12l-.2 3.5L4.5 8.7 8 8.5l3.3-3ZM7.5 12.5 3.5 16.5"/>`,
  clock: svg`<circle cx="10" cy="10" r="6.5"/><path d="M10 6.5V10l2.5 1.5"/>`,
  alert: svg`<circle cx="10" cy="10" r="7"/><path d="M10 6.5v4M10 13.3v.2"/>`,
  down: svg`<path d="M10 4v12M5 11l5 5 5-5"/>`,
  leave: svg`<path d="M12 4H5.5A1.5 1.5 0 0 0 4 5.5v9A1.5 1.5 0 0 0 5.5 16H12M9 10h8M14 7l3 3-3 3"/>`,
  sliders: svg`<path d="M3 6h6M14 6h3M3 14h3M11 14h6"/><circle cx="11.5" cy="6" r="2.3"/><circle cx="8.5" cy="14" r="2.3"/>`,
  sun: svg`<circle cx="10" cy="10" r="3.5"/><path d="M10 2.5V4M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M15.3 4.7l-1 1M5.7 14.3l-1 1"/>`,
  moon: svg`<path d="M16 11.5A6.5 6.5 0 1 1 8.5 4a5 5 0 0 0 7.5 7.5Z"/>`,
  auto: svg`<circle cx="10" cy="10" r="6.5"/><path d="M10 3.5v13a6.5 6.5 0 0 0 0-13Z" class="filled"/>`,
  door: svg`<path d="M5 16.5V4.5A1 1 0 0 1 6 3.5h8a1 1 0 0 1 1 1v12M3 16.5h14M12 10v.5"/>`,
  compass: svg`<circle cx="10" cy="10" r="7"/><path d="m12.8 7.2-1.6 4-4 1.6 1.6-4Z"/>`,
  markdown: svg`<rect x="2.5" y="5" width="15" height="10" rx="2"/><path d="M5.5 12V8l2 2.2L9.5 8v4M13.5 8v4M12 10.7l1.5 1.5 1.5-1.5"/>`,
  more: svg`<path d="M4.5 10h.1M10 10h.1M15.5 10h.1" class="dots"/>`,
  invite: svg`<circle cx="8" cy="7" r="3"/><path d="M2.5 16.5c.3-3.2 2.5-5 5.5-5 1.3 0 2.5.3 3.4 1M15 11v6M12 14h6"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof paths;

export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">${paths[name]}</svg>`;
}

/** A speech bubble that says w. */
export function mark(): TemplateResult {
  return html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path class="mark-bubble" d="M9 3h14a7 7 0 0 1 7 7v9a7 7 0 0 1-7 7h-8.6l-5.7 4.3A1 1 0 0 1 7 29.5V25.7A7 7 0 0 1 2 19v-9a7 7 0 0 1 7-7Z" />
    <path class="mark-line" d="m8.5 11 3.3 8L16 12l4.2 7 3.3-8" />
  </svg>`;
}
