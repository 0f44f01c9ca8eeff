// Older pages come without the text under the eyes moving; new messages below are counted until one goes there.
import assert from "node:assert/strict";
import { Caller, message, play, room, unique } from "./browser.mjs";

const COUNT = 230;

await play(async (scene) => {
  const writer = await Caller.guest(unique("writer"));
  const { id, name } = await writer.call("POST", "/rooms", { name: unique("long") });
  for (let number = 1; number <= COUNT; number += 1) await writer.say(id, `line ${number}: ${"word ".repeat(number % 37)}`);
  const page = await scene.guest(await scene.window());
  await page.keyboard.press("Control+k");
  await page.locator("#switch").fill(name);
  await page.locator("#places li", { hasText: name }).waitFor();
  await page.keyboard.press("Enter");
  await message(page, `line ${COUNT}:`).waitFor();
  const scroller = page.locator("#scroller");
  assert.ok(await scroller.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 3), "it opens at the newest");

  // Each time, the row at the top edge is where it was, to the pixel, when the page before has come.
  let pages = 0;
  while (await page.locator(".older").count()) {
    const moved = await scroller.evaluate(async (box) => {
      const list = box.querySelector("#messages");
      const count = list.children.length;
      box.scrollTop = 300;
      await new Promise(requestAnimationFrame);
      const top = box.getBoundingClientRect().top;
      const row = [...list.querySelectorAll("li.message")].find((each) => each.getBoundingClientRect().bottom > top);
      const before = row.getBoundingClientRect().top;
      await new Promise((resolve) => {
        const observer = new MutationObserver(() => list.children.length > count && (observer.disconnect(), resolve()));
        observer.observe(list, { childList: true });
        if (list.children.length > count) resolve();
      });
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      return Math.abs(row.getBoundingClientRect().top - before);
    });
    assert.ok(moved <= 1, `moved by ${moved} px`);
    pages += 1;
  }
  assert.ok(pages >= 3, `${pages} pages`);
  assert.equal(await page.locator("#messages li.message").count(), COUNT);

  await scroller.evaluate((box) => (box.scrollTop = 0));
  await writer.say(id, "news");
  await page.locator("#jump", { hasText: "1 new message" }).waitFor();
  await scene.picture(page, "jump");
  await page.locator("#jump").click();
  await message(page, "news").waitFor();
  await page.locator("#jump").waitFor({ state: "detached" });
  assert.equal(await room(page, name).locator(".badge").count(), 0);
});
