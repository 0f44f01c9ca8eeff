// What the scenes of several windows share. A window is one person: a browser context of its own.
//   node web_network/SCENE.mjs URL FOLDER BROWSER [WORD]
import assert from "node:assert/strict";
import path from "node:path";
import { chromium } from "playwright-core";
import { Caller, message, unique } from "../web/browser.mjs";

export { Caller, createRoom, message, room, say, unique } from "../web/browser.mjs";

export const [url, folder, endpoint, word] = process.argv.slice(2);
const PATIENCE_MS = 20_000;

// What the browser itself says where the network is gone: no script can keep it from saying so.
const NETWORK = /net::ERR_|WebSocket connection to .* failed/;

class Windows {
  #complaints = [];
  #foreign = [];
  #allowed = new Map();
  #contexts = [];

  constructor(browser) {
    this.browser = browser;
  }

  /** A window with the page in it. `at`: where it finds the server. `before` gets the page while it is empty. */
  async open({ at = url, hash = "", before, ...options } = {}) {
    const context = await this.browser.newContext({
      viewport: { width: 1280, height: 800 }, locale: "en-US", colorScheme: "light", reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    this.#contexts.push(context);
    return this.tab(context, { at, hash, before });
  }

  /** One more tab of the same browser: it shares cookies and localStorage. */
  async tab(context, { at = url, hash = "", before } = {}) {
    const page = await context.newPage();
    const asked = (address) => address.startsWith(at) || this.#foreign.push(address);
    page.on("console", (line) => ["error", "warning"].includes(line.type()) && this.#complaints.push([page, line.text()]));
    page.on("pageerror", (fault) => this.#complaints.push([page, String(fault)]));
    page.on("request", (request) => asked(request.url()));
    page.on("websocket", (socket) => asked(socket.url().replace(/^ws/, "http")));
    await before?.(page);
    await page.goto(`${at}/${hash && `#${hash}`}`);
    return page;
  }

  /** A window of somebody who came in by name. */
  async guest(name = unique("ana"), options = {}) {
    const page = await this.open(options);
    await comeIn(page, name);
    return page;
  }

  /** The network of this window is going to fail. */
  allowNetwork(page) {
    this.allow(page, NETWORK);
  }

  allow(page, pattern) {
    this.#allowed.set(page, [...(this.#allowed.get(page) ?? []), pattern]);
  }

  judge() {
    const unexpected = this.#complaints.filter(([page, text]) => !this.#allowed.get(page)?.some((pattern) => pattern.test(text)));
    assert.deepEqual(unexpected.map(([, text]) => text), [], "the console is quiet");
    assert.deepEqual(this.#foreign, [], "nothing is asked of another origin");
  }

  get pages() {
    return this.#contexts.flatMap((context) => context.pages());
  }

  async close() {
    for (const context of this.#contexts) await context.close();
  }
}

/** Runs one scene; where it fails, it leaves a picture of each window. */
export async function play(scene) {
  const browser = await chromium.connect(endpoint);
  const windows = new Windows(browser);
  try {
    await scene(windows);
    windows.judge();
    console.log("done");
  } catch (fault) {
    console.log(fault);
    process.exitCode = 1;
    const name = path.basename(process.argv[1], ".mjs");
    for (const [at, page] of windows.pages.entries()) {
      await page.screenshot({ path: path.join(folder, `failed-${name}-${at}.png`) }).catch(() => undefined);
    }
  }
  await windows.close();
  await browser.close();
  process.exit();
}

export async function comeIn(page, name) {
  await page.locator("#login #name").fill(name);
  await page.locator("#login form button[type=submit]").click();
  await page.locator("#chat-area #text").waitFor();
}

/** Asks again and again until it is so: for what no locator can wait for. */
export async function until(what, name = String(what)) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await what();
    if (found) return found;
    if (Date.now() > end) throw new Error(`never came: ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

export const header = (page, name) => page.locator(".room-header h1", { hasText: name });
/** Goes into a public room that this person may not be in yet. */
export async function visit(page, name) {
  await page.keyboard.press("Control+k");
  await page.locator("#switch").fill(name);
  await page.locator("#places li", { hasText: name }).first().click();
  await header(page, name).waitFor();
}

export const online = (page) => page.locator(".me .avatar.is-online");
export const offline = (page) => page.locator(".me .avatar.is-offline");

/** Does not wait for the next try, which may be under way already. */
export async function reconnectNow(page) {
  await page.getByRole("button", { name: "Now" }).click({ timeout: 500 }).catch(() => undefined);
  await online(page).waitFor({ state: "attached" });
}

export const stored = (page, text) => message(page, text).and(page.locator(".is-stored"));
export const pending = (page, text) => message(page, text).and(page.locator(".is-pending"));
export const failed = (page, text) => message(page, text).and(page.locator(".is-failed"));

/** What a window shows: number and text of each stored message, from above. */
export const shown = (page) => page.locator("#messages li.message").evaluateAll((rows) =>
  rows.map((row) => [Number(row.dataset.seq), row.querySelector(".text .plain")?.textContent ?? ""]));

/** What the server has: the same of all messages. */
export async function kept(caller, room) {
  const all = [];
  for (let more = true; more; ) {
    const page = await caller.call("GET", `/rooms/${room}/messages?limit=500&after=${all.at(-1)?.seq ?? 0}`);
    all.push(...page.messages);
    more = page.more;
  }
  return all.map(({ seq, text }) => [seq, text]);
}

/** All of these windows show all that the server has, in its order, once each. */
export async function sameEverywhere(caller, room, ...pages) {
  const all = await kept(caller, room);
  for (const page of pages) {
    await until(async () => (await shown(page)).length >= all.length, "all messages");
    assert.deepEqual(await shown(page), all);
  }
  return all;
}

/** A public room made by somebody without a window, and its maker. */
export async function roomOf(name) {
  const caller = await Caller.guest(unique("owner"));
  const made = await caller.call("POST", "/rooms", { name: unique(name) });
  return { caller, id: made.id, name: made.name };
}
