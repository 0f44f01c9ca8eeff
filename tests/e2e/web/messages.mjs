// What can be done with a message, and what helps to write one.
import assert from "node:assert/strict";
import { createRoom, message, play, room, say, unique } from "./browser.mjs";

await play(async (scene) => {
  const anaName = unique("ana");
  const ana = await scene.guest(await scene.window(), anaName);
  const betoName = unique("beto");
  const beto = await scene.guest(await scene.window(), betoName);
  const where = unique("craft");
  await createRoom(ana, where);
  await beto.keyboard.press("Control+k");
  await beto.locator("#switch").fill(where);
  await beto.locator("#places li", { hasText: where }).waitFor();
  await beto.keyboard.press("Enter");
  await beto.locator(".room-header h1", { hasText: where }).waitFor();

  // Completion: people, emoji, commands.
  const text = ana.locator("#text");
  await text.pressSequentially(`hey @${betoName.slice(0, 3)}`);
  await ana.locator("#suggestions li", { hasText: betoName }).waitFor();
  await text.press("Tab");
  assert.equal(await text.inputValue(), `hey @${betoName} `);
  await text.pressSequentially(":tad");
  await ana.locator("#suggestions li", { hasText: ":tada:" }).waitFor();
  await text.press("Enter");
  await text.pressSequentially("and :rocket: too");
  assert.equal(await text.inputValue(), `hey @${betoName} 🎉 and 🚀 too`);
  await text.press("Enter");
  await message(beto, "🚀 too").locator(".at-me").waitFor();
  await text.pressSequentially("/");
  await ana.locator("#suggestions li", { hasText: "/help" }).waitFor();
  await scene.picture(ana, "commands");
  await text.pressSequentially("whoa");
  await text.press("Tab");
  assert.equal(await text.inputValue(), "/whoami");
  await text.press("Enter");
  await ana.locator("#messages .notice", { hasText: "ana-" }).waitFor();
  await text.pressSequentially(`/mensaje ${betoName.slice(0, 3)}`);
  await ana.locator("#suggestions li", { hasText: betoName }).waitFor();
  await text.press("Tab");
  assert.equal(await text.inputValue(), `/mensaje ${betoName} `, "a name where a command wants one");
  await text.fill("");
  await say(ana, "/nonsense of mine");
  await ana.locator("#messages .notice.is-bad", { hasText: "There is no such command" }).filter({ hasText: "/nonsense of mine" }).waitFor();
  await say(ana, `/msg ${betoName} **psst**`);
  await room(ana, betoName).waitFor();
  await room(beto, anaName).click();
  await message(beto, "psst").locator("strong").waitFor();
  await room(beto, where).click();
  await text.fill("by the button");
  await ana.locator("#send").click();
  await ana.locator("#text:focus").waitFor();
  await say(ana, "/me waves");
  await message(beto, "waves").locator("em").waitFor();

  // The panel of emoji, for the text and for a reaction.
  await ana.getByRole("button", { name: "Emoji", exact: true }).click();
  await ana.locator("#emoji-panel input").fill("coffee");
  await scene.picture(ana, "emoji");
  await ana.keyboard.press("Enter");
  assert.equal(await text.inputValue(), "☕");
  await text.press("Enter");
  const waves = message(beto, "waves");
  await waves.hover();
  await waves.locator(".actions").getByRole("button", { name: "React", exact: true }).click();
  await beto.locator("#emoji-panel .emoji[title=':clap:']").click();
  await message(ana, "waves").locator(".chip", { hasText: "👏" }).click();
  await message(beto, "waves").locator(".chip", { hasText: "2" }).waitFor();
  await message(ana, "waves").locator(".chip[aria-pressed=true]").click();
  await message(beto, "waves").locator(".chip", { hasText: "1" }).waitFor();

  // Answering, pinning, deleting.
  await waves.hover();
  await waves.locator(".actions").getByRole("button", { name: "Reply" }).click();
  await say(beto, "hello to you");
  await message(ana, "hello to you").locator(".quote", { hasText: "waves" }).click();
  await ana.locator("li.message:focus", { hasText: "waves" }).waitFor();
  await message(ana, "hello to you").hover();
  await message(ana, "hello to you").locator(".actions").getByRole("button", { name: "Pin" }).click();
  await message(beto, "hello to you").locator(".pinned").waitFor();
  await beto.locator("#pins").click();
  await beto.getByRole("dialog", { name: "Pinned" }).getByRole("button", { name: "hello to you" }).click();
  await beto.locator("li.message:focus", { hasText: "hello to you" }).waitFor();
  await waves.first().hover();
  await waves.first().locator(".actions").waitFor();
  assert.equal(await waves.first().locator(".actions").getByRole("button", { name: "Delete" }).count(), 0, "others' messages are not ours to delete");
  await message(ana, "waves").first().hover();
  await message(ana, "waves").first().locator(".actions").getByRole("button", { name: "Delete" }).click();
  await ana.locator("#confirm").click();
  await beto.locator("#messages .gone").waitFor();
  await scene.picture(beto, "messages");

  // A draft stays with its room.
  await text.fill("not yet");
  await room(ana, "General").click();
  await ana.locator(".room-header h1", { hasText: "General" }).waitFor();
  assert.equal(await text.inputValue(), "");
  await room(ana, where).click();
  await ana.locator(".room-header h1", { hasText: where }).waitFor();
  assert.equal(await text.inputValue(), "not yet");
});
