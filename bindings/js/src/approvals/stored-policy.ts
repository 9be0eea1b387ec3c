// The policies that a store's requests were decided by, kept beside them: another process can decide alike, and an auditor replay.
import type { CompiledGate } from "../compiled.ts";
import type { Gate } from "../gate.ts";
import type { Key, Store } from "../stores/store.ts";
import type { Draft } from "./draft.ts";

/** A policy as it stands in a store: its text and the options' (calibrators). */
export type StoredPolicy = { digest: string; policy: string; options: string; namespace: string; at: number };

export function policyKey({ policyDigest }: Gate): Key {
  return `policy/${policyDigest}`;
}

/** Keeps the policy of a gate, once. */
export function keepPolicy(draft: Draft, gate: Gate, namespace: string): void {
  const key = policyKey(gate);
  if (draft.read(key) !== null) return;
  const source = (gate as Partial<CompiledGate>).source?.();
  if (source === undefined) return;
  const body: StoredPolicy = { digest: gate.policyDigest, ...source, namespace, at: draft.now };
  draft.write(key, body, { at: draft.now });
}

/** The policy that a store got last; null where it has none yet. */
export async function storedPolicy(store: Pick<Store, "query">): Promise<StoredPolicy | null> {
  const { docs } = await store.query({ kind: "policy", order: "at", descending: true, limit: 1 });
  return (docs[0]?.body as StoredPolicy | undefined) ?? null;
}
