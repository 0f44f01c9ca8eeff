// What the scenarios share: clients over npm's ws, and waiting for what is to happen.
import { Client } from "@workchat/client";
import WebSocket from "ws";
import { Proxy } from "./proxy.mjs";

const PATIENCE_MS = 20_000;
const EVENTS = ["state", "rooms", "room", "gone", "notice", "mention", "error", "directory", "entry"];
const clients = [];
const proxies = [];

export const url = process.argv[2];

// What it was told, by type, in `heard`.
export function client(options = {}) {
  const made = new Client({ url, WebSocket, ...options, bounds: { backoffFromMs: 50, ...options.bounds } });
  made.heard = Object.fromEntries(EVENTS.map((type) => [type, []]));
  for (const type of EVENTS) made.on(type, (detail) => made.heard[type].push(detail));
  clients.push(made);
  return made;
}

// Resolves with the first true value of `what`, which is asked whenever the client tells of something.
export function until(client, what, name = String(what), patienceMs = PATIENCE_MS) {
  return new Promise((resolve, reject) => {
    const offs = [];
    const ask = () => {
      const value = what();
      if (!value) return;
      clearTimeout(timer);
      offs.forEach((off) => off());
      resolve(value);
    };
    const timer = setTimeout(() => reject(new Error(`never came: ${name}; the client is ${client.state}`)), patienceMs);
    offs.push(...EVENTS.map((type) => client.on(type, ask)));
    ask();
  });
}

export async function proxied(page) {
  const proxy = await new Proxy(url, page).start();
  proxies.push(proxy);
  return proxy;
}

export async function online(client) {
  await client.whenOnline();
  return client;
}

export async function guest(name, options) {
  const made = client(options);
  await made.signIn.guest(`${name}-${Math.random().toString(36).slice(2, 8)}`);
  return online(made);
}

export const messages = (room) => room.items.filter((item) => item.kind === "message");
export const stored = (room) => messages(room).filter((item) => item.state === "stored" && item.seq !== undefined);
export const texts = (room) => messages(room).map((item) => item.text);
export const events = (room) => room.items.filter((item) => item.kind === "event").map((item) => item.what);

// The room of `other` as `client` sees it, once it is there.
export const roomOf = (client, other) => until(client, () => client.rooms.get(other.id), "the room");

// The message is in this room's log, here.
export const arrived = (client, room, text) =>
  until(client, () => stored(room).find((item) => item.text === text), `the message ${text}`);

export async function everyMessage(client, room) {
  const all = [];
  for (let more = true; more; ) {
    const page = await client.rest.messages(room, { after: all.at(-1)?.seq ?? 0, limit: 500 });
    all.push(...page.messages);
    more = page.more;
  }
  return all;
}

export class MemoryStorage {
  values = new Map();
  getItem = (key) => this.values.get(key) ?? null;
  setItem = (key, value) => void this.values.set(key, value);
  removeItem = (key) => void this.values.delete(key);
}

// A browser's way with cookies, for one site.
export function cookieJar() {
  let cookie = "";
  const jar = async (address, request) => {
    const headers = { ...request.headers, ...(request.credentials !== "omit" && cookie ? { Cookie: cookie } : {}) };
    jar.seen.push({ address: String(address), cookie: "Cookie" in headers, token: "Authorization" in headers });
    const answer = await fetch(address, { ...request, headers });
    const set = answer.headers.get("set-cookie");
    if (set && request.credentials !== "omit") cookie = set.split(";")[0];
    return answer;
  };
  jar.seen = [];
  return jar;
}

export function tell(line) {
  console.log(line);
}

// Runs to the end or to the first thing that is wrong. Closed clients leave nothing behind that would keep the process.
export async function scenario(run) {
  try {
    await run();
    for (const each of clients) each.close();
    for (const proxy of proxies) proxy.end();
    tell("done");
  } catch (error) {
    console.log(error);
    process.exit(1);
  }
}
