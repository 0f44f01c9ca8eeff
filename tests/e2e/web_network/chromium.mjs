// One browser for all scenes of a test module: says where it listens, and ends with this program.
import { chromium } from "playwright-core";

const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"];
const server = await chromium.launchServer({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
console.log(server.wsEndpoint());
