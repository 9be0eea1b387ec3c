// The decision: one sentence, its place on the scale, why, and all of it.
import { OVERSIGHTS, type Decision, type Json, type Oversight } from "holdpoint/web";
import { inert } from "../../../bindings/js/src/cli/text.ts";
import { h } from "../dom.ts";
import { listed, percent } from "../text.ts";
import type { Outcome, Problem } from "./decide.ts";

export type DecisionPart = { readonly sentence: HTMLElement; readonly element: HTMLElement; show(outcome: Outcome): void };

export function decisionPart(): DecisionPart {
  const sentence = h("h2", { id: "gate-sentence", class: "sentence", tabindex: -1 });
  const body = h("div");
  const whole = h("pre", { tabindex: 0, role: "region", "aria-label": "The whole decision" });
  const all = h("details", { class: "whole" }, h("summary", {}, "The whole decision, with its digests"), whole);
  const said = h("p", { class: "said", role: "status" });
  const element = h("div", { class: "decision card" }, said, body, all);
  return {
    sentence,
    element,
    show({ decided, problems }) {
      const errors = problems.filter(({ severity }) => severity === "error");
      if (decided === null) {
        sentence.replaceChildren("No decision yet, so nothing runs.");
        said.textContent = `${errors.length === 1 ? "One thing" : `${errors.length} things`} to mend`;
        body.replaceChildren(...mending(errors));
        all.hidden = true;
        return;
      }
      const { decision, sentences, action } = decided;
      sentence.replaceChildren(h("span", { class: "tool" }, shortened(action.tool)), ` ${VERDICTS[decision.oversight]}.`);
      said.textContent = `Decision: ${decision.oversight}`;
      body.replaceChildren(scale(decision.oversight), h("ul", { class: "sentences" }, ...sentences.map((text) => h("li", {}, ...coded(text)))), ...triggers(decision), facts(decision), ...mending(problems.filter(({ severity }) => severity === "warning")));
      all.hidden = false;
      whole.textContent = inert(JSON.stringify(decision, null, 2)).replaceAll("\\u{A}", "\n");
    },
  };
}

/** The six words, least strict first, with the line that only the first two may cross. */
function scale(oversight: Oversight): HTMLElement {
  return h("ol", { class: "scale", "aria-label": "The scale of oversight, the least strict first" }, ...OVERSIGHTS.map((word) => h("li", { class: word, ...(word === oversight && { "aria-current": "true" }) }, word)));
}

function triggers({ triggers }: Decision): HTMLElement[] {
  if (triggers.length === 0) return [];
  const rows = triggers.map(({ kind, observed, threshold, oversight }) => h("tr", {}, h("th", { scope: "row" }, kind.replaceAll("_", " ")), h("td", {}, shown(observed)), h("td", {}, shown(threshold)), h("td", {}, oversight)));
  const head = h("thead", {}, h("tr", {}, ...["fired", "seen", "threshold", "asks for"].map((name) => h("th", { scope: "col" }, name))));
  return [h("h3", { class: "small" }, "Triggers"), h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Triggers" }, h("table", {}, head, h("tbody", {}, ...rows)))];
}

function facts({ confidence, approval, tier, tierName, category }: Decision): HTMLElement {
  const facts: [string, string][] = [["risk tier", `${tier}, ${tierName.replaceAll("_", " ")}${category === null ? "" : ` (${category.replaceAll("_", " ")})`}`]];
  const { claimed, calibrated, chain } = confidence;
  if (claimed !== null && calibrated !== null) facts.push(["confidence", `claimed ${percent(claimed)}, worth ${percent(calibrated)}${chain === null ? "" : `, with the steps before it ${percent(chain)}`}`]);
  if (approval !== null) facts.push(["who may approve", listed(approval.requirements.map(({ quorum, roles }) => `${quorum === 1 ? "one person" : `${quorum} people`}${roles.length === 0 ? "" : ` of ${inert(listed(roles))}`}`))]);
  return h("dl", { class: "decision-facts" }, ...facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

function mending(problems: readonly Problem[]): HTMLElement[] {
  if (problems.length === 0) return [];
  return [h("ul", { class: "mending" }, ...problems.map(({ text, line, message, severity }) => h("li", { class: severity }, h("b", {}, `${text}, line ${line}`), " ", ...coded(message))))];
}

/** A sentence whose `words` are set as code. They may be an agent's: they stay text. */
export function coded(sentence: string): (HTMLElement | string)[] {
  return inert(sentence).split("`").map((part, at) => (at % 2 === 1 ? h("code", {}, part) : part));
}

function shown(value: Json): string {
  if (typeof value === "string") return inert(value);
  if (value !== null && typeof value === "object" && !Array.isArray(value)) return Object.entries(value).map(([name, inner]) => `${inert(name)} ${shown(inner)}`).join(", ");
  return inert(JSON.stringify(value));
}

function shortened(tool: string): string {
  const text = inert(tool);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

const VERDICTS: Record<Oversight, string> = {
  proceed: "runs",
  log: "runs, and is logged",
  review: "is staged until a person approves; the agent goes on",
  hold: "does not run: the run waits here for a person",
  block: "is blocked",
  halt: "is halted",
};
