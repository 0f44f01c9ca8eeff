// Put out of a room while one writes there: what was begun or waits goes into no other room, and is not lost without a word.
import assert from "node:assert/strict";
import { Caller, createRoom, message, play, room, say, unique } from "./browser.mjs";

await play(async (scene) => {
  const owner = await Caller.guest(unique("owner"));
  const window = await scene.window();
  let away = false;
  let cut;
  await window.routeWebSocket(/\/ws/, (socket) => {
    if (away) return void socket.close();
    socket.connectToServer();
    cut = () => socket.close();
  });
  const name = unique("beto");
  const page = await scene.guest(window, name);
  const put = async (title) => {
    const made = await owner.call("POST", "/rooms", { name: title });
    await owner.call("PUT", `/rooms/${made.id}/members/${name}`, { role: "member" });
    await page.evaluate((id) => { location.hash = id; }, made.id);
    await page.locator(".room-header h1", { hasText: title }).waitFor();
    return made.id;
  };

  const first = unique("alpha");
  const id = await put(first);
  await page.locator("#text").pressSequentially("the first half");
  await owner.call("DELETE", `/rooms/${id}/members/${name}`);
  await page.locator("#messages .notice", { hasText: `You were removed from ${first}.` }).waitFor();
  await page.keyboard.type(" and the second");
  await page.keyboard.press("Enter");
  await page.locator("#messages .notice", { hasText: "Not sent: the first half" }).waitFor();
  assert.equal(await page.locator("#text").inputValue(), "");
  await scene.picture(page, "removed");
  await say(page, "on we go");
  await message(page, "on we go").waitFor();
  assert.equal(await message(page, "and the second").count(), 0);

  const second = unique("beta");
  const queued = await put(second);
  away = true;
  await cut();
  await say(page, "said without a network");
  await message(page, "said without a network").and(page.locator(".is-pending")).waitFor();
  await owner.call("DELETE", `/rooms/${queued}/members/${name}`);
  away = false;
  await page.locator("#messages .notice", { hasText: `You are no longer in ${second}.` }).waitFor();
  await page.locator("#messages .notice", { hasText: "Not sent: said without a network" }).waitFor();
  await createRoom(page, unique("gamma"));
  assert.equal(await room(page, second).count(), 0);

  // So is what a message was being changed into.
  const edited = await put(unique("zeta"));
  await say(page, "as it was");
  await message(page, "as it was").and(page.locator(".is-stored")).waitFor();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.type(", and more");
  await owner.call("DELETE", `/rooms/${edited}/members/${name}`);
  await page.locator("#messages .notice", { hasText: "Not sent: as it was, and more" }).waitFor();

  // Who goes by themselves writes on in the room before, and in no conversation.
  const direct = await owner.call("POST", "/direct", { user: name });
  await owner.say(direct.id, "psst");
  await room(page, owner.name).waitFor();
  await put(unique("eta"));
  await page.locator("#text").pressSequentially("/leave");
  await page.keyboard.press("Enter");
  await page.locator(".room-header h1", { hasText: "gamma" }).waitFor();
  await page.locator("#text:focus").waitFor();

  // A dialog about a room goes with it.
  const third = unique("delta");
  const asked = await put(third);
  await page.locator("#leave").click();
  const dialog = page.getByRole("dialog", { name: `Leave ${third}?` });
  await dialog.waitFor();
  await owner.call("DELETE", `/rooms/${asked}/members/${name}`);
  await dialog.waitFor({ state: "detached" });

  // Of somebody who is put out is not also said that they went offline.
  const fourth = await put(unique("epsilon"));
  const watcher = await scene.guest(await scene.window(), unique("eva"));
  await owner.call("PUT", `/rooms/${fourth}/members/${await watcher.locator(".me-name").textContent()}`, { role: "member" });
  await watcher.evaluate((id) => { location.hash = id; }, fourth);
  const here = watcher.locator("#people .person-name", { hasText: name });
  await here.waitFor();
  await owner.call("DELETE", `/rooms/${fourth}/members/${name}`);
  await here.waitFor({ state: "detached" });
  await watcher.locator("#messages .event", { hasText: `${name} was removed` }).waitFor();
  assert.equal(await watcher.locator("#messages .event", { hasText: "offline" }).count(), 0);
});
