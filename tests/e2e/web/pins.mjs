// What is pinned or answered may lie far back: one gets there.
import assert from "node:assert/strict";
import { Caller, message, play, unique } from "./browser.mjs";

const COUNT = 160;

await play(async (scene) => {
  const writer = await Caller.guest(unique("writer"));
  const { id } = await writer.call("POST", "/rooms", { name: unique("pins") });
  const seqs = [];
  for (let number = 1; number <= COUNT; number += 1) seqs.push((await writer.say(id, `line ${number}.`)).seq);
  const old = await writer.say(id, "> **quoted** words", { format: "markdown", reply_to: seqs[9] });
  await writer.say(id, "an answer to that", { reply_to: old.seq });
  for (const seq of [seqs[1], old.seq]) await writer.call("PUT", `/rooms/${id}/messages/${seq}/pin`);
  const page = await scene.guest(await scene.window());
  await page.evaluate((room) => { location.hash = room; }, id);

  // A quote says the words, not how they were typed.
  await message(page, "an answer to that").locator(".quote", { hasText: "quoted words" }).waitFor();
  assert.equal(await message(page, "line 10.").count(), 0, "what is answered is not loaded yet");
  await message(page, "quoted words").first().locator(".quote", { hasText: "An earlier message" }).click();
  await page.locator("li.message:focus", { hasText: "line 10." }).waitFor();

  await page.reload();
  await message(page, "an answer to that").waitFor();
  await page.locator("#pins").click();
  const dialog = page.getByRole("dialog", { name: "1 pinned message" });
  await dialog.locator(".pin-text", { hasText: /^quoted words$/ }).waitFor();
  await dialog.getByRole("button", { name: "Look further back" }).click();
  const both = page.getByRole("dialog", { name: "2 pinned messages" });
  await both.getByRole("button", { name: "Look further back" }).waitFor({ state: "detached" });
  await scene.picture(page, "pins");
  assert.deepEqual(await both.locator(".pin-text").allInnerTexts(), ["quoted words", "line 2."]);
  await both.getByRole("button", { name: "line 2." }).click();
  await page.locator("li.message:focus", { hasText: "line 2." }).waitFor();
});
