// What page and worker say to each other around the core's own messages, whose bytes pass through unread.

export interface DoorFile {
  id: number;
  file: File;
  name: string; // with its folders
  problem?: string; // see Incoming
}

export type ToWorker =
  | { kind: "start"; module: WebAssembly.Module }
  | { kind: "file"; file: DoorFile; again: boolean; poisoned: boolean } // poisoned: the engine stopped while reading it
  | { kind: "batch-end"; grade: boolean }
  | { kind: "message"; bytes: ArrayBuffer }
  | { kind: "stop-reading" };

export type ToPage =
  | { kind: "message"; bytes: ArrayBuffer }
  | { kind: "reading"; id: number | null }
  | { kind: "dead"; why: string };
