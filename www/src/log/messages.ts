// What the page and its worker say to each other.
import type { Bin, Calibrator, HistogramBar } from "holdpoint/web";

/** Work for the worker: a log, or one that it makes up itself. */
export type Task = { readonly log: File | { readonly text: string } | { readonly madeUp: number }; readonly confidence: string; readonly correct: string };

export type Fit = {
  readonly n: number;
  /** Lines that are no samples, and the first of them with what is wrong. */
  readonly bad: number;
  readonly firstBad: readonly { readonly line: number; readonly message: string }[];
  readonly calibrator: Calibrator;
  readonly bins: readonly Bin[];
  readonly bars: readonly HistogramBar[];
  /** What claims from 0 to 100 per cent are worth. */
  readonly curve: { readonly p: readonly number[]; readonly lo: readonly number[] | null; readonly hi: readonly number[] | null };
  readonly accuracy: number;
  readonly interval: readonly [number, number];
  readonly meanConfidence: number;
  readonly smoothEce: number;
  readonly auroc: number | null;
  /** From which claim on one may trust it, so that at most one in ten is wrong; nothing where there is none. */
  readonly floor: { readonly threshold: number | null; readonly guarantee: string };
  readonly seconds: number;
};

export type Message =
  | { readonly kind: "progress"; readonly share: number; readonly words: string }
  | { readonly kind: "fit"; readonly fit: Fit }
  | { readonly kind: "refused"; readonly message: string };
