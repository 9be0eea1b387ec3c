// Boots an engine on the first call, carries texts in and out of it, and replaces it after a fault. It takes texts, never the caller's values: see snapshot.ts.
import { fault, HoldpointError } from "./errors.ts";
import type { Texts } from "./pen.ts";
import type { Code, Issue } from "./wire.ts";

/** What every wasm of this package exports. */
export interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly reserve: (length: number) => number;
  readonly output: () => number;
  readonly last_panic: () => number;
}

/** The glue that was made for one wasm. */
export interface Glue<W> {
  initSync(source: { module: WebAssembly.Module }): W;
  __wbg_reset_state(): void;
}

/** Keeps one engine: boots it on the first call, and replaces it after a fault. */
export class Keeper<W extends Exports, E extends Engine<W>> {
  #module: WebAssembly.Module | undefined;
  #engine: E | undefined;
  /** An instance stands behind the glue that must not be used again, or that never came up. */
  #spoiled = false;
  readonly #glue: Glue<W>;
  readonly #compile: () => WebAssembly.Module;
  readonly #start: (wasm: W, keeper: Keeper<W, E>) => E;

  /** Where the compiled wasm comes from, and what makes an engine of its instance. Nothing happens before the first call. */
  constructor(glue: Glue<W>, compile: () => WebAssembly.Module, start: (wasm: W, keeper: Keeper<W, E>) => E) {
    this.#glue = glue;
    this.#compile = compile;
    this.#start = start;
  }

  /**
   * Runs one operation on the engine, booting or replacing it first if need be.
   *
   * INVARIANT 1: whatever goes wrong in here is thrown. An instance that trapped, ran out of stack or lost its memory is in no known state and is not called again.
   */
  run<T>(operation: (engine: E) => T): T {
    const current = this.current();
    try {
      return operation(current);
    } catch (error) {
      if (error instanceof HoldpointError) throw error;
      throw this.failed(current, error);
    }
  }

  /** The engine as it stands, booted if need be. Callers that run the caller's code meanwhile call only what guards itself with {@link Keeper.holds}. */
  current(): E {
    return this.#engine ?? this.#boot();
  }

  /** Whether an engine is the one in use. */
  holds(engine: E): boolean {
    return this.#engine === engine;
  }

  /** The engine of a generation, if it is the one in use. */
  still(generation: number): boolean {
    return this.#engine?.generation === generation;
  }

  /** Puts an engine aside for good; the error is what the caller gets. */
  failed(engine: E, error: unknown): HoldpointError {
    if (this.#engine === engine) this.#engine = undefined;
    this.#spoiled = true;
    return fault(`the engine failed and will be replaced: ${engine.lastPanic() || message(error)}`, error);
  }

  /** A boot that fails leaves everything as spoiled as it was, so every call tries again and throws until one succeeds. */
  #boot(): E {
    try {
      const module = (this.#module ??= this.#compile());
      let wasm = this.#glue.initSync({ module });
      if (this.#spoiled) {
        this.#glue.__wbg_reset_state();
        wasm = this.#glue.initSync({ module });
      }
      this.#engine = this.#start(wasm, this);
      this.#spoiled = false;
      return this.#engine;
    } catch (error) {
      this.#spoiled = true;
      throw fault(`the engine does not start: ${message(error)}; it needs WebAssembly, which a page's content security policy must allow with 'wasm-unsafe-eval'`, error);
    }
  }
}

/** One instance of a wasm. */
export class Engine<W extends Exports> {
  /** Handles mean something within one generation only. */
  readonly generation = ++generations;
  protected readonly wasm: W;
  /** The engine's text is handed on as it is, a byte order mark included. */
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #bytes = new Uint8Array();
  #input = 0;
  #room = 0;

  constructor(wasm: W) {
    this.wasm = wasm;
  }

  /** Why a trapped instance panicked, if it can still say so. */
  lastPanic(): string {
    try {
      return this.answer(this.wasm.last_panic());
    } catch {
      return "";
    }
  }

  /** Puts the texts of one operation where the engine reads them. */
  protected send({ bytes, length }: Texts): void {
    const input = this.input(length); // before the memory is looked at: making room may move it
    this.memory().set(bytes.subarray(0, length), input);
  }

  /** Where the engine reads so many bytes. The buffer moves only here, when it is too small, or was left huge by a giant; its address is good until then. */
  protected input(length: number): number {
    if (length > this.#room || (this.#room > ROOM && length <= ROOM)) {
      this.#room = 0;
      const room = Math.max(length, ROOM);
      this.#input = this.wasm.reserve(room) >>> 0;
      this.#room = room;
    }
    return this.#input;
  }

  /** The text of a good answer; an error's is thrown. */
  protected answer(length: number): string {
    if (length === NO_ANSWER) throw new Error("the answer is too large");
    if (length === 0) return "";
    const start = this.wasm.output() >>> 0;
    const text = this.#decoder.decode(this.memory().subarray(start, start + Math.abs(length)));
    if (length > 0) return text;
    const error = JSON.parse(text) as { code: Code; message: string; issues: Issue[] };
    throw new HoldpointError(error.code, error.message, error.issues);
  }

  /** The engine's memory. Growing it detaches the view, which then has no length. */
  protected memory(): Uint8Array {
    if (this.#bytes.length === 0) this.#bytes = new Uint8Array(this.wasm.memory.buffer);
    return this.#bytes;
  }
}

let generations = 0;

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Bytes of the input buffer that are kept from call to call. */
export const ROOM = 1 << 18;
/** What the facade answers when it has no text to give. */
const NO_ANSWER = -(2 ** 31);
