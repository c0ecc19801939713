// Makes a network pack of ranges of addresses: node tools/network_pack.mjs [--providers DIR] [--countries DIR] [--date YYYY-MM-DD] [-o FILE]
// DIR holds *-ipv4-num.csv and *-ipv6-num.csv (first, last, then ASN and name, or a country's code); without, those
// of the installed npm packages. The layout is in core/store/network_pack.h. Fetches nothing.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

const installed = "node_modules/@ip-location-db";
const { values } = parseArgs({
  options: {
    providers: { type: "string", default: `${installed}/asn` },
    countries: { type: "string", default: `${installed}/geo-whois-asn-country` },
    date: { type: "string" },
    out: { type: "string", short: "o", default: "build/network.pack" },
  },
});

const attribution =
  "Providers: @ip-location-db/asn, CC BY 4.0, made of RouteViews (routeviews.org), IP to ASN Lite by DB-IP (https://db-ip.com) and statistics of the NRO (nro.net), modified: ranges merged, IPv6 down to /64. " +
  "Countries: @ip-location-db/geo-whois-asn-country, CC0: where a block is registered, not where its user is.";

// The version of these packages ends in the day and hour of their data: 2.3.2026061719.
function dateOf(folder) {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const [, year, month, day] = version.match(/\.(\d{4})(\d\d)(\d\d)\d\d$/) ?? [];
  if (!year) throw new Error(`the version of ${folder} names no date: ${version}`);
  return `${year}-${month}-${day}`;
}

// first,last,rest of each line; the rest may be quoted.
function* rowsOf(folder, family) {
  const name = readdirSync(folder).find((file) => file.endsWith(`-${family}-num.csv`));
  if (!name) throw new Error(`${folder} holds no *-${family}-num.csv`);
  for (const line of readFileSync(join(folder, name), "utf8").split("\n")) {
    if (line === "") continue;
    const [, first, last, key, text] = line.match(/^(\d+),(\d+),([^,]+)(?:,(.*))?$/) ?? [];
    if (first === undefined) throw new Error(`${name}: not understood: ${line.slice(0, 80)}`);
    yield { first: BigInt(first), last: BigInt(last), key, text: (text ?? "").replace(/^"(.*)"$/, "$1").replaceAll('""', '"') };
  }
}

// Ranges that follow each other, gaps among them, equal neighbours joined: [key, label] with label 0 for a gap.
// Where ranges overlap, the one that begins later, or ends earlier, is the more exact one.
function rangesOf(rows, family, labelOf) {
  const out = [];
  const end = family === "ipv6" ? 1n << 64n : 1n << 32n;
  const put = (key, label) => {
    if (out.length > 0 && out.at(-1)[0] === key) out.pop();
    if (key < end && (out.at(-1)?.[1] ?? 0) !== label) out.push([key, label]);
  };
  const open = [];
  const closeBefore = (key) => {
    while (open.length > 0 && open.at(-1).last < key) {
      const { last } = open.pop();
      while (open.length > 0 && open.at(-1).last <= last) open.pop();
      put(last + 1n, open.at(-1)?.label ?? 0);
    }
  };
  const part = family === "ipv6" ? 64n : 0n;
  const whole = rows
    .map((row) => ({ first: (row.first + (1n << part) - 1n) >> part, last: ((row.last + 1n) >> part) - 1n, label: labelOf(row) }))
    .filter(({ first, last }) => first <= last) // of IPv6 only whole /64 networks
    .sort((a, b) => (a.first !== b.first ? (a.first < b.first ? -1 : 1) : a.last === b.last ? 0 : a.last > b.last ? -1 : 1));
  for (const range of whole) {
    closeBefore(range.first);
    put(range.first, range.label);
    open.push(range);
  }
  closeBefore(end);
  return out;
}

function varint(value, out) {
  for (; value >= 0x80n; value >>= 7n) out.push(Number(value & 0x7fn) | 0x80);
  out.push(Number(value));
}

const units = [0n, 8n, 16n, 32n];
function step(distance, out) {
  let unit = 3;
  while (distance & ((1n << units[unit]) - 1n)) --unit;
  varint(((distance >> units[unit]) << 2n) | BigInt(unit), out);
}

const u32 = (...numbers) => Buffer.from(Uint32Array.from(numbers).buffer);

function packRanges(ranges) {
  const blocks = [];
  const ends = [];
  const firsts = [];
  ranges.forEach(([key, label], i) => {
    if (i % 32 === 0) firsts.push(key);
    else step(key - ranges[i - 1][0], blocks);
    varint(BigInt(label), blocks);
    if (i % 32 === 31 || i === ranges.length - 1) ends.push(blocks.length);
  });
  return { head: u32(ranges.length, blocks.length), body: [Buffer.from(BigUint64Array.from(firsts).buffer), u32(...ends), Buffer.from(blocks)] };
}

function packLabels(labels) {
  const texts = labels.map(({ text }) => Buffer.from(text));
  let end = 0;
  const ends = texts.map((text) => (end += text.length));
  return { head: u32(labels.length, end), body: [u32(...labels.map(({ number }) => number)), u32(...ends), ...texts] };
}

// The most frequent labels get the least numbers, so that most take one or two bytes. Ties by number: the same
// input gives the same bytes.
function labelling(rows, numberOf, textOf) {
  const found = new Map();
  for (const row of rows) {
    const known = found.get(row.key);
    if (known) ++known.count;
    else found.set(row.key, { key: row.key, number: numberOf(row), text: textOf(row), count: 1 });
  }
  const labels = [...found.values()].sort((a, b) => b.count - a.count || a.number - b.number);
  const places = new Map(labels.map(({ key }, i) => [key, i + 1]));
  return { labels, labelOf: (row) => places.get(row.key) };
}

// What nobody can see, or would end a line, does not belong into a name.
const clean = (text) => text.normalize("NFC").replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").replace(/\s+/g, " ").trim().slice(0, 120);
const countryNames = new Intl.DisplayNames(["en"], { type: "region" });
const shorter = { HK: "Hong Kong", MO: "Macao", MM: "Myanmar", PS: "Palestine", CD: "DR Congo", CG: "Congo Republic", CI: "Ivory Coast" };

const families = ["ipv4", "ipv6"];
const read = (folder) => Object.fromEntries(families.map((family) => [family, [...rowsOf(folder, family)]]));
const providerRows = read(values.providers);
const countryRows = read(values.countries);
const all = (rows) => families.flatMap((family) => rows[family]);
const providers = labelling(all(providerRows), ({ key }) => Number(key), ({ text }) => clean(text));
const countries = labelling(
  all(countryRows),
  ({ key }) => key.charCodeAt(0) | (key.charCodeAt(1) << 8),
  ({ key }) => clean(shorter[key] ?? (countryNames.of(key) ?? key).replaceAll(" & ", " and ")),
);

const date = values.date ?? [dateOf(values.providers), dateOf(values.countries)].sort()[0];
const notes = Buffer.from(attribution);
const tables = families.flatMap((family) => [
  packRanges(rangesOf(providerRows[family], family, providers.labelOf)),
  packRanges(rangesOf(countryRows[family], family, countries.labelOf)),
]);
const labels = [packLabels(providers.labels), packLabels(countries.labels)];
const bytes = Buffer.concat([
  Buffer.from("CRUMBNET"),
  u32(1, Number(date.replaceAll("-", "")), notes.length),
  ...labels.map(({ head }) => head),
  ...tables.map(({ head }) => head),
  u32(0),
  notes,
  ...[...labels, ...tables].flatMap(({ body }) => body),
]);
mkdirSync(dirname(values.out), { recursive: true });
writeFileSync(values.out, bytes);
const ranges = tables.reduce((sum, { head }) => sum + head.readUInt32LE(0), 0);
console.log(`${values.out}: ${(bytes.length / 1e6).toFixed(1)} MB, ${providers.labels.length} providers, ${ranges} ranges, of ${date}`);
