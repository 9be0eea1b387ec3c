// What is shown: a copy that nobody else can change, and whether it is what the answer would name.
import { actionDigest, packageDigest } from "holdpoint";
import type { ReviewRequest } from "../review.ts";
import type { ContextPackage } from "../wire.ts";

export type Subject = Omit<ReviewRequest, "package"> & { readonly package: ContextPackage };

/** A copy of a request; null where it has no package, so that there is nothing to show. */
export function subjectOf(request: ReviewRequest | null | undefined): Subject | null {
  if (request?.package === null || request?.package === undefined) return null;
  const { id, package: shown, digests, action, status, deadline, expiresAt, questions, responses, decision, operator, edit } = request;
  const kept = { id, package: shown, digests, action, status, deadline: deadline ?? shown.deadline, expiresAt, questions, responses, decision: decision && { approval: decision.approval }, operator, edit };
  return JSON.parse(JSON.stringify(kept)) as Subject;
}

/** Why nobody may approve what is shown, as a sentence; null where it is what the digests name. */
export function difference({ package: shown, digests, action }: Subject): string | null {
  try {
    if (packageDigest(shown) !== digests.package) return "What is shown is another package than the one that this request names. Load it anew; if it stays so, tell whoever runs this page.";
    if (shown.digests.action !== digests.action) return "What is shown is about another action than the one that would run. Load it anew; if it stays so, tell whoever runs this page.";
    const exact = shown.redactions.length === 0;
    for (const made of exact ? [shown.action, action ?? shown.action] : []) {
      if (actionDigest(made) !== digests.action) return "The arguments that are shown are not the ones that would run. Load it anew; if it stays so, tell whoever runs this page.";
    }
    return null;
  } catch (error) {
    return `What is shown cannot be checked, so that it cannot be approved here: ${error instanceof Error ? error.message : String(error)}`;
  }
}
