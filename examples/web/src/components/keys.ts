/** A finger would bring up the keyboard of the screen with the focus, over what is to be read. */
function hasKeyboard(): boolean {
  return matchMedia("(hover: hover)").matches;
}

/** A keyboard on the screen has no other key for a new line than Enter. */
export const byTouch = matchMedia("(hover: none) and (pointer: coarse)");

/** Of what is pressed beside the text: the focus stays in it, and with it the keyboard of a screen. */
export const stay = (event: MouseEvent): void => event.preventDefault();

/** Into the text, or where nothing may be written among the messages; not under a finger. */
export function toText(from: Element): void {
  const root = from.getRootNode() as ShadowRoot;
  if (hasKeyboard()) (root.querySelector<HTMLElement>("#text") ?? root.querySelector<HTMLElement>("#scroller"))?.focus({ preventScroll: true });
}

/** Moves the focus along a list by the arrow keys, Home and End. True where it did. */
export function walk(event: KeyboardEvent, stops: readonly HTMLElement[]): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const root = (event.currentTarget as HTMLElement).getRootNode() as Document | ShadowRoot;
  const at = stops.findIndex((stop) => stop === root.activeElement || stop.contains(root.activeElement));
  if (at < 0) return false;
  const to: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 };
  const next = to[event.key];
  if (next === undefined) return false;
  event.preventDefault();
  stops[Math.max(0, Math.min(next, stops.length - 1))]?.focus();
  return true;
}
