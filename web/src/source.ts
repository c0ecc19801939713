// The bytes of one file in chunks, whether it lies on the disk or in a container; and again later, as a Blob.
// Knows nothing of what they mean.
import { TooMuch } from "./bomb";
import { damaged } from "./zip";

const chunkBytes = 4 << 20;

export interface Source {
  readonly name: string;
  readonly size: number; // bytes that will come; 0: not known
  problem: string; // why not all of it came; with no bytes it is refused
  chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>>;
  blob(): Blob; // what came
}

// The next chunk is read while one is worked on.
export class WholeSource implements Source {
  readonly size: number;
  constructor(
    readonly name: string,
    private readonly file: Blob,
    public problem = "",
  ) {
    this.size = file.size;
  }

  async *chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const read = (at: number): Promise<ArrayBuffer | null> =>
      at < this.file.size
        ? this.file
            .slice(at, at + chunkBytes)
            .arrayBuffer()
            .catch(() => null)
        : Promise.resolve(new ArrayBuffer(0));
    let ahead = read(0);
    for (let at = 0; at < this.file.size; at += chunkBytes) {
      const chunk = await ahead;
      if (chunk === null) {
        this.problem = "The browser could not read the file to its end.";
        return;
      }
      ahead = read(at + chunkBytes);
      yield new Uint8Array(chunk);
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
    private readonly open: () => AsyncGenerator<Uint8Array<ArrayBuffer>>,
  ) {}

  async *chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    let some: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    const gathered = async (): Promise<Uint8Array<ArrayBuffer>> => {
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
