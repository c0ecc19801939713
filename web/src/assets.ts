// What build.mjs packs beside the script: the module, the typefaces, a sample incident. Base64 of gzip.
// Nothing here is fetched: the policy of the page allows no connection.

interface Packed {
  module: string;
  sans: string;
  strong: string;
  mono: string;
  sample: string; // JSON of [{name, text}], or empty
}

declare const crumbtrailAssets: Packed;

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; ++at) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

async function unpack(name: keyof Packed): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([decodeBase64(crumbtrailAssets[name])]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export async function compiledModule(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await unpack("module"));
}

export interface Typefaces {
  sans: Uint8Array<ArrayBuffer>;
  strong: Uint8Array<ArrayBuffer>;
  mono: Uint8Array<ArrayBuffer>;
}

export async function typefaces(): Promise<Typefaces> {
  const [sans, strong, mono] = await Promise.all([unpack("sans"), unpack("strong"), unpack("mono")]);
  return { sans, strong, mono };
}

export function hasSample(): boolean {
  return crumbtrailAssets.sample !== "";
}

export async function sampleFiles(): Promise<File[]> {
  const parts = JSON.parse(new TextDecoder().decode(await unpack("sample"))) as { name: string; text: string }[];
  return parts.map((part) => new File([part.text], part.name));
}
