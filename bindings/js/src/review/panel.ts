// What a person adds to an answer other than "approve".
import { html, nothing, type TemplateResult } from "lit";
import type { ReviewAnswer } from "../review.ts";
import type { Form } from "./form.ts";
import { REASONS } from "./reasons.ts";

export type Panel = "reject" | "edit" | "ask" | "take_over";
type Said = Pick<ReviewAnswer, "verdict" | "edits" | "reason" | "text">;
/** `busy`: an answer is on its way; what was written stays, for it may come back. */
type Way = { busy: boolean; changed: (focus?: string) => void; close: () => void; send: (said: Said) => void };

const TITLES: Record<Panel, string> = { reject: "Reject", edit: "Edit", ask: "Ask back", take_over: "Take over" };
const SEND: Record<Panel, string> = { reject: "Reject", edit: "Propose these arguments", ask: "Ask", take_over: "Take over" };
const ABOUT: Record<Panel, string> = {
  reject: "It does not run. The agent is told the reason.",
  edit: "Your arguments take the place of these, and the gate decides about them anew. It counts as your approval of them, unless they are looked at more strictly.",
  ask: "The agent gets your question. Nothing runs meanwhile, and the time goes on.",
  take_over: "The agent stops, and you finish it yourself.",
};
const TEXTS: Record<Exclude<Panel, "edit">, string> = { reject: "What the agent is told (may be left out)", ask: "Your question", take_over: "A note (may be left out)" };

export function panel(name: Panel, form: Form | null, { busy, changed, close, send }: Way): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const said = saidIn(name, form, event.currentTarget as HTMLFormElement);
    if (said === null) changed();
    else send(said);
  };
  const escape = (event: KeyboardEvent): void => {
    if (event.key === "Escape") close();
  };
  return html`<form class="panel" ?hidden=${busy} aria-labelledby="panel" novalidate @submit=${submit} @keydown=${escape}>
    <h3 id="panel">${TITLES[name]}</h3>
    <p class="about">${ABOUT[name]}</p>
    ${name === "reject"
      ? html`<div class="field"><label for="code">Why</label><select id="code" name="code">${[...REASONS].map(([code, said]) => html`<option value=${code}>${said}</option>`)}</select></div>`
      : nothing}
    ${name === "edit"
      ? form?.render(changed)
      : html`<div class="field"><label for="text">${TEXTS[name]}</label><textarea id="text" name="text" rows="3" dir="auto" maxlength="2000" ?required=${name === "ask"}></textarea></div>`}
    <p class="buttons"><button type="submit" class="send">${SEND[name]}</button> <button type="button" class="quiet cancel" @click=${close}>Cancel</button></p>
  </form>`;
}

/** What the form says; null where something is missing or wrong. */
function saidIn(name: Panel, form: Form | null, element: HTMLFormElement): Said | null {
  if (name === "edit") {
    const edits = form?.edits() ?? null;
    return edits && { verdict: "edit", edits };
  }
  const entered = new FormData(element);
  const text = String(entered.get("text") ?? "").trim();
  if (name === "reject") return { verdict: "reject", reason: { code: String(entered.get("code")), ...(text === "" ? {} : { text }) } };
  if (text !== "") return { verdict: name, text };
  if (name === "take_over") return { verdict: name };
  // A question needs words; the browser says so at the field.
  element.reportValidity();
  return null;
}
