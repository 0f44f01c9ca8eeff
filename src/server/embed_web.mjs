// Writes the files of the web client as C++: node embed_web.mjs FOLDER OUTPUT.cpp
// The order and the bytes follow from the folder alone, so that the same client is the same library.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";

const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

const [folder, output] = process.argv.slice(2);

function filesIn(place) {
  return readdirSync(place, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(place, entry.name)) : [join(place, entry.name)]);
}

// Adjacent literals of a line each; three octal digits cannot run into what follows.
function literal(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 1000) {
    let line = "";
    for (const byte of bytes.subarray(at, at + 1000)) {
      const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c && byte !== 0x3f;
      line += plain ? String.fromCharCode(byte) : "\\" + byte.toString(8).padStart(3, "0");
    }
    lines.push(`"${line}"`);
  }
  return lines.length ? `{\n${lines.join("\n")}, ${bytes.length}}` : "{}";
}

function entry(file) {
  const path = "/" + relative(folder, file).replaceAll("\\", "/");
  const type = types[extname(file)];
  if (!type) throw new Error(`embed_web: what is the type of ${path}?`);
  const plain = readFileSync(file);
  const gzip = gzipSync(plain, { level: 9 });
  gzip[9] = 255; // the name of the system that compressed it says nothing
  const worth = gzip.length < plain.length;
  return {
    path: path === "/index.html" ? "/" : path,
    type,
    tag: createHash("sha256").update(plain).digest("hex").slice(0, 20),
    plain,
    gzip: worth ? gzip : Buffer.alloc(0),
    hashed: path.startsWith("/assets/"),
  };
}

const files = filesIn(folder).map(entry).sort((a, b) => (a.path < b.path ? -1 : 1));
const rows = files.map((file) =>
  `{"${file.path}", "${file.type}", "${file.tag}",\n${literal(file.plain)},\n${literal(file.gzip)}, ${file.hashed}},`);
writeFileSync(output, `// Made by embed_web.mjs.
#include "server/web_files.hpp"

namespace workchat::server {
namespace {
constexpr WebFile files[] = {
${rows.join("\n")}
};
}  // namespace

WebFiles web_files() {
  return {files, ${files.length}};
}

}  // namespace workchat::server
`);
