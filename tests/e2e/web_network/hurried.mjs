// Somebody types faster than the server allows: everything arrives, in order, once, without a complaint.
import assert from "node:assert/strict";
import { header, play, roomOf, sameEverywhere, say, stored, unique } from "./windows.mjs";

const COUNT = 16;

await play(async (windows) => {
  const { caller, id, name } = await roomOf("Prisa");
  const ana = await windows.guest(unique("Ana"), { hash: id });
  await header(ana, name).waitFor();
  const texts = Array.from({ length: COUNT }, (_, at) => `línea ${at + 1}.`);
  for (const text of texts) await say(ana, text);
  await stored(ana, texts.at(-1)).waitFor();
  assert.equal(await ana.locator(".is-failed, .notice.is-bad").count(), 0);
  assert.deepEqual((await sameEverywhere(caller, id, ana)).map(([, text]) => text), texts);
});
