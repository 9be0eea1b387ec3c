// Events become entries of the log.
import type { LogHead, Sealed } from "../stores/store.ts";
import type { Json } from "../wire.ts";
import { ARGS, audit, refused } from "./engine.ts";

/** What an entry is made of: an object with a `type`. `seq`, `at` and `prev` are the log's own. */
export type AuditEvent = { type: string; [member: string]: Json };

/**
 * Turns events into the next entries of a log, for {@link Store.commit}. Time never runs backwards within a log: where `at`, epoch milliseconds, is before the last
 * entry's, that one's is written.
 *
 * @throws HoldpointError `input_invalid` for what is no event.
 * @example
 * await store.commit({ audit: (head) => sealEvents(head, [{ type: "noted", by: "alice" }], Date.now()) });
 */
export function sealEvents(head: LogHead | null, events: readonly AuditEvent[], at: number): Sealed {
  return events.length === 0 ? { head, entries: [] } : audit<Sealed>("audit_seal", [{ head, events, at }, ARGS]);
}

/** What stands in an entry for a value that can be erased. */
export type Commitment = { commitment: string };

/** Thirty-two random bytes in hex: what hides a value that is committed to. Another one for each value. */
export function newSalt(): string {
  return hexOf(crypto.getRandomValues(new Uint8Array(32)));
}

/**
 * What an entry holds instead of a value. Keep salt and value elsewhere, together; erase both, and the log still verifies, while nobody can find out what the value
 * was. Whoever has both can show what the entry is about.
 *
 * @throws HoldpointError `input_invalid` for a salt that is not 64 hex digits, or a value that is no JSON.
 * @example
 * const salt = newSalt();
 * const event = { type: "requested", args: commitTo(action.args, salt) };   // {"commitment": "sha256:…"}
 */
export function commitTo(value: Json, salt: string): Commitment {
  return { commitment: audit<string>("audit_commit", [{ value, salt }, ARGS]) };
}

/** Whether a commitment was made to this value with this salt. */
export function isCommittedTo({ commitment }: Commitment, value: Json, salt: string): boolean {
  if (typeof commitment !== "string") throw refused("wrong_type", "`/commitment` is no text; give what `commitTo` gave");
  return commitTo(value, salt).commitment === commitment;
}

/** Lower-case hex digits. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
