// The owner of a room changes it and deletes it; nobody else is offered that.
import assert from "node:assert/strict";
import { createRoom, message, play, room, say, unique } from "./browser.mjs";

const title = (page, name) => page.locator(".room-header h1", { hasText: name });

await play(async (scene) => {
  const ana = await scene.guest(await scene.window());
  const beto = await scene.guest(await scene.window());
  const before = unique("before");
  await createRoom(ana, before);
  await beto.getByRole("button", { name: "Browse rooms" }).first().click();
  await beto.getByRole("button", { name: `Join: ${before}` }).click();
  await title(beto, before).waitFor();
  assert.equal(await beto.locator("#room-settings").count(), 0);
  await say(beto, "hello");
  await message(ana, "hello").waitFor();

  const settings = ana.getByRole("dialog", { name: "Room settings" });
  const open = () => ana.getByRole("button", { name: "Room settings" }).click();
  const save = () => settings.getByRole("button", { name: "Save" }).click();
  await open();
  assert.equal(await settings.locator("#room-name").inputValue(), before);
  await settings.locator("#room-name").fill(" ");
  await save();
  await settings.locator("#room-name-error", { hasText: "Please fill this in." }).waitFor();
  assert.equal(await settings.locator("#room-name").getAttribute("aria-invalid"), "true");
  const after = unique("after");
  await settings.locator("#room-name").fill(after);
  assert.equal(await settings.locator("#room-name").getAttribute("aria-invalid"), "false", "what was wrong is being mended");
  await settings.locator("#room-topic").fill("What comes next");
  await settings.locator("input[value=announcement]").check({ force: true });
  await settings.locator("#room-locked").check();
  await save();
  await settings.locator("#room-password-error", { hasText: "Please fill this in." }).waitFor();
  await settings.locator("#room-password").fill("abracadabra");
  await scene.picture(ana, "settings");
  await save();
  await settings.waitFor({ state: "detached" });
  await title(beto, after).waitFor();
  await beto.locator(".topic", { hasText: "What comes next" }).waitFor();
  await beto.locator(".read-only").waitFor();

  const carla = await scene.guest(await scene.window());
  await carla.getByRole("button", { name: "Browse rooms" }).first().click();
  await carla.getByRole("button", { name: `Join: ${after}` }).click();
  await carla.getByRole("dialog", { name: `${after} asks for a password` }).locator("#join-password").fill("abracadabra");
  await carla.keyboard.press("Enter");
  await title(carla, after).waitFor();
  await carla.close();

  // The password stays until its box is cleared.
  await open();
  await settings.locator("#room-topic").fill("");
  await save();
  await beto.locator(".topic").waitFor({ state: "detached" });
  await open();
  assert.ok(await settings.locator("#room-locked").isChecked());
  await settings.locator("#room-locked").uncheck();
  await save();
  await settings.waitFor({ state: "detached" });
  const dan = await scene.guest(await scene.window());
  await dan.getByRole("button", { name: "Browse rooms" }).first().click();
  await dan.getByRole("button", { name: `Join: ${after}` }).click();
  await title(dan, after).waitFor();
  await dan.close();

  await ana.setViewportSize({ width: 360, height: 740 });
  await scene.picture(ana, "header-phone");
  await ana.getByRole("button", { name: "What can be done with this room" }).click();
  await ana.getByRole("dialog", { name: after }).waitFor();
  await scene.picture(ana, "menu-phone");
  await open();
  await scene.picture(ana, "settings-phone");
  await settings.getByRole("button", { name: "Delete room" }).click();
  const question = ana.getByRole("dialog", { name: `Delete ${after}?` });
  await question.getByText("Everything written in it is lost").waitFor();
  await scene.picture(ana, "delete-phone");
  await ana.keyboard.press("Escape");
  await question.waitFor({ state: "detached" });
  await title(ana, after).waitFor();
  await ana.setViewportSize({ width: 1280, height: 800 });
  await open();
  await settings.getByRole("button", { name: "Delete room" }).click();
  await question.locator("#confirm").click();
  await room(ana, after).waitFor({ state: "detached" });
  await beto.locator(".notice", { hasText: `${after} was deleted.` }).waitFor();
  assert.equal(await room(beto, after).count(), 0);
});
