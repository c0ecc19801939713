// Glyphs that the page's typefaces lack, drawn by the browser's own fonts and handed over as coverage.
// One code point at a time: joining scripts are legible, not shaped.

interface Glyph {
  advance: number;
  width: number;
  height: number;
  left: number;
  top: number;
  coverage: Uint8Array;
}

const nothing: Glyph = { advance: 0, width: 0, height: 0, left: 0, top: 0, coverage: new Uint8Array() };
const emOfSize = { sans: 1 / 1.21, mono: 1 / 1.32 }; // as ui/fonts.h counts

export function makeGlyphSource(): (codePoint: number, pixels: number, bold: boolean, mono: boolean) => Glyph {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return (codePoint, pixels, bold, mono) => {
    if (!context) return nothing;
    const em = pixels * (mono ? emOfSize.mono : emOfSize.sans);
    const font = `${bold ? "600 " : ""}${em}px ${mono ? "monospace" : "sans-serif"}`;
    const text = String.fromCodePoint(codePoint);
    context.font = font;
    const measure = context.measureText(text);
    const left = Math.floor(-measure.actualBoundingBoxLeft) - 1;
    const top = Math.floor(-measure.actualBoundingBoxAscent) - 1;
    const width = Math.ceil(measure.actualBoundingBoxRight) + 1 - left;
    const height = Math.ceil(measure.actualBoundingBoxDescent) + 1 - top;
    if (!(width > 0 && height > 0 && width < 512 && height < 512)) return { ...nothing, advance: measure.width };
    canvas.width = width; // also clears, and forgets the font
    canvas.height = height;
    context.font = font;
    context.fillStyle = "#fff";
    context.fillText(text, -left, -top);
    const pixelsOf = context.getImageData(0, 0, width, height).data;
    const coverage = new Uint8Array(width * height);
    for (let at = 0; at < coverage.length; ++at) coverage[at] = pixelsOf[at * 4 + 3] ?? 0;
    return { advance: measure.width, width, height, left, top, coverage };
  };
}
