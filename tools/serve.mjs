// Serves one folder on localhost, for `./dev run`. Not for production: no caching, no compression.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve } from "node:path";

const root = resolve(process.argv[2] ?? ".");
const port = Number(process.env.PORT ?? 8137);
const kTypes = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript",
  ".wasm": "application/wasm", ".css": "text/css", ".json": "application/json", ".csv": "text/csv",
};

function fileFor(url) {
  const path = join(root, normalize(decodeURIComponent(new URL(url, "http://localhost").pathname)));
  if (!path.startsWith(root)) return null;
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isDirectory() ? join(path, "index.html") : found ? path : null;
}

createServer((request, response) => {
  let path = null;
  try {
    path = fileFor(request.url);
  } catch { /* a URL that cannot be decoded is not found */ }
  if (!path) {
    response.writeHead(404).end("not found\n");
    return;
  }
  response.writeHead(200, {
    "content-type": kTypes[extname(path)] ?? "application/octet-stream",
    "cache-control": "no-store", "x-content-type-options": "nosniff",
  });
  createReadStream(path).on("error", () => response.destroy()).pipe(response);
})
  .on("error", (error) => {
    console.error(`The page could not be served on port ${port}: ${error.message}. PORT= chooses another.`);
    process.exit(1);
  })
  .listen(port, "127.0.0.1", () => console.log(`Crumbtrail is at http://localhost:${port}/ (Ctrl-C ends it)`));
