// Two clients post while the server is killed and the connections break (the test kills; the proxy cuts).
import assert from "node:assert/strict";
import { everyMessage, guest, proxied, scenario, stored, tell, texts, until } from "./support.mjs";

const EACH = 200;
const CUT_AT = [60, 140, 260, 330];
const KILL_AT = [100, 200, 300];

scenario(async () => {
  const proxy = await proxied();
  const ana = await guest("ana", { url: proxy.url });
  const beto = await guest("beto", { url: proxy.url });
  const here = await ana.createRoom({ name: "Tormenta" });
  const there = await beto.join(here.id);
  await Promise.all([here.open(), there.open()]);

  let counted = 0;
  const watch = () => {
    const count = stored(here).length;
    if (CUT_AT[0] <= count) {
      CUT_AT.shift();
      proxy.cut();
    }
    if (KILL_AT[0] <= count) {
      KILL_AT.shift();
      tell("kill");
    }
    if (count > counted) tell(`${(counted = count)} are stored`);
  };
  ana.on("room", watch);
  const posted = [];
  for (let number = 0; number < EACH; ++number) {
    here.post(`ana ${number}`);
    there.post(`beto ${number}`);
    posted.push(`ana ${number}`, `beto ${number}`);
  }
  for (const [who, room] of [[ana, here], [beto, there]])
    await until(who, () => stored(room).length === 2 * EACH && texts(room).length === 2 * EACH, "all messages", 60_000);

  const log = await everyMessage(ana, here.id);
  const told = (room) => stored(room).map(({ seq, text }) => [seq, text]);
  assert.deepEqual(told(here), log.map(({ seq, text }) => [seq, text]));
  assert.deepEqual(told(there), told(here));
  assert.deepEqual(texts(here).sort(), posted.sort());
  for (const name of ["ana", "beto"])
    assert.deepEqual(log.map((message) => message.text).filter((text) => text.startsWith(name)),
      Array.from({ length: EACH }, (_, number) => `${name} ${number}`), "in the order they were posted");
  assert.ok(proxy.connections > 2 + 2 * 4, `${proxy.connections} connections`);
  // Nobody is told twice of an entry.
  for (const who of [ana, beto]) {
    const seqs = who.heard.entry.filter(({ room }) => room.id === here.id).map(({ entry }) => entry.seq);
    assert.deepEqual(seqs, [...new Set(seqs)].sort((a, b) => a - b));
  }
});
