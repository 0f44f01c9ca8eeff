// Builds the page:  node build.mjs --out FOLDER [--check]
// The same sources give the same bytes; the names of what may be cached carry a hash of them.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = ["chrome111", "firefox115", "safari16.4"];

const { values } = parseArgs({ options: { out: { type: "string" }, check: { type: "boolean", default: false } } });
if (!values.out) {
  console.error("node build.mjs --out FOLDER [--check]");
  process.exit(2);
}
const out = path.resolve(values.out);

if (values.check) {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "--project", here], { stdio: "inherit" });
  if (status !== 0) process.exit(1);
}

async function bundle(entry, options = {}) {
  const built = await esbuild.build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    charset: "utf8",
    legalComments: "none",
    target,
    ...options,
  });
  return built.outputFiles[0].contents;
}

// The element adopts its styles itself: they come as text, bundled and minified.
const adoptedStyles = {
  name: "adopted-styles",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path: file }) => ({
      contents: Buffer.from(await bundle(file)).toString("utf8").trim(),
      loader: "text",
    }));
  },
};

async function write(name, contents) {
  const file = path.join(out, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, contents);
}

async function writeHashed(name, ending, contents) {
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 10);
  const file = `assets/${name}-${hash}${ending}`;
  await write(file, contents);
  return file;
}

const script = await bundle("src/main.ts", {
  format: "esm",
  alias: {
    "@workchat/client": path.join(here, "../../bindings/js/src/index.ts"),
    entities: path.join(here, "src/text/entities.ts"),
  },
  plugins: [adoptedStyles],
});
const style = await bundle("page/page.css");

await rm(path.join(out, "assets"), { recursive: true, force: true });
const app = await writeHashed("app", ".js", script);
const page = await writeHashed("page", ".css", style);
const html = await readFile(path.join(here, "page/index.html"), "utf8");
await write("index.html", html.replace("{{app}}", app).replace("{{page}}", page));
for (const name of ["favicon.svg", "favicon-unread.svg", "site.webmanifest"]) {
  await write(name, await readFile(path.join(here, "page", name)));
}
console.log(`${app} ${script.length} bytes, ${page} ${style.length} bytes`);
