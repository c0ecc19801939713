// The bytes of one file in chunks, whether it lies on the disk or in a container; and again later, as a Blob.
// Knows nothing of what they mean.
import { TooMuch } from "./bomb";
import { damaged } from "./zip";

const chunkBytes = 4 << 20;

export interface Source {
  readonly name: string;
  readonly size: number; // bytes that will come; 0: not known
  problem: string; // why not all of it came; with no bytes it is refused
  chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>>; // each good until the next is asked for
  blob(): Blob; // what came
}

type Chunk = Uint8Array<ArrayBuffer>;

// The browser writes into one buffer of ours, again and again: in Chromium ten times as fast as slices of a File.
async function* filled(reader: ReadableStreamBYOBReader): AsyncGenerator<Chunk> {
  let buffer = new ArrayBuffer(chunkBytes);
  for (let at = 0; ; ) {
    const { done, value } = await reader.read(new Uint8Array(buffer, at));
    if (value) {
      buffer = value.buffer;
      at += value.byteLength;
    }
    if (at > 0 && (done || at === chunkBytes)) {
      yield new Uint8Array(buffer, 0, at);
      at = 0;
    }
    if (done) return;
  }
}

async function* sliced(file: Blob): AsyncGenerator<Chunk> {
  for (let at = 0; at < file.size; at += chunkBytes) yield new Uint8Array(await file.slice(at, at + chunkBytes).arrayBuffer());
}

function byteReader(file: Blob): ReadableStreamBYOBReader | null {
  try {
    return file.stream().getReader({ mode: "byob" });
  } catch {
    return null; // this browser's files are no byte streams
  }
}

export class WholeSource implements Source {
  readonly size: number;
  constructor(
    readonly name: string,
    private readonly file: Blob,
    public problem = "",
  ) {
    this.size = file.size;
  }

  async *chunks(): AsyncGenerator<Chunk> {
    const reader = byteReader(this.file);
    try {
      yield* reader ? filled(reader) : sliced(this.file);
    } catch {
      this.problem = "The browser could not read the file to its end.";
    } finally {
      void reader?.cancel().catch(() => undefined);
    }
  }

  blob(): Blob {
    return this.file;
  }
}

// What comes out of a container is kept: unpacking again from its beginning would be slow.
export class PackedSource implements Source {
  problem = "";
  private readonly kept: Blob[] = []; // the browser may put them on disk

  constructor(
    readonly name: string,
    readonly size: number,
    private readonly open: () => AsyncGenerator<Chunk>,
  ) {}

  async *chunks(): AsyncGenerator<Chunk> {
    let some: Chunk[] = [];
    let size = 0;
    const gathered = async (): Promise<Chunk> => {
      const blob = new Blob(some);
      this.kept.push(blob);
      some = [];
      size = 0;
      return new Uint8Array(await blob.arrayBuffer());
    };
    try {
      for await (const chunk of this.open()) {
        some.push(chunk);
        size += chunk.length;
        if (size >= chunkBytes) yield await gathered();
      }
    } catch (problem) {
      this.problem = problem instanceof TooMuch ? problem.message : damaged;
    }
    if (size > 0) yield await gathered();
  }

  blob(): Blob {
    return new Blob(this.kept);
  }
}
