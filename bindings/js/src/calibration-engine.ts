// The engine that calibrates. Many samples cross as numbers, one copy each; everything else as JSON text.
import { __wbg_reset_state, initSync, type InitOutput } from "../generated/calibration.js";
import { calibrationModule } from "wasm-modules";
import { Engine, Keeper } from "./engine.ts";
import type { Texts } from "./pen.ts";
import type { Calibrator, Estimate } from "./wire.ts";

/** Operations on samples and a text. */
export type OnSamples = "fit" | "fit_pooled" | "floor" | "histogram" | "metrics" | "reliability" | "risk_coverage" | "trajectory_fit_numbers";
/** Operations on a text alone. */
export type OnText =
  | "any_of"
  | "at_least"
  | "at_most"
  | "beta_binomial_fit"
  | "chain"
  | "check_in"
  | "intervals"
  | "monitor"
  | "place_holds"
  | "retried"
  | "trajectory_features"
  | "trajectory_fit"
  | "trajectory_names"
  | "trajectory_score";

/** Claims and outcomes, 1 for right and 0 for wrong. */
export type Columns = { readonly confidence: Float64Array; readonly correct: Uint8Array };

/** Keeps this engine, which starts on the first call. */
export function calibrating(): Keeper<InitOutput, CalibrationEngine> {
  return new Keeper({ initSync, __wbg_reset_state }, calibrationModule, (wasm) => new CalibrationEngine(wasm));
}

/** One instance of it. */
export class CalibrationEngine extends Engine<InitOutput> {
  /** Where the engine keeps calibrators that crossed before. Only those are in here that cannot change. */
  #places = new WeakMap<object, number>();
  #kept = 0;
  #band = new Float64Array();

  onText(name: OnText, args: Texts): string {
    this.send(args);
    return this.answer(this.wasm[name](args.length));
  }

  onSamples(name: OnSamples, { confidence, correct }: Columns, args: Texts): string {
    this.send(args);
    // Room for both before either is written: making it may move the memory.
    const outcomes = this.wasm.outcomes(correct.length) >>> 0;
    this.#write(confidence);
    new Uint8Array(this.wasm.memory.buffer, outcomes, correct.length).set(correct);
    return this.answer(this.wasm[name](args.length));
  }

  /** Where the engine has a calibrator, if it has it. */
  place(calibrator: object): number | undefined {
    return this.#places.get(calibrator);
  }

  /** Gives the engine a calibrator and says where it has it, until it is given {@link MOST_KEPT} more. */
  keep(json: Texts): number {
    this.send(json);
    if (this.#kept >= MOST_KEPT) {
      this.wasm.forget_calibrators();
      this.#places = new WeakMap();
      this.#kept = 0;
    }
    const place = this.wasm.keep_calibrator(json.length);
    if (place < 0) this.answer(place);
    this.#kept++;
    return place;
  }

  /** From now on the engine knows this calibrator, which must be frozen, by its place. */
  know(calibrator: Calibrator, place: number): void {
    this.#places.set(calibrator, place);
  }

  apply(place: number, confidence: number): Estimate {
    const p = this.wasm.apply(place, confidence);
    if (Number.isNaN(p)) throw new Error("no calibrator has this place");
    // Growing the memory detaches the view, which then has no length.
    if (this.#band.length === 0) this.#band = new Float64Array(this.wasm.memory.buffer, this.wasm.band() >>> 0, 2);
    const [lo, hi] = this.#band as unknown as [number, number];
    return { p, lo: Number.isNaN(lo) ? null : lo, hi: Number.isNaN(hi) ? null : hi };
  }

  /** All values, then, where the method has a band, all its lower ends and all its upper ends. */
  applyAll(place: number, confidence: Float64Array): Float64Array<ArrayBuffer> {
    this.#write(confidence);
    const count = this.wasm.apply_all(place);
    if (count < 0) this.answer(count);
    return new Float64Array(this.wasm.memory.buffer, this.wasm.estimates() >>> 0, count).slice();
  }

  #write(claims: Float64Array): void {
    const start = this.wasm.claims(claims.length) >>> 0;
    new Float64Array(this.wasm.memory.buffer, start, claims.length).set(claims);
  }
}

/** Calibrators that the engine keeps. */
const MOST_KEPT = 64;
