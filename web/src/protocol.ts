// What page and worker say to each other around the core's own messages, whose bytes pass through unread.

// A container's members have the ids that follow its own.
export const idsOfFile = 1 << 14;

export interface DoorFile {
  id: number;
  file: File;
  name: string; // with its folders
  problem?: string; // see Incoming
}

export type ToWorker =
  | { kind: "start"; module: WebAssembly.Module }
  | { kind: "file"; file: DoorFile; again: boolean; poisoned: number[] } // poisoned: the engine stopped while reading these ids
  | { kind: "batch-end"; grade: boolean }
  | { kind: "message"; bytes: ArrayBuffer }
  | { kind: "stop-reading" };

export type ToPage =
  | { kind: "message"; bytes: ArrayBuffer }
  | { kind: "reading"; id: number | null }
  | { kind: "dead"; why: string };
