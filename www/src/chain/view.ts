// The first view: how confidence compounds, and where a person helps.
import { engine } from "../engines.ts";
import { h } from "../dom.ts";
import { logPart } from "../log/view.ts";
import { slider } from "../slider.ts";
import { LEAST_CLAIM, MOST_CLAIM, MOST_STEPS, type State, type Store } from "../state.ts";
import { capital, listed, methodOf, number, percent, plural } from "../text.ts";
import { chainChart } from "./chart.ts";
import { figures, usable, type Figures } from "./model.ts";
import { strips } from "./strips.ts";

/** Builds it; resolves when its numbers stand. */
export async function chainView(place: HTMLElement, store: Store): Promise<void> {
  await engine("calibration");
  if (store.state.calibrator !== null) store.set({ calibrator: usable(store.state.calibrator) });
  const sentence = h("h2", { class: "sentence", id: "chain-sentence", tabindex: -1 });
  const gist = h("p", { class: "lead" });
  const claim = slider({ name: "Each step claims", hint: "What the agent says it is sure of.", min: 50, max: MOST_CLAIM, onInput: (value) => store.set({ claims: store.state.claims.map(() => value) }) });
  const steps = slider({ name: "Steps in a row", hint: "All of them have to be right.", min: 1, max: MOST_STEPS, onInput: (value) => store.set({ claims: lengthened(store.state.claims, value) }) });
  const together = slider({ name: "Correlation between steps", hint: "0: errors are independent. 1: one error fails every step.", min: 0, max: 100, step: 5, onInput: (correlation) => store.set({ correlation }) });
  const holds = slider({ name: "Steps a person looks at", hint: "Marked in the chart, where a look helps most.", min: 0, max: MOST_STEPS, onInput: (value) => store.set({ holds: value }) });
  const caught = slider({ name: "Mistakes the person finds", hint: "Measured: tired reviewers find one in seven.", min: 0, max: 100, step: 5, onInput: (value) => store.set({ caught: value }) });
  const chart = chainChart();
  const list = strips((at, value) => store.set({ claims: store.state.claims.with(at, value) }));
  const source = h("p", { class: "source" });
  const where = h("p", { class: "where", "aria-live": "polite" });

  place.append(
    h("div", { class: "opening" }, sentence, gist),
    h(
      "div",
      { class: "two" },
      h("form", { class: "panel", "aria-label": "The chain", onSubmit: (event: Event) => event.preventDefault() },
        h("fieldset", {}, h("legend", {}, "The agent"), claim.element, steps.element, together.element),
        h("fieldset", {}, h("legend", {}, "The people"), holds.element, caught.element),
      ),
      h("div", { class: "card" }, chart.element, source),
    ),
    h("section", { class: "strips-part", "aria-labelledby": "strips-title" }, h("h3", { id: "strips-title" }, "Where to put the next hold"), where, presets(store), list.element),
  );

  store.watch((now, changed) => {
    if (now.view !== "chain" && !changed("calibrator")) return;
    if (!changed("claims", "correlation", "holds", "caught", "calibrator", "view")) return;
    const all = figures(now);
    const same = now.claims.every((value) => value === now.claims[0]);
    claim.set(Math.max(50, mean(now.claims)), same ? percent(now.claims[0]! / 100) : `on average ${percent(mean(now.claims) / 100)}`);
    steps.set(now.claims.length);
    together.set(now.correlation, (now.correlation / 100).toFixed(2));
    holds.set(Math.min(now.holds, now.claims.length), String(Math.min(now.holds, now.claims.length)), now.claims.length);
    caught.set(now.caught, percent(now.caught / 100));
    headline(sentence, now, all);
    gist.textContent = gistOf(now, all);
    chart.show(all, summaryOf(now, all));
    list.show(now.claims, all);
    where.textContent = whereOf(now, all);
    source.textContent = now.calibrator === null
      ? "Calibrated by the prior: over many models and tasks, claims of 90 % came true 75 % of the time. Your own log, below, replaces it."
      : `Calibrated by your log: ${plural(now.calibrator.n ?? 0, "outcome")}, by ${methodOf(now.calibrator)}.`;
  });
  place.append(logPart(store));
}

/** "Ten steps at 90 % sound like 35 %. They are worth 5.6 %." */
function headline(place: HTMLElement, { claims }: State, { points }: Figures): void {
  const { naive, calibrated } = points.at(-1)!;
  const same = claims.every((value) => value === claims[0]);
  const n = claims.length;
  const opening = `${capital(number(n))} ${n === 1 ? "step" : "steps"} ${same ? `claimed at ${percent(claims[0]! / 100)}${n === 1 ? "" : " each"}` : "of mixed confidence"}`;
  place.replaceChildren(`${opening} ${n === 1 ? "sounds" : "sound"} like `, h("span", { class: "figure naive" }, percent(naive)), `. ${n === 1 ? "It is" : "They are"} worth `, h("mark", { class: "figure" }, percent(calibrated)), ".");
}

function gistOf({ claims, holds, calibrator }: State, { points, reliability, holds: held }: Figures): string {
  const last = points.at(-1)!;
  const says = calibrator === null ? "An agent that says 90 % is right about 75 % of the time" : "What the agent claims is not what its log shows";
  const compounds = claims.length === 1 ? `${says}.` : `${says}, and every step multiplies.`;
  if (holds === 0 || held.length === 0) return `${compounds} Nobody looks at this chain: add a person and see where one look helps most.`;
  return `${compounds} ${capital(number(held.length))} ${held.length === 1 ? "look" : "looks"} by a person, in the right ${held.length === 1 ? "place" : "places"}, ${held.length === 1 ? "lifts" : "lift"} it from ${percent(last.calibrated)} to ${percent(reliability)}.`;
}

function whereOf({ caught }: State, { holds, points, reliability }: Figures): string {
  const without = points.at(-1)!.calibrated;
  if (holds.length === 0) return "Nobody is asked. Give a person one step to look at, and the step where that helps most is marked.";
  const steps = `${holds.length === 1 ? "step" : "steps"} ${listed(holds.map((at) => at + 1))}`;
  return `Hold ${steps}. A person who finds ${percent(caught / 100)} of what is wrong there lifts the chain from ${percent(without)} to ${percent(reliability)}. Change a claim, and the hold moves to where doubt is greatest.`;
}

function summaryOf({ claims }: State, { points, holds, reliability }: Figures): string {
  const { naive, calibrated, lower, upper } = points.at(-1)!;
  return `Curves of the chance that all is still right after each of ${plural(claims.length, "step")}. At the end: as claimed ${percent(naive)}, calibrated ${percent(calibrated)}, between ${percent(lower)} and ${percent(upper)} for any correlation between the steps, and ${percent(reliability)} with ${plural(holds.length, "hold")}.`;
}

/** Chains to try. */
function presets(store: Store): HTMLElement {
  const shapes: [string, (claim: number, at: number, all: number) => number][] = [
    ["All alike", () => 90],
    ["One weak link", (_, at, all) => (at === Math.floor(all * 0.6) ? 65 : 90)],
    ["Ever less sure", (_, at, all) => 96 - Math.round((36 * at) / Math.max(1, all - 1))],
  ];
  return h("p", { class: "presets" }, ...shapes.map(([name, shape]) => h("button", { type: "button", class: "quiet", onClick: () => store.set({ claims: store.state.claims.map((claim, at, all) => shape(claim, at, all.length)) }) }, name)));
}

function mean(claims: readonly number[]): number {
  return Math.round(claims.reduce((sum, claim) => sum + claim, 0) / claims.length);
}

/** As many steps as are wanted; new ones claim what the last one does. */
function lengthened(claims: readonly number[], length: number): number[] {
  return Array.from({ length }, (_, at) => claims[at] ?? Math.max(LEAST_CLAIM, claims.at(-1)!));
}
