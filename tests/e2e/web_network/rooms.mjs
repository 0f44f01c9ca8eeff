// A public, a private and a locked room, and two windows of one user that stay the same.
import assert from "node:assert/strict";
import { createRoom, header, message, play, room, say, stored, unique, until } from "./windows.mjs";

const signIn = async (page, name) => {
  await page.getByRole("button", { name: "I have an account" }).click();
  await page.locator("#username").fill(name);
  await page.locator("#password").fill("correct horse");
  await page.getByRole("button", { name: "Sign in" }).click();
  await header(page, "General").waitFor();
};

await play(async (windows) => {
  const names = { ana: unique("ana"), beto: unique("beto") };
  const ana = await windows.guest(names.ana);
  const desk = await windows.open();
  await desk.getByRole("button", { name: "Create an account" }).click();
  await desk.locator("#username").fill(names.beto);
  await desk.locator("#password").fill("correct horse");
  await desk.getByRole("button", { name: "Create account" }).click();
  await header(desk, "General").waitFor();
  const phone = await windows.open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await signIn(phone, names.beto);

  // A room with a password: it is asked, a wrong one is refused, and both devices are in.
  const locked = unique("Bóveda");
  await createRoom(ana, locked, { password: "ábrete sésamo" });
  await desk.getByRole("button", { name: "Browse rooms" }).first().click();
  await desk.getByRole("button", { name: `Join: ${locked}` }).click();
  windows.allow(desk, /status of 423/);
  await desk.locator("#join-password").fill("sésamo");
  await desk.keyboard.press("Enter");
  await desk.getByText("Wrong password.").waitFor();
  await desk.locator("#join-password").fill("ábrete sésamo");
  await desk.keyboard.press("Enter");
  await header(desk, locked).waitFor();
  await room(phone, locked).waitFor({ state: "attached" });

  // A private room is not in the list of who is not invited; an invitation comes at once.
  const hidden = unique("Junta");
  await createRoom(ana, hidden, { kind: "private" });
  await desk.getByRole("button", { name: "Browse rooms" }).first().click();
  await desk.locator(".room-card", { hasText: locked }).waitFor();
  assert.equal(await desk.locator(".room-card", { hasText: hidden }).count(), 0);
  await desk.keyboard.press("Escape");
  await ana.getByRole("button", { name: "Invite someone" }).click();
  await ana.locator("#invite-name").fill(names.beto);
  await ana.getByRole("button", { name: `Invite: ${names.beto}` }).click();
  await ana.getByRole("dialog").locator(".tag").waitFor();
  await ana.keyboard.press("Escape");
  await desk.getByRole("button", { name: `Join: ${hidden}` }).click();
  await header(desk, hidden).waitFor();
  await ana.locator("#messages li.event", { hasText: `${names.beto} joined the room` }).waitFor();
  await room(phone, hidden).waitFor({ state: "attached" });

  // What is unread on one device is read on the other when it is on the first.
  await room(desk, "General").click();
  await header(desk, "General").waitFor();
  await say(ana, "para los dos aparatos");
  await room(phone, hidden).locator(".badge.unread", { hasText: "1" }).waitFor({ state: "attached" });
  await room(desk, hidden).click();
  await message(desk, "para los dos aparatos").waitFor();
  await room(phone, hidden).locator(".badge").waitFor({ state: "detached" });

  // What one device writes, changes and leaves is so on the other.
  await say(desk, "escrito en la mesa");
  await phone.getByRole("button", { name: "Open the list of rooms" }).click();
  await room(phone, hidden).click();
  await stored(phone, "escrito en la mesa").and(phone.locator(".own")).waitFor();
  await say(phone, "y esto en la calle");
  await stored(desk, "y esto en la calle").and(desk.locator(".own")).waitFor();
  await until(async () => (await message(ana, "y esto en la calle").count()) === 1, "once");
  await desk.locator("#leave").click();
  await desk.locator("#confirm").click();
  await room(desk, hidden).waitFor({ state: "detached" });
  await room(phone, hidden).waitFor({ state: "detached" });
});
