// What time alone changes: windows and lives that are over, leases that nobody renewed, people to be told.
import type { ApprovalRequest } from "../wire.ts";
import { advance } from "./advance.ts";
import type { Desk } from "./desk.ts";
import type { Draft } from "./draft.ts";

/**
 * Takes every request on whose time has come, and says how many changed. Several processes may sweep at once. A request that cannot be taken on keeps no other from its turn;
 * what is wrong with it is thrown in the end.
 */
export async function sweep(desk: Desk, now?: number): Promise<number> {
  const until = now ?? (await desk.now());
  let changed = 0;
  const failures: unknown[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = await desk.store.query({ kind: "request", dueBefore: until + 1, order: "due", limit: 200, cursor });
    for (const { key } of page.docs) changed += await desk.change([key], (draft) => tick(draft, key)).catch((error: unknown) => (failures.push(error), 0));
    if (page.cursor === null) break;
    cursor = page.cursor;
  }
  if (failures.length > 0) throw failures[0];
  return changed;
}

function tick(draft: Draft, key: string): number {
  const request = draft.read<ApprovalRequest>(key);
  return request === null || advance(draft, request, { type: "ticked" }).request.version === request.version ? 0 : 1;
}

