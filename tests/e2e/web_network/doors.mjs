// The ways in: a name, an account, the browser's cookie; and two tabs of one browser are two people (S4-15).
import assert from "node:assert/strict";
import { comeIn, header, message, play, say, stored, unique } from "./windows.mjs";

await play(async (windows) => {
  const account = unique("Íñigo");
  const page = await windows.open({ locale: "es-AR" });
  windows.allow(page, /status of 401/);
  await page.getByRole("button", { name: "Crear una cuenta" }).click();
  await page.locator("#username").fill(account);
  await page.locator("#password").fill("corta");
  await page.getByRole("button", { name: "Crear cuenta" }).click();
  await page.locator("#password-error").filter({ hasText: /\S/ }).waitFor();
  windows.allow(page, /status of 422/);
  await page.locator("#password").fill("una clave larga");
  await page.getByRole("button", { name: "Crear cuenta" }).click();
  await header(page, "General").waitFor();
  await page.locator(".me").click();
  await page.locator("#sign-out").click();
  // Who has an account is asked for it.
  await page.locator("#username").fill(account.toLowerCase());
  await page.locator("#password").fill("otra clave larga");
  await page.getByRole("button", { name: "Iniciar sesión" }).click();
  await page.locator("#password-error, .field-error").filter({ hasText: "no es correcto" }).first().waitFor();
  await page.locator("#password").fill("una clave larga");
  await page.getByRole("button", { name: "Iniciar sesión" }).click();
  await header(page, "General").waitFor();

  // Another tab of the same browser goes on as who the cookie says …
  const second = await windows.tab(page.context());
  await second.getByRole("button", { name: account }).click();
  await header(second, "General").waitFor();
  assert.equal(await second.locator(".me-name").innerText(), account);

  // … and a third is somebody else, without the first two noticing.
  const beto = unique("Beto");
  const third = await windows.tab(page.context());
  await third.locator("#login .known button").nth(1).click();
  await comeIn(third, beto);
  const text = unique("desde la tercera pestaña");
  await say(third, text);
  for (const tab of [page, second]) await stored(tab, text).and(tab.locator(".others")).waitFor();
  await third.reload();
  await message(third, text).waitFor();
  await page.reload();
  await message(page, text).waitFor();
  assert.deepEqual(await Promise.all([page, second, third].map((tab) => tab.locator(".me-name").innerText())), [account, account, beto]);
});
