// The engine's worker: reads files in chunks into the engine, hands its messages on, reads slices again when asked.
// Parses nothing: a log's bytes go to C++ as they are.
import { instantiate, put, type Crumbtrail } from "./module";
import type { DoorFile, ToPage, ToWorker } from "./protocol";
import { readDecoded } from "./slices";

const chunkBytes = 4 << 20;
const smallBytes = 1 << 20; // decisions and checks are smaller than this

interface WorkerScope {
  postMessage(message: ToPage, transfer?: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
}

type Job = { kind: "file"; file: DoorFile; again: boolean; poisoned: boolean } | { kind: "batch-end"; grade: boolean };

export function runWorker(scope: WorkerScope): void {
  let engine: Crumbtrail | null = null;
  let dead = false;
  let stop = false;
  let working = false;
  const early: ArrayBuffer[] = []; // messages that came before the engine stood
  const jobs: Job[] = [];
  const files = new Map<number, File>();

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
      const file = files.get(id);
      return file ? readDecoded(file, offset, bytes, encoding) : new Uint8Array();
    },
  };

  async function readFile(core: Crumbtrail, { id, file, name, problem = "" }: DoorFile, again: boolean): Promise<void> {
    if (file.size === 0 && problem !== "") {
      guarded(() => core.engineRefuseFile(id, name, problem));
      return;
    }
    if (file.size <= smallBytes) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      if (guarded(() => core.engineTakeSmall(name, put(core, bytes), again))) return;
    }
    files.set(id, file);
    guarded(() => core.engineBeginFile(id, name, file.size));
    let broken = problem;
    for (let at = 0; at < file.size && !dead; at += chunkBytes) {
      if (stop) {
        broken = "Reading was stopped before the end of the file.";
        break;
      }
      let chunk: Uint8Array;
      try {
        chunk = new Uint8Array(await file.slice(at, at + chunkBytes).arrayBuffer());
      } catch {
        broken = "The browser could not read the file to its end.";
        break;
      }
      if (!guarded(() => core.enginePush(id, put(core, chunk)))) break;
    }
    guarded(() => core.engineEndFile(id, broken));
  }

  async function work(core: Crumbtrail): Promise<void> {
    if (working) return;
    working = true;
    for (let job = jobs.shift(); job && !dead; job = jobs.shift()) {
      if (job.kind === "file") {
        const { id, name } = job.file;
        if (job.poisoned) {
          guarded(() => core.engineRefuseFile(id, name, "The engine stopped while reading this file; it was left out."));
          continue;
        }
        scope.postMessage({ kind: "reading", id });
        try {
          await readFile(core, job.file, job.again);
        } catch {
          guarded(() => core.engineRefuseFile(id, name, "The browser could not read this file."));
        }
        scope.postMessage({ kind: "reading", id: null });
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
