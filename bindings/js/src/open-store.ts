// From the text that names a store to the store. Each is loaded when it is asked for.
import { HoldpointError } from "holdpoint";
import type { Store } from "./stores/store.ts";

/**
 * Opens the store that a text names: `sqlite:PATH`, a `file:` URL, or a path.
 *
 * @throws HoldpointError `input_invalid` for a text that names no store that this package has; else what the store throws.
 * @example
 * const store = await openStore("sqlite:holdpoint.db");
 */
export async function openStore(url: string): Promise<Store> {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase(); // one letter is a drive of Windows
  if (scheme !== undefined && scheme !== "sqlite" && scheme !== "file") {
    throw new HoldpointError("input_invalid", `\`${scheme}:\` names no store of this package; write \`sqlite:PATH\`, or the path of a file (\`./${url}\` where that is its name)`);
  }
  const { sqliteStore } = await import("holdpoint/stores/sqlite");
  return sqliteStore(url);
}
