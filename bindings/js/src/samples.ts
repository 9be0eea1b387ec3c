// Reads the caller's samples into columns of numbers. What is wrong with a number itself is said by the engine, which sees them all.
import type { Columns } from "./calibration-engine.ts";
import type { HoldpointError } from "./errors.ts";
import { refusal } from "./snapshot.ts";
import type { Code } from "./wire.ts";

/** Columns of samples; `root` is where its pointers start. */
export function columns(samples: unknown, root: string): Columns {
  return new SampleReader(root).read((reader) => reader.columns(samples));
}

/** One typed array. */
export function floats(value: unknown, root: string): Float64Array {
  return new SampleReader(root).read((reader) => reader.typed(value, "Float64Array", "") as Float64Array);
}

/** Runs as numbers, or nothing where they are objects. */
export function runColumns(runs: unknown): { columns: Columns; set: unknown; groups: number[] | undefined } | undefined {
  return new SampleReader("/runs").read((reader) => {
    if (Array.isArray(runs) || !isObject(runs)) return undefined;
    const { set, values, correct, groups } = runs;
    const confidence = reader.typed(values, "Float64Array", "/values") as Float64Array;
    const right = reader.typed(correct, "Uint8Array", "/correct") as Uint8Array;
    return { columns: { confidence, correct: right }, set, groups: groups === undefined ? undefined : Array.from(reader.typed(groups, "Uint32Array", "/groups")) };
  });
}

/** Columns of many keys, back to back, and how many samples each key has. */
export function pooledColumns(samples: unknown): { columns: Columns; keys: { key: string; n: number }[] } {
  const reader = new SampleReader("/samples");
  const entries = reader.read(() => {
    if (!isObject(samples) || Array.isArray(samples)) return reader.refuse("wrong_type", 'is no object; give samples by key, such as { "support/external": […] }');
    return Object.entries(samples);
  });
  const parts = entries.map(([key, value]) => {
    const place = `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const { confidence, correct } = columns(value, `/samples${place}`);
    const [n, outcomes] = [confidence.length, correct.length];
    if (n !== outcomes) return reader.refuse("lengths_differ", `has ${n} confidences and ${outcomes} outcomes; give one outcome for each confidence`, place);
    return { key, n, confidence, correct };
  });
  const all = parts.reduce((sum, { n }) => sum + n, 0);
  if (all > MOST) return reader.refuse("too_large", TOO_MANY);
  const [confidence, correct] = [new Float64Array(all), new Uint8Array(all)];
  let at = 0;
  for (const part of parts) {
    confidence.set(part.confidence, at);
    correct.set(part.correct, at);
    at += part.n;
  }
  return { columns: { confidence, correct }, keys: parts.map(({ key, n }) => ({ key, n })) };
}

/** Whether a value is a typed array of any kind, whatever it calls itself. */
export function isTyped(value: unknown): boolean {
  return intrinsic(Symbol.toStringTag, value) !== undefined;
}

type Typed = Float64Array | Uint8Array | Uint32Array;

class SampleReader {
  /** The refusal that this reader threw itself, which a getter's own error must not be taken for. */
  private refused: HoldpointError | undefined;
  /** Where the reading is. */
  private place = "";

  constructor(private readonly root: string) {}

  read<T>(read: (reader: SampleReader) => T): T {
    try {
      return read(this);
    } catch (error) {
      if (error === this.refused) throw error;
      return this.refuse("unreadable", "cannot be read; give plain samples", this.place, error);
    }
  }

  columns(samples: unknown): Columns {
    if (Array.isArray(samples)) return this.objects(samples);
    if (!isObject(samples)) return this.refuse("wrong_type", "is no list; give `{ confidence, correct }` each, or two typed arrays");
    const { confidence, correct } = samples;
    return { confidence: this.typed(confidence, "Float64Array", "/confidence") as Float64Array, correct: this.typed(correct, "Uint8Array", "/correct") as Uint8Array };
  }

  typed(value: unknown, name: "Float64Array" | "Uint8Array" | "Uint32Array", place: string): Typed {
    if (intrinsic(Symbol.toStringTag, value) !== name) this.refuse("wrong_type", `is no ${name}; write \`${name}.from(list)\``, place);
    const length = intrinsic("length", value) as number;
    if (length > MOST) this.refuse("too_large", TOO_MANY, place);
    // A view of the same numbers, which has no members that the caller added.
    return new CLASSES[name](intrinsic("buffer", value) as ArrayBuffer, intrinsic("byteOffset", value) as number, length);
  }

  private objects(samples: readonly unknown[]): Columns {
    const length = samples.length;
    if (!(length <= MOST)) this.refuse("too_large", TOO_MANY);
    const all = { confidence: new Float64Array(length), correct: new Uint8Array(length) };
    for (let at = 0; at < length; at++) {
      this.place = `/${at}`;
      const sample = samples[at];
      if (!isObject(sample)) this.refuse("wrong_type", "is no sample; write { confidence, correct }", this.place);
      const { confidence, correct } = sample as Record<string, unknown>;
      if (typeof confidence !== "number") this.refuse(confidence === undefined ? "missing" : "wrong_type", "is no number; write one from 0 to 1", `${this.place}/confidence`);
      if (!((confidence as number) >= 0 && (confidence as number) <= 1)) this.refuse("out_of_range", `is ${String(confidence)}; write a number from 0 to 1`, `${this.place}/confidence`);
      if (typeof correct !== "boolean") this.refuse(correct === undefined ? "missing" : "wrong_type", "is neither true nor false; write whether the claim came true", `${this.place}/correct`);
      all.confidence[at] = confidence as number;
      all.correct[at] = correct === true ? 1 : 0;
    }
    this.place = "";
    return all;
  }

  refuse(code: Code, what: string, place = "", cause?: unknown): never {
    throw (this.refused = refusal({ root: this.root, depth: 0, refusal: "input_invalid" }, code, what, cause, place));
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** What a typed array of any realm says of itself, past whatever stands in front of it; nothing for the kind of what is none. Runs none of the caller's code. */
function intrinsic(member: PropertyKey, value: unknown): unknown {
  return Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), member)?.get?.call(value);
}

const CLASSES = { Float64Array, Uint8Array, Uint32Array };
const MOST = 1 << 22;
const TOO_MANY = "has more than 4194304 values; give a sample of them";
