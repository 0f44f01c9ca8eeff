// Two tabs of one browser are two people who talk (S4-12, S4-13, S4-15).
import assert from "node:assert/strict";
import { createRoom, message, play, room, say, unique } from "./browser.mjs";

await play(async (scene) => {
  const browser = await scene.window();
  const names = { ana: unique("ana"), beto: unique("beto") };
  const first = await scene.tab(browser);
  await first.locator("#login").waitFor();
  assert.equal(await first.locator("#chat-area").count(), 0, "no chat before a name");
  await first.locator("#name").fill(names.ana);
  await first.getByRole("button", { name: "Connect" }).click();
  await first.locator("#chat-area").waitFor();
  assert.equal(await first.locator("#login").count(), 0);
  const ana = first;

  const beto = await scene.tab(browser);
  await beto.getByRole("button", { name: `Continue as ${names.ana}` }).waitFor();
  await scene.picture(beto, "continue-as");
  await beto.getByRole("button", { name: "Somebody else" }).click();
  await beto.locator("#name").fill(names.beto);
  await beto.getByRole("button", { name: "Connect" }).click();
  await beto.locator("#chat-area").waitFor();

  const where = unique("two-tabs");
  await ana.bringToFront(); // a tab in the background is drawn once a second
  await createRoom(ana, where);
  await beto.bringToFront();
  await beto.getByRole("button", { name: "Browse rooms" }).first().click();
  await beto.getByRole("button", { name: `Join: ${where}` }).click();
  await beto.locator(".room-header h1", { hasText: where }).waitFor();
  await ana.locator("#messages li.event", { hasText: `${names.beto} joined the room` }).waitFor();
  await ana.locator("#people .person", { hasText: names.beto }).waitFor();

  await beto.locator("#text").pressSequentially("hola");
  await ana.locator("#typing", { hasText: `${names.beto} is writing` }).waitFor();
  await beto.locator("#text").press("Enter");
  await message(ana, "hola").waitFor();
  await ana.bringToFront();
  await say(ana, "qué tal?");
  await say(ana, "todo bien por aquí");
  await message(beto, "todo bien").waitFor();

  assert.match(await message(ana, "qué tal?").getAttribute("class"), /\bown\b/);
  assert.doesNotMatch(await message(beto, "qué tal?").getAttribute("class"), /\bown\b/);
  const ground = (page, text) => message(page, text).locator(".bubble").evaluate((bubble) => getComputedStyle(bubble).backgroundColor);
  assert.notEqual(await ground(ana, "qué tal?"), await ground(ana, "hola"), "own messages look unlike others'");
  assert.equal(await message(beto, "qué tal?").locator(".stamp").count(), 1, "the first of a group says who and when");
  assert.equal(await message(beto, "todo bien").locator(".stamp").count(), 0, "the next one does not");
  assert.deepEqual(await ana.locator("#messages .day").allInnerTexts(), ["Today"]);
  await scene.picture(ana, "talk");

  await ana.reload();
  await message(ana, "todo bien").waitFor();
  assert.equal(await ana.locator(".me-name").innerText(), names.ana, "a reload keeps the login of this tab");
  assert.equal(await beto.locator(".me-name").innerText(), names.beto);

  await ana.getByRole("button", { name: "Leave room" }).click();
  await ana.getByRole("dialog").getByRole("button", { name: "Leave room" }).click();
  await room(ana, where).waitFor({ state: "detached" });
  await beto.locator("#messages li.event", { hasText: `${names.ana} left the room` }).waitFor();
});
