// A part of a file again, addressed in its text as UTF-8: what the core counts in, whatever the file's encoding.
// Synchronous, for workers only. UTF-8 is a plain slice; other encodings are decoded from the start of the file.

declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

const stepBytes = 1 << 20;

function slice(file: Blob, begin: number, end: number): Uint8Array {
  try {
    return new Uint8Array(new FileReaderSync().readAsArrayBuffer(file.slice(begin, end)));
  } catch {
    return new Uint8Array(); // moved or changed since it was dropped
  }
}

export function readDecoded(file: Blob, offset: number, bytes: number, encoding: string): Uint8Array {
  if (encoding.startsWith("utf-8") || encoding === "") return slice(file, offset, offset + bytes);
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { ignoreBOM: true }); // the core counts the byte order mark
  } catch {
    return new Uint8Array(); // an encoding that browsers do not know (UTF-32)
  }
  const encoder = new TextEncoder();
  const found = new Uint8Array(bytes);
  let filled = 0;
  let seen = 0; // UTF-8 bytes before this step
  for (let at = 0; at < file.size && filled < bytes; at += stepBytes) {
    const text = decoder.decode(slice(file, at, at + stepBytes), { stream: true });
    const utf8 = encoder.encode(text);
    const begin = Math.max(offset + filled - seen, 0);
    if (begin < utf8.length) {
      const part = utf8.subarray(begin, begin + bytes - filled);
      found.set(part, filled);
      filled += part.length;
    }
    seen += utf8.length;
  }
  return found.subarray(0, filled);
}
