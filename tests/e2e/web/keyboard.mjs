// Everything goes without a mouse, and the focus is always seen.
import assert from "node:assert/strict";
import { message, play, room, unique } from "./browser.mjs";

const focus = (page) => page.evaluate(() => {
  const element = document.querySelector("work-chat").shadowRoot.activeElement;
  const style = element && getComputedStyle(element);
  const box = element?.closest(".composer-box, .field, label") ?? element;
  const seen = style && (style.outlineStyle !== "none" || style.boxShadow !== "none" || getComputedStyle(box).boxShadow !== "none"
    || (element.nextElementSibling && getComputedStyle(element.nextElementSibling).outlineStyle !== "none"));
  return element ? { id: element.id, name: (element.getAttribute("aria-label") ?? element.textContent).trim().replace(/\s+/g, " "), class: element.className, seen } : null;
});

async function tabTo(page, wanted, key = "Tab") {
  for (let count = 0; count < 40; count += 1) {
    const at = await focus(page);
    if (at) assert.ok(at.seen, `the focus is seen on ${JSON.stringify(at)}`);
    if (at && wanted(at)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`never reached ${wanted}`);
}

await play(async (scene) => {
  const page = await scene.tab(await scene.window());
  await page.locator("#name").waitFor();
  await tabTo(page, ({ id }) => id === "name");
  await page.keyboard.type(unique("ana"));
  await page.keyboard.press("Enter");
  await page.locator("#text").waitFor();
  await tabTo(page, ({ id }) => id === "text");

  const where = unique("keys");
  await tabTo(page, ({ name }) => name === "Create room", "Shift+Tab");
  await page.keyboard.press("Enter");
  await tabTo(page, ({ id }) => id === "room-name");
  await page.keyboard.type(where);
  await page.keyboard.press("Enter");
  await page.locator(".room-header h1", { hasText: where }).waitFor();
  await tabTo(page, ({ id }) => id === "text");

  await page.keyboard.type("first");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("second");
  await page.keyboard.press("Enter");
  await message(page, /first\s+second/).and(page.locator(".is-stored")).waitFor(); // only then can it be changed
  await page.keyboard.press("ArrowUp");
  await page.keyboard.type(", changed");
  await page.keyboard.press("Enter");
  await message(page, "second, changed").locator(".edited").waitFor();

  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#text").inputValue(), "", "Escape leaves the message as it was");
  await page.keyboard.type("third");
  await page.keyboard.press("Enter");
  await message(page, "third").and(page.locator(".is-stored")).waitFor();

  // From the text into the list, along it, and to what can be done with a message.
  await tabTo(page, ({ class: name }) => name.includes("message"), "Shift+Tab");
  await page.keyboard.press("ArrowUp");
  assert.match((await focus(page)).name, /second, changed/);
  await tabTo(page, ({ name }) => name === "Delete");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Delete this message?" }).waitFor();
  await tabTo(page, ({ id }) => id === "confirm");
  await page.keyboard.press("Enter");
  await page.locator("#messages .gone").waitFor();

  await page.keyboard.press("Control+k");
  await page.locator("#switch").waitFor();
  await page.keyboard.type("nothing");
  await page.keyboard.press("Escape");
  await page.locator("#switch").waitFor({ state: "detached" });
  await page.keyboard.press("Control+k");
  await page.locator("#switch").waitFor();
  await page.keyboard.type("gener");
  await page.keyboard.press("Enter");
  await page.locator(".room-header h1", { hasText: "General" }).waitFor();
  await tabTo(page, ({ class: name }) => name.includes("room-row"), "Shift+Tab");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await room(page, where).and(page.locator("[aria-current=true]")).waitFor();

  await page.locator(".skip").focus();
  assert.ok((await focus(page)).seen);
  await page.keyboard.press("Enter");
  assert.match((await focus(page)).class, /message/);
});
