// The engine's worker: hands files to the engine one after the other, hands its messages on, reads slices again when
// asked. Parses nothing: a log's bytes go to C++ as they are.
import { instantiate, put, type Crumbtrail } from "./module";
import type { DoorFile, ToPage, ToWorker } from "./protocol";
import { readDecoded } from "./slices";
import { WholeSource, type Source } from "./source";
import { membersOf } from "./unpack";

const smallBytes = 1 << 20; // decisions and checks are smaller than this, and than a chunk

interface WorkerScope {
  postMessage(message: ToPage, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
}

interface FileJob {
  kind: "file";
  file: DoorFile;
  again: boolean;
  poisoned: number[];
}
type Job = FileJob | { kind: "batch-end"; grade: boolean };

interface Archive {
  name: string;
  sha256: string;
}
const noArchive: Archive = { name: "", sha256: "" };

export function runWorker(scope: WorkerScope): void {
  let engine: Crumbtrail | null = null;
  let dead = false;
  let stop = false;
  let working = false;
  const early: ArrayBuffer[] = []; // messages that came before the engine stood
  const jobs: Job[] = [];
  const sources = new Map<number, Source>();

  // A trap leaves the instance in no defined state: say why and do nothing any more; the page starts another worker.
  function die(problem: unknown): void {
    if (dead) return;
    dead = true;
    scope.postMessage({ kind: "dead", why: problem instanceof Error ? problem.message : String(problem) });
  }

  function guarded<T>(work: () => T): T | undefined {
    if (dead) return undefined;
    try {
      return work();
    } catch (problem) {
      die(problem);
      return undefined;
    }
  }

  const door = {
    post(view: Uint8Array): void {
      const copy = view.slice();
      scope.postMessage({ kind: "message", bytes: copy.buffer }, [copy.buffer]);
    },
    read(id: number, offset: number, bytes: number, encoding: string): Uint8Array {
      const source = sources.get(id);
      return source ? readDecoded(source.blob(), offset, bytes, encoding) : new Uint8Array();
    },
  };

  async function readSource(core: Crumbtrail, id: number, source: Source, again: boolean, archive: Archive): Promise<void> {
    const { name } = source;
    const refuse = (why: string): void => void guarded(() => core.engineRefuseFile(id, name, why, archive.name, archive.sha256));
    if (stop) return refuse("Reading was stopped before this file.");
    const chunks = source.chunks();
    let next = await chunks.next();
    if (next.done && source.problem !== "") return refuse(source.problem);
    const small = next.value;
    if (small && small.length <= smallBytes && guarded(() => core.engineTakeSmall(name, put(core, small), again))) return;
    sources.set(id, source);
    guarded(() => core.engineBeginFile(id, name, source.size, archive.name, archive.sha256));
    let broken = "";
    for (; !next.done && !dead; next = await chunks.next()) {
      const chunk = next.value;
      if (!guarded(() => core.enginePush(id, put(core, chunk)))) break;
      if (stop) {
        broken = "Reading was stopped before the end of the file.";
        break;
      }
    }
    await chunks.return(undefined);
    guarded(() => core.engineEndFile(id, broken || source.problem));
  }

  async function hashOf(core: Crumbtrail, source: Source): Promise<string> {
    for await (const chunk of source.chunks()) guarded(() => core.engineHash(put(core, chunk)));
    return guarded(() => core.engineHashed()) ?? "";
  }

  async function readFile(core: Crumbtrail, { file: { id, file, name, problem }, again, poisoned }: FileJob): Promise<void> {
    const left = (each: number, source: Source): Source =>
      poisoned.includes(each) ? new WholeSource(source.name, new Blob(), "The engine stopped while reading this file; it was left out.") : source;
    const whole = left(id, new WholeSource(name, file, problem));
    const members = whole.problem === "" ? await membersOf(file, name) : null;
    if (!members) return readSource(core, id, whole, again, noArchive);
    const archive = { name, sha256: await hashOf(core, whole) };
    let each = id;
    for await (const member of members) {
      scope.postMessage({ kind: "reading", id: ++each });
      await readSource(core, each, left(each, member), again, archive);
      if (dead) return;
    }
  }

  async function work(core: Crumbtrail): Promise<void> {
    if (working) return;
    working = true;
    for (let job = jobs.shift(); job && !dead; job = jobs.shift()) {
      if (job.kind === "file") {
        const { id, name } = job.file;
        scope.postMessage({ kind: "reading", id });
        try {
          await readFile(core, job);
        } catch {
          guarded(() => core.engineRefuseFile(id, name, "The browser could not read this file.", "", ""));
        }
        if (!dead) scope.postMessage({ kind: "reading", id: null });
      } else if (!jobs.some((later) => later.kind === "file")) {
        stop = false;
        const { grade } = job;
        guarded(() => core.engineAllRead(grade));
      }
    }
    working = false;
  }

  function receive(core: Crumbtrail, bytes: ArrayBuffer): void {
    guarded(() => core.engineReceive(put(core, new Uint8Array(bytes))));
  }

  async function start(module: WebAssembly.Module): Promise<void> {
    const core = await instantiate(module);
    guarded(() => core.engineStart(door));
    engine = core;
    for (const bytes of early.splice(0)) receive(core, bytes);
    await work(core);
  }

  scope.onmessage = (event) => {
    const message = event.data;
    if (message.kind === "start") start(message.module).catch(die);
    else if (message.kind === "message") {
      if (engine) receive(engine, message.bytes);
      else early.push(message.bytes);
    } else if (message.kind === "stop-reading") stop = true;
    else {
      jobs.push(message);
      if (engine) void work(engine);
    }
  };
}
