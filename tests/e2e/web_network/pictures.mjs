// Takes pictures of the page as people see it, on three screens, in two themes and three languages; what it says must fit.
//   WORD: the folder of the pictures; then the tour, and the login of the owner of the rooms
import assert from "node:assert/strict";
import path from "node:path";
import { Proxy } from "./proxy.mjs";
import { comeIn, failed, header, message, pending, play, say, url, word } from "./windows.mjs";

const screens = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  tablet: { viewport: { width: 768, height: 1024 }, hasTouch: true },
};
const tours = {
  "desktop-light-en": { locale: "en-GB", name: "María-José", all: true },
  "phone-dark-es": { locale: "es-AR", name: "José-María", all: true },
  "tablet-light-pt": { locale: "pt-BR", name: "João-Pedro", all: true },
  "desktop-dark-pt": { locale: "pt-BR", name: "Lucía" },
  "phone-light-en": { locale: "en-GB", name: "Ximena" },
  "tablet-dark-es": { locale: "es-AR", name: "Zoë" },
};
const [wanted, login] = process.argv.slice(6);

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
    const button = this.page.locator("#open-rooms");
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

async function trouble(tour, windows, proxy, name) {
  const { page } = tour;
  windows.allowNetwork(page);
  await tour.go("diseno");
  const muted = await fetch(`${url}/rooms/diseno/mutes/${encodeURIComponent(name)}`, {
    method: "PUT", headers: { Authorization: `Bearer ${JSON.parse(login).token}`, "Content-Type": "application/json" }, body: "{}" });
  assert.ok(muted.ok);
  await say(page, "¿Por qué no puedo escribir aquí? Necesito mandar el informe antes de las seis 😟");
  await failed(page, "Necesito mandar").waitFor();
  proxy.cut();
  await page.locator("#reconnect").waitFor();
  await say(page, "Esto lo escribo desde el túnel del metro…");
  await pending(page, "túnel").waitFor();
  await tour.picture("failed-and-banner");
}

async function guest(windows, { locale, name, all }) {
  const [screen, colorScheme] = wanted.split("-");
  const proxy = await new Proxy(url).start();
  const page = await windows.open({ at: proxy.url, hash: "diseno", colorScheme, locale, ...screens[screen] });
  const tour = new Tour(page, wanted);
  await doors(tour);
  await comeIn(page, name);
  await header(page, "Diseño").waitFor();
  await talk(tour);
  if (all) {
    await around(tour);
    await trouble(tour, windows, proxy, name);
  } else {
    await tour.rooms();
    await tour.picture("rooms");
  }
  proxy.end();
}

async function owner(windows) {
  const page = await windows.open({ hash: "diseno", ...screens.desktop });
  await page.evaluate((kept) => sessionStorage.setItem("workchat.login", kept), login);
  await page.reload();
  await header(page, "Diseño").waitFor();
  const tour = new Tour(page, "desktop-light-owner");
  // It opens where reading ended, and says that there is more below.
  await page.locator("#unread-line").waitFor();
  await page.locator("#jump").waitFor();
  await tour.picture("200-rooms");
  await tour.dialog("invite", () => page.locator("#invite").click());
}

await play((windows) => wanted === "owner" ? owner(windows) : guest(windows, tours[wanted]));
