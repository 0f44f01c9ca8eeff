// The cable is pulled: nothing closes, and nothing comes. The silence is noticed, and a new connection made.
import { Proxy } from "./proxy.mjs";
import { header, online, play, roomOf, sameEverywhere, say, stored, unique, until, url } from "./windows.mjs";

const HEARTBEAT_AND_GRACE_MS = 36_000;

await play(async (windows) => {
  const proxy = await new Proxy(url).start();
  const { caller, id, name } = await roomOf("Silencio");
  const ana = await windows.guest(unique("Ana"), { hash: id });
  // The page's clock is the test's, so that nobody has to wait for a heartbeat that does not come.
  const beto = await windows.guest(unique("Beto"), { hash: id, at: proxy.url, before: (page) => page.clock.install() });
  await header(beto, name).waitFor();
  await online(beto).waitFor();
  windows.allowNetwork(beto);
  const before = proxy.connections;

  proxy.stall();
  await say(ana, "¿sigues ahí?");
  await say(beto, "hablo solo");
  await stored(ana, "¿sigues ahí?").waitFor();
  await beto.clock.fastForward(HEARTBEAT_AND_GRACE_MS);
  await beto.locator(".banner").waitFor();
  proxy.restore();
  await until(async () => {
    await beto.clock.fastForward(1000);
    return (await online(beto).count()) === 1;
  }, "online again");
  await until(() => proxy.connections > before, "a new connection");
  await stored(beto, "¿sigues ahí?").waitFor();
  await stored(ana, "hablo solo").waitFor();
  await sameEverywhere(caller, id, ana, beto);
  proxy.end();
});
