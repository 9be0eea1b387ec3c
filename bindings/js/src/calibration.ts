// What a claimed confidence is worth.
import { withEngine, type Engine } from "./engine.ts";
import { refusal, type Subject } from "./snapshot.ts";

/**
 * The temperature-2 map, for models as a whole, where no outcomes have been logged yet.
 *
 * @throws HoldpointError `input_invalid` for what is no number from 0 to 1.
 * @example
 * prior(0.9) === 0.75
 */
export function prior(confidence: number): number {
  return mapped(confidence, (engine) => engine.prior(confidence));
}

/**
 * What the gate takes a claim for while it has no logs: the prior, and never more than the claim.
 *
 * @throws HoldpointError `input_invalid` for what is no number from 0 to 1.
 * @example
 * discount(0.3) === 0.3
 */
export function discount(confidence: number): number {
  return mapped(confidence, (engine) => engine.discount(confidence));
}

function mapped(confidence: unknown, map: (engine: Engine) => number): number {
  // Only a number is handed on: the boundary would convert whatever else comes, by calling it.
  const result = typeof confidence === "number" ? withEngine(map) : NaN;
  if (Number.isNaN(result)) throw refusal(CONFIDENCE, "out_of_range", "is no number from 0 to 1");
  return result;
}

const CONFIDENCE: Subject = { root: "/confidence", depth: 0, refusal: "input_invalid" };
