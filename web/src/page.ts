// The page: compiles the module, starts the view on the canvas and the engine in a worker, and passes between them.
// Draws nothing and judges nothing.
import { compiledModule, hasSample, sampleFiles, typefaces } from "./assets";
import { cursorName, watchSize } from "./canvas";
import { copyText, saveText } from "./clipboard";
import { Engine } from "./engine";
import { showFailure } from "./failure";
import { makePickers, watchDrops, type Incoming } from "./files";
import { makeGlyphSource } from "./glyph";
import { watchInput } from "./input";
import { Mirror } from "./mirror";
import { instantiate, put, type Crumbtrail } from "./module";

const preferencesKey = "crumbtrail.preferences";
const startProblems = ["", "This browser has no WebGL2, or it is switched off.", "This browser's graphics could not build the page's shaders."];
const startAdvice = "Crumbtrail needs WebGL2: Chromium, Edge, Firefox or Safari 15 and newer, with hardware or software rendering allowed.";

function byId<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element ${id}.`);
  return found as T;
}

// Storage is refused in some browsers for file: pages; then nothing is remembered.
function recall(): string {
  try {
    return window.localStorage.getItem(preferencesKey) ?? "";
  } catch {
    return "";
  }
}
function remember(json: string): void {
  try {
    window.localStorage.setItem(preferencesKey, json);
  } catch {
    // as above
  }
}

function localTime(unixMs: number): string {
  return new Date(unixMs).toLocaleTimeString(undefined, { hour12: false, timeZoneName: "short" });
}

function proof(): string {
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name.slice(0, 60));
  const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute("content") ?? "none";
  return `Policy: ${policy}\nLoaded since the page was opened: ${loaded.length === 0 ? "nothing" : loaded.join(", ")}`;
}

class Page {
  private frameAsked = 0;
  private timer = 0;
  private progressTimer = 0;
  private input = true;
  private failed = false;
  private mirrorRevision = -1;
  private readonly canvas = byId<HTMLCanvasElement>("screen");
  private readonly field = byId<HTMLTextAreaElement>("typing");
  private readonly engine: Engine;
  private readonly mirror: Mirror;

  constructor(
    private readonly view: Crumbtrail,
    module: WebAssembly.Module,
  ) {
    this.engine = new Engine(module, {
      message: (bytes) => this.receive(new Uint8Array(bytes)),
      stopped: (why) => this.guarded(() => view.viewEngineStopped(why)),
      gaveUp: (why) => this.guarded(() => view.viewEngineStopped(`${why} It did so several times in a row: close the case and drop fewer files.`)),
    });
    this.mirror = new Mirror(byId("mirror"), (id) => this.guarded(() => view.viewActivate(id)));
  }

  start(fonts: { sans: Uint8Array; strong: Uint8Array; mono: Uint8Array }): void {
    const { view, canvas } = this;
    const pickers = makePickers(byId("pick-files"), byId("pick-folder"), (files) => this.take(files));
    const acts: Record<string, () => void> = {
      "pick-files": () => pickers.files(),
      "pick-folder": () => pickers.folder(),
      sample: () => void sampleFiles().then((files) => this.take(files.map((file) => ({ file, name: file.name })))),
      cancel: () => this.engine.cancel(),
      "close-case": () => {
        this.engine.close();
        window.setTimeout(() => this.guarded(() => view.viewCloseCase())); // not while the view draws
      },
    };
    const host = {
      post: (bytes: Uint8Array) => this.engine.send(bytes.slice().buffer),
      copy: copyText,
      save: saveText,
      act: (what: string) => acts[what]?.(),
      remember,
      localTime,
      proof,
      glyph: makeGlyphSource(),
    };
    const light = window.matchMedia("(prefers-color-scheme: light)").matches;
    const options = { ...fonts, preferences: recall(), apple: /Mac|iP/.test(navigator.platform), light, hasSample: hasSample() };
    const problem = view.viewStart(host, "#screen", options);
    if (problem !== 0) return this.fail(startProblems[problem] ?? "", startAdvice);
    watchSize(canvas, (width, height, ratio) => {
      view.viewResize(width, height, ratio);
      this.ask();
      this.draw(performance.now()); // at once: a resized canvas is blank until it is drawn
    });
    watchInput(canvas, this.field, view, () => this.ask());
    watchDrops(document.documentElement, (files) => this.take(files), (over) => document.body.classList.toggle("dropping", over));
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => this.guarded(() => view.viewRestoreGraphics()));
    document.body.dataset["ready"] = "true";
    this.ask();
  }

  private take(files: Incoming[]): void {
    this.engine.add(files);
    this.ask();
  }

  private fail(why: string, advice: string): void {
    this.failed = true;
    showFailure(why, advice);
  }

  // A trap in the view leaves nothing to draw with; the page says so and stays.
  private protect<T>(work: () => T): T | undefined {
    if (this.failed) return undefined;
    try {
      return work();
    } catch (problem) {
      this.fail(`The screen stopped: ${problem instanceof Error ? problem.message : String(problem)}`, "Load the page again and drop the files once more. Nothing was sent anywhere.");
      return undefined;
    }
  }

  private guarded(work: () => unknown): void {
    this.protect(work);
    this.ask();
  }

  // Progress is drawn now and then, an answer at once.
  private receive(bytes: Uint8Array): void {
    const wait = this.protect(() => this.view.viewReceive(put(this.view, bytes))) ?? 0;
    if (wait === 0) this.askFrame();
    else if (this.progressTimer === 0)
      this.progressTimer = window.setTimeout(() => {
        this.progressTimer = 0;
        this.askFrame();
      }, wait);
  }

  private ask(): void {
    this.input = true;
    this.askFrame();
  }
  private askFrame(): void {
    if (this.frameAsked === 0) this.frameAsked = requestAnimationFrame((now) => this.draw(now));
  }

  private draw(_now: number): void {
    this.frameAsked = 0;
    const input = this.input;
    this.input = false;
    this.protect(() => {
      const wish = this.view.viewFrame(Date.now(), input);
      this.canvas.style.cursor = cursorName(wish.cursor);
      this.placeField();
      if (wish.mirror !== this.mirrorRevision) {
        this.mirrorRevision = wish.mirror;
        this.mirror.show(this.view.viewMirror());
      }
      window.clearTimeout(this.timer);
      if (wish.againInMs === 0) this.askFrame();
      else if (wish.againInMs > 0) this.timer = window.setTimeout(() => this.askFrame(), wish.againInMs);
    });
  }

  // Where an input method opens its window.
  private placeField(): void {
    const ime = this.view.viewIme();
    const ratio = window.devicePixelRatio;
    this.field.style.transform = ime.wanted ? `translate(${ime.x / ratio}px, ${ime.y / ratio}px)` : "";
  }
}

export async function runPage(): Promise<void> {
  try {
    const [module, fonts] = await Promise.all([compiledModule(), typefaces()]);
    const view = await instantiate(module);
    new Page(view, module).start(fonts);
  } catch (problem) {
    showFailure(`The page could not start: ${problem instanceof Error ? problem.message : String(problem)}`, startAdvice);
  }
}
