// The same for workerd, which forbids compiling wasm from bytes and compiles what is imported instead.
import calibration from "../dist/calibration.wasm";
import gate from "../dist/holdpoint.wasm";
import review from "../dist/review.wasm";

export const gateModule = (): WebAssembly.Module => gate;
export const calibrationModule = (): WebAssembly.Module => calibration;
export const reviewModule = (): WebAssembly.Module => review;
