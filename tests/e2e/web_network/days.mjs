// Three days of talk, read from the end: a line for each day, and no jump while older pages come.
import assert from "node:assert/strict";
import { header, kept, message, play, shown, unique, until, Caller, word } from "./windows.mjs";

const TOLERANCE_PX = 2;

await play(async (windows) => {
  const page = await windows.guest(unique("Ana"), { hash: word, locale: "es-AR" });
  await header(page, "Tres días").waitFor();
  await message(page, "mensaje 300").waitFor();
  const scroller = page.locator("#scroller");
  const top = (row) => row.evaluate((each) => each.getBoundingClientRect().top);
  await scroller.hover();
  await page.mouse.wheel(0, -300);
  await page.locator("#jump").waitFor();
  let pages = 0;
  while (await page.locator(".older").count()) {
    const first = page.locator("#messages li.message").first();
    const oldest = await first.getAttribute("data-seq");
    const row = page.locator(`#messages li[data-seq="${oldest}"]`);
    // Near the top, where the older ones are fetched, but with this row still in sight.
    await scroller.evaluate((box) => (box.scrollTop = 60));
    const before = await top(row);
    await until(async () => (await first.getAttribute("data-seq")) !== oldest, "an older page");
    const moved = Math.abs((await top(row)) - before);
    assert.ok(moved <= TOLERANCE_PX, `moved by ${moved} px`);
    pages += 1;
  }
  assert.ok(pages >= 5, `${pages} pages`);
  const caller = await Caller.guest(unique("beto"));
  await caller.call("POST", `/rooms/${word}/join`, {});
  assert.deepEqual(await shown(page), await kept(caller, word));
  const days = await page.locator("#messages .day").allInnerTexts();
  assert.equal(days.length, 3);
  assert.deepEqual(days.slice(1), ["Ayer", "Hoy"]);
  assert.match(days[0], /^\p{Lu}\p{L}+, \d+ de \p{L}+$/u);
});
