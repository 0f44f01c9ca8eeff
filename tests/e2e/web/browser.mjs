// What the tests of the web client share: a browser whose every complaint counts, people who sign in, and pictures.
//   node web/SCENE.mjs URL FOLDER [WORD]
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "playwright-core";

export const [url, folder, word] = process.argv.slice(2);
const PATIENCE_MS = Number(process.env.PATIENCE_MS ?? 20_000);
// The pages alone: each window of the whole browser draws its own frame with two more pages, which takes half the time of
// a scene. The scenes of web_network have whole ones.
const BROWSER = process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"];
const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let counter = 0;
/** A name that nobody else in this run of the tests has. */
export const unique = (word) => `${word}-${process.pid}-${(counter += 1)}`;

class Scene {
  complaints = [];
  foreign = [];

  constructor(browser) {
    this.browser = browser;
  }

  /** One browser: its tabs share cookies and localStorage. */
  async window(options = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US", colorScheme: "light", reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    return context;
  }

  /** A tab with the page in it, not yet signed in. */
  async tab(context) {
    const page = await context.newPage();
    page.on("console", (line) => ["error", "warning"].includes(line.type()) && this.complaints.push(line.text()));
    page.on("pageerror", (fault) => this.complaints.push(String(fault)));
    page.on("request", (request) => this.#asked(request.url()));
    page.on("websocket", (socket) => this.#asked(socket.url().replace(/^ws/, "http")));
    await page.goto(url);
    return page;
  }

  #asked(address) {
    if (new URL(address).origin !== new URL(url).origin) this.foreign.push(address);
  }

  /** A tab of somebody who came in by name. */
  async guest(context, name = unique("ana")) {
    const page = await this.tab(context);
    await page.locator("#login").waitFor();
    const known = page.locator("#login .known button");
    if (await known.count()) await known.nth(1).click();
    await page.locator("#login #name").fill(name);
    await page.locator("#login form button[type=submit]").click();
    await page.locator("#chat-area #text").waitFor();
    return page;
  }

  /** What the browser itself says of answers that the scene asks for. */
  expected(pattern) {
    this.complaints = this.complaints.filter((complaint) => !pattern.test(complaint));
  }

  async picture(page, name) {
    await page.screenshot({ path: path.join(folder, `${name}.png`), animations: "disabled" });
  }

  /** What axe-core finds; in `rules` alone, where those are named. */
  async axe(page, where, rules = undefined) {
    await page.evaluate(`${axeSource}; undefined`);
    const options = { resultTypes: ["violations"], ...(rules && { runOnly: rules }) };
    const { violations } = await page.evaluate((how) => globalThis.axe.run(document, how), options);
    const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${where}: ${id}: ${node.target.flat().join(" ")}: ${node.failureSummary}`));
    assert.deepEqual(found, []);
  }
}

/** Runs one scene; nothing may be complained of in it, and nothing asked of anybody else. */
export async function play(scene) {
  const browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
  const stage = new Scene(browser);
  try {
    await scene(stage);
    assert.deepEqual(stage.complaints, [], "the console is quiet");
    assert.deepEqual(stage.foreign, [], "nothing is asked of another origin");
  } catch (fault) {
    for (const [at, page] of browser.contexts().flatMap((context) => context.pages()).entries()) await stage.picture(page, `failed-${at}`).catch(() => undefined);
    throw fault;
  } finally {
    await browser.close();
  }
}

/** Under fingers Enter begins a line. */
export async function say(page, text) {
  await page.locator("#text").fill(text);
  if (await page.evaluate(() => matchMedia("(hover: none) and (pointer: coarse)").matches)) await page.locator("#send").tap();
  else await page.locator("#text").press("Enter");
}

/** The rows of the list that have this text. */
export const message = (page, text) => page.locator("#messages li.message", { hasText: text });

export const room = (page, name) => page.locator("chat-rooms .room-row", { hasText: name });

export async function createRoom(page, name, { password, kind } = {}) {
  await page.getByRole("button", { name: "Create room" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("#room-name").fill(name);
  if (kind) await dialog.locator(`input[value=${kind}]`).check({ force: true });
  if (password) {
    await dialog.locator("#room-locked").check();
    await dialog.locator("#room-password").fill(password);
  }
  await dialog.locator("button[type=submit]").click();
  await page.locator(".room-header h1", { hasText: name }).waitFor();
}

/** Somebody who talks to the server without a browser. */
export class Caller {
  static async guest(name) {
    const caller = new Caller();
    const answer = await caller.call("POST", "/auth/guest", { name });
    caller.token = answer.access_token;
    caller.name = name;
    return caller;
  }

  async call(method, at, body) {
    const response = await fetch(new URL(at, url), {
      method,
      headers: { "Content-Type": "application/json", ...(this.token && { Authorization: `Bearer ${this.token}` }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    assert.ok(response.ok, JSON.stringify(answer));
    return answer;
  }

  say(where, text, more = {}) {
    return this.call("POST", `/rooms/${where}/messages`, { text, ...more });
  }
}
