// The package for workerd, which forbids compiling wasm from bytes and compiles what is imported instead.
import statistics from "../dist/calibration.wasm";
import wasm from "../dist/holdpoint.wasm";
import { createCalibration, type Calibration } from "./calibration.ts";
import { provide } from "./gate-engine.ts";

provide(() => wasm);

export * from "./api.ts";
/** What claims are worth. */
export const calibration: Calibration = /* @__PURE__ */ createCalibration(() => statistics);
