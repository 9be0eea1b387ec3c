// A person's answer.
import { contextPackage } from "../package.ts";
import { applyEdits } from "../package.ts";
import type { Action, Json, Request } from "../wire.ts";
import { advance } from "./advance.ts";
import { ledgerFacts } from "./core.ts";
import { failure, keys, switches, type Desk } from "./desk.ts";
import type { Draft } from "./draft.ts";
import { demandOf } from "./gate-facts.ts";
import { extra } from "./guard.ts";
import type { Answer } from "./options.ts";
import { plain, VALUE } from "./plain.ts";

/** Records an answer and gives the request as it then stands. */
export async function respond(desk: Desk, id: string, given: Answer): Promise<Request> {
  const { by: credential, ...rest } = given;
  const answer = plain<Omit<Answer, "by">>(rest, { ...VALUE, root: "/answer" });
  const by = await desk.who(credential);
  return desk.change([keys.request(id)], (draft) => {
    const request = known(draft, id);
    const { edits, ...said } = answer;
    const edited = answer.verdict === "edit" ? edit(desk, draft, request, edits) : undefined;
    return advance(desk, draft, request, { type: "responded", by, ...said, ...(edited === undefined ? {} : { edited }) } as never).request;
  });
}

export function known(draft: Draft, id: string): Request {
  const request = draft.read<Request>(keys.request(id));
  if (request === null) throw failure("unknown_request", `there is no request ${id}; it may have been removed when its time of retention was over`);
  return request;
}

/** The action as the reviewer wants it, decided upon as if it were new. */
function edit(desk: Desk, draft: Draft, request: Request, edits: Answer["edits"]) {
  if (edits === undefined) throw failure("missing", "`/answer/edits` is missing; give `{ patch }` or `{ args }`", undefined, "/answer/edits");
  const { tools } = desk.options;
  const { tool } = request.action;
  const entry = tools !== undefined && Object.hasOwn(tools, tool) ? tools[tool] : undefined;
  const action: Action = { ...request.action, args: applyEdits(request.action.args, edits as never, entry?.schema) as Json };
  const demand = demandOf(desk.gate, action);
  const { kill } = switches(draft, action);
  const others = keys.ledger(action).map((key) => draft.read(key));
  const facts = ledgerFacts(others, demand, action, draft.now);
  const context = { ...request.context, now: draft.now, kill, exposure: facts.exposure, usage: facts.usage };
  const decision = desk.gate.decide(action, context);
  return { action, decision, package: contextPackage(desk.gate, action, context, extra(desk, action, {}, request.id, draft.now)) };
}
