// What is not sent yet waits, through a reload too; what is refused says so, and can be tried again or given up.
import assert from "node:assert/strict";
import { createRoom, message, play, say, unique } from "./browser.mjs";

await play(async (scene) => {
  const browser = await scene.window();
  let what = "pass";
  await browser.routeWebSocket(/\/ws/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((text) => {
      const frame = JSON.parse(text);
      if (frame.type !== "message" || what === "pass") return server.send(text);
      if (what === "refuse") socket.send(JSON.stringify({ type: "error", id: frame.id, code: "forbidden", status: 403, rule: "muted", message: "no" }));
    });
  });
  const page = await scene.guest(browser);
  const where = unique("outbox");
  await createRoom(page, where);

  what = "hold";
  await say(page, "still here");
  await message(page, "still here").and(page.locator(".is-pending")).waitFor();
  await page.locator("#text").fill("a draft");
  await scene.picture(page, "pending");
  await page.reload();
  await message(page, "still here").and(page.locator(".is-pending")).waitFor();
  assert.equal(await page.locator("#text").inputValue(), "a draft", "a draft outlives a reload");
  what = "pass";
  await page.reload();
  await message(page, "still here").and(page.locator(".is-stored")).waitFor();
  assert.equal(await message(page, "still here").count(), 1, "sent once");

  what = "refuse";
  await say(page, "no luck");
  const failed = message(page, "no luck").and(page.locator(".is-failed"));
  await failed.locator(".delivery", { hasText: "You are muted here for now." }).waitFor();
  await scene.picture(page, "failed");
  what = "pass";
  await failed.getByRole("button", { name: "Try again" }).click();
  await message(page, "no luck").and(page.locator(".is-stored")).waitFor();
  what = "refuse";
  await say(page, "never mind");
  await message(page, "never mind").getByRole("button", { name: "Discard" }).click();
  await message(page, "never mind").waitFor({ state: "detached" });
});
