// It fits: 360 pixels (rooms and people as drawers), 768, wide; and a text that is one long word.
import assert from "node:assert/strict";
import { createRoom, message, play, room, say, unique } from "./browser.mjs";

const overflow = (page) => page.evaluate(() => {
  const root = document.querySelector("work-chat").shadowRoot;
  const wide = [...root.querySelectorAll("#scroller, .app, .sheet-inside, .login-page, .room")].filter((box) => box.scrollWidth > box.clientWidth);
  return [document.documentElement.scrollWidth > innerWidth ? "page" : "", ...wide.map((box) => box.id || box.className)].filter(Boolean);
});

await play(async (scene) => {
  for (const [width, height] of [[320, 568], [360, 740], [768, 1024], [1920, 1080]]) {
    const page = await scene.tab(await scene.window({ viewport: { width, height }, hasTouch: width < 700 }));
    await page.locator("#name").waitFor();
    assert.deepEqual(await overflow(page), []);
    await scene.picture(page, `login-${width}`);
    await page.locator("#name").fill(unique("ana"));
    await page.locator("#login button[type=submit]").click();
    await page.locator("#text").waitFor();
    const narrow = width <= 720;
    if (narrow) {
      assert.equal(await room(page, "General").isVisible(), false);
      await page.getByRole("button", { name: "Open the list of rooms" }).click();
      await room(page, "General").waitFor();
      await scene.picture(page, `drawer-${width}`);
      await page.keyboard.press("Escape");
      await room(page, "General").waitFor({ state: "hidden" });
      await page.getByRole("button", { name: "Open the list of rooms" }).click();
    }
    const where = unique(`a room with quite a long name for ${width} px`);
    await createRoom(page, where);
    await say(page, "https://example.com/" + "long".repeat(80));
    await say(page, "```\n" + "wide ".repeat(60) + "\n```\n\n| " + "column | ".repeat(14) + "\n|" + "---|".repeat(14) + "\n| " + "cell | ".repeat(14));
    await say(page, "Short **and** sweet");
    await message(page, "sweet").and(page.locator(".is-stored")).waitFor();
    assert.deepEqual(await overflow(page), [], `${width} px`);
    await scene.picture(page, `room-${width}`);
    if (width < 1100) {
      await page.getByRole("button", { name: "Show who is here" }).click();
      await page.locator("#people .person").waitFor();
      await scene.picture(page, `people-${width}`);
      await page.keyboard.press("Escape");
      await page.locator("#people").waitFor({ state: "detached" });
    }
    if (narrow) {
      await page.getByRole("button", { name: "What can be done with this room" }).click();
      await page.getByRole("dialog", { name: where }).getByRole("button", { name: "Invite someone" }).waitFor();
      await scene.picture(page, `menu-${width}`);
    }
    await page.getByRole("button", { name: "Leave room" }).click();
    await page.getByRole("dialog", { name: `Leave ${where}?` }).waitFor();
    assert.deepEqual(await overflow(page), []);
    await scene.picture(page, `dialog-${width}`);
  }
});
