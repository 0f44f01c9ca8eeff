// The page speaks the browser's language, or the one that was chosen; and it is dark where that is wished.
import assert from "node:assert/strict";
import { message, play, say, unique } from "./browser.mjs";

const words = {
  "es-AR": ["es", "Conectar", "Crear sala", /entró en la sala/, "Hoy"],
  "pt-BR": ["pt", "Conectar", "Criar sala", /entrou na sala/, "Hoje"],
  "en-GB": ["en", "Connect", "Create room", /joined the room/, "Today"],
  "de-DE": ["en", "Connect", "Create room", /joined the room/, "Today"],
};
const dark = (page) => page.evaluate(() => {
  const [red] = getComputedStyle(document.querySelector("work-chat").shadowRoot.querySelector(".app")).backgroundColor.match(/\d+/g);
  return Number(red) < 100;
});

await play(async (scene) => {
  for (const [locale, [lang, connect, create, joined, today]] of Object.entries(words)) {
    const page = await scene.tab(await scene.window({ locale }));
    await page.locator("#name").fill(unique("ana"));
    assert.equal(await page.locator("html").getAttribute("lang"), lang);
    await scene.picture(page, `login-${locale}`);
    await page.getByRole("button", { name: connect, exact: true }).click();
    await page.getByRole("button", { name: create }).first().waitFor();
    const beto = await scene.guest(await scene.window(), unique("beto"));
    await page.locator("#messages li.event", { hasText: joined }).last().waitFor();
    await say(page, "ñ ã é");
    await message(page, "ñ ã é").last().waitFor();
    await page.locator("#messages .day", { hasText: today }).last().waitFor();
    await scene.picture(page, `room-${locale}`);
    for (const each of [page, beto]) await each.context().close();
  }

  const browser = await scene.window({ locale: "pt-PT" });
  const page = await scene.guest(browser);
  await page.locator(".me").click();
  await page.locator("dialog #language").selectOption("es");
  await page.getByRole("dialog", { name: "Ajustes y cuenta" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "es");
  await page.keyboard.press("Escape");
  await say(page, "/whoami");
  await page.locator("#messages .notice", { hasText: "Eres " }).waitFor();
  await page.locator(".me").click();
  assert.equal(await dark(page), false);
  await page.locator("dialog input[value=dark]").check({ force: true });
  await scene.picture(page, "settings-dark");
  assert.equal(await dark(page), true);
  await page.reload();
  await page.locator("#text").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "es", "a choice outlives a reload");
  assert.equal(await dark(page), true);

  const night = await scene.guest(await scene.window({ colorScheme: "dark" }));
  assert.equal(await dark(night), true, "dark where the system is");
  await night.locator(".me").click();
  await night.locator("dialog input[value=light]").check({ force: true });
  assert.equal(await dark(night), false, "and light where that was chosen");
});
