// Accounts: made, refused where the name is taken, left, and come back to (S4-19).
import assert from "node:assert/strict";
import { createRoom, play, room, unique } from "./browser.mjs";

await play(async (scene) => {
  const page = await scene.tab(await scene.window());
  const name = unique("ana");
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.locator("#username").fill(name);
  await page.locator("#password").fill("short");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.locator("#password-error", { hasText: "too short" }).waitFor();
  await scene.picture(page, "refused-password");
  await page.locator("#password").fill("long enough 7");
  await page.locator("#display_name").fill("Ana María");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.locator(".me-name", { hasText: "Ana María" }).waitFor();
  await createRoom(page, unique("mine"));

  // What one does on another device is there when one comes back to this one.
  const other = await scene.tab(await scene.window());
  await other.getByRole("button", { name: "I have an account" }).click();
  await other.locator("#username").fill(name);
  await other.locator("#password").fill("long enough 7");
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.locator("#chat-area #text").waitFor();
  const elsewhere = unique("elsewhere");
  await createRoom(other, elsewhere, { kind: "private" });
  assert.equal(await room(page, elsewhere).count(), 0);
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await room(page, elsewhere).waitFor();
  await other.close();

  await page.locator(".me").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.locator("#login").waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.getItem("workchat.login")), null);

  await page.getByRole("button", { name: "Create an account" }).click();
  await page.locator("#username").fill(name);
  await page.locator("#password").fill("another one 8");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.locator("#username-error", { hasText: "Somebody has that name" }).waitFor();
  await page.getByRole("button", { name: "I have an account" }).click();
  await page.locator("#username").fill(name);
  await page.locator("#password").fill("wrong one 9");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator("#password-error", { hasText: "Name or password is wrong." }).waitFor();
  await page.locator("#password").fill("long enough 7");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator("#chat-area #text").waitFor();
  scene.expected(/status of (409|401|422)/);
});
