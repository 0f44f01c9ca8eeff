// The server is killed and started again: the windows say so, go on, and lose nothing.
import assert from "node:assert/strict";
import { header, offline, online, pending, play, roomOf, sameEverywhere, say, stored, unique } from "./windows.mjs";

await play(async (windows) => {
  const { caller, id, name } = await roomOf("Caída");
  const ana = await windows.guest(unique("Ana"), { hash: id });
  const beto = await windows.guest(unique("Beto"), { hash: id });
  for (const page of [ana, beto]) {
    await header(page, name).waitFor();
    windows.allowNetwork(page);
  }
  await say(ana, "antes");
  await stored(beto, "antes").waitFor();
  await beto.locator("#text").pressSequentially("a medio ");
  console.log("kill");
  for (const page of [ana, beto]) {
    await page.locator("#reconnect").waitFor();
    await offline(page).waitFor();
  }
  await say(ana, "durante, de ana");
  await beto.locator("#text").pressSequentially("escribir");
  await beto.keyboard.press("Enter");
  await pending(beto, "a medio escribir").waitFor();
  await beto.locator("#text").pressSequentially("y lo que sigue");
  console.log("start");
  for (const page of [ana, beto]) {
    await online(page).waitFor();
    await page.locator(".banner").waitFor({ state: "detached" });
  }
  await stored(ana, "a medio escribir").waitFor();
  assert.equal(await beto.locator("#text:focus").inputValue(), "y lo que sigue", "who writes is not disturbed");
  await stored(beto, "durante, de ana").waitFor();
  const all = await sameEverywhere(caller, id, ana, beto);
  assert.equal(all.length, 3);
});
