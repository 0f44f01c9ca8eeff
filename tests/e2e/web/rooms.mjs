// Rooms: a password that is wrong and then right, what is unread, who is invited (S4-02, S4-16).
import assert from "node:assert/strict";
import { createRoom, message, play, room, say, unique } from "./browser.mjs";

await play(async (scene) => {
  const ana = await scene.guest(await scene.window());
  const betoName = unique("beto");
  const beto = await scene.guest(await scene.window(), betoName);

  const secret = unique("secret");
  await createRoom(ana, secret, { password: "abracadabra" });
  await beto.getByRole("button", { name: "Browse rooms" }).first().click();
  await beto.getByRole("button", { name: `Join: ${secret}` }).click();
  const dialog = beto.getByRole("dialog", { name: `${secret} asks for a password` });
  await dialog.locator("#join-password").fill("open sesame");
  await dialog.getByRole("button", { name: "Join" }).click();
  await dialog.locator("#join-password-error", { hasText: "Wrong password." }).waitFor();
  assert.equal(await dialog.locator("#join-password").getAttribute("aria-invalid"), "true");
  await scene.picture(beto, "wrong-password");
  await dialog.locator("#join-password").fill("abracadabra");
  await beto.keyboard.press("Enter");
  await beto.locator(".room-header h1", { hasText: secret }).waitFor();

  // What comes elsewhere is counted, in the list and in the title.
  await room(beto, "General").click();
  await beto.locator(".room-header h1", { hasText: "General" }).waitFor();
  await say(ana, "one");
  await say(ana, `two, @${betoName}`);
  await room(beto, secret).locator(".badge.unread", { hasText: "2" }).waitFor();
  await room(beto, secret).locator(".badge.mention", { hasText: "1" }).waitFor();
  assert.match(await beto.title(), /^\(\d+\) /);
  assert.equal(await beto.locator("link[rel=icon]").getAttribute("href"), "/favicon-unread.svg");
  await scene.picture(beto, "unread");
  await room(beto, secret).click();
  await beto.locator("#unread-line").waitFor();
  await room(beto, secret).locator(".badge").first().waitFor({ state: "detached" });

  // A command leads there too.
  await say(beto, "/join general");
  await beto.locator(".room-header h1", { hasText: "General" }).waitFor();
  await room(beto, secret).click();
  await beto.locator(".room-header h1", { hasText: secret }).waitFor();

  // A private room is seen by who is invited.
  const quiet = unique("quiet");
  await createRoom(ana, quiet, { kind: "private" });
  await ana.getByRole("button", { name: "Invite someone" }).click();
  await ana.getByRole("dialog").locator("#invite-name").fill(betoName);
  await ana.getByRole("button", { name: `Invite: ${betoName}` }).click();
  await ana.getByRole("dialog").locator(".tag").waitFor();
  await ana.keyboard.press("Escape");
  await beto.getByRole("button", { name: `Join: ${quiet}` }).click();
  await beto.locator(".room-header h1", { hasText: quiet }).waitFor();

  // Who is put out learns it, and stands in another room.
  await ana.locator("#people .person", { hasText: betoName }).click();
  await ana.locator(".person-actions").getByRole("button", { name: "Remove from room" }).click();
  await beto.locator(".notice", { hasText: `You were removed from ${quiet}.` }).waitFor();
  assert.equal(await room(beto, quiet).count(), 0);
  await room(ana, secret).click();
  await ana.locator(".room-header h1", { hasText: secret }).waitFor();

  // A direct room shows whether the other one is there.
  await ana.locator("#people .person", { hasText: betoName }).click();
  await ana.locator(".person-actions").getByRole("button", { name: "Message" }).click();
  await ana.locator(".room-header h1", { hasText: betoName }).waitFor();
  await say(ana, "psst");
  await room(beto, "ana").locator(".badge").waitFor();
  await room(ana, betoName).locator(".is-online").waitFor();
  await room(beto, "ana").click();
  await message(beto, "psst").waitFor();
  await beto.close();
  await room(ana, betoName).locator(".is-offline").waitFor();
});
