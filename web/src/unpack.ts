// gzip and zip on the way in: each member becomes a source of its own, unpacked by the browser while it is read.
// Reads no logs. The sentences are those of cli/unpack.h.
import { counted, type Bomb } from "./bomb";
import { gunzip, isGzip } from "./gzip";
import { PackedSource, WholeSource, type Source } from "./source";
import { damaged, directory, isWanted, isZip, packedBytes, type Member } from "./zip";

type Chunk = Uint8Array<ArrayBuffer>;

// The member's own bytes; throws when they are not as many as the directory says.
async function* inflated(packed: Blob, { method, unpacked }: Member): AsyncGenerator<Chunk> {
  const stream = packed.stream();
  const reader = (method === 8 ? stream.pipeThrough(new DecompressionStream("deflate-raw")) : stream).getReader();
  let seen = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      seen += next.value.length;
      if (seen > unpacked) throw new Error(damaged);
      yield next.value;
    }
    if (seen !== unpacked) throw new Error(damaged);
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

// A gzip file in a zip is opened too.
async function* opened(chunks: AsyncGenerator<Chunk>, bomb: Bomb): AsyncGenerator<Chunk> {
  const first = await chunks.next();
  if (first.done) return;
  if (!isGzip(first.value)) {
    yield first.value;
    return yield* chunks;
  }
  const inner = [first.value];
  for await (const chunk of chunks) inner.push(chunk);
  yield* counted(gunzip(new Blob(inner)), bomb);
}

async function openMember(file: Blob, member: Member, name: string, bomb: Bomb): Promise<Source> {
  const packed = await packedBytes(file, member);
  if (typeof packed === "string") return new WholeSource(name, new Blob(), packed);
  return new PackedSource(name, member.unpacked, () => {
    bomb.packed += packed.size;
    return opened(counted(inflated(packed, member), bomb), bomb);
  });
}

async function* openZip(file: Blob, name: string): AsyncGenerator<Source> {
  const members = await directory(file);
  if (typeof members === "string") return yield new WholeSource(name, new Blob(), members);
  const wanted = members.filter(isWanted);
  if (wanted.length === 0) return yield new WholeSource(name, new Blob(), "It is a zip archive that holds no files.");
  const bomb: Bomb = { packed: 0, out: 0 };
  for (const member of wanted) yield await openMember(file, member, `${name}/${member.name}`, bomb);
}

async function* openGzip(file: Blob, name: string): AsyncGenerator<Source> {
  yield new PackedSource(name, 0, () => counted(gunzip(file), { packed: file.size, out: 0 }));
}

// What a container holds, one after the other; null when the file is none.
export async function membersOf(file: Blob, name: string): Promise<AsyncIterable<Source> | null> {
  const head = new Uint8Array(await file.slice(0, 4096).arrayBuffer());
  return isZip(head) ? openZip(file, name) : isGzip(head) ? openGzip(file, name) : null;
}
