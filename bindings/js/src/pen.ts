// Writes texts as the bytes that the engine takes. Short plain texts, the usual case, are written byte by byte: half the cost of building a string and encoding it.

/** Lends a pen with nothing written yet. Reading a value may run the caller's code, which may call in here again: it gets another one. */
export function withPen<T>(write: (pen: Pen) => T): T {
  const pen = spare ?? new Pen();
  spare = undefined;
  try {
    return write(pen);
  } finally {
    pen.clear();
    spare = pen;
  }
}

/** UTF-8 of one text, or of two back to back; the length of the first is then told beside it. */
export type Texts = { readonly bytes: Uint8Array; readonly length: number };

/** Something to write texts with. */
export class Pen implements Texts {
  bytes = new Uint8Array(KEPT);
  length = 0;
  /** Made with the pen, so that importing works where a test environment lacks it. */
  private readonly encoder = new TextEncoder();

  /** JSON's own characters, and text that is made of ASCII. */
  ascii(text: string): void {
    this.room(text.length);
    for (let at = 0; at < text.length; at++) this.bytes[this.length++] = text.charCodeAt(at);
  }

  byte(code: number): void {
    this.room(1);
    this.bytes[this.length++] = code;
  }

  /** Writes a short text of printable ASCII in quotes; says no, and writes nothing, for any other. */
  plain(text: string): boolean {
    const count = text.length;
    if (count > SHORT) return false;
    this.room(count + 2);
    const bytes = this.bytes;
    let end = this.length;
    bytes[end++] = QUOTE;
    for (let at = 0; at < count; at++) {
      const code = text.charCodeAt(at);
      if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) return false;
      bytes[end++] = code;
    }
    bytes[end++] = QUOTE;
    this.length = end;
    return true;
  }

  /** Writes any well-formed text as it is. */
  text(text: string): void {
    this.room(3 * text.length);
    this.length += this.encoder.encodeInto(text, this.bytes.subarray(this.length)).written;
  }

  /** Writes what is UTF-8 already. */
  utf8(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** What was written, to keep. */
  copy(): Texts {
    return { bytes: this.bytes.slice(0, this.length), length: this.length };
  }

  /** Starts anew; the memory of a giant is not kept. */
  clear(): void {
    this.length = 0;
    if (this.bytes.length > MOST_KEPT) this.bytes = new Uint8Array(KEPT);
  }

  private room(more: number): void {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }
}

const KEPT = 1 << 14;
const MOST_KEPT = 1 << 20;
/** Beyond this the encoder is faster. */
const SHORT = 48;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
let spare: Pen | undefined;
