// What the server refuses, for good and for now. Its rates are on here: five messages at once, then one in 50 ms.
import assert from "node:assert/strict";
import { arrived, everyMessage, guest, messages, scenario, stored, texts, until } from "./support.mjs";

const failed = (client, room, id) => until(client, () => messages(room).find((item) => item.key === id && item.state === "failed"), "failed");

scenario(async () => {
  const ana = await guest("ana");
  const beto = await guest("beto");
  const here = await ana.createRoom({ name: "Muro" });
  const there = await beto.join(here.id);
  await Promise.all([here.open(), there.open()]);

  // Too fast: it waits, and goes on in order.
  const many = Array.from({ length: 25 }, (_, number) => `m${number}`);
  many.forEach((text) => here.post(text));
  await arrived(ana, here, "m24");
  assert.deepEqual((await everyMessage(ana, here.id)).map((message) => message.text), many);

  // For good: it fails with its reason, and those behind it go on.
  const blank = here.post("   ");
  const long = here.post("ñ".repeat(4001));
  const half = here.post("\ud800");
  const huge = here.post("\u0001".repeat(20_000));
  here.post("después");
  await arrived(ana, here, "después");
  for (const [id, code] of [[blank, "invalid"], [long, "invalid"], [half, "invalid"], [huge, "too_large"]])
    assert.equal((await failed(ana, here, id)).error.code, code);
  assert.equal((await failed(ana, here, long)).error.field, "text");
  for (const id of [blank, long, half, huge]) here.discard(id);
  assert.equal(messages(here).length, stored(here).length);

  // Muted: refused with the rule; later it may be sent again.
  await here.moderate(beto.user.name, { action: "mute" });
  const quiet = there.post("me oís?");
  assert.deepEqual([(await failed(beto, there, quiet)).error.code, messages(there).at(-1).error.rule], ["forbidden", "muted"]);
  await here.moderate(beto.user.name, { action: "unmute" });
  there.retry(quiet);
  assert.equal(messages(there).at(-1).state, "pending");
  assert.equal((await arrived(beto, there, "me oís?")).clientId, quiet);

  // Whole characters up to the limit are stored.
  here.post("😀".repeat(4000));
  await arrived(beto, there, "😀".repeat(4000));

  await assert.rejects(here.edit(999, "x"), { code: "not_found", status: 404 });
  await assert.rejects(there.change({ topic: "x" }), { code: "forbidden", rule: "moderators_only" });
  await assert.rejects(beto.join("no-such-room"), { code: "not_found" });
  const locked = await ana.createRoom({ name: "Con llave", password: "abc" });
  await assert.rejects(beto.join(locked.id), { code: "wrong_password", status: 423 });
  assert.equal((await beto.join(locked.id, { password: "abc" })).locked, true);
  await assert.rejects(ana.rest.room("no-such-room"), { code: "not_found", status: 404 });
  await assert.rejects(beto.signIn.password("nadie", "equivocada"), { code: "unauthenticated", status: 401 });
  assert.equal(beto.state, "online", "a sign-in that fails changes nothing");
  assert.equal(texts(there).at(-1), "😀".repeat(4000));

  // A command's refusal has its words; but not for one who has signed in after its writer went.
  const told = [];
  beto.on("error", (error) => told.push([error.code, error.room, error.words]));
  there.post("/kick nadie");
  await until(beto, () => told.length === 1, "refused");
  assert.deepEqual(told.pop(), ["not_found", there.id, "/kick nadie"]);
  there.post("/join con-llave secreto");
  await beto.signOut();
  await beto.signIn.guest(`caro-${process.pid}`);
  await beto.whenOnline();
  await (await beto.join("general")).open();
  assert.deepEqual(told, []);
});
