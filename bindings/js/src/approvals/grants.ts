// Remembered approvals: "allow this for the session", within bounds.
import type { Action, Grant, GrantCall, GrantStep } from "../wire.ts";
import { grantMake, grantMatch, grantRevoke, grantUse } from "./core.ts";
import { failure, known, type Desk } from "./desk.ts";
import type { Draft } from "./draft.ts";
import { newId } from "./ids.ts";
import { plain, VALUE } from "./plain.ts";
import { brief, keys, switches } from "./scopes.ts";

/** What `grant` takes: what one request asks for, so often, until then. */
export type GrantOptions = { request: string; by: unknown; count: number; expiresAt: number; reason?: string };

/** Allows what one request asks for, again. */
export async function give(desk: Desk, { by: credential, ...given }: GrantOptions): Promise<Grant> {
  const { request: asked, ...bounds } = plain<Omit<GrantOptions, "by">>(given, { ...VALUE, root: "/grant" });
  const by = await desk.who(credential);
  const id = newId("grant");
  return desk.change([keys.request(asked), keys.grant(id)], (draft) => {
    const { action, decision, digests } = known(draft, asked);
    if (digests.policy !== desk.gate.policyDigest) throw failure("grant_void", `the request ${asked} was decided under another policy; grant what is asked under the one in force`);
    const call = { action, decision, demand: desk.gate.demand(action), thrown: switches(draft, action).thrown };
    const { operator } = desk.options;
    return put(draft, grantMake({ id, call, by, ...bounds, now: draft.now, ...(operator === undefined ? {} : { operator }) }));
  });
}

export async function revoke(desk: Desk, id: string, credential: unknown): Promise<Grant> {
  const by = await desk.who(credential);
  return desk.change([keys.grant(id)], (draft) => {
    const grant = draft.read<Grant>(keys.grant(id));
    if (grant === null) throw failure("grant_void", `there is no grant \`${id}\`; it may have been removed when its time of retention was over`);
    return put(draft, grantRevoke({ grant, by, now: draft.now }));
  });
}

/** Where the grants of an action's session are. */
export async function openGrants(desk: Desk, { session }: Action): Promise<string[]> {
  const { docs } = await desk.store.query({ kind: "grant", session: brief(session), status: "open", descending: true, limit: 100 });
  return docs.map(({ key }) => key);
}

/** The grant that lets a call run, if one does. */
export function grantFor(draft: Draft, among: readonly string[], call: GrantCall): Grant | null {
  const grants = among.map((key) => draft.read<Grant>(key)).filter((grant) => grant !== null);
  const id = grants.length === 0 ? null : grantMatch({ grants, call, now: draft.now });
  return grants.find((grant) => grant.id === id) ?? null;
}

/** Takes one from what a grant still allows. */
export function useGrant(draft: Draft, grant: Grant, call: GrantCall, request: string): void {
  put(draft, grantUse({ grant, call, request, now: draft.now }));
}

function put(draft: Draft, { grant, entry }: GrantStep): Grant {
  const open = grant.revoked === undefined && grant.uses.length < grant.count;
  draft.write(keys.grant(grant.id), grant, { session: brief(grant.session), status: open ? "open" : "over", at: grant.at, ...(open ? {} : { closed: draft.now }) });
  draft.log(entry);
  return grant;
}
