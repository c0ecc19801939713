// A gzip file's bytes (RFC 1952), of all its members: browsers stop with an error behind the first one. Every member's
// checksum is the browser's to judge.

type Chunk = Uint8Array<ArrayBuffer>;
const scanBytes = 1 << 20;
const shortest = 18; // bytes of an empty member
const mostTries = 64; // places that look like a member's beginning and are none

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;

async function* inflated(packed: Blob): AsyncGenerator<Chunk> {
  const reader = packed.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

async function isWhole(packed: Blob): Promise<boolean> {
  try {
    for await (const _ of inflated(packed));
    return true;
  } catch {
    return false;
  }
}

// Places from `begin` on where a member may begin.
async function* beginnings(file: Blob, begin: number): AsyncGenerator<number> {
  for (let at = begin; at < file.size; at += scanBytes) {
    const bytes = new Uint8Array(await file.slice(at, at + scanBytes + 3).arrayBuffer());
    for (let i = bytes.indexOf(0x1f); i >= 0 && i < scanBytes; i = bytes.indexOf(0x1f, i + 1)) {
      if (isGzip(bytes.subarray(i, i + 3)) && (bytes[i + 3] ?? 0xff) < 0x20) yield at + i;
    }
  }
}

// Where the member that begins at `at` ends and another begins; -1: nowhere.
async function endOf(file: Blob, at: number): Promise<number> {
  let tries = 0;
  for await (const end of beginnings(file, at + shortest)) {
    if (await isWhole(file.slice(at, end))) return end;
    if (++tries === mostTries) break;
  }
  return -1;
}

async function* without(count: number, chunks: AsyncGenerator<Chunk>): AsyncGenerator<Chunk> {
  for await (const chunk of chunks) {
    if (chunk.length > count) yield chunk.subarray(count);
    count = Math.max(0, count - chunk.length);
  }
}

// Throws where the data is damaged or cut off.
export async function* gunzip(file: Blob): AsyncGenerator<Chunk> {
  for (let at = 0; ; ) {
    let given = 0;
    try {
      for await (const chunk of inflated(file.slice(at))) {
        given += chunk.length;
        yield chunk;
      }
      return;
    } catch (problem) {
      const end = await endOf(file, at);
      if (end < 0) throw problem;
      yield* without(given, inflated(file.slice(at, end)));
      at = end;
    }
  }
}
