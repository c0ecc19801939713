// The engine as the page sees it: a worker that can die, and the files that a new one reads again.
// Holds File objects only; their bytes are read in the worker.
import type { Incoming } from "./files";
import { idsOfFile, type DoorFile, type ToPage, type ToWorker } from "./protocol";

const restartsInARow = 3;

// The text of this very script: a worker from a blob needs no second file, and inherits the page's policy.
declare const crumbtrail: () => void;

export interface EngineEvents {
  message(bytes: ArrayBuffer): void;
  stopped(why: string): void; // it starts again by itself
  gaveUp(why: string): void;
}

export class Engine {
  private worker: Worker;
  private url = "";
  private files: DoorFile[] = [];
  private poisoned = new Set<number>();
  private reading: number | null = null;
  private nextId = idsOfFile;
  private restarts = 0;

  constructor(
    private readonly module: WebAssembly.Module,
    private readonly events: EngineEvents,
  ) {
    this.worker = this.launch();
  }

  private launch(): Worker {
    this.url = URL.createObjectURL(new Blob([`(${crumbtrail.toString()})()`], { type: "text/javascript" }));
    const worker = new Worker(this.url);
    worker.onmessage = (event: MessageEvent<ToPage>) => this.receive(event.data);
    worker.onerror = (event) => this.died(event.message || "The worker could not run.");
    this.post({ kind: "start", module: this.module }, worker);
    return worker;
  }

  private post(message: ToWorker, worker = this.worker): void {
    worker.postMessage(message);
  }

  private receive(message: ToPage): void {
    if (message.kind === "message") this.events.message(message.bytes);
    else if (message.kind === "reading") {
      if (message.id === null) this.restarts = 0; // a file was read whole: it gets on
      this.reading = message.id;
    } else this.died(message.why);
  }

  private died(why: string): void {
    const memory = /memory|allocat|OOM/i.test(why);
    const reason = memory ? "The engine ran out of memory." : `The engine stopped: ${why}.`;
    const duringReading = this.reading;
    if (duringReading !== null) this.poisoned.add(duringReading);
    if (++this.restarts > restartsInARow) {
      this.worker.terminate();
      this.events.gaveUp(reason);
      return;
    }
    this.restart(`${reason} It starts again and reads the files once more.`, duringReading !== null);
  }

  private restart(why: string, grade: boolean): void {
    this.worker.terminate();
    URL.revokeObjectURL(this.url);
    this.reading = null;
    this.worker = this.launch();
    this.events.stopped(why); // the view tells the new one what the analyst decided
    this.feed(this.files, grade, true);
  }

  private feed(files: DoorFile[], grade: boolean, again: boolean): void {
    for (const file of files) {
      const poisoned = [...this.poisoned].filter((id) => id >= file.id && id < file.id + idsOfFile);
      this.post({ kind: "file", file, again, poisoned });
    }
    if (files.length > 0) this.post({ kind: "batch-end", grade });
  }

  add(files: Incoming[]): void {
    const added = files.map((incoming, i) => ({ id: this.nextId + i * idsOfFile, ...incoming }));
    this.nextId += added.length * idsOfFile;
    this.files.push(...added);
    this.feed(added, true, false);
  }

  send(bytes: ArrayBuffer): void {
    this.worker.postMessage({ kind: "message", bytes } satisfies ToWorker, [bytes]);
  }

  // Reading stops at the next chunk. A grade or a query cannot be interrupted: the engine is started anew.
  cancel(): void {
    if (this.reading !== null) this.post({ kind: "stop-reading" });
    else this.restart("Stopped. The engine starts again and reads the files once more.", false);
  }

  close(): void {
    this.files = [];
    this.poisoned.clear();
    this.restarts = 0;
    this.worker.terminate();
    URL.revokeObjectURL(this.url);
    this.reading = null;
    this.worker = this.launch();
  }
}
