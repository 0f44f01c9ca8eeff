// A login is ended from another device: this one says so, and lets one in again.
import assert from "node:assert/strict";
import { Caller, comeIn, header, play, unique } from "./windows.mjs";

await play(async (windows) => {
  const name = unique("ana");
  const page = await windows.open();
  windows.allow(page, /status of 401/);
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.locator("#username").fill(name);
  await page.locator("#password").fill("correct horse");
  await page.getByRole("button", { name: "Create account" }).click();
  await header(page, "General").waitFor();

  const elsewhere = new Caller();
  elsewhere.token = (await elsewhere.call("POST", "/auth/login", { username: name, password: "correct horse" })).access_token;
  const { sessions } = await elsewhere.call("GET", "/auth/sessions");
  const other = sessions.find((session) => !session.current);
  await elsewhere.call("DELETE", `/auth/sessions/${other.id}`).catch(() => undefined);

  await page.getByText("Your session has ended. Please come in again.").waitFor();
  assert.equal(await page.locator("#chat-area").count(), 0);
  await page.getByRole("button", { name: "Just a name" }).click();
  await comeIn(page, unique("otra"));
  await header(page, "General").waitFor();
});
