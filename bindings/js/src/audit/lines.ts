// Pieces of a text in, whole lines out, many at once.

/** Bytes that are verified at once: enough for each crossing into the engine to cost nothing beside them. */
const BATCH = 240 << 10;
/** No entry is as long. A line that is longer is handed on as far as it came, and refused. */
const MOST = 9 << 20;

/** Batches of whole lines, each with its newline; only the last line of all may lack it. A batch is good until the next is asked for. */
export async function* batches(source: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  let buffer = new Uint8Array(2 * BATCH);
  let length = 0;
  for await (const piece of source) {
    const bytes = typeof piece === "string" ? new TextEncoder().encode(piece) : piece;
    for (let from = 0; from < bytes.length; from += BATCH) {
      const part = bytes.subarray(from, from + BATCH);
      if (length + part.length > buffer.length) buffer = grown(buffer, length);
      buffer.set(part, length);
      const newline = part.lastIndexOf(NEWLINE);
      const end = newline < 0 ? 0 : length + newline + 1;
      length += part.length;
      if (length < BATCH || (end === 0 && length < MOST)) continue;
      const cut = end === 0 ? length : end;
      yield buffer.subarray(0, cut);
      buffer.copyWithin(0, cut, length);
      length -= cut;
    }
  }
  if (length > 0) yield buffer.subarray(0, length);
}

function grown(buffer: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(2 * buffer.length);
  larger.set(buffer.subarray(0, length));
  return larger;
}

/** Where the first line starts that is not UTF-8. */
export function firstNotUtf8(lines: Uint8Array): number | undefined {
  if (isUtf8(lines)) return undefined;
  for (let from = 0; ; ) {
    const newline = lines.indexOf(NEWLINE, from);
    const to = newline < 0 ? lines.length : newline + 1;
    if (!isUtf8(lines.subarray(from, to))) return from;
    from = to;
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const NEWLINE = 0x0a;
const strict = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
