// What networks do: refuse, break, go silent, lose a frame. The server's heartbeat is short here.
import assert from "node:assert/strict";
import { arrived, guest, online, proxied, scenario, stored, texts, until } from "./support.mjs";

const byText = (text) => (frame) => frame.type === "message" && frame.text === text;

scenario(async () => {
  const proxy = await proxied();
  const beto = await guest("beto");
  const ana = await guest("ana", { url: proxy.url, bounds: { heartbeatGraceMs: 1500 } });
  const there = await beto.createRoom({ name: "Red" });
  const here = await ana.join(there.id);
  await Promise.all([here.open(), there.open()]);

  // A lost frame is missed when the next one comes.
  proxy.drop(byText("uno"));
  there.post("uno");
  there.post("dos");
  await arrived(ana, here, "dos");
  assert.deepEqual(texts(here), ["uno", "dos"]);
  assert.equal(proxy.sent.filter((frame) => frame.type === "resume" && frame.rooms[here.id]).length, 1);

  // Where no other comes, the heartbeat tells it.
  proxy.drop(byText("tres"));
  there.post("tres");
  await arrived(ana, here, "tres");
  assert.equal(proxy.connections, 1, "and the connection is still the first");

  // The same in "@me", which has its heads as well.
  proxy.drop((frame) => frame.type === "mention");
  there.post(`@${ana.user.name}`);
  await until(ana, () => ana.heard.mention.length === 1, "the mention");
  assert.deepEqual([here.unread, here.mentions], [4, 1]);

  // A cut: what was said meanwhile comes once, and what was posted meanwhile goes.
  proxy.refuse();
  await until(ana, () => ana.state === "waiting", "waiting");
  assert.ok(ana.retryAt >= Date.now() - 50 && ana.retryAt <= Date.now() + 30_000);
  here.post("desde ana");
  there.post("cuatro");
  await arrived(beto, there, "cuatro");
  assert.equal(here.items.at(-1).state, "pending");
  await assert.rejects(here.edit(1, "x"), { code: "offline" });
  proxy.admit();
  ana.reconnectNow();
  // What Ana posts is stored by its "ok", which may come before what was said meanwhile.
  await until(ana, () => stored(here).length === 6, "all six");
  await until(beto, () => stored(there).length === 6, "all six");
  assert.deepEqual(texts(here), texts(there));

  // Silence: the connection stands, and nothing passes.
  const before = proxy.connections;
  proxy.silence();
  await until(ana, () => ana.state !== "online", "the silence is noticed");
  proxy.speak();
  await online(ana);
  assert.ok(proxy.connections > before);
  there.post("cinco");
  await arrived(ana, here, "cinco");

  // Put out while away: what waited is given back, with whether it may be there all the same.
  proxy.deafen();
  here.post("seis");
  await arrived(beto, there, "seis");
  proxy.refuse();
  await until(ana, () => ana.state === "waiting", "waiting");
  here.post("siete");
  here.post(`/msg ${beto.user.name} ocho`);
  await there.moderate(ana.user.name, { action: "kick" });
  proxy.hear();
  proxy.admit();
  ana.reconnectNow();
  await until(ana, () => ana.heard.gone.length === 1, "gone");
  assert.deepEqual(ana.heard.gone[0].unsent, [
    { text: "seis", unsure: true }, { text: "siete", unsure: false }, { text: `/msg ${beto.user.name} ocho`, unsure: false },
  ]);
});
