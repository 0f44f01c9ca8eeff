// The server serves the page, and no socket: what is written waits, through a reload too, and is stored exactly once.
import assert from "node:assert/strict";
import { Proxy } from "./proxy.mjs";
import { header, kept, offline, pending, play, reconnectNow, roomOf, sameEverywhere, say, stored, unique, url } from "./windows.mjs";

await play(async (windows) => {
  const proxy = await new Proxy(url).start();
  const { caller, id, name } = await roomOf("Recarga");
  const ana = await windows.guest(unique("Ana"), { hash: id });
  const beto = await windows.guest(unique("Beto"), { hash: id, at: proxy.url });
  await header(beto, name).waitFor();
  await say(beto, "con red");
  await stored(ana, "con red").waitFor();

  windows.allowNetwork(beto);
  proxy.cutSockets();
  await offline(beto).waitFor();
  for (const text of ["uno", "dos", "tres"]) await say(beto, text);
  await pending(beto, "tres").waitFor();
  await beto.locator("#text").fill("un borrador");
  await beto.reload();
  await beto.locator(".banner").waitFor();
  assert.equal(await beto.locator("h2", { hasText: "No rooms yet" }).count(), 0, "who has rooms is not told that there are none");
  assert.deepEqual((await kept(caller, id)).map(([, text]) => text), ["con red"]);

  proxy.restore();
  await reconnectNow(beto);
  await stored(beto, "tres").waitFor();
  assert.equal(await beto.locator("#text").inputValue(), "un borrador");
  const all = await sameEverywhere(caller, id, ana, beto);
  assert.deepEqual(all.map(([, text]) => text), ["con red", "uno", "dos", "tres"]);
  proxy.end();
});
