// Takes pictures of the page as people see it, on three screens, in two themes and three languages; what it says must fit.
//   WORD: the folder of the pictures
import assert from "node:assert/strict";
import path from "node:path";
import { Proxy } from "./proxy.mjs";
import { comeIn, failed, header, message, pending, play, reconnectNow, say, url, word } from "./windows.mjs";

const screens = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  tablet: { viewport: { width: 768, height: 1024 }, hasTouch: true },
};
const tours = [
  ["desktop", "light", "en-GB", "all"], ["phone", "dark", "es-AR", "all"], ["tablet", "light", "pt-BR", "all"],
  ["desktop", "dark", "pt-BR", "some"], ["phone", "light", "en-GB", "some"], ["tablet", "dark", "es-AR", "some"],
];
const names = ["María-José", "José-María", "João-Pedro", "Lucía", "Ximena", "Zoë"];

/** What begins or ends outside of the screen, but for what may be scrolled sideways. */
const outside = (page) => page.evaluate(() => {
  const found = [];
  const look = (root) => {
    for (const each of root.querySelectorAll("*")) {
      if (each.shadowRoot) look(each.shadowRoot);
      if (each.closest("pre, .table-scroll, .hidden, .skip, .sidebar, svg") || !each.checkVisibility({ visibilityProperty: true })) continue;
      const { left, right, width, height } = each.getBoundingClientRect();
      const fits = left >= -1 && right <= innerWidth + 1;
      if (width > 0 && height > 0 && !fits) found.push(`${each.localName}.${each.className} ${left} to ${right}`);
    }
  };
  look(document);
  if (document.scrollingElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
  return found;
});

class Tour {
  constructor(page, name) {
    this.page = page;
    this.name = name;
  }

  async picture(what) {
    const name = `${this.name}-${what}`;
    await this.page.screenshot({ path: path.join(word, `${name}.png`), animations: "disabled", caret: "initial" });
    assert.deepEqual(await outside(this.page), [], `${name} fits its screen`);
  }

  /** A dialog that `open` opens. */
  async dialog(what, open) {
    await open();
    await this.page.getByRole("dialog").waitFor();
    await this.page.locator("dialog .remark[role=status]").waitFor({ state: "detached" });
    await this.picture(what);
    await this.page.locator("dialog").evaluate((dialog) => dialog.close());
    await this.page.getByRole("dialog").waitFor({ state: "detached" });
  }

  async rooms() {
    const button = this.page.locator(".room-header .only-narrow");
    if (await button.isVisible()) await button.click();
  }

  async closeDrawer(of) {
    const button = this.page.locator(of).getByRole("button", { name: /^(Close|Cerrar|Fechar)$/ });
    if (await button.isVisible()) await button.click();
  }

  async go(id) {
    await this.page.evaluate((room) => { location.hash = room; }, id);
    await this.page.locator(`.room-row.is-current[data-room="${id}"]`).waitFor({ state: "attached" });
    await this.page.locator("#messages, .empty").first().waitFor();
  }
}

async function doors(tour) {
  const { page } = tour;
  await page.locator("#login #name").waitFor();
  await tour.picture("sign-in");
  await page.locator(".other-ways .button").last().click();
  await page.locator("#password").fill("corta");
  await tour.picture("register");
  await page.reload();
}

async function talk(tour) {
  const { page } = tour;
  await message(page, "Entonces mañana").first().waitFor();
  await tour.picture("chat");
  await page.locator("#scroller").evaluate((box) => (box.scrollTop = 0));
  await tour.picture("chat-top");
  await page.locator("#jump").click();
}

async function around(tour) {
  const { page } = tour;
  await tour.rooms();
  await tour.picture("rooms");
  await tour.dialog("create", () => page.locator(".section-head .icon-button").nth(1).click());
  await tour.dialog("browse", async () => {
    await page.locator(".section-head .icon-button").first().click();
    await page.locator(".room-card").first().waitFor();
  });
  await tour.dialog("switch", async () => {
    await page.locator(".search-button").click();
    await page.locator("#switch").fill("a");
    await page.locator("#places li").first().waitFor();
  });
  await tour.dialog("settings", () => page.locator(".me").click());
  await tour.closeDrawer("chat-rooms");
  const menu = page.locator("#room-menu");
  if (await menu.isVisible()) {
    await tour.dialog("menu", () => menu.click());
    await menu.click();
    await tour.dialog("leave", () => page.locator("[data-tool=leave]").click());
  } else {
    await tour.dialog("leave", () => page.locator("#leave").click());
  }
  const people = page.locator("chat-people");
  if (!(await people.count())) await page.locator("#show-people").click();
  await people.locator(".person").first().waitFor();
  await people.locator(".person:not([disabled])").first().click();
  await tour.picture("people");
  await tour.closeDrawer("chat-people");
  const mine = page.locator("#messages li.message.others").last();
  await mine.locator(".bubble").hover();
  await mine.focus();
  await mine.locator(".actions").waitFor();
  await tour.picture("actions");
  await page.locator("#text").fill("/");
  await page.locator("#text").press("End");
  await page.locator("#text").pressSequentially("m");
  await page.locator("#suggestions").waitFor();
  await tour.picture("commands");
  await page.locator("#text").fill("");
  await page.locator(".composer-tools .icon-button").first().click();
  await page.locator("#emoji-panel .emoji").first().waitFor();
  await tour.picture("emoji");
  await page.keyboard.press("Escape");
  await tour.go("vacia");
  await page.locator(".empty.in-room").waitFor();
  await tour.picture("empty-room");
  await tour.go("todos");
  await tour.picture("crowd");
}

async function trouble(tour, windows, proxy, muter) {
  const { page } = tour;
  windows.allowNetwork(page);
  await tour.go("diseno");
  await muter(page);
  await say(page, "¿Por qué no puedo escribir aquí? Necesito mandar el informe antes de las seis 😟");
  await failed(page, "Necesito mandar").waitFor();
  proxy.cut();
  await page.locator("#reconnect").waitFor();
  await say(page, "Esto lo escribo desde el túnel del metro…");
  await pending(page, "túnel").waitFor();
  await tour.picture("failed-and-banner");
  proxy.restore();
  await reconnectNow(page);
}

await play(async (windows) => {
  const token = process.argv[6];
  const proxy = await new Proxy(url).start();
  const mute = (name) => () => fetch(`${url}/rooms/diseno/mutes/${encodeURIComponent(name)}`, {
    method: "PUT", headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" }, body: "{}" });
  for (const [at, [screen, colorScheme, locale, how]] of tours.entries()) {
    const page = await windows.open({ at: proxy.url, hash: "diseno", colorScheme, locale, ...screens[screen] });
    const tour = new Tour(page, `${screen}-${colorScheme}-${locale.slice(0, 2)}`);
    await doors(tour);
    await comeIn(page, names[at]);
    await header(page, "Diseño").waitFor();
    await talk(tour);
    if (how === "all") await around(tour);
    else {
      await tour.rooms();
      await tour.picture("rooms");
    }
    if (how === "all") await trouble(tour, windows, proxy, mute(names[at]));
    await page.context().close();
  }
  const page = await windows.open({ hash: "diseno", ...screens.desktop });
  await page.evaluate((login) => sessionStorage.setItem("workchat.login", login), process.argv[7]);
  await page.reload();
  await header(page, "Diseño").waitFor();
  const tour = new Tour(page, "desktop-light-owner");
  // It opens where reading ended, and says that there is more below.
  await page.locator("#unread-line").waitFor();
  await page.locator("#jump").waitFor();
  await tour.picture("200-rooms");
  await tour.dialog("invite", () => page.locator(".room-tools .icon-button").first().click());
  proxy.end();
});
