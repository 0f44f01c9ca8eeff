// What few do and somebody will: no storage, a wrong clock, a link that leads nowhere, two people one after the other, the longest word, names from the right.
import assert from "node:assert/strict";
import { Caller, createRoom, message, play, room, say, unique, url } from "./browser.mjs";

const DAY_MS = 86_400_000;

/** A browser that keeps nothing: even to name the storage throws. */
function withoutStorage() {
  for (const name of ["sessionStorage", "localStorage"]) {
    Object.defineProperty(window, name, { get() { throw new DOMException("not allowed", "SecurityError"); } });
  }
}

/** A clock that is so far ahead. */
function aheadBy(ms) {
  const real = Date.now;
  window.Date = class extends Date {
    constructor(...given) {
      if (given.length) super(...given);
      else super(real() + ms);
    }
    static now() {
      return real() + ms;
    }
  };
}

async function nothingKept(scene) {
  const browser = await scene.window();
  await browser.addInitScript(withoutStorage);
  const page = await scene.guest(browser);
  const where = unique("unkept");
  await createRoom(page, where);
  await say(page, "still said");
  await message(page, "still said").and(page.locator(".is-stored")).waitFor();
  await page.locator("#text").fill("half a thought");
  await room(page, "General").click();
  await room(page, where).click();
  await page.locator(".room-header h1", { hasText: where }).waitFor();
  assert.equal(await page.locator("#text").inputValue(), "half a thought", "a draft lives as long as the page");
}

async function oneAfterTheOther(scene) {
  const page = await scene.guest(await scene.window());
  await page.locator("#text").fill("ana's secret");
  await page.locator(".me").click();
  await page.locator("#sign-out").click();
  await page.locator("#confirm").click();
  await page.locator("#login #name").fill(unique("beto"));
  await page.locator("#login button[type=submit]").click();
  await page.locator("#chat-area #text").waitFor();
  assert.equal(await page.locator("#text").inputValue(), "", "what one began, the next one in this tab does not find");
}

async function wrongClock(scene, writer, where) {
  const browser = await scene.window();
  await browser.addInitScript(aheadBy, DAY_MS);
  const page = await scene.guest(browser);
  await page.evaluate((id) => { location.hash = id; }, where.id);
  await message(page, "first").waitFor();
  await say(page, "/whoami");
  await page.locator("#messages .notice").waitFor();
  await writer.say(where.id, "second");
  await message(page, "second").waitFor();
  await say(page, "third");
  await message(page, "third").and(page.locator(".is-stored")).waitFor();
  const rows = await page.locator("#messages > li").evaluateAll((all) => all.map((row) => (row.querySelector(".plain") ?? row.querySelector(".notice p") ?? row).textContent.trim()));
  const places = ["first", "You are ", "second", "third"].map((text) => rows.findIndex((row) => row.startsWith(text)));
  assert.deepEqual(places, [...places].sort((a, b) => a - b), "in the order in which it happened");
  assert.equal(rows.filter((row) => row === "Today").length, 1);
}

/** Links to rooms: one that is not there, and one that asks for a password. */
async function links(scene, writer) {
  const page = await scene.tab(await scene.window());
  await page.goto(`${url}#nowhere`);
  await page.locator("#login #name").fill(unique("ana"));
  await page.locator("#login form button[type=submit]").click();
  await page.locator(".room-header h1", { hasText: "General" }).waitFor();
  await page.locator("#messages .notice.is-bad", { hasText: "There is no room “nowhere”" }).waitFor();
  await page.goto("about:blank");
  await page.goto(`${url}#nor-here`); // with a login
  await page.locator(".room-header h1", { hasText: "General" }).waitFor();
  await page.locator("#messages .notice.is-bad", { hasText: "There is no room “nor-here”" }).waitFor();
  await page.evaluate(() => { location.hash = "@server"; });
  await page.locator("#messages .notice.is-bad").nth(1).waitFor();
  const { id, name } = await writer.call("POST", "/rooms", { name: unique("vault"), password: "open sesame" });
  for (const wrong of ["", " not-sesame"]) {
    await say(page, `/join #${id}${wrong}`);
    await page.locator("#join-password").waitFor();
    await page.keyboard.press("Escape");
  }
  await say(page, `/join ${id}x not-sesame`);
  await page.locator("#messages .notice", { hasText: `/join ${id}x` }).waitFor();
  assert.equal(await page.locator("#messages .notice", { hasText: "sesame" }).count(), 0, "a password is not shown");
  const here = await page.evaluate(() => location.hash);
  await page.evaluate((room) => { location.hash = room; }, id);
  await page.locator("#join-password").waitFor();
  await page.keyboard.press("Escape");
  await page.waitForFunction((before) => location.hash === before, here);
  await page.evaluate((room) => { location.hash = room; }, id);
  await page.locator("#join-password").fill("open sesame");
  await page.keyboard.press("Enter");
  await page.locator(".room-header h1", { hasText: name }).waitFor();
  // Who does not know the password stands somewhere else all the same.
  const other = await scene.tab(await scene.window());
  await other.goto(`${url}#${id}`);
  await other.locator("#login #name").fill(unique("caro"));
  await other.locator("#login form button[type=submit]").click();
  await other.locator("#join-password").waitFor();
  await other.keyboard.press("Escape");
  await other.locator(".room-header h1", { hasText: "General" }).waitFor();
  await other.waitForURL(/#general$/);
}

/** What cannot be taken back is asked about; who has gone is not led back, and the keyboard is never lost. */
async function goingAway(scene) {
  const page = await scene.guest(await scene.window());
  const beto = await Caller.guest(unique("beto"));
  await createRoom(page, unique("diary"), { kind: "private" });
  const id = await page.evaluate(() => location.hash.slice(1));
  await say(page, `/invite @${beto.name}`);
  await page.locator("#messages .notice", { hasText: "is invited" }).waitFor();
  await beto.call("POST", `/rooms/${id}/join`, {});
  await page.locator("#people button.person", { hasText: beto.name }).or(page.locator("#away button.person", { hasText: beto.name })).click();
  await page.getByRole("button", { name: "Ban", exact: true }).click();
  await page.locator("#confirm").click();
  await page.locator("#messages li.event", { hasText: `${beto.name} was banned` }).waitFor();
  await say(page, `/invite ${beto.name}`);
  await page.locator("#messages .notice.is-bad", { hasText: "banned here" }).waitFor();
  await say(page, `/unban ${beto.name}`);
  await page.locator("#messages .notice", { hasText: "may come back" }).waitFor();

  // An invitation need not be accepted.
  const secret = await beto.call("POST", "/rooms", { name: unique("secret"), kind: "private" });
  const me = await page.locator("#people .person", { hasText: "you" }).locator(".person-name").textContent();
  await beto.call("PUT", `/rooms/${secret.id}/members/${me}`, { role: "member" });
  await page.getByRole("button", { name: `Decline: ${secret.name}` }).click();
  await page.locator("chat-rooms .invitation").waitFor({ state: "detached" });
  // The server knows: the same again is a new invitation, where it would be nothing to one who has it.
  await beto.call("PUT", `/rooms/${secret.id}/members/${me}`, { role: "member" });
  await page.locator("chat-rooms .invitation", { hasText: secret.name }).waitFor();
  const { entries } = await beto.call("GET", `/rooms/${secret.id}/events`);
  assert.equal(entries.filter(({ change }) => change === "invited").length, 2);
  // Its room ends, and takes it along.
  await beto.call("DELETE", `/rooms/${secret.id}`);
  await page.locator("chat-rooms .invitation").waitFor({ state: "detached" });

  // Left by its name, from another room, one that would end is asked about as well.
  const attic = unique("attic");
  await createRoom(page, attic, { kind: "private" });
  await page.evaluate((room) => { location.hash = room; }, id);
  await page.locator(".room-header h1", { hasText: "diary" }).waitFor();
  await say(page, `/leave ${attic.toUpperCase()}`);
  await page.locator("dialog", { hasText: attic }).locator("#confirm").click();
  await page.locator("chat-rooms .room-row", { hasText: attic }).waitFor({ state: "detached" });

  // By the keyboard: into the panel of emoji, and out again.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator("#emoji-panel input").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#emoji-panel input").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.querySelector("work-chat").shadowRoot.activeElement?.getAttribute("aria-label")), "Emoji");

  await say(page, "/leave");
  await page.locator("dialog", { hasText: "You are the last one here" }).locator("#confirm").click();
  await page.locator(".room-header h1", { hasText: "General" }).waitFor();
  assert.equal(await page.locator("#messages .notice", { hasText: "/leave" }).count(), 0);
  await say(page, "/leave");
  await page.locator(".empty .button.primary").waitFor();
  assert.equal(await page.evaluate(() => location.hash), "");
  await page.locator(".empty .button:focus").waitFor();
  await page.reload();
  await page.locator(".room-header h1", { hasText: "General" }).waitFor();
  await page.locator(".me").click();
  await page.locator("#sign-out").click();
  await page.locator("#confirm").click();
  await page.locator("#login #name:focus").waitFor();
  assert.equal(await page.evaluate(() => location.hash), "");
}

async function longAndLarge(page) {
  await say(page, "w".repeat(4000));
  const longest = message(page, "wwww").and(page.locator(".is-stored"));
  await longest.waitFor();
  assert.ok(await page.locator("#scroller").evaluate((box) => box.scrollWidth <= box.clientWidth), "the longest word fits");
  await longest.hover();
  await longest.locator(".actions").getByRole("button", { name: "Reply" }).click();
  assert.ok(await page.locator("#composer .context").evaluate((box) => box.scrollWidth <= box.clientWidth));
  await page.locator("#text").fill("w".repeat(4001));
  await page.locator("#composer .field-error", { hasText: "1 character too many" }).waitFor();
  assert.equal(await page.locator("#send").isDisabled(), true);
  await page.locator("#text").fill("");
  await page.keyboard.press("Escape");
  const size = (text) => message(page, text).locator(".plain").evaluate((each) => parseFloat(getComputedStyle(each).fontSize));
  await say(page, "👩🏽‍💻👨‍👩‍👧‍👦🏳️‍🌈🇦🇷");
  await say(page, "well 🎉");
  await message(page, "well 🎉").and(page.locator(".is-stored")).waitFor();
  assert.ok((await size("🇦🇷")) > 1.5 * (await size("well 🎉")), "signs alone are large");
}

/** Where the words of this element stand. */
const left = (row) => row.evaluate((each) => {
  const words = document.createRange();
  words.selectNode([...each.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()));
  return Math.round(words.getBoundingClientRect().left);
});

async function fromTheRight(page, noa) {
  const names = page.locator("#people .person-name, #away .person-name");
  await names.filter({ hasText: noa }).waitFor();
  assert.equal(new Set(await Promise.all((await names.all()).map(left))).size, 1, "all names begin at one line");
  const rooms = page.locator("chat-rooms .room-row .room-name");
  await createRoom(page, `שיחה ${unique("x")}`);
  assert.equal(new Set(await Promise.all((await rooms.all()).map(left))).size, 1, "all rooms as well");
}

await play(async (scene) => {
  await nothingKept(scene);
  await oneAfterTheOther(scene);
  const writer = await Caller.guest(unique("writer"));
  const where = await writer.call("POST", "/rooms", { name: unique("odd") });
  await writer.say(where.id, "first");
  await wrongClock(scene, writer, where);
  // A name is of one script: letters make it one that nobody has.
  const noa = `נועה${[...String(process.pid)].map((digit) => String.fromCodePoint(0x5d0 + Number(digit))).join("")}`;
  await (await Caller.guest(noa)).call("POST", `/rooms/${where.id}/join`, {});
  const page = await scene.guest(await scene.window());
  await page.evaluate((id) => { location.hash = id; }, where.id);
  await message(page, "second").waitFor();
  await links(scene, writer);
  await goingAway(scene);
  await longAndLarge(page);
  await fromTheRight(page, noa);
  await scene.picture(page, "odd");
});
