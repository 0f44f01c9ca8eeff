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
  console.log("kill");
  for (const page of [ana, beto]) {
    await page.locator("#reconnect").waitFor();
    await offline(page).waitFor();
  }
  await say(ana, "durante, de ana");
  await say(beto, "durante, de beto");
  await pending(beto, "durante, de beto").waitFor();
  console.log("start");
  for (const page of [ana, beto]) {
    await online(page).waitFor();
    await page.locator(".banner").waitFor({ state: "detached" });
  }
  await stored(ana, "durante, de beto").waitFor();
  await stored(beto, "durante, de ana").waitFor();
  const all = await sameEverywhere(caller, id, ana, beto);
  assert.equal(all.length, 3);
});
