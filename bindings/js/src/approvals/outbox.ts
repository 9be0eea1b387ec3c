// Delivers what somebody must be told: at least once, in whatever process has the hook.
import type { Json } from "../wire.ts";
import type { Desk } from "./desk.ts";
import type { Notification } from "./options.ts";

/** Delivers what is due, and says how many arrived. What fails is tried again later: after 5 s, then twice as long each time, an hour at most. */
export async function deliver(desk: Desk): Promise<number> {
  const notify = desk.options.hooks?.notify;
  if (notify === undefined) return 0;
  let arrived = 0;
  // Once each in one round, whatever the clocks say: what fails must not be tried in circles.
  const tried = new Set<string>();
  for (;;) {
    const messages = await desk.store.take(20, LOCK);
    if (messages.every(({ id }) => tried.has(id))) return arrived;
    for (const { id, attempts, body } of messages) {
      tried.add(id);
      try {
        await notify({ ...(body as Record<string, Json>), id, attempt: attempts } as unknown as Notification);
        await desk.store.done({ id });
        arrived++;
      } catch {
        await desk.store.retry({ id, attempts }, (await desk.store.now()) + Math.min(FIRST * 2 ** (attempts - 1), LONGEST));
      }
    }
  }
}

const LOCK = 60_000;
const FIRST = 5_000;
const LONGEST = 3_600_000;
