// Everything that `import … from "holdpoint"` gives, whatever the platform.
export * from "./audit/index.ts";
export { calibration, type Calibration, type Estimates, type RunColumns, type Sample, type Samples, type Trajectory } from "./calibration.ts";
export { actionDigest, canonicalJson } from "./canonical.ts";
export { HoldpointError, isHoldpointError } from "./errors.ts";
export { checkPolicy, createGate, definePolicy, type Gate, type Item } from "./gate.ts";
export { applyEdits, contextPackage, packageDigest, renderMarkdown, renderSlack, renderText, type SlackMessage } from "./package.ts";
export { OVERSIGHTS } from "./scale.ts";
export { memoryStore, type MemoryStoreOptions } from "./stores/memory.ts";
export type * from "./stores/store.ts";
export type * from "./wire.ts";
export type { PolicyDocument as Policy } from "./wire.ts";
