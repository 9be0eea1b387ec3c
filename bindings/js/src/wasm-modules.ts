// The wasms for every platform that may compile them from bytes: they are in the package's file, as text, so that no bundler can lose them. One that nothing
// asks for is dropped.
import calibration from "../generated/calibration_bg.wasm";
import gate from "../generated/holdpoint_bg.wasm";
import review from "../generated/review_bg.wasm";
import { bytesOf } from "./base64.ts";

export const gateModule = (): WebAssembly.Module => new WebAssembly.Module(bytesOf(gate));
export const calibrationModule = (): WebAssembly.Module => new WebAssembly.Module(bytesOf(calibration));
export const reviewModule = (): WebAssembly.Module => new WebAssembly.Module(bytesOf(review));
