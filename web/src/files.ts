// The door: files and folders that are dropped or chosen. Only names and File objects; no byte is read here.

export interface Incoming {
  file: File;
  name: string;
  problem?: string; // why there are no bytes of it; it is refused
}
export type TakeFiles = (files: Incoming[]) => void;

const mostFiles = 10_000; // a dropped home directory is a mistake, not a case
const tooMany = `It and what follows it in this folder were left out: more than ${mostFiles} files are not taken at once.`;

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function readSome(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

async function walk(entry: FileSystemEntry, path: string, found: Incoming[]): Promise<void> {
  const name = path === "" ? entry.name : `${path}/${entry.name}`;
  if (found.length >= mostFiles) {
    if (found.length === mostFiles) found.push({ file: new File([], name), name, problem: tooMany });
    return;
  }
  if (entry.isFile) {
    found.push({ file: await fileOf(entry as FileSystemFileEntry), name });
  } else if (entry.isDirectory) {
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    for (let some = await readSome(reader); some.length > 0; some = await readSome(reader)) {
      for (const each of some) await walk(each, name, found);
    }
  }
}

// By name, so that the order in which a browser lists them changes nothing.
function inOrder(files: Incoming[]): Incoming[] {
  return files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

async function dropped(transfer: DataTransfer): Promise<Incoming[]> {
  // Entries must be taken before the first await: the transfer is empty afterwards.
  const entries: FileSystemEntry[] = [];
  const loose: Incoming[] = [];
  for (const item of Array.from(transfer.items)) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory) entries.push(entry);
    else {
      const file = item.getAsFile();
      if (file) loose.push({ file, name: file.name });
    }
  }
  for (const entry of entries) await walk(entry, "", loose);
  return inOrder(loose);
}

export function watchDrops(target: HTMLElement, take: TakeFiles, hover: (over: boolean) => void): void {
  let depth = 0;
  target.addEventListener("dragenter", (event) => {
    event.preventDefault();
    hover(++depth > 0);
  });
  target.addEventListener("dragover", (event) => {
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
  });
  target.addEventListener("dragleave", () => hover(--depth > 0));
  target.addEventListener("drop", (event) => {
    event.preventDefault();
    depth = 0;
    hover(false);
    if (event.dataTransfer) void dropped(event.dataTransfer).then((files) => files.length > 0 && take(files));
  });
}

export interface Pickers {
  files(): void;
  folder(): void;
}

export function makePickers(filesInput: HTMLInputElement, folderInput: HTMLInputElement, take: TakeFiles): Pickers {
  for (const input of [filesInput, folderInput]) {
    input.addEventListener("change", () => {
      const chosen = Array.from(input.files ?? []).map((file) => ({ file, name: file.webkitRelativePath || file.name }));
      input.value = "";
      if (chosen.length > 0) take(inOrder(chosen));
    });
  }
  return { files: () => filesInput.click(), folder: () => folderInput.click() };
}
