// The canvas in device pixels, whatever the zoom: its size and the ratio are told to the view when they change.

export function watchSize(canvas: HTMLCanvasElement, resized: (width: number, height: number, ratio: number) => void): void {
  function apply(width: number, height: number): void {
    canvas.width = Math.max(width, 1);
    canvas.height = Math.max(height, 1);
    resized(canvas.width, canvas.height, window.devicePixelRatio);
  }
  function byRatio(): void {
    apply(Math.round(canvas.clientWidth * window.devicePixelRatio), Math.round(canvas.clientHeight * window.devicePixelRatio));
  }
  const observer = new ResizeObserver(([entry]) => {
    const exact = entry?.devicePixelContentBoxSize?.[0];
    // The exact box settles the rounding of fractional ratios; under an emulated ratio it tells another screen's.
    const near = exact && Math.abs(exact.inlineSize - canvas.clientWidth * window.devicePixelRatio) <= 1;
    if (near) apply(exact.inlineSize, exact.blockSize);
    else byRatio();
  });
  try {
    observer.observe(canvas, { box: "device-pixel-content-box" });
  } catch {
    observer.observe(canvas); // a browser that cannot measure device pixels
  }
  // Moving to another screen changes the ratio without changing the size.
  function watchRatio(): void {
    window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`).addEventListener("change", () => {
      byRatio();
      watchRatio();
    }, { once: true });
  }
  watchRatio();
  byRatio();
}

const cursors = ["default", "text", "move", "ns-resize", "ew-resize", "nesw-resize", "nwse-resize", "pointer", "wait", "progress", "not-allowed"];

export function cursorName(index: number): string {
  return index < 0 ? "none" : (cursors[index] ?? "default");
}
