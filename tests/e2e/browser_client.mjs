// Joins a chat's page in a real browser, as a person would.
//   node browser_client.mjs URL NAME TEXT
// Says as JSON what it saw: the items of the list before and after it wrote TEXT, and what the console complained of.
import { chromium } from "playwright-core";

const [url, name, text] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
});
try {
  const page = await browser.newPage();
  const complaints = [];
  const foreign = [];
  page.on("console", (line) => ["error", "warning"].includes(line.type()) && complaints.push(line.text()));
  page.on("pageerror", (fault) => complaints.push(String(fault)));
  page.on("request", (request) => request.url().startsWith(url) || foreign.push(request.url()));
  await page.goto(url);
  await page.fill("#login input", name);
  await page.click("#login button");
  await page.waitForSelector("#chat-area #messages li");
  const before = await page.locator("#messages li").allInnerTexts();
  await page.fill("#chat-area #text", text);
  await page.press("#chat-area #text", "Enter");
  const own = page.locator("#messages li", { hasText: text });
  await own.first().waitFor();
  const ownClass = await own.first().getAttribute("class");
  await page.locator("#messages li", { hasText: "pong" }).first().waitFor();
  const after = await page.locator("#messages li").allInnerTexts();
  console.log(JSON.stringify({ before, after, ownClass, complaints, foreign }));
} finally {
  await browser.close();
}
