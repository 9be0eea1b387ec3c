// What time alone changes: windows and lives that are over, leases that nobody renewed, people to be told.
import type { Request } from "../wire.ts";
import { advance } from "./advance.ts";
import type { Desk } from "./desk.ts";

/** Takes every request on whose time has come, and says how many changed. Several processes may sweep at once. */
export async function sweep(desk: Desk, now?: number): Promise<number> {
  const until = now ?? (await desk.now());
  let changed = 0;
  const seen = new Set<string>();
  for (;;) {
    const { docs } = await desk.store.query({ kind: "request", dueBefore: until + 1, order: "due", limit: 200 });
    const fresh = docs.filter(({ key, version }) => !seen.has(`${key}@${version}`));
    if (fresh.length === 0) return changed;
    for (const { key, version } of fresh) {
      seen.add(`${key}@${version}`);
      changed += await desk.change([key], (draft) => {
        const request = draft.read<Request>(key);
        if (request === null) return 0;
        const { request: next } = advance(desk, draft, request, { type: "ticked" });
        return next.version === request.version ? 0 : 1;
      });
    }
  }
}
