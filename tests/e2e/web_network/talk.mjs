// Three people talk: presence, typing, who comes and goes, badges, changes of messages, commands.
import assert from "node:assert/strict";
import { header, message, play, room, roomOf, sameEverywhere, say, stored, unique, visit } from "./windows.mjs";

await play(async (windows) => {
  const { caller, id, name } = await roomOf("Café");
  const names = ["Ana", "Beto", "Caro"].map(unique);
  const ana = await windows.guest(names[0], { hash: id });
  await header(ana, name).waitFor();
  const [beto, caro] = await Promise.all(names.slice(1).map((each) => windows.guest(each, { hash: id })));
  for (const page of [beto, caro]) await header(page, name).waitFor();

  // Each sees the others come, and who is there.
  await ana.locator("#messages li.event", { hasText: `${names[2]} joined the room` }).waitFor();
  for (const page of [ana, beto, caro]) {
    for (const each of names) await page.locator("#people .person", { hasText: each }).waitFor();
  }

  // Typing is shown to the others, not to who types, and ends with the message.
  await beto.locator("#text").pressSequentially("¿Al");
  await caro.locator("#text").pressSequentially("Bo");
  await ana.locator("#typing", { hasText: `${names[1]} and ${names[2]} are writing…` }).waitFor();
  assert.doesNotMatch(await beto.locator("#typing").innerText(), new RegExp(names[1]));
  await beto.locator("#text").fill("¿Alguien sabe por qué falla el despliegue?");
  await beto.locator("#text").press("Enter");
  await ana.locator("#typing", { hasText: `${names[2]} is writing…` }).waitFor();
  await caro.locator("#text").fill("Bom dia! 🌞 Já vou ver.");
  await caro.locator("#text").press("Enter");
  await stored(ana, "Já vou ver").waitFor();
  await ana.locator("#typing .typing-dots").waitFor({ state: "detached" });

  // An edit, a reaction and a deletion appear in the other windows.
  await say(ana, "Lo miro esta trade");
  await stored(ana, "esta trade").waitFor();
  await ana.locator("#text").press("ArrowUp");
  await ana.locator("#text").fill("Lo miro esta tarde");
  await ana.locator("#text").press("Enter");
  await message(beto, "esta tarde").locator(".edited").waitFor();
  await message(caro, "esta tarde").locator(".edited").waitFor();
  await message(beto, "esta tarde").hover();
  await message(beto, "esta tarde").locator(".actions .quick").first().click();
  await message(caro, "esta tarde").locator(".chip", { hasText: "1" }).click();
  await message(ana, "esta tarde").locator(".chip", { hasText: "2" }).waitFor();
  await say(beto, "esto se borra");
  await stored(beto, "esto se borra").hover();
  await message(beto, "esto se borra").locator(".actions").getByRole("button", { name: "Delete" }).click();
  await beto.locator("#confirm").click();
  await message(ana, "This message was deleted.").waitFor();
  await message(caro, "This message was deleted.").waitFor();
  assert.equal(await message(ana, "esto se borra").count(), 0);

  // What comes into another room is counted in the list and in the title, until it is read.
  await visit(caro, "General");
  const before = Number((/^\((\d+)\)/.exec(await caro.title()) ?? [0, 0])[1]);
  await say(ana, `@${names[2]} ¿vienes?`);
  await room(caro, name).locator(".badge.unread", { hasText: "1" }).waitFor();
  await room(caro, name).locator(".badge.mention", { hasText: "1" }).waitFor();
  assert.equal(await caro.title(), `(${before + 1}) General · workchat`);
  await room(caro, name).click();
  await caro.locator("#unread-line").waitFor();
  await room(caro, name).locator(".badge").first().waitFor({ state: "detached" });

  // A command is completed; its answer is for who asked.
  await beto.locator("#text").pressSequentially("/us");
  await beto.locator("#suggestions li", { hasText: "/users" }).waitFor();
  await beto.locator("#text").press("Tab");
  await beto.locator("#text").press("Enter");
  await beto.locator("#messages .notice", { hasText: names[0] }).waitFor();
  assert.equal(await ana.locator("#messages .notice").count(), 0);
  await sameEverywhere(caller, id, ana, beto, caro);

  // Who is put out is told; the others see it.
  await caller.call("DELETE", `/rooms/${id}/members/${names[1]}`);
  await room(beto, name).waitFor({ state: "detached" });
  await beto.locator("main").getByText(name).first().waitFor();
  await ana.locator("#messages li.event", { hasText: `${names[1]} was removed from the room` }).waitFor();
  await ana.locator("#people .person", { hasText: names[1] }).waitFor({ state: "detached" });

  // Who leaves is gone from the list; a room that is deleted is gone from all of them, and they are told.
  await caro.locator("#leave").click();
  await caro.locator("#confirm").click();
  await ana.locator("#messages li.event", { hasText: `${names[2]} left the room` }).waitFor();
  await caller.call("DELETE", `/rooms/${id}`);
  await room(ana, name).waitFor({ state: "detached" });
  await ana.locator("main").getByText(name).first().waitFor();
});
