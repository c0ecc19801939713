// gzip and zip on the way in: each member becomes a file of its own, unpacked by the browser. Reads no logs; a name in
// an archive is a label. The limits and sentences are those of cli/unpack.h.
import type { Incoming } from "./files";

const mostMembers = 10_000;
const freeBytes = 64 * 2 ** 20; // below this no proportion is asked for
const mostRatio = 250;
const mostTotal = 4 * 2 ** 30; // unpacked bytes of one container that a tab keeps
const damaged = "Its compressed data is damaged or cut off; what came before was read.";

interface Bomb {
  packed: number;
  out: number;
}
const bombSentence = ({ packed, out }: Bomb): string =>
  out > mostTotal
    ? `It unpacks to more than ${mostTotal / 2 ** 30} GiB, which is not read on; unpack it and give the files that matter.`
    : out > freeBytes && out / mostRatio > packed
      ? `It unpacks to more than ${mostRatio} times its size, which no export does; it was not read on.`
      : "";

async function bytesOf(file: Blob, begin: number, size: number): Promise<DataView> {
  return new DataView(await file.slice(begin, begin + size).arrayBuffer());
}

const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
// Workbooks and documents are zip archives too; the core names those.
const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4 && !new TextDecoder("latin1").decode(head).includes("[Content_Types].xml");

// What the stream gives until it ends, breaks or is too much.
async function drain(packed: Blob, format: CompressionFormat | null, bomb: Bomb): Promise<{ parts: Blob; problem: string }> {
  const gather: Blob[] = [];
  let some: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  let problem = "";
  const keep = (): void => {
    gather.push(new Blob(some)); // the browser may put it on disk
    some = [];
    size = 0;
  };
  bomb.packed += packed.size;
  const stream = format === null ? packed.stream() : packed.stream().pipeThrough(new DecompressionStream(format));
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      some.push(next.value);
      size += next.value.length;
      bomb.out += next.value.length;
      if (size > 2 ** 24) keep();
      problem = bombSentence(bomb);
      if (problem !== "") {
        void reader.cancel();
        break;
      }
    }
  } catch {
    problem = damaged;
  }
  keep();
  return { parts: new Blob(gather), problem };
}

async function openGzip(file: Blob, name: string, bomb: Bomb): Promise<Incoming> {
  const { parts, problem } = await drain(file, "gzip", bomb);
  return { file: new File([parts], name), name, problem };
}

interface Member {
  name: string;
  at: number;
  packed: number;
  unpacked: number;
  flags: number;
  method: number;
}

// The directory's members (APPNOTE 6.3, with zip64), or a sentence.
async function directory(file: Blob): Promise<Member[] | string> {
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
      name: "",
      flags: list.getUint16(at + 8, true),
      method: list.getUint16(at + 10, true),
      packed: list.getUint32(at + 20, true),
      unpacked: list.getUint32(at + 24, true),
      at: list.getUint32(at + 42, true),
    };
    const label = new Uint8Array(list.buffer, at + 46, nameSize);
    try {
      member.name = new TextDecoder("utf-8", { fatal: true }).decode(label);
    } catch {
      member.name = Array.from(label, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : "?")).join("");
    }
    member.name = member.name.replaceAll("\\", "/");
    widen(list, at + 46 + nameSize, extraSize, member);
    members.push(member);
    at = next;
  }
  return members.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
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

function whyNot(member: Member): string {
  if ((member.flags & 1) !== 0 || member.method === 99) return "It is encrypted: unpack the archive with its password first.";
  if (member.method !== 0 && member.method !== 8) return `It is compressed in a way that is not read (method ${member.method}): unpack it first.`;
  return "";
}

async function openMember(file: Blob, member: Member, name: string, bomb: Bomb): Promise<Incoming> {
  const refused = (problem: string): Incoming => ({ file: new File([], name), name, problem });
  const reason = whyNot(member) || bombSentence(bomb);
  if (reason !== "") return refused(reason);
  const local = await bytesOf(file, member.at, 30);
  if (local.byteLength < 30 || local.getUint32(0, true) !== 0x04034b50) return refused(damaged);
  const data = member.at + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  let { parts, problem } = await drain(file.slice(data, data + member.packed), member.method === 8 ? "deflate-raw" : null, bomb);
  if (problem === "" && parts.size !== member.unpacked) problem = damaged;
  const head = new Uint8Array(await parts.slice(0, 3).arrayBuffer());
  if (problem === "" && isGzip(head)) return openGzip(parts, name, bomb);
  return { file: new File([parts], name), name, problem };
}

async function openZip(file: Blob, name: string, found: Incoming[]): Promise<void> {
  const members = await directory(file);
  const refused = (problem: string): void => void found.push({ file: new File([], name), name, problem });
  if (typeof members === "string") return refused(members);
  const bomb: Bomb = { packed: 0, out: 0 };
  const wanted = members.filter(({ name: path }) => {
    const base = path.slice(path.lastIndexOf("/") + 1);
    return base !== "" && !base.startsWith(".") && !path.startsWith("__MACOSX/");
  });
  if (wanted.length === 0) return refused("It is a zip archive that holds no files.");
  for (const member of wanted) found.push(await openMember(file, member, `${name}/${member.name}`, bomb));
}

// The same files, containers replaced by what they hold.
export async function unpackAll(files: Incoming[]): Promise<Incoming[]> {
  const found: Incoming[] = [];
  for (const incoming of files) {
    const { file, name } = incoming;
    try {
      const head = new Uint8Array(await file.slice(0, 4096).arrayBuffer());
      if (isGzip(head)) found.push(await openGzip(file, name, { packed: 0, out: 0 }));
      else if (isZip(head)) await openZip(file, name, found);
      else found.push(incoming);
    } catch {
      found.push(incoming); // unreadable: the worker says so
    }
  }
  return found;
}
