// A person's answer.
import { applyEdits, contextPackage } from "../package.ts";
import type { Action, ApprovalRequest, Demand, EditedAction, Json } from "../wire.ts";
import { accepted, advance, asked } from "./advance.ts";
import { failure, known, type Desk } from "./desk.ts";
import type { Draft } from "./draft.ts";
import { entryOf, extra } from "./guard.ts";
import type { Answer } from "./options.ts";
import { plain, VALUE } from "./plain.ts";
import { account, facts, keys, situation, switches } from "./scopes.ts";

/** Records an answer and gives the request as it then stands. */
export async function respond(desk: Desk, id: string, given: Answer): Promise<ApprovalRequest> {
  const { by: credential, ...rest } = given;
  const { edits, ...said } = plain<Omit<Answer, "by">>(rest, { ...VALUE, root: "/answer" });
  const { reason, digests } = said;
  // A request's own digests may be given as they stand.
  const shown = digests === undefined ? said : { ...said, digests: { action: digests.action, package: digests.package } };
  const told = reason === undefined ? shown : { ...shown, reason: { ...reason, text: reason.text ?? reason.code } };
  const by = await desk.who(credential);
  const answered = await desk.change([keys.request(id)], (draft) => {
    const request = known(draft, id);
    draft.need(keys.beside(request.action));
    const made = said.verdict === "edit" ? edit(desk, draft, request, edits) : undefined;
    const after = advance(draft, request, { type: "responded", by, ...told, ...(made === undefined ? {} : { edited: made.edited }) } as never);
    if (made !== undefined && after.answer.kind !== "refused") account(draft, asked("edited", after.request, made.demand, desk.mostPending) as never);
    return after;
  });
  return accepted(answered);
}

/** The action as the reviewer wants it, decided upon as if it were new. */
function edit(desk: Desk, draft: Draft, request: ApprovalRequest, edits: Answer["edits"]): { edited: EditedAction; demand: Demand } {
  if (edits === undefined) throw failure("missing", "`/answer/edits` is missing; give `{ patch }` or `{ args }`", undefined, "/answer/edits");
  const { id, action: before } = request;
  const action: Action = { ...before, args: applyEdits(before.args, edits as never, entryOf(desk, before.tool)?.schema ?? null) as Json };
  const demand = desk.gate.demand(action);
  const context = situation(request.context, draft, switches(draft, action), facts(draft, action, demand, desk.mostPending, id));
  const decision = desk.gate.decide(action, context);
  return { edited: { action, decision, package: contextPackage(desk.gate, action, context, extra(desk, action, {}, id, draft.now)) }, demand };
}
