// It fits: 360 pixels (rooms and people as drawers), 768, wide; and a text that is one long word.
import assert from "node:assert/strict";
import { Caller, createRoom, message, play, room, say, unique } from "./browser.mjs";

const overflow = (page) => page.evaluate(() => {
  const root = document.querySelector("work-chat").shadowRoot;
  const wide = [...root.querySelectorAll("#scroller, .app, .sheet-inside, .login-page, .room")].filter((box) => box.scrollWidth > box.clientWidth);
  return [document.documentElement.scrollWidth > innerWidth ? "page" : "", ...wide.map((box) => box.id || box.className)].filter(Boolean);
});

/** The longest names there can be, in one word: at the beginning of a room, of a talk, in questions, and at the door. */
async function longestNames(scene) {
  const browser = await scene.window({ viewport: { width: 360, height: 740 }, hasTouch: true });
  const tail = (name, length) => name + "W".repeat(length - name.length);
  const page = await scene.guest(browser, tail(unique("ana"), 32));
  const beto = await Caller.guest(tail(unique("beto"), 32));
  const fits = async (where, on = page) => assert.deepEqual(await on.evaluate(() => {
    const parts = [...document.querySelector("work-chat").shadowRoot.querySelectorAll(".beginning, h1, h2, .explained, .button, .account, .event")];
    return parts.filter((each) => each.checkVisibility() && (each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).textOverflow !== "ellipsis" || each.getBoundingClientRect().right > innerWidth)).map((each) => each.className || each.localName);
  }), [], where);
  await page.getByRole("button", { name: "Open the list of rooms" }).click();
  await createRoom(page, tail(unique("Sala"), 64));
  await say(page, "hi");
  await message(page, "hi").and(page.locator(".is-stored")).waitFor();
  await page.locator("#text").pressSequentially("one");
  await page.locator("#text").press("Enter");
  await page.locator("#text").pressSequentially("two");
  assert.equal(await page.locator("#text").inputValue(), "one\ntwo");
  await page.locator("#text").fill("/");
  await page.locator("#suggestions li", { hasText: "/ban" }).tap(); // not one of the first
  assert.equal(await page.locator("#text").inputValue(), "/ban ");
  await page.locator("#text").fill("");
  await fits("room");
  const id = await page.evaluate(() => location.hash.slice(1));
  await beto.call("POST", `/rooms/${id}/join`, {});
  await page.getByRole("button", { name: "Show who is here" }).click();
  await page.locator("#away .person").click();
  await page.getByRole("button", { name: "Ban", exact: true }).click();
  await page.locator("#confirm").waitFor();
  await fits("ban");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Message", exact: true }).click();
  await page.locator(".empty.in-room").waitFor();
  await fits("talk");
  await page.getByRole("button", { name: "Open the list of rooms" }).click();
  await page.locator(".me").click();
  await page.locator("#sign-out").waitFor();
  await fits("settings");
  const next = await scene.tab(browser);
  await next.locator("#login .known button").first().waitFor();
  await fits("at the door", next);
  await scene.picture(next, "long-names");
}

await play(async (scene) => {
  await longestNames(scene);
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
    await say(page, `/topic ${"w".repeat(220)}`);
    await page.locator(".room-header .topic", { hasText: "wwww" }).waitFor({ state: "attached" });
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
