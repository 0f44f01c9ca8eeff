// The client is there before the server.
import assert from "node:assert/strict";
import { client, MemoryStorage, online, scenario, tell, until } from "./support.mjs";

scenario(async () => {
  const storage = new MemoryStorage();
  const first = client({ storage });
  await first.signIn.guest("ana");
  await online(first);
  const general = await first.join("general");
  tell("stop");
  await until(first, () => first.state === "waiting", "waiting");
  first.close();
  assert.equal(first.state, "ended");

  const ana = client({ storage });
  assert.equal(ana.restore().name, "ana");
  await until(ana, () => ana.heard.state.filter((state) => state === "waiting").length >= 2, "two tries");
  await assert.rejects(ana.signIn.guest("otra"), { code: "no_answer" });
  tell("start");
  await online(ana);
  assert.ok(ana.rooms.has(general.id));
});
