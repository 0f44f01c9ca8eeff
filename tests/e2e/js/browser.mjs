// The README's page in a real browser: talks, loses its network, is reloaded.
//   node browser.mjs URL PAGE DIST
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";
import { arrived, everyMessage, guest, proxied, scenario, stored, until } from "./support.mjs";

const [html, dist] = process.argv.slice(3);

function demo(name) {
  if (name === "") return { type: "text/html; charset=utf-8", body: readFileSync(html) };
  return { type: "text/javascript", body: readFileSync(path.join(dist, path.basename(name))) };
}

scenario(async () => {
  const proxy = await proxied(demo);
  const ana = await guest("ana");
  const room = await ana.join("general");
  await room.open();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    const faults = [];
    page.on("pageerror", (fault) => faults.push(String(fault)));
    const line = (text, state) => page.locator(`#messages li.${state}`, { hasText: text }).waitFor();
    const write = async (text) => {
      await page.fill("#text", text);
      await page.press("#text", "Enter");
    };

    room.post("antes");
    await arrived(ana, room, "antes");
    await page.goto(`${proxy.url}/demo/`);
    await line("antes", "stored");
    await write("desde el navegador");
    const first = await arrived(ana, room, "desde el navegador");
    room.post("te leo");
    await line("te leo", "stored");

    // Without a network it waits; the browser's "online" is a reason to try at once.
    proxy.refuse();
    const asked = page.waitForRequest((request) => "authorization" in request.headers()); // why it was refused
    await write("sin red");
    await line("sin red", "pending");
    await asked;
    proxy.admit();
    await page.evaluate(() => dispatchEvent(new Event("online")));
    const second = await arrived(ana, room, "sin red");
    await line("sin red", "stored");
    assert.deepEqual(second.user, first.user);

    // Reloaded without one, it is the same user with the same outbox.
    proxy.refuse();
    await write("tras recargar");
    await line("tras recargar", "pending");
    await page.reload();
    proxy.admit();
    const third = await arrived(ana, room, "tras recargar");
    assert.deepEqual(third.user, first.user);
    await until(ana, () => room.people.length === 2, "it is there again");
    assert.deepEqual((await everyMessage(ana, "general")).map((message) => message.text), stored(room).map((item) => item.text));

    assert.deepEqual(faults, []);
    assert.ok(proxy.requests.every((request) => !(request.token && request.cookie)), "no cookie where a token is");
  } finally {
    await browser.close();
  }
});
