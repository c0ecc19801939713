// The page's events as plain values for the view: pointer, wheel, keys, typed and composed text, paste.
// One hidden field takes text, so that input methods, dead keys and paste work as everywhere else.
import type { Crumbtrail } from "./module";

const linePixels = 40; // wheel deltas in pixels, for one line of scrolling
const pageLines = 10;

// With Ctrl or Command only these go to the view; all others stay the browser's (zoom, tabs, reload).
const withControl = new Set(["a", "c", "x", "z", "y", "Enter", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Backspace", "Delete", " "]);
const browserKeys = /^(F\d+|Unidentified|Dead|Process|Control|Shift|Alt|Meta|CapsLock)$/;
const kept = new Set(["Tab", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", "Enter", "Backspace", "Delete"]);

export function watchInput(canvas: HTMLCanvasElement, field: HTMLTextAreaElement, view: Crumbtrail, happened: () => void): void {
  const ratio = (): number => canvas.width / Math.max(canvas.clientWidth, 1);

  function modifiers(event: KeyboardEvent | MouseEvent): void {
    view.viewModifiers(event.ctrlKey, event.shiftKey, event.altKey, event.metaKey);
  }
  function point(event: PointerEvent | WheelEvent): void {
    const touch = event instanceof PointerEvent && event.pointerType === "touch";
    view.viewPointer(event.offsetX * ratio(), event.offsetY * ratio(), touch);
  }

  canvas.addEventListener("pointermove", (event) => {
    point(event);
    happened();
  });
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    field.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    modifiers(event);
    point(event);
    view.viewButton(event.button, true);
    happened();
  });
  canvas.addEventListener("pointerup", (event) => {
    point(event);
    view.viewButton(event.button, false);
    happened();
  });
  canvas.addEventListener("pointerleave", () => {
    view.viewPointer(-1e9, -1e9, false);
    happened();
  });
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener(
    "wheel",
    (event) => {
      if (event.ctrlKey) return; // the browser's zoom
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 / linePixels : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? pageLines : 1;
      modifiers(event);
      point(event);
      view.viewWheel(-event.deltaX * unit, -event.deltaY * unit);
      happened();
    },
    { passive: false },
  );

  function key(event: KeyboardEvent, down: boolean): void {
    if (event.isComposing || (event.target instanceof HTMLButtonElement && (event.key === "Enter" || event.key === " "))) return;
    modifiers(event);
    const control = event.ctrlKey || event.metaKey;
    if (browserKeys.test(event.key) || (control && !withControl.has(event.key.length === 1 ? event.key.toLowerCase() : event.key))) {
      happened();
      return;
    }
    if (down && (kept.has(event.key) || (control && event.key !== "c"))) event.preventDefault();
    // A letter typed into a text comes through the field; as a key besides it would cost a frame each.
    const letter = event.key.length === 1 && !control && !event.altKey;
    if (!down || !letter || !view.viewWantsText()) view.viewKey(event.code, event.key, down);
    happened();
  }
  window.addEventListener("keydown", (event) => key(event, true));
  window.addEventListener("keyup", (event) => key(event, false));

  function takeText(): void {
    if (field.value === "") return;
    view.viewText(field.value);
    field.value = "";
    happened();
  }
  field.addEventListener("input", (event) => {
    if (!(event instanceof InputEvent) || !event.isComposing) takeText();
  });
  field.addEventListener("compositionstart", () => field.classList.add("composing"));
  field.addEventListener("compositionend", () => {
    field.classList.remove("composing");
    takeText();
  });
  window.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    event.preventDefault();
    if (text === "") return;
    view.viewPaste(text);
    happened();
  });

  window.addEventListener("focus", () => {
    view.viewFocus(true);
    field.focus({ preventScroll: true });
    happened();
  });
  window.addEventListener("blur", () => {
    view.viewFocus(false);
    happened();
  });
  field.focus({ preventScroll: true });
}
