// axe-core finds nothing on the main screens, in the theme WORD and at both widths.
import { Caller, createRoom, message, play, say, unique, word } from "./browser.mjs";

// The themes differ in their colours alone.
const rules = word === "dark" ? ["color-contrast"] : undefined;

await play(async (scene) => {
  const axe = (page, where) => scene.axe(page, `${word} ${where}`, rules);
  const desk = await scene.window({ colorScheme: word });
  const first = await scene.tab(desk);
  await first.locator("#login #name").waitFor();
  await axe(first, "login");
  await first.getByRole("button", { name: "Create an account" }).click();
  await first.locator("#login button[type=submit]").click();
  await axe(first, "register, refused");
  await first.close();

  const page = await scene.guest(desk);
  const where = unique("axe");
  await createRoom(page, where);
  await axe(page, "empty room");
  const beto = await Caller.guest(unique("beto"));
  await beto.call("POST", `/rooms/${where}/join`, {});
  await say(page, "Hello **there**, see `x` and https://example.com\n\n> well\n\n| a | b |\n|---|---|\n| 1 | 2 |");
  await beto.say(where, "# Title\n\n```\ncode\n```\n[link](https://example.com)", { format: "markdown" });
  await beto.call("POST", "/direct", { user: (await page.locator(".me-name").innerText()).trim() });
  await message(page, "Title").waitFor();
  await say(page, "/whoami");
  await page.locator("#messages .notice").waitFor();
  await message(page, "Title").hover();
  await message(page, "Title").locator(".actions .quick").first().click();
  await message(page, "Title").locator(".chip").waitFor();
  await message(page, "Title").locator(".actions").getByRole("button", { name: "Reply" }).click();
  await axe(page, "room");
  await page.locator("#text").fill("/");
  await page.locator("#suggestions").waitFor();
  await axe(page, "suggestions");
  await page.locator("#text").fill("");
  await page.getByRole("button", { name: "Emoji", exact: true }).click();
  await page.locator("#emoji-panel input").waitFor();
  await axe(page, "emoji");
  await page.keyboard.press("Escape");
  await page.locator(".person", { hasText: beto.name }).click();
  await axe(page, "person");
  for (const open of ["Browse rooms", "Create room", "Leave room", "Invite someone", "Room settings"]) {
    await page.getByRole("button", { name: open }).first().click();
    await page.getByRole("dialog").waitFor();
    await axe(page, open);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  await page.locator(".me").click();
  await axe(page, "settings");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.locator("#places li").first().waitFor();
  await axe(page, "switcher");
  await page.keyboard.press("Escape");

  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("button", { name: "Show who is here" }).click();
  await axe(page, "phone");
  await page.keyboard.press("Escape");
  await page.locator("#room-menu").click();
  await page.getByRole("dialog").waitFor();
  await axe(page, "phone, menu");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Open the list of rooms" }).click();
  await axe(page, "phone, rooms");
});
