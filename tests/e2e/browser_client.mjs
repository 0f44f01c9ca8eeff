// Joins a chat in a real browser, as a person would.
//   node browser_client.mjs URL NAME TEXT ANSWER
// Says as JSON what it saw: the list before and after it wrote TEXT and ANSWER came, and what the console complained of.
import { chromium } from "playwright-core";

const [url, name, text, answer] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
});
try {
  const page = await browser.newPage();
  const complaints = [];
  const foreign = [];
  page.on("console", (line) => ["error", "warning"].includes(line.type()) && complaints.push(line.text()));
  page.on("pageerror", (fault) => complaints.push(String(fault)));
  page.on("request", (request) => request.url().startsWith(url) || foreign.push(request.url()));
  await page.goto(url);
  await page.locator("#login #name").fill(name);
  await page.locator("#login button[type=submit]").click();
  const messages = page.locator("#chat-area #messages li.message");
  await messages.first().waitFor();
  const before = await messages.allInnerTexts();
  await page.locator("#text").fill(text);
  await page.locator("#text").press("Enter");
  const own = messages.and(page.locator(".is-stored")).filter({ hasText: text });
  await own.waitFor();
  const ownClass = await own.getAttribute("class");
  const others = messages.filter({ hasText: answer });
  await others.waitFor();
  const othersClass = await others.getAttribute("class");
  const after = await messages.allInnerTexts();
  console.log(JSON.stringify({ before, after, ownClass, othersClass, complaints, foreign }));
} finally {
  await browser.close();
}
