// What time alone changes: windows and lives that are over, leases that nobody renewed, people to be told.
import type { ApprovalRequest } from "../wire.ts";
import { advance } from "./advance.ts";
import type { Desk } from "./desk.ts";
import type { Draft } from "./draft.ts";

/** Takes every request on whose time has come, and says how many changed. Several processes may sweep at once. */
export async function sweep(desk: Desk, now?: number): Promise<number> {
  const until = now ?? (await desk.now());
  let changed = 0;
  for (let cursor: string | null = null; ; ) {
    const page = await desk.store.query({ kind: "request", dueBefore: until + 1, order: "due", limit: 200, cursor });
    for (const { key } of page.docs) changed += await desk.change([key], (draft) => tick(draft, key));
    if (page.cursor === null) return changed;
    cursor = page.cursor;
  }
}

function tick(draft: Draft, key: string): number {
  const request = draft.read<ApprovalRequest>(key);
  return request === null || advance(draft, request, { type: "ticked" }).request.version === request.version ? 0 : 1;
}

