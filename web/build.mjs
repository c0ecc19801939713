// Builds the page: one script for page and worker, its assets packed, and two ways to deliver them.
//   node web/build.mjs [--module DIR] [--sample DIR] [--out DIR]
// OUT/crumbtrail.html is one file that works from file://; OUT/index.html with OUT/assets is for a web server.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { slimFont } from "./fonts.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const built = (folder) => ({ type: "string", default: join(here, "../build", folder) });
const { values } = parseArgs({ options: { module: built("wasm"), sample: built("fixtures/TP-1"), out: built("web") } });
const moduleDir = resolve(values.module);
const out = resolve(values.out);
const budgetBytes = 4 << 20;

const policies = {
  single:
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; style-src 'unsafe-inline'; connect-src 'none'; form-action 'none'; base-uri 'none'",
  hosted:
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; style-src 'self' 'unsafe-inline'; connect-src 'none'; form-action 'none'; base-uri 'none'",
};

async function script() {
  const result = await build({
    entryPoints: [join(here, "src/main.ts")],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    minify: true,
    legalComments: "none",
    alias: { "crumbtrail-module": join(moduleDir, "crumbtrail.mjs") },
    define: { "import.meta.url": '""' },
    logLevel: "warning",
  });
  // A named function, so that its own text can become the worker.
  return `function crumbtrail(){"use strict";${result.outputFiles[0].text}}crumbtrail();`;
}

const packed = (bytes) => gzipSync(bytes, { level: 9 }).toString("base64");

function sample(folder) {
  if (!folder || !existsSync(folder)) return "";
  const parts = readdirSync(folder).filter((name) => /\.(csv|json)$/.test(name) && name !== "expected.json").sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
  return packed(Buffer.from(JSON.stringify(parts)));
}

function assets() {
  const face = (path) => packed(slimFont(readFileSync(join(here, "../node_modules/@expo-google-fonts", path))));
  const all = {
    module: packed(readFileSync(join(moduleDir, "crumbtrail.wasm"))),
    sans: face("inter/400Regular/Inter_400Regular.ttf"),
    strong: face("inter/600SemiBold/Inter_600SemiBold.ttf"),
    mono: face("jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf"),
    sample: sample(values.sample),
  };
  for (const [name, text] of Object.entries(all)) console.log(`  ${name.padEnd(7)} ${(text.length / 1024).toFixed(0)} KB`);
  return `var crumbtrailAssets=${JSON.stringify(all)};`;
}

const fill = (template, parts) => template.replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
// Inside a script element only these sequences would end or change it.
const inline = (text) => text.replace(/<(?=\/script|!--|script)/gi, "\\x3c");
const integrity = (text) => `sha384-${createHash("sha384").update(text).digest("base64")}`;

const template = readFileSync(join(here, "index.html"), "utf8");
const style = readFileSync(join(here, "style.css"), "utf8");
const code = await script();
const data = assets();

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "assets"), { recursive: true });
const single = fill(template, {
  policy: policies.single,
  style: `<style>${style}</style>`,
  scripts: `<script>${inline(data)}</script>\n<script>${inline(code)}</script>`,
});
writeFileSync(join(out, "crumbtrail.html"), single);

const hostedFile = (name, text) => {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const path = `assets/${name.replace(".", `.${hash}.`)}`;
  writeFileSync(join(out, path), text);
  return `${path}" integrity="${integrity(text)}`;
};
writeFileSync(
  join(out, "index.html"),
  fill(template, {
    policy: policies.hosted,
    style: `<link rel="stylesheet" href="${hostedFile("style.css", style)}">`,
    scripts: `<script src="${hostedFile("assets.js", data)}"></script>\n<script src="${hostedFile("app.js", code)}"></script>`,
  }),
);
console.log(`${join(out, "crumbtrail.html")}: ${(single.length / 1024).toFixed(0)} KB`);
if (single.length > budgetBytes) throw new Error("the single file is larger than its budget of 4 MB");
