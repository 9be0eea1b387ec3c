// The audit trail: what `import … from "holdpoint"` gives of it.
export { readCheckpoint, signCheckpoint, verifyCheckpoint, type CheckpointVerdict } from "./checkpoint.ts";
export { exportLog } from "./export.ts";
export { verifierKey, type Ed25519Jwk, type Ed25519Key, type NoteKey, type NoteSigner } from "./keys.ts";
export { isConsistent, makeReceipt, proveConsistency, proveInclusion, verifyReceipt, type Receipt, type ReceiptVerdict } from "./receipt.ts";
export { commitTo, isCommittedTo, newSalt, sealEvents, type AuditEvent, type Commitment } from "./seal.ts";
export { auditTrail, type AuditOptions, type AuditTrail } from "./trail.ts";
export { verifyLog, verifyStore, type LogReport, type Pieces, type VerifyOptions } from "./verify.ts";
