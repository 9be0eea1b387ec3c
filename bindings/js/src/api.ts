// Everything but the calibration, which brings its own engine, that `import … from "holdpoint"` gives, whatever the platform.
export type { Calibration, Estimates, RunColumns, Sample, Samples, Trajectory } from "./calibration.ts";
export { actionDigest, canonicalJson } from "./canonical.ts";
export { HoldpointError, isHoldpointError } from "./errors.ts";
export { checkPolicy, createGate, definePolicy, type Gate, type Item } from "./gate.ts";
export { OVERSIGHTS } from "./scale.ts";
export { memoryStore, type MemoryStoreOptions } from "./stores/memory.ts";
export type * from "./stores/store.ts";
export type * from "./wire.ts";
export type { PolicyDocument as Policy } from "./wire.ts";
