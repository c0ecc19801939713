// A zip archive's directory, and where each member's bytes lie (APPNOTE 6.3, with zip64). Unpacks nothing; a name in
// an archive is a label. The limits and sentences are those of cli/unpack.h.

export const mostMembers = 10_000;
export const damaged = "Its compressed data is damaged or cut off; what came before was read.";

export interface Member {
  name: string;
  at: number;
  packed: number;
  unpacked: number;
  flags: number;
  method: number;
}

async function bytesOf(file: Blob, begin: number, size: number): Promise<DataView> {
  return new DataView(await file.slice(begin, begin + size).arrayBuffer());
}

// Workbooks and documents are zip archives too; the core opens or names those (is_office_package in ingest/sniff.cpp).
const isPackage = (head: string): boolean => /^(mimetype|_rels\/|docProps\/|xl\/|word\/|ppt\/|customXml\/)/.test(head.slice(30)) || head.includes("[Content_Types].xml");
export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4 && !isPackage(new TextDecoder("latin1").decode(head));

// The members in the order of their names, or a sentence.
export async function directory(file: Blob): Promise<Member[] | string> {
  const broken = "It is a zip archive whose directory is damaged or cut off: unpack it first.";
  const tailAt = Math.max(0, file.size - 65_557 - 20);
  const tail = await bytesOf(file, tailAt, file.size - tailAt);
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) return broken;
  let [count, size, begin] = [tail.getUint16(end + 10, true), tail.getUint32(end + 12, true), tail.getUint32(end + 16, true)];
  if (end >= 20 && tail.getUint32(end - 20, true) === 0x07064b50) {
    const wide = await bytesOf(file, Number(tail.getBigUint64(end - 12, true)), 56);
    if (wide.byteLength < 56 || wide.getUint32(0, true) !== 0x06064b50) return broken;
    [count, size, begin] = [Number(wide.getBigUint64(32, true)), Number(wide.getBigUint64(40, true)), Number(wide.getBigUint64(48, true))];
  }
  if (count > mostMembers) return `It is a zip archive of ${count} members; more than ${mostMembers} are not opened: unpack it and give the files that matter.`;
  if (size > 2 ** 28) return broken;
  const list = await bytesOf(file, begin, size);
  const members: Member[] = [];
  for (let at = 0; members.length < count; ) {
    if (at + 46 > list.byteLength || list.getUint32(at, true) !== 0x02014b50) return broken;
    const [nameSize, extraSize, commentSize] = [list.getUint16(at + 28, true), list.getUint16(at + 30, true), list.getUint16(at + 32, true)];
    const next = at + 46 + nameSize + extraSize + commentSize;
    if (next > list.byteLength) return broken;
    const member: Member = {
      name: labelOf(new Uint8Array(list.buffer, at + 46, nameSize)),
      flags: list.getUint16(at + 8, true),
      method: list.getUint16(at + 10, true),
      packed: list.getUint32(at + 20, true),
      unpacked: list.getUint32(at + 24, true),
      at: list.getUint32(at + 42, true),
    };
    widen(list, at + 46 + nameSize, extraSize, member);
    members.push(member);
    at = next;
  }
  return members.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function labelOf(bytes: Uint8Array): string {
  let label: string;
  try {
    label = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    label = Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : "?")).join("");
  }
  return label.replaceAll("\\", "/");
}

// 64-bit sizes stand in the extra field 1, in this order, each only where the short one is full.
function widen(list: DataView, begin: number, size: number, member: Member): void {
  for (let at = begin; at + 4 <= begin + size; ) {
    const end = at + 4 + list.getUint16(at + 2, true);
    if (end > begin + size) return;
    let inside = at + 4;
    for (const key of ["unpacked", "packed", "at"] as const) {
      if (list.getUint16(at, true) !== 1 || member[key] !== 0xffffffff || inside + 8 > end) continue;
      member[key] = Number(list.getBigUint64(inside, true));
      inside += 8;
    }
    at = end;
  }
}

// What a case wants of an archive: no folders, and nothing that an operating system left in it.
export function isWanted({ name }: Member): boolean {
  const base = name.slice(name.lastIndexOf("/") + 1);
  return base !== "" && !base.startsWith(".") && !name.startsWith("__MACOSX/");
}

// The member's compressed bytes, or a sentence.
export async function packedBytes(file: Blob, member: Member): Promise<Blob | string> {
  if ((member.flags & 1) !== 0 || member.method === 99) return "It is encrypted: unpack the archive with its password first.";
  if (member.method !== 0 && member.method !== 8) return `It is compressed in a way that is not read (method ${member.method}): unpack it first.`;
  const local = await bytesOf(file, member.at, 30);
  if (local.byteLength < 30 || local.getUint32(0, true) !== 0x04034b50) return damaged;
  const data = member.at + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  return file.slice(data, data + member.packed);
}
