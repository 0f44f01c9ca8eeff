// Tokens live four seconds here.
import assert from "node:assert/strict";
import { arrived, client, cookieJar, guest, MemoryStorage, online, proxied, scenario, until } from "./support.mjs";

const expired = (storage) => {
  const login = JSON.parse(storage.getItem("workchat.login"));
  storage.setItem("workchat.login", JSON.stringify({ ...login, expiresAt: Date.now() - 1 }));
};

scenario(async () => {
  // Renewed in time, on the connection there is.
  const proxy = await proxied();
  const ana = await guest("ana", { url: proxy.url });
  const room = await ana.createRoom({ name: "Fichas" });
  const renewals = () => proxy.sent.filter((frame) => frame.type === "auth").length;
  await new Promise((resolve) => {
    proxy.onSent = () => renewals() >= 2 && resolve();
  });
  room.post("sigo");
  await arrived(ana, room, "sigo");
  assert.equal(proxy.connections, 1);
  assert.ok(renewals() < 5, "and not all the time");
  assert.equal((await ana.rest.me()).id, ana.user.id);
  ana.close();

  // The token of a tab that slept is over: without a cookie nobody knows who it is.
  const storage = new MemoryStorage();
  (await guest("beto", { storage })).close();
  expired(storage);
  const beto = client({ storage });
  assert.ok(beto.restore());
  await until(beto, () => beto.state === "signed-out", "signed out");
  assert.equal(beto.signedOutBy, "expired");
  assert.equal(beto.user, undefined);
  assert.equal(storage.getItem("workchat.login"), null);

  // The browser's cookie goes on with the same user …
  const fetch = cookieJar();
  const tab = new MemoryStorage();
  (await guest("caro", { storage: tab, fetch })).close();
  expired(tab);
  const caro = client({ storage: tab, fetch });
  caro.restore();
  await online(caro);
  assert.equal((await caro.cookieUser()).id, caro.user.id);
  // … but is not sent where the token is.
  assert.ok(fetch.seen.every(({ cookie, token }) => !(cookie && token)));
  caro.close();

  // … and not with another, who signed in here meanwhile.
  const dani = await guest("dani", { fetch });
  dani.close();
  expired(tab);
  const again = client({ storage: tab, fetch });
  again.restore();
  await until(again, () => again.state === "signed-out", "signed out");
  assert.equal(again.signedOutBy, "expired");
  const adopted = await again.adoptCookie();
  await online(again);
  assert.ok(adopted.name.startsWith("dani"));

  // Signed out elsewhere: the socket is closed, and the login is no more.
  const elsewhere = client({ fetch });
  await elsewhere.adoptCookie();
  await online(elsewhere);
  await elsewhere.signOut();
  assert.equal(elsewhere.signedOutBy, "sign-out");
  await until(again, () => again.state === "signed-out", "signed out by the other");
  assert.equal(again.signedOutBy, "expired");
});
