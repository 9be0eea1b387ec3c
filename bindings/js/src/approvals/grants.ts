// Remembered approvals: "allow this for the session", within bounds.
import type { Grant, GrantRequest, Request } from "../wire.ts";
import { grant as grantStep } from "./core.ts";
import { brief, keys, switches, type Desk } from "./desk.ts";
import type { Draft } from "./draft.ts";
import { demandOf } from "./gate-facts.ts";
import { newId } from "./ids.ts";
import { plain, VALUE } from "./plain.ts";
import { known } from "./respond.ts";

/** What {@link give} takes: like which request, how often, until when. */
export type GrantOptions = { request: string; by: unknown; count: number; expiresAt: number; reason?: string };

/** Allows what one request asks for, again: the same rule, agent, session and critical arguments. */
export async function give(desk: Desk, { by: credential, ...given }: GrantOptions): Promise<Grant> {
  const asked = plain<Omit<GrantOptions, "by">>(given, { ...VALUE, root: "/grant" });
  const by = await desk.who(credential);
  const id = newId("grant");
  return desk.change([keys.request(asked.request), keys.grant(id)], (draft) => {
    const request = known(draft, asked.request);
    const { epoch } = switches(draft, request.action);
    const demand = demandOf(desk.gate, request.action);
    const { count, expiresAt, reason } = asked;
    const event = { type: "granted", id, by, count, expiresAt, epoch, demand, action: request.action, decision: request.decision, policy: desk.gate.policyDigest, ...(reason === undefined ? {} : { reason }) };
    const made = grantStep(null, event as never, draft.now);
    put(draft, made.state);
    draft.log(made.entry);
    return made.state;
  });
}

export async function revoke(desk: Desk, id: string, credential: unknown): Promise<Grant> {
  const by = await desk.who(credential);
  return desk.change([keys.grant(id)], (draft) => {
    const made = grantStep(draft.read<Grant>(keys.grant(id)), { type: "revoked", by } as never, draft.now);
    put(draft, made.state);
    draft.log(made.entry);
    return made.state;
  });
}

/** Takes one from what a grant still allows. */
export function useGrant(draft: Draft, id: string, request: Request): void {
  const made = grantStep(draft.read<Grant>(keys.grant(id)), { type: "used", request: request.id } as never, draft.now);
  put(draft, made.state);
  draft.log(made.entry);
}

function put(draft: Draft, grant: Grant): void {
  draft.write(keys.grant(grant.id), grant, { session: brief(grant.session), status: grant.status });
}

export type { GrantRequest };
