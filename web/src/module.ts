// The WebAssembly module as the page and the worker see it: its functions, and how bytes get in and out.
// Not its code: the loader is made by the C++ build and bundled by build.mjs.
import createCrumbtrail from "crumbtrail-module";

export interface FrameWish {
  againInMs: number;
  cursor: number;
  mirror: number;
}

export interface ImeState {
  wanted: boolean;
  x: number;
  y: number;
  height: number;
}

export interface Crumbtrail {
  readonly HEAPU8: Uint8Array;
  reserve(bytes: number): number;

  engineStart(door: object): void;
  engineTakeSmall(name: string, bytes: number, again: boolean): boolean;
  engineHash(bytes: number): void;
  engineHashed(): string;
  engineBeginFile(id: number, name: string, bytes: number, archive: string, archiveSha256: string): void;
  enginePush(id: number, bytes: number): boolean;
  engineEndFile(id: number, broken: string): void;
  engineRefuseFile(id: number, name: string, reason: string, archive: string, archiveSha256: string): void;
  engineAllRead(grade: boolean): void;
  engineReceive(bytes: number): boolean;

  viewStart(page: object, canvas: string, options: object): number;
  viewRestoreGraphics(): boolean;
  viewResize(width: number, height: number, ratio: number): void;
  viewReceive(bytes: number): number;
  viewEngineStopped(why: string): void;
  viewActivate(id: string): void;
  viewCloseCase(): void;
  viewFrame(nowMs: number, input: boolean): FrameWish;
  viewMirror(): string;
  viewIme(): ImeState;
  viewFocus(focused: boolean): void;
  viewKey(code: string, key: string, down: boolean): void;
  viewModifiers(ctrl: boolean, shift: boolean, alt: boolean, meta: boolean): void;
  viewPointer(x: number, y: number, touch: boolean): void;
  viewButton(button: number, down: boolean): void;
  viewWheel(x: number, y: number): void;
  viewText(text: string): void;
  viewPaste(text: string): void;
  viewWantsText(): boolean;
}

type Receive = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;

// One module is compiled once; each role makes an instance of it. Nothing is fetched.
export async function instantiate(module: WebAssembly.Module): Promise<Crumbtrail> {
  return (await createCrumbtrail({
    instantiateWasm(imports: WebAssembly.Imports, receive: Receive): object {
      void WebAssembly.instantiate(module, imports).then((instance) => receive(instance, module));
      return {};
    },
  })) as Crumbtrail;
}

// Copies bytes into the module's reserved room; returns their count, as the functions that read it expect.
export function put(module: Crumbtrail, bytes: Uint8Array): number {
  const address = module.reserve(bytes.byteLength);
  module.HEAPU8.set(bytes, address);
  return bytes.byteLength;
}
