// What is small and unpacks to very much is no export: unpacking ends in a sentence. The limits are those of
// cli/unpack.h, but for what a tab can keep.

const freeBytes = 64 * 2 ** 20; // below this no proportion is asked for
const mostRatio = 250;
const mostTotal = 4 * 2 ** 30; // unpacked bytes of one container that a tab keeps

// Of one container: bytes that went in and came out so far.
export interface Bomb {
  packed: number;
  out: number;
}

export class TooMuch extends Error {}

function judge({ packed, out }: Bomb): void {
  if (out > mostTotal) throw new TooMuch(`It unpacks to more than ${mostTotal / 2 ** 30} GiB, which is not read on; unpack it and give the files that matter.`);
  if (out > freeBytes && out / mostRatio > packed) throw new TooMuch(`It unpacks to more than ${mostRatio} times its size, which no export does; it was not read on.`);
}

// The same chunks, counted; throws TooMuch.
export async function* counted(chunks: AsyncGenerator<Uint8Array<ArrayBuffer>>, bomb: Bomb): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  judge(bomb);
  for await (const chunk of chunks) {
    bomb.out += chunk.length;
    yield chunk;
    judge(bomb);
  }
}
