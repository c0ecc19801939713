// Writes zip archives for tests: deflated or stored members, flags and methods as told, zip64. Reads none.
import * as zlib from "node:zlib";

const table = Array.from({ length: 256 }, (_, n) => Array.from({ length: 8 }).reduce((c) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n));
const crcOf = zlib.crc32 ?? ((bytes) => ~bytes.reduce((c, byte) => table[(c ^ byte) & 255] ^ (c >>> 8), ~0) >>> 0);

// A zip archive of { name, bytes, stored?, flags?, method? }; zip64 where there are many members.
export function zip(members) {
  const parts = [];
  const list = [];
  let at = 0;
  for (const { name, bytes, stored = false, flags = 0, method = stored ? 0 : 8 } of members) {
    const label = Buffer.from(name);
    const packed = stored ? bytes : zlib.deflateRawSync(bytes);
    const rest = Buffer.alloc(26);
    rest.writeUInt16LE(20, 0);
    rest.writeUInt16LE(flags, 2);
    rest.writeUInt16LE(method, 4);
    rest.writeUInt32LE(crcOf(bytes), 10);
    rest.writeUInt32LE(packed.length, 14);
    rest.writeUInt32LE(bytes.length, 18);
    rest.writeUInt16LE(label.length, 22);
    parts.push(Buffer.from("PK\x03\x04"), rest, label, packed);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    list.push(Buffer.from("PK\x01\x02\x14\x00"), rest, place, label);
    at += 30 + label.length + packed.length;
  }
  const directory = Buffer.concat(list);
  const wide = Buffer.alloc(56 + 20);
  wide.write("PK\x06\x06", 0, "latin1");
  wide.writeBigUInt64LE(BigInt(members.length), 32);
  wide.writeBigUInt64LE(BigInt(directory.length), 40);
  wide.writeBigUInt64LE(BigInt(at), 48);
  wide.write("PK\x06\x07", 56, "latin1");
  wide.writeBigUInt64LE(BigInt(at + directory.length), 64);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(Math.min(members.length, 0xffff), 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, directory, ...(members.length > 0xffff ? [wide] : []), end]);
}
