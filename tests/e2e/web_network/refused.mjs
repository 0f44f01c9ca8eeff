// A message that is refused stands there with its reason, and can be tried again or given up.
import assert from "node:assert/strict";
import { Proxy } from "./proxy.mjs";
import { failed, header, kept, offline, pending, play, reconnectNow, roomOf, say, stored, unique, url } from "./windows.mjs";

await play(async (windows) => {
  const proxy = await new Proxy(url).start();
  const { caller, id, name } = await roomOf("Reglas");
  const person = unique("Beto");
  const beto = await windows.guest(person, { hash: id, at: proxy.url });
  await header(beto, name).waitFor();

  // Too long is said before it is sent, and what was written stays.
  await beto.locator("#text").fill("🐘".repeat(4001));
  await beto.getByText("1 character too many").waitFor();
  await beto.locator("#text").press("Enter");
  assert.ok(await beto.locator("#send").isDisabled());
  assert.equal(await beto.locator("#text").inputValue(), "🐘".repeat(4001));
  await say(beto, "🐘".repeat(4000));
  await stored(beto, "🐘🐘🐘").waitFor();

  // Muted.
  await caller.call("PUT", `/rooms/${id}/mutes/${person}`, {});
  await say(beto, "¿por qué?");
  await failed(beto, "¿por qué?").getByText("You are muted here for now.").waitFor();
  assert.equal(await beto.locator(".notice").count(), 0, "the message says it, and nothing else");
  await say(beto, "pues nada");
  await failed(beto, "pues nada").getByRole("button", { name: "Discard" }).click();
  await failed(beto, "pues nada").waitFor({ state: "detached" });
  await caller.call("DELETE", `/rooms/${id}/mutes/${person}`);
  await failed(beto, "¿por qué?").getByRole("button", { name: "Try again" }).click();
  await stored(beto, "¿por qué?").waitFor();

  // While one was cut off, the room became one where only moderators write.
  windows.allowNetwork(beto);
  proxy.cut();
  await offline(beto).waitFor();
  await say(beto, "demasiado tarde");
  await pending(beto, "demasiado tarde").waitFor();
  await caller.call("PATCH", `/rooms/${id}`, { kind: "announcement" });
  proxy.restore();
  await reconnectNow(beto);
  await failed(beto, "demasiado tarde").getByText("Only moderators").waitFor();
  await beto.locator(".read-only").waitFor();
  assert.deepEqual((await kept(caller, id)).map(([, text]) => text), ["🐘".repeat(4000), "¿por qué?"]);
  proxy.end();
});
