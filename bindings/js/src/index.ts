// The package for every platform that may compile wasm from bytes: they are in this file, as text, so that no bundler can lose them.
import statistics from "../generated/calibration_bg.wasm";
import base64 from "../generated/holdpoint_bg.wasm";
import { bytesOf } from "./base64.ts";
import { createCalibration, type Calibration } from "./calibration.ts";
import { provide } from "./gate-engine.ts";

provide(() => new WebAssembly.Module(bytesOf(base64)));

export * from "./api.ts";
/** What claims are worth. */
export const calibration: Calibration = /* @__PURE__ */ createCalibration(() => new WebAssembly.Module(bytesOf(statistics)));
