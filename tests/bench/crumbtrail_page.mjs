// Stands in our page between the page and its engine's worker: puts questions to the worker in the view's own
// messages (wasm/messages.h), and keeps their answers from the view. Runs in a browser only, before the page's script.
export function standBetween(tags) {
  const firstId = 1_000_000_000; // the view counts from 1
  const waiting = new Map(); // by tag and id
  let worker = null;
  let droppedAt = 0;
  let loaded = Promise.withResolvers();
  let nextId = firstId;
  let last = null;
  let quiet = false; // the view sleeps: what the engine says of itself would wake it

  class Reader {
    constructor(bytes) {
      this.view = new DataView(bytes);
      this.at = 1;
    }
    step(bytes) {
      this.at += bytes;
      return this.at - bytes;
    }
    byte = () => this.view.getUint8(this.step(1));
    u32 = () => this.view.getUint32(this.step(4), true);
    u64 = () => Number(this.view.getBigUint64(this.step(8), true));
    real = () => this.view.getFloat64(this.step(8), true);
    text = () => {
      const size = this.u32();
      return new TextDecoder().decode(new Uint8Array(this.view.buffer, this.step(size), size));
    };
    list = (item) => Array.from({ length: this.u32() }, item);
  }

  function question(tag, id, text, tail) {
    const utf8 = new TextEncoder().encode(text);
    const bytes = new Uint8Array(5 + (text === null ? 0 : 4 + utf8.length) + tail.length);
    const view = new DataView(bytes.buffer);
    view.setUint8(0, tag);
    view.setUint32(1, id, true);
    if (text !== null) {
      view.setUint32(5, utf8.length, true);
      bytes.set(utf8, 9);
    }
    bytes.set(tail, bytes.length - tail.length);
    return bytes.buffer;
  }

  function answer(tag, id) {
    const answered = Promise.withResolvers();
    waiting.set(`${tag} ${id}`, answered);
    return answered.promise;
  }

  function send(answerTag, id, bytes) {
    const answered = answer(answerTag, id);
    worker.postMessage({ kind: "message", bytes }, [bytes]);
    return answered;
  }

  function failAll(why) {
    const reason = new Error(why);
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
    loaded.promise.catch(() => undefined); // a page that waits for nothing is told nothing
    loaded.reject(reason);
  }

  function fromWorker(event) {
    const { kind } = event.data;
    if (kind === "dead") failAll(event.data.why);
    if (kind === "reading" && event.data.id === null) loaded.resolve();
    if (kind !== "message") return;
    const tag = new Uint8Array(event.data.bytes)[0];
    if (tag === tags.kStatus && quiet) event.stopImmediatePropagation();
    if (tag !== tags.kQueryDone && tag !== tags.kPage) return;
    const reader = new Reader(event.data.bytes);
    const key = `${tag} ${reader.u32()}`;
    const answered = waiting.get(key);
    if (!answered) return;
    waiting.delete(key);
    event.stopImmediatePropagation();
    answered.resolve(reader);
  }

  const Plain = window.Worker;
  window.Worker = class extends Plain {
    constructor(...parameters) {
      super(...parameters);
      worker = this;
      loaded = Promise.withResolvers();
      quiet = false;
      this.addEventListener("message", fromWorker);
      this.addEventListener("error", (event) => failAll(event.message));
    }
    postMessage(message, transfer) {
      if (message.kind === "file" && !message.again) droppedAt = performance.now();
      // Grading is no part of what is measured.
      super.postMessage(message.kind === "batch-end" ? { ...message, grade: false } : message, transfer);
    }
  };

  const cellsOf = (reader) => {
    reader.u64();
    return reader.list(() => reader.list(reader.text));
  };

  // The first rows follow an answer that has any.
  async function query(text) {
    const id = nextId++;
    const first = answer(tags.kPage, id);
    first.catch(() => undefined);
    const reader = await send(tags.kQueryDone, id, question(tags.kQueryAsk, id, text, [0]));
    const ok = reader.byte() !== 0;
    const columns = reader.list(() => ({ name: reader.text(), type: reader.text() }));
    const rows = reader.u64();
    reader.list(() => [reader.text(), reader.u64(), reader.u64(), reader.real(), reader.u32()]); // stages
    reader.list(reader.text); // warnings
    const error = reader.text();
    reader.text(); // the error with its line
    reader.step(16);
    if (!ok) throw new Error(error);
    return { id, columns, rows, engine: reader.real(), first: rows > 0 ? await first : null };
  }

  async function page(id, first) {
    const tail = new DataView(new ArrayBuffer(8));
    tail.setBigUint64(0, BigInt(first), true);
    return cellsOf(await send(tags.kPage, id, question(tags.kPageAsk, id, null, new Uint8Array(tail.buffer))));
  }

  window.bench = {
    async ingest() {
      await loaded.promise;
      await query("AADSignInEventsBeta | count");
      return { milliseconds: performance.now() - droppedAt };
    },
    // A worker that died was started again by the page, and reads the file once more.
    async ask(text) {
      await loaded.promise;
      quiet = true;
      const begin = performance.now();
      last = await query(text);
      return { milliseconds: performance.now() - begin, engine: last.engine, rows: last.rows };
    },
    async answer() {
      const cells = last.first ? cellsOf(last.first) : [];
      while (cells.length < last.rows) cells.push(...(await page(last.id, cells.length)));
      return { types: last.columns.map(({ type }) => type), cells };
    },
  };
}
