// What the first view shows, worked out by the package.
import { calibration, isHoldpointError, type Calibrator, type Chain } from "holdpoint/web";
import type { State } from "../state.ts";

/** The chain after so many of its steps. */
export type Point = Pick<Chain, "naive" | "calibrated" | "lower" | "upper" | "correlated"> & { readonly step: number; readonly held: number };

export type Figures = {
  /** From 0 steps, where all is well, to all of them. */
  readonly points: readonly Point[];
  /** What each claim is worth. */
  readonly worth: readonly number[];
  /** The steps to hold, counted from 0. */
  readonly holds: readonly number[];
  /** The latent correlation of the Gaussian copula. */
  readonly correlation: number;
  /** How reliable the chain is with these holds. */
  readonly reliability: number;
};

export function figures({ claims, correlation, holds: budget, caught, calibrator }: State): Figures {
  const options = { correlation: correlation / 100, ...(calibrator && { calibrator }) };
  const steps = claims.map((claim) => claim / 100);
  const chain = (length: number) => calibration.chain(steps.slice(0, length), options);
  const worth = steps.map((step) => calibration.chain([step], options).calibrated);
  const catchRate = caught / 100;
  const { holds, reliability } = calibration.placeHolds(worth, { budget: Math.min(budget, steps.length), catchRate, mode: "topk" });
  let held = 1;
  const points: Point[] = [{ step: 0, naive: 1, calibrated: 1, lower: 1, upper: 1, correlated: 1, held }];
  for (const [at, p] of worth.entries()) {
    // A person who looks at a step mends the share of its mistakes that is found.
    held *= holds.includes(at) ? p + (1 - p) * catchRate : p;
    const { naive, calibrated, lower, upper, correlated } = chain(at + 1);
    points.push({ step: at + 1, naive, calibrated, lower, upper, correlated, held });
  }
  return { points, worth, holds, correlation: options.correlation, reliability };
}

/** The calibrator if the engine takes it: one in a shared address may be anything. */
export function usable(calibrator: Calibrator | null): Calibrator | null {
  if (calibrator === null) return null;
  try {
    return calibration.calibrator(calibrator);
  } catch (error) {
    if (isHoldpointError(error)) return null;
    throw error;
  }
}
