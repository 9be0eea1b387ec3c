// Takes back a logged action, once.
import type { ApprovalRequest } from "../wire.ts";
import { failure, type Desk } from "./desk.ts";
import { guard } from "./guard.ts";
import type { Execute, Outcome } from "./options.ts";
import { keys } from "./scopes.ts";

/** Runs the undo that was kept with a request, as a call of its own: the gate decides upon it, it runs once, and it is on record. */
export async function undo(desk: Desk, id: string, execute: Execute): Promise<Outcome> {
  const [doc] = await desk.store.load([keys.request(id)]);
  if (!doc) throw failure("no_request", `there is no request ${id}; it may have been removed when its time of retention was over`);
  const { status, undo: kept, action } = doc.body as unknown as ApprovalRequest;
  if (status !== "executed") throw failure("not_executed", `the request ${id} is ${status}; only what was executed can be undone`);
  if (kept === null) throw failure("no_way_back", `nothing was kept of the request ${id} by which it could be undone; give its rule an \`undo\``);
  const { session, agent, path, principal } = action;
  const who = { ...(agent === undefined ? {} : { agent }), ...(path === undefined ? {} : { path }), ...(principal === undefined ? {} : { principal }) };
  return guard(desk, { tool: kept.tool, args: kept.args, session, callId: `undo:${id}`, ...who }, {}, execute, {});
}
