// What time alone changes: windows and lives that are over, leases that nobody renewed, people to be told.
import { advance } from "./advance.ts";
import type { Desk } from "./desk.ts";
import { each, type Tally } from "./each.ts";

/** Takes every request on whose time has come. Several processes may sweep at once. */
export async function sweep(desk: Desk, now?: number): Promise<Tally> {
  const until = now ?? (await desk.now());
  const tally: Tally = { changed: 0, failed: [] };
  const tick: Parameters<typeof each>[2] = (draft, request) => advance(draft, request, { type: "ticked" }).request.version !== request.version;
  await each(desk, { dueBefore: until + 1, order: "due" }, tick, tally);
  return tally;
}
