import type { Format } from "@workchat/client";
import DOMPurify from "dompurify";
import MarkdownIt from "markdown-it";

/** What a message may be made of; what is not here is dropped, whatever let it through before. */
const ALLOWED = {
  ALLOWED_TAGS: ["p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h1", "h2",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"],
  ALLOWED_ATTR: ["href", "start"],
  ADD_URI_SAFE_ATTR: ["start"], // a number, not an address
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  RETURN_DOM_FRAGMENT: true as const,
};

const MOST_KEPT = 400;
const MOST_TOKENS = 10_000;
/** Quotes in quotes, lists in lists: deeper ones leave no room for words on a phone. */
const MOST_LEVEL = 16;
const MOST_CELLS = 5_000;

const parser = new MarkdownIt({ html: false, linkify: true, breaks: true });
parser.validateLink = (url) => ALLOWED.ALLOWED_URI_REGEXP.test(url.trim());
// A bare "notes.py" is more often a file than a site.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
// Alignment would be a style attribute, which the page's policy forbids.
for (const rule of ["th_open", "td_open"]) {
  parser.renderer.rules[rule] = (tokens, index) => `<${tokens[index]!.tag}>`;
}
// Nothing is fetched from elsewhere without being asked for: an image is a link to it.
parser.renderer.rules.image = (tokens, index) => {
  const token = tokens[index]!;
  const { escapeHtml } = parser.utils;
  const url = token.attrGet("src") ?? "";
  return `<a href="${escapeHtml(url)}">${escapeHtml(token.content || url)}</a>`;
};

const purifier = DOMPurify(window);

function opensOutside(link: HTMLAnchorElement): void {
  link.target = "_blank";
  link.rel = "noopener noreferrer";
}

/** `@name` in running text, not in code and not in a link. */
function markMentions(root: DocumentFragment, own: string): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const places: Text[] = [];
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    if (text.data.includes("@") && !text.parentElement?.closest("code, a")) places.push(text);
  }
  for (const text of places) {
    text.replaceWith(...splitMentions(text.data).map((piece) => piece.mention ? mentionElement(piece.text, own) : piece.text));
  }
}

function mentionElement(text: string, own: string): HTMLElement {
  const element = document.createElement("span");
  element.className = isOwnMention(text, own) ? "at at-me" : "at";
  element.textContent = text;
  return element;
}

const MENTION = /(?<![\p{L}\p{N}._-])@[\p{L}\p{M}\p{N}._-]{0,31}[\p{L}\p{M}\p{N}_]/gu;

export function splitMentions(text: string): { text: string; mention: boolean }[] {
  const pieces: { text: string; mention: boolean }[] = [];
  let end = 0;
  for (const found of text.matchAll(MENTION)) {
    if (found.index > end) pieces.push({ text: text.slice(end, found.index), mention: false });
    pieces.push({ text: found[0], mention: true });
    end = found.index + found[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), mention: false });
  return pieces;
}

export function isOwnMention(mention: string, own: string): boolean {
  return mention.slice(1).normalize("NFKC").toLowerCase() === own.normalize("NFKC").toLowerCase();
}

/** The line under a table's head, also in a quote. */
const DELIMITERS = /^[\s>|:-]*$/;

/**
 * No table in it can have more cells. Its short rows are filled up to its width: a small text may ask for more of them than
 * a page can draw, and already reading them takes too long.
 */
function mostCells(text: string): number {
  const lines = text.split(/\r\n?|\n/);
  const widths = lines.filter((line) => line.includes("|") && DELIMITERS.test(line)).map((line) => line.split("|").length);
  return lines.length * widths.reduce((widest, width) => Math.max(widest, width), 0);
}

function asWritten(text: string): string {
  return `<p>${parser.utils.escapeHtml(text)}</p>`;
}

function rendered(text: string): string {
  const environment = {};
  const tokens = mostCells(text) > MOST_CELLS ? undefined : parser.parse(text, environment);
  if (!tokens || tokens.length > MOST_TOKENS || tokens.some(({ level }) => level > MOST_LEVEL)) return asWritten(text);
  return parser.renderer.render(tokens, parser.options, environment);
}

/** `[ ]` and `[x]` at the beginning of a list's item: a box that is only looked at. */
function markTasks(root: DocumentFragment): void {
  for (const item of root.querySelectorAll("li")) {
    const first = item.querySelector(":scope > p:first-child") ?? item;
    const text = first.firstChild;
    const found = text instanceof Text && /^\[([ xX])\]\s+(?=\S|$)/.exec(text.data);
    if (!found) continue;
    const done = found[1] !== " ";
    const box = document.createElement("span");
    box.className = done ? "task-box is-done" : "task-box";
    box.textContent = done ? "☑ " : "☐ "; // read aloud and copied; the stylesheet draws over it
    text.data = text.data.slice(found[0].length);
    first.prepend(box);
    item.className = "task";
  }
}

const kept = new Map<string, DocumentFragment>();

function drawnOnce(text: string, own: string): DocumentFragment {
  const key = `${own}\n${text}`;
  let drawn = kept.get(key);
  if (!drawn) {
    drawn = purifier.sanitize(rendered(text), ALLOWED);
    // A footnote, a line of dashes, a quote of nothing: what would be drawn empty is shown as it was written.
    if (!drawn.textContent?.trim()) drawn = purifier.sanitize(asWritten(text), ALLOWED);
    markMentions(drawn, own);
    markTasks(drawn);
    for (const link of drawn.querySelectorAll("a")) opensOutside(link);
    for (const block of drawn.children) if (block instanceof HTMLElement && block.tagName !== "PRE") block.dir = "auto";
    for (const wide of drawn.querySelectorAll<HTMLElement>("pre, table")) wide.tabIndex = 0;
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(key, drawn);
  }
  return drawn;
}

/** The message as elements; a new copy each time. */
export function drawMarkdown(text: string, own: string): DocumentFragment {
  return document.importNode(drawnOnce(text, own), true);
}

/** What a message says, in one line and without its marks. */
export function excerpt({ text, format }: { readonly text: string; readonly format: Format }, most: number): string {
  const words = format === "markdown" ? drawnOnce(text, "").textContent ?? "" : text;
  return [...words.replace(/\s+/g, " ").trim().slice(0, 2 * most)].slice(0, most).join("");
}

export interface LinkPiece {
  readonly text: string;
  readonly url?: string;
}

/** Plain text, cut where it names an address. */
export function splitLinks(text: string): LinkPiece[] {
  const pieces: LinkPiece[] = [];
  let end = 0;
  for (const { index, lastIndex, url } of parser.linkify.match(text) ?? []) {
    if (!parser.validateLink(url)) continue;
    if (index > end) pieces.push({ text: text.slice(end, index) });
    pieces.push({ text: text.slice(index, lastIndex), url });
    end = lastIndex;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** Whether markdown would draw it unlike plain text. */
export function isMarked(text: string): boolean {
  return /[*_~`[\]|]|^\s{0,3}(?:#{1,6}\s|>|[-+]\s|\d+[.)]\s)|^\s{0,3}---/m.test(text);
}
