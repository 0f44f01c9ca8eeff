// Small things that are seen every day: what is new, who is here and as what, what a line says, and that nothing typed is lost.
import assert from "node:assert/strict";
import { Caller, createRoom, message, play, room, say, unique } from "./browser.mjs";

const event = (page, text) => page.locator("#messages li.event", { hasText: text });

/** Looks away from the page, or back, whatever window the browser has in front. */
async function look(page, here) {
  await page.evaluate((here) => {
    document.hasFocus = () => here;
    dispatchEvent(new Event(here ? "focus" : "blur"));
  }, here);
}

async function roomOf(owner, settings = {}) {
  const name = unique("manners");
  return { name, ...(await owner.call("POST", "/rooms", { name, ...settings })) };
}

async function go(page, id) {
  await page.evaluate((id) => { location.hash = id; }, id);
}

async function whatIsNew(scene) {
  const dora = await Caller.guest(unique("dora"));
  const { id, name } = await roomOf(dora);
  const page = await scene.guest(await scene.window());
  await go(page, id);
  await page.locator(".room-header h1", { hasText: name }).waitFor();
  const above = () => page.locator("#unread-line + li").textContent();
  await look(page, false);
  await dora.say(id, "first absence");
  await page.locator("#unread-line").waitFor();
  assert.match(await above(), /first absence/);
  await look(page, true);
  await room(page, name).locator(".unread").waitFor({ state: "detached" });
  assert.match(await above(), /first absence/, "it stays while one reads");
  await look(page, false);
  await dora.say(id, "second absence");
  await message(page, "second absence").waitFor();
  await page.locator("#unread-line + li", { hasText: "second absence" }).waitFor();
  await look(page, true);
}

async function rolesAndSettings(scene) {
  const beto = await scene.guest(await scene.window(), unique("beto"));
  const caro = await Caller.guest(unique("caro"));
  const owner = await Caller.guest(unique("owner"));
  const { id, name } = await roomOf(owner);
  await caro.call("POST", `/rooms/${id}/join`, {});
  await go(beto, id);
  await beto.locator(".room-header h1", { hasText: name }).waitFor();
  const hers = beto.locator("#away .person, #people .person", { hasText: caro.name });
  await hers.waitFor();
  await owner.call("PUT", `/rooms/${id}/members/${caro.name}`, { role: "moderator" });
  await hers.locator(".tag", { hasText: "moderator" }).waitFor();
  await owner.call("PATCH", `/rooms/${id}`, { topic: "pixels" });
  await event(beto, `${owner.name} set the topic: pixels`).waitFor();
  const renamed = unique("renamed");
  await owner.call("PATCH", `/rooms/${id}`, { name: renamed });
  await event(beto, `${owner.name} named the room ${renamed}`).waitFor();
  await owner.call("PATCH", `/rooms/${id}`, { topic: "" });
  await event(beto, "removed the topic").waitFor();
  await owner.call("PATCH", `/rooms/${id}`, { password: "sesame" });
  await event(beto, "set a password").waitFor();
  await owner.call("PATCH", `/rooms/${id}`, { kind: "private" });
  await event(beto, "made the room private").waitFor();

  // Where one may not write, nobody is offered to.
  await owner.call("PATCH", `/rooms/${id}`, { kind: "announcement" });
  await owner.say(id, "to all");
  await message(beto, "to all").hover();
  await message(beto, "to all").locator(".actions").getByRole("button", { name: "React", exact: true }).waitFor();
  assert.equal(await message(beto, "to all").locator(".actions").getByRole("button", { name: "Reply" }).count(), 0);
}

async function aNewTalk(scene) {
  const names = [unique("ana"), unique("beto")];
  const [ana, beto] = await Promise.all(names.map(async (name) => scene.guest(await scene.window(), name)));
  await ana.locator("#people .person", { hasText: names[1] }).click();
  await ana.getByRole("button", { name: "Message", exact: true }).click();
  await ana.locator(".room-header h1", { hasText: names[1] }).waitFor();
  await ana.locator("#people .person", { hasText: names[1] }).waitFor(); // not among those who are away
  assert.equal(await room(beto, names[0]).count(), 0, "who is not written to yet hears nothing");
}

async function nothingTypedIsLost(scene) {
  const page = await scene.guest(await scene.window());
  await page.getByRole("button", { name: "Create room" }).first().click();
  const field = page.getByRole("dialog").locator("#room-name");
  await field.fill("selected by the mouse");
  const box = await field.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(5, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  assert.equal(await field.inputValue(), "selected by the mouse");
  await page.mouse.click(5, 5);
  await field.waitFor({ state: "detached" });

  // Enter takes what is meant, and sends what is written in full.
  const text = page.locator("#text");
  await text.pressSequentially(":heart");
  await page.locator("#suggestions li").first().waitFor();
  await page.keyboard.press("Tab");
  assert.equal((await text.inputValue()).trim(), "❤️");
  await text.fill("");
  const away = await Caller.guest(unique("faraway"));
  const where = unique("closed");
  await createRoom(page, where, { kind: "private" });
  await text.pressSequentially(`/invite @${away.name.slice(0, 5)}`);
  await page.locator("#suggestions li", { hasText: away.name }).waitFor();
  await text.fill("");
  await text.pressSequentially(`/invite @${away.name}`);
  await page.keyboard.press("Enter");
  await page.locator("#messages .notice", { hasText: "is invited" }).waitFor();
  await say(page, "  indented\nas it was");
  await message(page, "indented").and(page.locator(".is-stored")).waitFor();
  assert.equal(await message(page, "indented").locator(".plain").evaluate((each) => each.textContent.startsWith("  indented")), true);

  // What one has done oneself is no news.
  await page.getByRole("button", { name: "Room settings" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete room" }).click();
  await page.locator("#confirm").click();
  await page.locator(".room-header h1", { hasText: "General" }).waitFor();
  assert.equal(await page.locator("#messages .notice", { hasText: "was deleted" }).count(), 0);
}

/** The message that says this, not those that quote it. */
const saying = (page, text) => page.locator("#messages li.message", { has: page.locator(".text", { hasText: text }) });

/** Begins to change this message, and returns where that is written. */
async function edit(page, text) {
  await saying(page, text).hover();
  await saying(page, text).locator(".actions").getByRole("button", { name: "Edit", exact: true }).click();
  await page.locator(".context", { hasText: text }).waitFor();
  return page.locator("#text");
}

async function whatIsBegunStays(scene) {
  const page = await scene.guest(await scene.window());
  const rooms = [unique("begun"), unique("elsewhere")];
  await createRoom(page, rooms[0]);
  await say(page, "to be answered");
  await message(page, "to be answered").hover();
  await message(page, "to be answered").locator(".actions").getByRole("button", { name: "Reply", exact: true }).click();
  await page.locator("#text").fill("half an answer");
  await createRoom(page, rooms[1]);
  assert.equal(await page.locator(".context").count(), 0);
  await room(page, rooms[0]).click();
  await page.locator(".context", { hasText: "to be answered" }).waitFor();
  await page.locator("#text").press("Enter");
  await message(page, "half an answer").locator(".quote", { hasText: "to be answered" }).waitFor();

  await page.locator("#text").fill("a draft");
  await (await edit(page, "to be answered")).fill("changed by halves");
  await room(page, rooms[1]).click();
  assert.equal(await page.locator("#text").inputValue(), "");
  await room(page, rooms[0]).click();
  await page.locator(".context", { hasText: "to be answered" }).waitFor();
  assert.equal(await page.locator("#text").inputValue(), "changed by halves");
  await page.locator("#text").press("Enter");
  await saying(page, "changed by halves").waitFor();
  await page.locator(".context").waitFor({ state: "detached" });
  assert.equal(await page.locator("#text").inputValue(), "a draft");

  // What was deleted meanwhile cannot be changed; both the change's words and those begun before it stay.
  const device = new Caller();
  device.token = await page.evaluate(() => JSON.parse(sessionStorage.getItem("workchat.login")).token);
  await page.locator("#text").fill("begun before");
  await (await edit(page, "changed by halves")).fill("too late");
  const id = await page.evaluate(() => decodeURIComponent(location.hash.slice(1)));
  const { messages } = await device.call("GET", `/rooms/${id}/messages`);
  await device.call("DELETE", `/rooms/${id}/messages/${messages.find(({ text }) => text === "changed by halves").seq}`);
  await page.locator("#messages .gone").waitFor();
  await page.locator("#text").press("Enter");
  await page.locator("#composer .field-error", { hasText: "deleted" }).waitFor();
  assert.equal(await page.locator("#text").inputValue(), "begun before\ntoo late");
  assert.equal(await page.locator(".context").count(), 0);
  await page.locator("#text").fill("");

  // In code nothing becomes a sign, also while it is being written.
  await page.locator("#text").pressSequentially("`a:fire:b` use std::key::Map :tada:");
  assert.equal(await page.locator("#text").inputValue(), "`a:fire:b` use std::key::Map 🎉");
  await page.locator("#text").fill(":tada::fire: :nothing:");
  assert.equal(await page.locator("#text").inputValue(), "🎉🔥 :nothing:");
  await page.locator("#text").fill("");

  // A pin that lies further back than what is fetched can be looked for.
  const old = await device.call("POST", `/rooms/${id}/messages`, { text: "of old" });
  await device.call("PUT", `/rooms/${id}/messages/${old.seq}/pin`);
  for (let count = 0; count < 60; ++count) await device.say(id, `later ${count}`);
  await page.reload();
  await message(page, "later 59").waitFor();
  await page.locator("#pins").click();
  await page.getByRole("button", { name: "Look further back" }).click();
  await page.locator(".pin-card", { hasText: "of old" }).waitFor();
  await page.keyboard.press("Escape");
}

async function aGuestGoes(scene) {
  const page = await scene.guest(await scene.window());
  await page.locator(".me").click();
  await page.locator("#sign-out").click();
  await page.getByRole("dialog", { name: /^Sign out as/ }).getByRole("button", { name: "Cancel" }).click();
  await page.locator("#chat-area").waitFor();
  await page.locator(".me").click();
  await page.locator("#sign-out").click();
  await page.locator("#confirm").click();
  await page.locator("#login #name").waitFor();
}

async function whoIsOffered(scene) {
  const page = await scene.guest(await scene.window());
  const where = unique("who");
  await createRoom(page, where);
  await page.locator(".room-header h1", { hasText: where }).waitFor();
  const id = await page.evaluate(() => decodeURIComponent(location.hash.slice(1)));
  const short = await Caller.guest(unique("ann"));
  const long = await Caller.guest(`${short.name}x`);
  for (const [each, words] of [[long, "first"], [short, "second"]]) {
    await each.call("POST", `/rooms/${id}/join`, {});
    await each.say(id, words);
    await message(page, words).waitFor();
  }
  const text = page.locator("#text");
  const first = page.locator("#suggestions li").first();
  await text.pressSequentially(`@${short.name}`);
  assert.equal((await first.textContent()).trim().endsWith(short.name), true, "what is written in full comes first");
  await text.fill("");
  await short.call("POST", `/rooms/${id}/leave`, {});
  await event(page, `${short.name} left`).waitFor();
  await text.pressSequentially(`/invite @${short.name.slice(0, -1)}`);
  await page.locator("#suggestions li", { hasText: short.name }).waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#suggestions").count(), 0);
  await text.fill("");
}

await play(async (scene) => {
  await whoIsOffered(scene);
  await whatIsBegunStays(scene);
  await aGuestGoes(scene);
  await whatIsNew(scene);
  await rolesAndSettings(scene);
  await aNewTalk(scene);
  await nothingTypedIsLost(scene);
});
