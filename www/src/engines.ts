// Each engine is fetched when a view first needs it.
import calibrationFile from "holdpoint/calibration.wasm";
import gateFile from "holdpoint/holdpoint.wasm";
import reviewFile from "holdpoint/review.wasm";
import { load } from "holdpoint/web";

export type EngineName = "gate" | "calibration" | "review";

/** Loads an engine once. A load that failed is tried again by the next call. */
export function engine(name: EngineName): Promise<void> {
  return (loads[name] ??= load({ [name]: fetch(new URL(FILES[name], import.meta.url)) }).catch((error: unknown) => {
    delete loads[name];
    throw error;
  }));
}

const FILES: Record<EngineName, string> = { gate: gateFile, calibration: calibrationFile, review: reviewFile };
const loads: { [name in EngineName]?: Promise<void> } = {};
