// Takes many requests on, some in one change. One that cannot be read, or that the core refuses, keeps no other from its turn.
import { isHoldpointError } from "../errors.ts";
import type { DocQuery, Key } from "../stores/store.ts";
import type { ApprovalRequest, Code } from "../wire.ts";
import type { Desk } from "./desk.ts";
import type { Draft } from "./draft.ts";
import { keys } from "./scopes.ts";

/** A request that could not be taken on, and why. Without its id where the store gave up, so that the rest had no turn. */
export type Failed = { request: string | null; code: Code; message: string };

/** How many requests changed, and which could not be looked at. */
export type Tally = { changed: number; failed: Failed[] };

/** Lets every request of a query have its turn, and counts those that `act` says it changed. @throws whatever the store throws while it cannot be used at all. */
export async function each(desk: Desk, which: Omit<DocQuery, "kind">, act: (draft: Draft, request: ApprovalRequest) => boolean, tally: Tally): Promise<void> {
  const turn = new Turn(desk, act, tally);
  for (let cursor: string | null = null; ; ) {
    // Without bodies: a page is not refused for one of them.
    const page = await desk.store.query({ ...which, kind: "request", bodies: false, limit: TOGETHER, cursor });
    await turn.of(page.docs.map(({ key }) => key));
    if (page.cursor === null) return;
    cursor = page.cursor;
  }
}

class Turn {
  /** Requests in a row for which the store could not be used. */
  #inARow = 0;

  constructor(
    readonly desk: Desk,
    readonly act: (draft: Draft, request: ApprovalRequest) => boolean,
    readonly tally: Tally,
  ) {}

  /** All together; where that fails each half by itself, down to the one that is at fault. */
  async of(requests: readonly Key[]): Promise<void> {
    if (requests.length === 0) return;
    try {
      this.tally.changed += await this.together(requests);
      this.#inARow = 0;
    } catch (error) {
      if (requests.length === 1) return this.failed(requests[0]!, error);
      const half = requests.length >> 1;
      await this.of(requests.slice(0, half));
      await this.of(requests.slice(half));
    }
  }

  private async together(requests: readonly Key[]): Promise<number> {
    // What stands beside them is fetched with them, and not found to be missing one by one.
    const beside = new Set<Key>();
    for (const doc of await this.desk.store.load(requests)) if (doc !== null) for (const key of keys.beside((doc.body as unknown as ApprovalRequest).action)) beside.add(key);
    return this.desk.change([...requests, ...beside], (draft) => {
      const changed = requests.filter((key) => {
        const request = draft.read<ApprovalRequest>(key);
        return request !== null && this.act(draft, request);
      });
      return changed.length;
    });
  }

  private failed(key: Key, error: unknown): void {
    const said = told(error);
    this.#inARow = UNUSABLE.has(said.code) ? this.#inARow + 1 : 0;
    if (this.#inARow >= PATIENCE) throw error;
    this.tally.failed.push({ request: key.slice(key.indexOf("/") + 1), ...said });
  }
}

export function told(error: unknown): { code: Code; message: string } {
  return isHoldpointError(error) ? { code: error.code, message: error.message } : { code: "fault", message: error instanceof Error ? error.message : String(error) };
}

/** Requests in one change: few enough for others to have their turn, many enough for the disk not to be waited for at each. */
const TOGETHER = 50;
/** What says nothing of the document that was at hand. */
const UNUSABLE: ReadonlySet<Code> = new Set<Code>(["store_unavailable", "store_uncertain", "store_closed"]);
const PATIENCE = 3;
