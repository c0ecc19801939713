// A TrueType file without the tables that the page's text drawing does not read: layout features, hints, names.
// The glyphs and their metrics stay as they are.
const kept = new Set(["OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name"]);

export function slimFont(font) {
  const count = font.readUInt16BE(4);
  const tables = [];
  for (let at = 12; at < 12 + 16 * count; at += 16) {
    const tag = font.toString("latin1", at, at + 4);
    const begin = font.readUInt32BE(at + 8);
    const length = font.readUInt32BE(at + 12);
    if (kept.has(tag)) tables.push({ tag, sum: font.readUInt32BE(at + 4), bytes: font.subarray(begin, begin + length) });
  }
  const header = Buffer.alloc(12 + 16 * tables.length);
  font.copy(header, 0, 0, 4);
  header.writeUInt16BE(tables.length, 4);
  const power = Math.floor(Math.log2(tables.length));
  header.writeUInt16BE(16 << power, 6);
  header.writeUInt16BE(power, 8);
  header.writeUInt16BE(16 * tables.length - (16 << power), 10);
  const parts = [header];
  let place = header.length;
  tables.forEach(({ tag, sum, bytes }, index) => {
    const at = 12 + 16 * index;
    header.write(tag, at, "latin1");
    header.writeUInt32BE(sum, at + 4);
    header.writeUInt32BE(place, at + 8);
    header.writeUInt32BE(bytes.length, at + 12);
    const padding = Buffer.alloc((4 - (bytes.length % 4)) % 4);
    parts.push(bytes, padding);
    place += bytes.length + padding.length;
  });
  return Buffer.concat(parts);
}
