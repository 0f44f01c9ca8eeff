// The element in somebody else's page: its attributes count, and neither page touches the other's looks.
import assert from "node:assert/strict";
import { message, play, say, unique, url } from "./browser.mjs";

await play(async (scene) => {
  const page = await scene.tab(await scene.window());
  await page.locator("#login").waitFor();
  // The page that the server gives becomes somebody else's; nothing of the element's own page may be left in it.
  await page.evaluate((src) => {
    document.querySelector("work-chat").remove();
    document.documentElement.lang = "fr";
    document.title = "Our shop";
    const heading = Object.assign(document.createElement("h1"), { textContent: "Our shop" });
    const chat = Object.assign(document.createElement("work-chat"), { src, lang: "pt", theme: "dark" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { font-family: serif } li, button { color: rgb(255, 0, 0) } work-chat { height: 480px; width: 640px }");
    document.adoptedStyleSheets = [sheet];
    document.body.append(heading, chat);
  }, url);
  await page.locator("#login #name").fill(unique("ana"));
  await page.getByRole("button", { name: "Conectar", exact: true }).click();
  await say(page, "olá");
  await message(page, "olá").last().and(page.locator(".is-stored")).waitFor();
  await scene.picture(page, "embedded");

  assert.equal(await page.title(), "Our shop");
  assert.equal(await page.locator("html").getAttribute("lang"), "fr");
  assert.equal(new URL(page.url()).hash, "");
  const looks = await page.evaluate(() => {
    const root = document.querySelector("work-chat").shadowRoot;
    return { text: getComputedStyle(root.querySelector("#messages li")).color, ground: getComputedStyle(root.querySelector(".app")).backgroundColor,
      heading: getComputedStyle(document.querySelector("h1")).fontFamily, own: getComputedStyle(root.querySelector("h1")).fontFamily };
  });
  assert.notEqual(looks.text, "rgb(255, 0, 0)");
  assert.equal(looks.ground, "rgb(21, 24, 22)");
  assert.notEqual(looks.heading, looks.own);
  await page.locator("work-chat").evaluate((element) => (element.lang = "es"));
  await page.getByRole("textbox", { name: "Escribe en General" }).waitFor();
});
