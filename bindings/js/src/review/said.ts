// What others said so far, and who is still needed: the rules of the approval machine, which has the last word when an answer arrives.
import { inertText } from "holdpoint";
import type { ApprovalResponse, Line, Requirement } from "../wire.ts";
import { instant } from "./clock.ts";
import { REASONS } from "./reasons.ts";
import type { Subject } from "./subject.ts";

/** Something that somebody said: who and what in the element's words, when, and in their own words. */
export type Said = { readonly who: string; readonly what: string; readonly at: number; readonly when: string; readonly words: readonly Line[] };

/** A requirement, how many people have met it, and how many more must. */
export type Need = { readonly has: number; readonly more: number; readonly quorum: number; readonly roles: readonly string[] };

/** Everything that was said, the oldest first. */
export function said(subject: Subject): Said[] {
  const { questions = [], responses = [] } = subject;
  const asked = questions.flatMap(({ by, text, at, answer }) => [one(by, "asked", at, text), ...(answer === undefined ? [] : [one("The requester", `answered ${by}`, answer.at, answer.text)])]);
  // A question is among the answers too.
  const given = responses.filter(({ verdict }) => verdict !== "ask").map((response) => {
    const { by, verdict, at, text, reason } = response;
    return one(by.id, DID[verdict] + (reason === undefined ? "" : `: ${REASONS.get(reason.code)?.toLowerCase() ?? reason.code}`) + worth(subject, response), at, reason?.text ?? text);
  });
  return [...asked, ...given].sort((a, b) => a.at - b.at);
}

/** Who must approve; nothing where the request does not say so. */
export function needs(subject: Subject): Need[] {
  const { decision, responses = [], operator } = subject;
  const approval = decision?.approval ?? null;
  if (approval === null) return [];
  const approvals = responses.filter((response) => counts(subject, response));
  // Nobody is never enough.
  const requirements: readonly Requirement[] = approval.requirements.length > 0 ? approval.requirements : [{ rule: null, quorum: 1, roles: [] }];
  return requirements.map(({ quorum, roles }) => {
    const people = new Set(approvals.filter(({ by }) => roles.length === 0 || by.roles.some((role) => roles.includes(role))).map(({ by }) => by.id));
    const more = Math.max(0, Math.max(1, quorum) - people.size);
    return { has: people.size, quorum: Math.max(1, quorum), roles, more: more === 0 && [...people].every((id) => id === operator) ? 1 : more };
  });
}

/** Who is still needed, in words: "one more person with the role finance". Empty where nobody is known to be. */
export function wanted(all: readonly Need[]): string {
  return all.filter(({ more }) => more > 0).map(({ has, more, roles }) => {
    const who = more === 1 ? (has > 0 ? "one more person" : "a person") : `${more}${has > 0 ? " more" : ""} people`;
    return who + withRoles(roles);
  }).join(", and ");
}

/** " with the role finance". */
export function withRoles(roles: readonly string[]): string {
  if (roles.length === 0) return "";
  return ` with ${roles.length === 1 ? "the role" : "one of the roles"} ${roles.map(plain).join(", ")}`;
}

const DID = { approve: "approved", reject: "rejected", edit: "proposed other arguments, and approved them", ask: "asked", take_over: "took over" } as const;

function one(who: string, what: string, at: number, words: string | undefined): Said {
  return { who: plain(who), what: plain(what), at, when: instant(at), words: words === undefined || words === "" ? [] : inertText(words) };
}

/** A short text, inert and on one line. */
export function plain(text: string): string {
  return inertText(text).map((line) => line.text).join(" ");
}

/** Whether an approval counts: of this action as this package shows it, and not by who asks for it. */
function counts({ package: { action: shown }, action = shown, digests, edit }: Subject, { by: { id }, verdict, digests: about, void: gone }: ApprovalResponse): boolean {
  const { agent, principal, path } = action;
  const asks = id === agent || id === principal || (path ?? []).includes(id) || (edit?.stricter === true && edit.by === id);
  return (verdict === "approve" || verdict === "edit") && gone !== true && about.action === digests.action && about.package === digests.package && !asks;
}

function worth(subject: Subject, response: ApprovalResponse): string {
  if ((response.verdict !== "approve" && response.verdict !== "edit") || counts(subject, response)) return "";
  return response.void === true ? ", which counts no more, because it was edited since" : ", which does not count";
}
