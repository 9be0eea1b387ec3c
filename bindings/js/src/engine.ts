// Boots the engine on the first call, carries texts in and out of it, and replaces it after a fault. It takes texts, never the caller's values: see snapshot.ts.
import { __wbg_reset_state, initSync, type InitOutput } from "../generated/holdpoint.js";
import { fault, HoldpointError } from "./errors.ts";
import type { Texts } from "./pen.ts";
import type { Code, Issue } from "./wire.ts";

/** Where the entry of this platform has the compiled wasm. */
export function provide(source: () => WebAssembly.Module): void {
  compile = source;
}

/**
 * Runs one operation on the engine, booting or replacing it first if need be.
 *
 * INVARIANT 1: whatever goes wrong in here is thrown. An instance that trapped, ran out of stack or lost its memory is in no known state and is not called again.
 */
export function withEngine<T>(operation: (engine: Engine) => T): T {
  const current = engine ?? boot();
  try {
    return operation(current);
  } catch (error) {
    if (error instanceof HoldpointError) throw error;
    throw failed(current, error);
  }
}

/** The engine as it stands, booted if need be. Callers that run the caller's code meanwhile call only what guards itself: see {@link Engine.screenFrame}. */
export function currentEngine(): Engine {
  return engine ?? boot();
}

function failed(current: Engine, error: unknown): HoldpointError {
  if (engine === current) engine = undefined;
  spoiled = true;
  return fault(`the engine failed and will be replaced: ${current.lastPanic() || message(error)}`, error);
}

/** Frees a gate, if the engine that it lives in is still there. */
export function dropGate(generation: number, handle: number): void {
  if (engine?.generation === generation) withEngine((current) => current.dropGate(handle));
}

/** One instance of the wasm. */
export class Engine {
  /** Handles of gates mean something within one generation only. */
  readonly generation = ++generations;
  /** The engine's text is handed on as it is, a byte order mark included. */
  private readonly decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  private bytes = new Uint8Array();
  private input = 0;
  private room = 0;
  private frame = new Float64Array();
  /** Where the engine keeps texts that crossed before. */
  private readonly places = new Map<string, number>();
  private readonly encoder = new TextEncoder();

  constructor(private readonly wasm: InitOutput) {}

  createGate(texts: Texts, policy: number): { handle: number; about: string } {
    this.send(texts);
    const about = this.answer(this.wasm.create_gate(policy, texts.length - policy));
    return { handle: this.wasm.created_gate() >>> 0, about };
  }

  dropGate(handle: number): void {
    this.wasm.drop_gate(handle);
  }

  decide(handle: number, texts: Texts, action: number): string {
    this.send(texts);
    return this.answer(this.wasm.decide(handle, action, texts.length - action));
  }

  /** The place on the scale from `proceed` (0) to `halt` (5). */
  screen(handle: number, texts: Texts, action: number): number {
    this.send(texts);
    const place = this.wasm.screen(handle, action, texts.length - action);
    if (place < 0) this.answer(place);
    return place;
  }

  /** What to read of actions that call a tool, as JSON text; empty where there is no plan for it. */
  plan(handle: number, tool: Texts): string {
    this.send(tool);
    return this.answer(this.wasm.plan(handle, tool.length));
  }

  forgetPlans(handle: number): void {
    this.wasm.forget_plans(handle);
  }

  /** The resident numbers of a frame. */
  numbers(): Float64Array {
    // Growing the memory detaches the view, which then has no length.
    if (this.frame.length === 0) this.frame = new Float64Array(this.wasm.memory.buffer, this.wasm.frame() >>> 0, NUMBERS);
    return this.frame;
  }

  /** Where the engine keeps a text; below 0 where it is too long, no text, or there was no more room and all were forgotten. */
  place(text: string): number {
    return this.places.get(text) ?? this.keep(text);
  }

  private keep(text: string): number {
    if (engine !== this || text.length > LONGEST_KEPT || /\p{Surrogate}/u.test(text)) return -1;
    try {
      if (this.places.size >= MOST_KEPT) {
        // What the frame that is being written refers to is gone too: it must not be used.
        this.places.clear();
        this.wasm.forget_texts();
        return -1;
      }
      this.resize(ROOM);
      const { written } = this.encoder.encodeInto(text, this.memory().subarray(this.input, this.input + ROOM));
      const place = this.wasm.keep_text(written);
      if (place >= 0) this.places.set(text, place);
      return place;
    } catch (error) {
      throw failed(this, error);
    }
  }

  /** The place on the scale of what the frame holds; below 0 where the engine gives no answer, or is no longer the one that is used. */
  screenFrame(handle: number, plan: number, given: number, kinds: number, agent: number): number {
    if (engine !== this) return -1;
    try {
      return this.wasm.screen_frame(handle, plan, given, kinds, agent);
    } catch (error) {
      throw failed(this, error);
    }
  }

  explain(handle: number, decision: Texts): string {
    this.send(decision);
    return this.answer(this.wasm.explain(handle, decision.length));
  }

  checkPolicy(policy: Texts): string {
    this.send(policy);
    return this.answer(this.wasm.check_policy(policy.length));
  }

  actionDigest(action: Texts): string {
    this.send(action);
    return this.answer(this.wasm.action_digest(action.length));
  }

  canonicalJson(value: Texts): string {
    this.send(value);
    return this.answer(this.wasm.canonical_json(value.length));
  }

  prior(confidence: number): number {
    return this.wasm.prior(confidence);
  }

  discount(confidence: number): number {
    return this.wasm.discount(confidence);
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
  private send({ bytes, length }: Texts): void {
    this.resize(length);
    this.memory().set(bytes.subarray(0, length), this.input);
  }

  /** Makes room for so many bytes. The buffer moves only here, when it is too small, or was left huge by a giant; its address is good until then. */
  private resize(length: number): void {
    if (length <= this.room && (this.room <= ROOM || length > ROOM)) return;
    this.room = 0;
    const room = Math.max(length, ROOM);
    this.input = this.wasm.reserve(room) >>> 0;
    this.room = room;
  }

  /** The text of a good answer; an error's is thrown. */
  private answer(length: number): string {
    if (length === NO_ANSWER) throw new Error("the answer is too large");
    if (length === 0) return "";
    const start = this.wasm.output() >>> 0;
    const text = this.decoder.decode(this.memory().subarray(start, start + Math.abs(length)));
    if (length > 0) return text;
    const error = JSON.parse(text) as { code: Code; message: string; issues: Issue[] };
    throw new HoldpointError(error.code, error.message, error.issues);
  }

  /** The engine's memory. Growing it detaches the view, which then has no length. */
  private memory(): Uint8Array {
    if (this.bytes.length === 0) this.bytes = new Uint8Array(this.wasm.memory.buffer);
    return this.bytes;
  }
}

let compile: () => WebAssembly.Module;
let module: WebAssembly.Module | undefined;
let engine: Engine | undefined;
let generations = 0;
/** An instance stands behind the glue that must not be used again, or that never came up. */
let spoiled = false;

/** A boot that fails leaves everything as spoiled as it was, so every call tries again and throws until one succeeds. */
function boot(): Engine {
  try {
    module ??= compile();
    let wasm = initSync({ module });
    if (spoiled) {
      __wbg_reset_state();
      wasm = initSync({ module });
    }
    engine = new Engine(wasm);
    spoiled = false;
    return engine;
  } catch (error) {
    spoiled = true;
    throw fault(`the engine does not start: ${message(error)}; it needs WebAssembly, which a page's content security policy must allow with 'wasm-unsafe-eval'`, error);
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Bytes of the input buffer that are kept from call to call. */
const ROOM = 1 << 18;
/** Numbers in a frame: src/gate/plan.rs. */
const NUMBERS = 74;
/** Texts that are kept, and how long they may be. */
const MOST_KEPT = 4096;
const LONGEST_KEPT = 128;
/** What the facade answers when it has no text to give. */
const NO_ANSWER = -(2 ** 31);
