// Reading requests, and what people do with them besides answering.
import type { Doc } from "../stores/store.ts";
import type { ApprovalEvent, ApprovalRequest } from "../wire.ts";
import { accepted, advance } from "./advance.ts";
import { known, type Desk } from "./desk.ts";
import { brief, keys } from "./scopes.ts";

/**
 * Which requests: all of these must hold. `order`: by `at`, when they were asked for, or by `due`, when something will next happen to them by itself, such as the end of the
 * window (those that time cannot change are left out). From the last to the first, unless `descending` is false.
 */
export type RequestQuery = { status?: ApprovalRequest["status"] | ApprovalRequest["status"][]; agent?: string; tool?: string; session?: string; order?: "at" | "due"; descending?: boolean; cursor?: string; limit?: number };

export async function list(desk: Desk, query: RequestQuery): Promise<{ requests: ApprovalRequest[]; cursor: string | null }> {
  const { agent, tool, session, ...rest } = query;
  const names = { ...(agent === undefined ? {} : { agent: brief(agent) }), ...(tool === undefined ? {} : { tool: brief(tool) }), ...(session === undefined ? {} : { session: brief(session) }) };
  const { docs, cursor } = await desk.store.query({ kind: "request", order: "at", descending: true, limit: 50, ...rest, ...names });
  return { requests: docs.map(bodyOf), cursor };
}

/** One request as it stands at this moment, what time has changed included. */
export async function one(desk: Desk, id: string): Promise<ApprovalRequest> {
  return happened(desk, id, { type: "ticked" });
}

/** Something that happens to a request. */
export function happened(desk: Desk, id: string, event: ApprovalEvent): Promise<ApprovalRequest> {
  return desk.change([keys.request(id)], (draft) => advance(draft, known(draft, id), event)).then(accepted);
}

/** The requests of documents that changed. */
export async function changed(desk: Desk, changedKeys: readonly string[]): Promise<ApprovalRequest[]> {
  const wanted = changedKeys.filter((key) => key.startsWith("request/"));
  const docs = wanted.length === 0 ? [] : await desk.store.load(wanted);
  return docs.filter((doc) => doc !== null).map(bodyOf);
}

function bodyOf({ body }: Doc): ApprovalRequest {
  return body as unknown as ApprovalRequest;
}
