// The request that somebody means: by its id, or by how that begins.
import type { Store } from "holdpoint";
import { UsageError } from "../usage.ts";

/** In the help of every command that takes an id. */
export const ID_HELP = "  ID              the id of a request, or its first 8 characters or more, where no other begins so";

/** The whole id. What no request begins with is given as it is: the holdpoint says that there is none. */
export async function idOf(store: Store, given: string): Promise<string> {
  if ((await store.load([`request/${given}`]))[0] !== null) return given;
  if (given.length < SHORTEST) throw new UsageError(`\`${given}\` is no request, and too short for the beginning of an id; write at least ${SHORTEST} characters of it`);
  const { docs, cursor } = await store.query({ kind: "request", prefix: given, descending: true, limit: MOST, bodies: false });
  const found = docs.map(({ key, index: { status = "", tool = "" } }) => [key.slice("request/".length), status, tool]);
  if (found.length === 0) return given;
  if (found.length === 1) return found[0]![0]!;
  const list = found.map((parts) => parts.join("  "));
  throw new UsageError(`more than one request begins with \`${given}\`; write more of its id`, cursor === null ? list : [...list, "…"]);
}

const SHORTEST = 8;
/** As many as are listed where it could be any of them. */
const MOST = 10;
