// Two of three windows lose the network while the third one and a program write fifty messages.
//   WORD: which of the two is cut by the proxy, "reader" or "writer"; the other is cut by the browser.
import assert from "node:assert/strict";
import { Proxy } from "./proxy.mjs";
import {
  header, offline, pending, play, reconnectNow, roomOf, sameEverywhere, say, shown, stored, unique, until, url, visit, word,
} from "./windows.mjs";

const MEANWHILE = 50;

await play(async (windows) => {
  const proxy = await new Proxy(url).start();
  const { caller, id, name } = await roomOf("Corte");
  // A browser that is offline does not close its sockets; with a clock of ours nobody waits for the silence to be noticed.
  const [byProxy, byBrowser] = [{ at: proxy.url }, { before: (page) => page.clock.install() }];
  const [byReader, byWriter] = word === "reader" ? [byProxy, byBrowser] : [byBrowser, byProxy];
  const ana = await windows.guest(unique("Ana"), { hash: id });
  const reader = await windows.guest(unique("Beto"), { hash: id, ...byReader });
  const writer = await windows.guest(unique("Caro"), { hash: id, ...byWriter });
  for (const page of [ana, reader, writer]) await header(page, name).waitFor();

  // The reader has a line before what was new, and stands there.
  await visit(reader, "General");
  for (const text of ["nuevo 1", "nuevo 2"]) await caller.say(id, text);
  await reader.locator(".room-row", { hasText: name }).locator(".badge", { hasText: "2" }).waitFor();
  await reader.locator(".room-row", { hasText: name }).click();
  const belowLine = () => reader.locator("#unread-line + li").innerText();
  assert.match(await belowLine(), /nuevo 1/);

  for (const page of [reader, writer]) windows.allowNetwork(page);
  const cutByBrowser = word === "reader" ? writer : reader;
  proxy.cut();
  await cutByBrowser.context().setOffline(true);
  await until(async () => {
    await cutByBrowser.clock.fastForward(1000);
    return (await cutByBrowser.locator(".banner").count()) === 1;
  }, "the silence is noticed");
  for (const page of [reader, writer]) {
    await page.locator(".banner").waitFor();
    await offline(page).waitFor();
  }
  for (const text of ["sin red: uno", "sin red: dos 🌊", "sin red: três"]) await say(writer, text);
  await pending(writer, "sin red: três").waitFor();
  for (let number = 1; number <= MEANWHILE; number += 1) {
    if (number % 10) await caller.say(id, `mientras tanto ${number}`);
    else await say(ana, `mientras tanto ${number}`);
  }
  await stored(ana, `mientras tanto ${MEANWHILE}`).waitFor();
  assert.equal(await reader.getByText("mientras tanto").count(), 0, "the cut is one");
  assert.equal(await writer.getByText("mientras tanto").count(), 0, "the cut is one");

  proxy.restore();
  await cutByBrowser.context().setOffline(false);
  for (const page of [reader, writer]) {
    await reconnectNow(page);
    await page.locator(".banner").waitFor({ state: "detached" });
  }
  await stored(writer, "sin red: três").waitFor();
  const all = await sameEverywhere(caller, id, ana, reader, writer);
  const texts = all.map(([, text]) => text);
  assert.equal(texts.length, 2 + MEANWHILE + 3);
  assert.equal(new Set(texts).size, texts.length, "nothing is there twice");
  assert.deepEqual(texts.filter((text) => text.startsWith("sin red")), ["sin red: uno", "sin red: dos 🌊", "sin red: três"]);
  assert.match(await belowLine(), /nuevo 1/, "the line is where it was");
  assert.equal(await writer.locator(".is-pending, .is-failed").count(), 0);

  await reader.reload();
  await stored(reader, `mientras tanto ${MEANWHILE}`).waitFor();
  assert.deepEqual(await shown(reader), all.slice(-(await shown(reader)).length), "and so after a reload");
  proxy.end();
});
