import assert from "node:assert/strict";
import test from "node:test";
import { Rest } from "../dist/rest.js";

// A server of one answer; what it was asked is in `asked`.
function make(answer, options = {}) {
  const asked = [];
  const fetch = async (url, request) => {
    asked.push({ url, ...request });
    return answer(request);
  };
  return { asked, rest: new Rest({ url: "http://x", fetch, token: () => "t", answerMs: 20, ...options }) };
}
const json = (body, status = 200) => () => new Response(JSON.stringify(body), { status });

test("names are one segment of the path, whatever is in them", async () => {
  const { asked, rest } = make(json({}));
  await rest.react("café/ü", 7, "👍🏽", false);
  assert.deepEqual([asked[0].method, asked[0].url], ["DELETE", "http://x/rooms/caf%C3%A9%2F%C3%BC/messages/7/reactions/%F0%9F%91%8D%F0%9F%8F%BD"]);
  for (const name of ["", ".", ".."]) assert.throws(() => rest.leave(name), { code: "not_found" });
  await rest.messages("r", { before: 5, limit: 50 });
  assert.equal(asked[1].url, "http://x/rooms/r/messages?before=5&limit=50");
  await rest.users("a&b=c");
  assert.equal(asked[2].url, "http://x/users?q=a%26b%3Dc");
});

test("a call with the token sends no cookie, and one that signs in no token", async () => {
  const { asked, rest } = make(json({ providers: [] }), { language: () => "es" });
  await rest.rooms();
  await rest.guest("ana");
  assert.deepEqual(asked.map(({ credentials, headers }) => [credentials, headers.Authorization, headers["Accept-Language"]]),
    [["omit", "Bearer t", "es"], ["same-origin", undefined, "es"]]);
  const nobody = new Rest({ url: "http://x", fetch: assert.fail, token: () => undefined, answerMs: 20 });
  await assert.rejects(nobody.rooms(), { code: "unauthenticated", status: 401 });
});

test("errors are the protocol's, with their rule, field and time", async () => {
  const fields = { code: "rate_limited", message: "m", rule: "r", field: "f", retry_ms: 5 };
  const { rest } = make(json({ error: fields }, 429));
  await assert.rejects(rest.me(), { name: "ChatError", code: "rate_limited", status: 429, message: "m", rule: "r", field: "f", retryMs: 5 });
});

test("what is not the protocol's is no answer", async () => {
  for (const answer of [() => new Response("<html>", { status: 502 }), () => new Response("no", { status: 200 }), json(null, 500), json({ error: {} }, 400)])
    await assert.rejects(make(answer).rest.me(), { code: "no_answer", status: 0 });
  await assert.rejects(make(() => Promise.reject(new TypeError("refused"))).rest.me(), { code: "no_answer" });
});

test("an answer that does not come, or never ends, is given up", async () => {
  const aborted = (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  await assert.rejects(make(({ signal }) => aborted(signal)).rest.me(), { code: "no_answer" });
  const endless = ({ signal }) => ({ ok: true, status: 200, text: () => aborted(signal) });
  await assert.rejects(make(endless).rest.me(), { code: "no_answer" });
});
