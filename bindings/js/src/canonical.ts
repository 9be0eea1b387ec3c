// Texts and digests that two programs agree upon.
import { withEngine } from "./gate-engine.ts";
import { withPen } from "./pen.ts";
import { ACTION, snapshot, VALUE } from "./snapshot.ts";
import type { Action } from "./wire.ts";

/**
 * The digest of an action, to which approvals bind: BLAKE3 of its canonical form, as `blake3:<64 hex>`.
 *
 * @throws HoldpointError `input_invalid` for what is no action.
 * @example
 * actionDigest({ tool: "email.send", args: { to: "a@example.com" }, session: "s-1" }) === decision.digests.action
 */
export function actionDigest(action: Action): string {
  return withPen((pen) => {
    snapshot(action, ACTION, pen);
    return withEngine((engine) => engine.actionDigest(pen));
  });
}

/**
 * The one JSON text of a value (RFC 8785), whatever the order of its keys. Takes every finite number.
 *
 * @throws HoldpointError `input_invalid` for what JSON cannot say exactly.
 * @example
 * canonicalJson({ b: 1, a: [1e21, "é"] }) === '{"a":[1e+21,"é"],"b":1}'
 */
export function canonicalJson(value: unknown): string {
  return withPen((pen) => {
    snapshot(value, VALUE, pen);
    return withEngine((engine) => engine.canonicalJson(pen));
  });
}
