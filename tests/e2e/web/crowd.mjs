// Fifty people write at once, beside a long history: the page says so, and draws nothing else anew.
import assert from "node:assert/strict";
import WebSocket from "ws";
import { Caller, message, play, say, unique, url } from "./browser.mjs";

const PEOPLE = 50;
const MESSAGES = 120;

/** A socket of this person that listens in the room. */
async function enter({ token }, room) {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}ws/chat/${room}?token=${encodeURIComponent(token)}`);
  await new Promise((resolve, reject) => {
    socket.on("message", (text) => JSON.parse(text).type === "joined" && resolve());
    socket.on("error", reject);
  });
  return socket;
}

await play(async (scene) => {
  const writer = await Caller.guest(unique("writer"));
  const { id } = await writer.call("POST", "/rooms", { name: unique("crowd") });
  for (let number = 1; number <= MESSAGES; number += 1) await writer.say(id, `line ${number}`);
  const sockets = [];
  for (let number = 0; number < PEOPLE; number += 1) {
    const each = await Caller.guest(unique("typist"));
    await each.call("POST", `/rooms/${id}/join`, {});
    sockets.push(await enter(each, id));
  }
  const page = await scene.guest(await scene.window());
  await page.evaluate((room) => { location.hash = room; }, id);
  await message(page, `line ${MESSAGES}`).waitFor();
  await page.locator("#people .person").nth(PEOPLE).waitFor();

  await page.evaluate(() => {
    const root = document.querySelector("work-chat").shadowRoot;
    globalThis.touched = [];
    const note = (changes) => globalThis.touched.push(...changes.map(({ type, target, attributeName }) => `${type} ${target.nodeName} ${attributeName ?? ""}`));
    new MutationObserver(note).observe(root.querySelector("#messages"), { subtree: true, childList: true, attributes: true, characterData: true });
    // The language of the page, set again, would have all of it styled anew.
    new MutationObserver(note).observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] });
  });
  for (const socket of sockets) socket.send(JSON.stringify({ type: "typing", room: id }));
  await page.locator("#typing", { hasText: "Several people are writing…" }).waitFor();
  await scene.picture(page, "typing");
  assert.deepEqual(await page.evaluate(() => globalThis.touched), [], "no message is drawn anew because somebody writes");
  await say(page, "and I read");
  await message(page, "and I read").and(page.locator(".is-stored")).waitFor();
  for (const socket of sockets) socket.close();
});
