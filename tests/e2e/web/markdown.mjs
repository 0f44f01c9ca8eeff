// What others write is drawn, never run.
import assert from "node:assert/strict";
import { Caller, message, play, room, unique } from "./browser.mjs";

const vectors = [
  "<script>hit()</script>", "<img src=x onerror=hit()>", "<svg onload=hit()>", "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
  "[a](javascript:hit())", "[a](JaVaScRiPt:hit())", "[a](java\tscript:hit())", "[a](&#106;avascript:hit())", "[a](&#x6A;avascript&colon;hit())",
  "[a](vbscript:hit())", "[a](data:text/html,<script>hit()</script>)", "[a](  javascript:hit())", "<javascript:hit()>", "[a]: javascript:hit()\n\n[a]",
  "![x](x\" onerror=\"hit())", "![x](javascript:hit())", "![pixel](https://tracker.example/p.png)", "[a](https://x.example\" onclick=\"hit())",
  "[a](https://x.example 'title\" onmouseover=\"hit()')", "`<img src=x onerror=hit()>`", "```html\n<script>hit()</script>\n```", "```\" onload=hit()\nx\n```",
  "<math><mtext></table><mglyph><style><img src=x onerror=hit()>", "<a href=javascript:hit()>x</a>", "<style>*{display:none}</style>", "<form action=//x.example><button>go</button></form>",
  "| a |\n|:-:|\n| <b onclick=hit()>x</b> |", "\u202e[a](https://x.example)", "<!--><img src=x onerror=hit()>-->", "[file](file:///etc/passwd)", "[blob](blob:https://x/1)",
  "<base href=//x.example>", "<meta http-equiv=refresh content=0;url=//x.example>", "<object data=//x.example></object>", "https://x.example/\"onmouseover=hit()//",
];

// Wide and short, and its reading alone takes 300 ms where it is not refused before.
const wide = Array.from({ length: 20 }, (_, n) => `${n}${"|a".repeat(880)}|\n${"|-".repeat(881)}|\n${"|\n".repeat(80)}`);
const quoted = wide[0].split("\n").map((line) => `> ${line}`).join("\n");
const returned = wide.map((text) => text.replaceAll("\n", "\r"));
const small = `|name|size|\n|:-|-:|\n${"|a|1|\n".repeat(40)}`;
// So deep that no room would be left for the words.
const deep = ["> ".repeat(45) + "as it was written", `${"- ".repeat(60)}as it was written`];
const table = `${"a|".repeat(30)}\n${"-|".repeat(30)}\n${"a|\n".repeat(1200)}`; // 36,000 cells, if it were drawn

/** Quotes, and lists of what is to be done: a box that is seen, and no input. */
async function harmless(scene) {
  const dora = await Caller.guest(unique("dora"));
  const { id } = await dora.call("POST", "/rooms", { name: unique("tasks") });
  await dora.say(id, "> quoted\n> > twice\n\n- [ ] to do\n- [x] **done**\n- [X] @dora\n- [y] neither\n\n1. [ ] one\n\n2. [x] two", { format: "markdown" });
  const page = await scene.guest(await scene.window());
  await page.evaluate((room) => { location.hash = room; }, id);
  const text = message(page, "to do").locator(".text");
  await text.locator("blockquote blockquote", { hasText: "twice" }).waitFor();
  assert.deepEqual((await text.locator("li").allTextContents()).map((item) => item.trim()), ["☐ to do", "☑ done", "☑ @dora", "[y] neither", "☐ one", "☑ two"]);
  assert.equal(await text.locator(".task-box.is-done").count(), 3);
  assert.equal(await text.locator("input").count(), 0);
  await scene.picture(page, "tasks");

  // Numbers are those that were written, and what would be drawn empty is shown as it was.
  await dora.say(id, "3. three\n4. four", { format: "markdown" });
  await message(page, "three").waitFor();
  assert.equal(await message(page, "three").locator("ol").getAttribute("start"), "3");
  for (const text of ["[1]: https://example.com", "---", "> ", "[](http://x.y)"]) await dora.say(id, text, { format: "markdown" });
  for (const text of ["[1]: https://example.com", "---", "[](http://x.y)"]) await message(page, text).waitFor();
}

await play(async (scene) => {
  await harmless(scene);
  const mallory = await Caller.guest(unique("mallory"));
  const { id, name } = await mallory.call("POST", "/rooms", { name: unique("xss") });
  for (const [number, vector] of vectors.entries()) {
    for (const format of ["plain", "markdown"]) await mallory.say(id, `${vector}\n\nnumber-${number}-${format}`, { format });
  }
  for (const text of [...wide, ...returned, quoted, table, small, ...deep]) await mallory.say(id, text, { format: "markdown" });
  const page = await scene.guest(await scene.window());
  await page.evaluate(() => {
    globalThis.hits = 0;
    globalThis.longest = 0;
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (globalThis.longest = Math.max(globalThis.longest, duration)))).observe({ entryTypes: ["longtask"] });
    globalThis.hit = () => (globalThis.hits += 1);
    document.addEventListener("securitypolicyviolation", globalThis.hit);
  });
  await page.keyboard.press("Control+k");
  await page.locator("#switch").fill(name);
  await page.locator("#places li", { hasText: name }).waitFor();
  await page.keyboard.press("Enter");
  await message(page, `number-${vectors.length - 1}-markdown`).waitFor();
  while (await page.locator(".older").count()) await page.locator("#scroller").evaluate((box) => (box.scrollTop = 0));
  await message(page, "number-0-plain").waitFor();
  await room(page, name).waitFor();
  await scene.picture(page, "vectors");
  assert.equal(await message(page, "as it was written").count(), 2);
  assert.equal(await message(page, "as it was written").locator("blockquote, ul").count(), 0);

  const found = await page.locator("#messages .text").evaluateAll((texts) => texts.flatMap((text) => [...text.querySelectorAll("*")].map((element) => ({
    tag: element.localName, href: element.getAttribute("href"), rel: element.getAttribute("rel"), target: element.getAttribute("target"),
    others: element.getAttributeNames().filter((name) => !["href", "rel", "target", "class", "start", "tabindex", "dir"].includes(name)) }))));
  const tags = new Set("p br hr strong em s code pre blockquote ul ol li a h1 h2 h3 h4 h5 h6 table thead tbody tr th td span".split(" "));
  for (const element of found) {
    assert.ok(tags.has(element.tag), JSON.stringify(element));
    assert.deepEqual(element.others, [], JSON.stringify(element));
    if (element.tag !== "a") continue;
    assert.match(element.href, /^(https?|mailto):/i);
    assert.deepEqual([element.rel, element.target], ["noopener noreferrer", "_blank"]);
  }
  assert.ok(found.length < 2000, `${found.length} elements`);
  assert.ok(found.some(({ tag }) => tag === "table"), "what is harmless is drawn");
  assert.ok(found.some(({ tag, href }) => tag === "a" && href === "https://tracker.example/p.png"), "an image elsewhere is a link to it");
  for (const link of await page.locator("#messages .text a").all()) await link.hover();
  assert.equal(await page.evaluate(() => globalThis.hits), 0);
  assert.ok((await page.evaluate(() => globalThis.longest)) < 2000, "no text holds the page up");
});
