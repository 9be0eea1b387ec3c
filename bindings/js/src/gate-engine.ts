// The engine that decides.
import { __wbg_reset_state, initSync, type InitOutput } from "../generated/holdpoint.js";
import { gateModule } from "wasm-modules";
import { Engine, Keeper, ROOM } from "./engine.ts";
import type { Texts } from "./pen.ts";

type Gates = Keeper<InitOutput, GateEngine>;

/** Runs one operation on the engine: see {@link Keeper.run}. */
export function withEngine<T>(operation: (engine: GateEngine) => T): T {
  return gates.run(operation);
}

/** The engine as it stands: see {@link Keeper.current}. */
export function currentEngine(): GateEngine {
  return gates.current();
}

/** Frees a gate, if the engine that it lives in is still there. */
export function dropGate(generation: number, handle: number): void {
  if (gates.still(generation)) withEngine((current) => current.dropGate(handle));
}

const gates: Gates = /* @__PURE__ */ new Keeper({ initSync, __wbg_reset_state }, gateModule, (wasm, keeper) => new GateEngine(wasm, keeper));

/** One instance of it. */
export class GateEngine extends Engine<InitOutput> {
  private frame = new Float64Array();
  /** Where the engine keeps texts that crossed before. */
  private readonly places = new Map<string, number>();
  private readonly encoder = new TextEncoder();
  private readonly keeper: Gates;

  constructor(wasm: InitOutput, keeper: Gates) {
    super(wasm);
    this.keeper = keeper;
  }

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
    if (!this.keeper.holds(this) || text.length > LONGEST_KEPT || /\p{Surrogate}/u.test(text)) return -1;
    try {
      if (this.places.size >= MOST_KEPT) {
        // What the frame that is being written refers to is gone too: it must not be used.
        this.places.clear();
        this.wasm.forget_texts();
        return -1;
      }
      const input = this.input(ROOM);
      const { written } = this.encoder.encodeInto(text, this.memory().subarray(input, input + ROOM));
      const place = this.wasm.keep_text(written);
      if (place >= 0) this.places.set(text, place);
      return place;
    } catch (error) {
      throw this.keeper.failed(this, error);
    }
  }

  /** The place on the scale of what the frame holds; below 0 where the engine gives no answer, or is no longer the one that is used. */
  screenFrame(handle: number, plan: number, given: number, kinds: number, agent: number): number {
    if (!this.keeper.holds(this)) return -1;
    try {
      return this.wasm.screen_frame(handle, plan, given, kinds, agent);
    } catch (error) {
      throw this.keeper.failed(this, error);
    }
  }

  demand(handle: number, action: Texts): string {
    this.send(action);
    return this.answer(this.wasm.demand(handle, action.length));
  }

  undo(handle: number, texts: Texts, action: number): string {
    this.send(texts);
    return this.answer(this.wasm.undo(handle, action, texts.length - action));
  }

  brief(handle: number, texts: Texts, action: number): string {
    this.send(texts);
    return this.answer(this.wasm.brief(handle, action, texts.length - action));
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
}

/** Numbers in a frame: src/gate/plan.rs. */
const NUMBERS = 74;
/** Texts that are kept, and how long they may be. */
const MOST_KEPT = 4096;
const LONGEST_KEPT = 128;
