// The third view: what a reviewer gets to see of the action, and what becomes of attempts to forge it.
import { drawn } from "../chart/frame.ts";
import { h } from "../dom.ts";
import { engine } from "../engines.ts";
import { outcome } from "../gate/decide.ts";
import type { State, Store } from "../state.ts";
import { capital, count, number, plural } from "../text.ts";
import { comparison } from "./compare.ts";
import { dialog } from "./dialog.ts";
import { made, RENDERINGS, type Made, type RenderingName } from "./model.ts";
import { slackPreview } from "./slack.ts";
import { TRICKS } from "./tricks.ts";

/** Builds it; resolves when the package stands. */
export async function packageView(place: HTMLElement, store: Store): Promise<void> {
  await Promise.all([engine("gate"), engine("review")]);
  const sentence = h("h2", { id: "package-sentence", class: "sentence", tabindex: -1 });
  const switches = TRICKS.map(({ id, name, hope }) => {
    const input = h("input", { type: "checkbox", id: `trick-${id}`, "aria-describedby": `hope-${id}`, onChange: () => store.set({ tricks: toggled(store.state.tricks, id, input.checked) }) });
    return { id, input, element: h("li", {}, input, h("label", { for: `trick-${id}` }, name), h("span", { class: "hint", id: `hope-${id}` }, hope)) };
  });
  const tally = h("span", { class: "tally" });
  const fold = folded(h("details", { class: "fold" }, h("summary", {}, h("span", { id: "tricks-title" }, "Try to fool the reviewer"), " ", tally), h("fieldset", { "aria-labelledby": "tricks-title" }, h("ul", { class: "tricks" }, ...switches.map(({ element }) => element)))));
  const all = h("button", { type: "button", class: "button", onClick: () => store.set({ tricks: store.state.tricks.length === TRICKS.length ? [] : TRICKS.map(({ id }) => id) }) });
  const radios = RENDERINGS.map((name) => {
    const input = h("input", { type: "radio", name: "rendering", id: `as-${name}`, onChange: () => store.set({ rendering: name }) });
    return { name, input, element: h("span", {}, input, h("label", { for: `as-${name}` }, NAMES[name])) };
  });
  const full = h("input", { type: "checkbox", id: "full", onChange: () => show(store.state) });
  const about = h("p", { class: "about" });
  const shown = h("div", { class: "shown" });
  let columns = MOST_COLUMNS;
  let review: ReturnType<typeof dialog> | undefined;
  const digest = h("p", { class: "digest" });
  const compared = h("ul", { class: "comparisons" });
  const comparedPart = h("section", { class: "strips-part", "aria-labelledby": "compared-title" }, h("h3", { id: "compared-title" }, "How each trick comes out"), compared);

  place.append(
    h("div", { class: "opening" }, sentence, h("p", { class: "lead" }, "This is the package for the action of ", h("a", { href: "#gate" }, "view 2"), ", made from the bytes that would run. Switch on what an attacker would try, and watch what becomes of it.")),
    h("div", { class: "two" },
      h("form", { class: "panel", "aria-label": "Forging tricks", onSubmit: (event: Event) => event.preventDefault() }, fold, all),
      h("div", { class: "card" }, h("fieldset", { class: "renderings" }, h("legend", { class: "visually-hidden" }, "Rendering"), ...radios.map(({ element }) => element), h("span", { class: "full" }, full, h("label", { for: "full" }, "open what is collapsed"))), about, shown, digest),
    ),
    comparedPart,
  );

  function show(state: State): void {
    const rendering = RENDERINGS.find((name) => name === state.rendering) ?? "text";
    const tricks = TRICKS.filter(({ id }) => state.tricks.includes(id));
    for (const { id, input } of switches) input.checked = state.tricks.includes(id);
    for (const { name, input } of radios) input.checked = name === rendering;
    tally.textContent = tricks.length === 0 ? "none on" : `${tricks.length} of ${TRICKS.length} on`;
    all.textContent = tricks.length === TRICKS.length ? "Switch all off" : "Try all at once";
    const result = made(outcome(state), state.tricks, full.checked, columns);
    sentence.textContent = tricks.length === 0 ? "The reviewer reads what would run, not what the agent says about it." : `${capital(number(tricks.length))} ${tricks.length === 1 ? "trick is" : "tricks are"} on, and ${tricks.length === 1 ? "it lies" : "they lie"} in plain sight.`;
    comparedPart.hidden = tricks.length === 0 || typeof result === "string";
    if (typeof result === "string") {
      shown.replaceChildren(h("p", { class: "note", role: "alert" }, result));
      for (const part of [about, digest]) part.textContent = "";
      return;
    }
    about.textContent = aboutOf(result, rendering);
    if (rendering === "dialog") {
      review ??= dialog();
      review.show(result.pkg);
      if (review.element.parentNode !== shown) shown.replaceChildren(review.element);
    } else shown.replaceChildren(rendered(result, rendering));
    digest.replaceChildren("Package digest, the same in every rendering: ", h("code", {}, result.pkg.digest));
    compared.replaceChildren(...tricks.map((trick) => comparison(trick, result.pkg)));
  }

  drawn(shown, (width) => {
    const fit = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, Math.floor((width - PADDING) / COLUMN)));
    if (fit === columns) return;
    columns = fit;
    show(store.state);
  });
  store.watch((now, changed) => changed("policy", "action", "context", "calibrator", "tricks", "rendering") && show(now));
}

function rendered({ pkg, text, markdown, slack }: Made, name: Exclude<RenderingName, "dialog">): HTMLElement {
  if (name === "slack") return slackPreview(slack);
  const content = name === "text" ? text : name === "markdown" ? markdown : JSON.stringify(pkg, null, 2);
  return h("pre", { class: "package", tabindex: 0, role: "region", "aria-label": `The package as ${NAMES[name].toLowerCase()}` }, name === "data" ? escaped(content) : content);
}

/** The exact data keep what the action holds; on a page they are shown with JSON's own escapes. */
function escaped(json: string): string {
  return json.replace(/[\p{Cf}\p{Co}\p{Cn}\u007f-\u009f\u2028\u2029]/gu, (character) => [...Array(character.length).keys()].map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""));
}

function aboutOf({ pkg }: Made, name: RenderingName): string {
  const approval = !pkg.approvable ? "Nobody can approve this one." : pkg.approvableShort ? "It can be approved as it stands here." : `It cannot be approved from the short form${pkg.uninspectable.length > 0 ? `: ${plural(pkg.uninspectable.length, "argument")} cannot be shown faithfully` : ""}, so no button is offered; the reviewer must open all of it.`;
  const what = { text: "For terminals and logs.", markdown: "The source, for issues and chats: nothing in an argument can become structure.", slack: "For a channel, within Slack’s limits.", dialog: "For your dashboard: the web element <holdpoint-review>. Nobody can approve before all that matters was on screen.", data: "What all of them are made from." }[name];
  return `${what} ${approval} About ${count(pkg.budget.used)} of ${count(pkg.budget.limit)} tokens.`;
}

/** Open where there is room beside the package, closed where it would push the package away, until the visitor says otherwise. */
function folded(details: HTMLDetailsElement): HTMLDetailsElement {
  const wide = matchMedia(BESIDE);
  let chosen = false;
  details.querySelector("summary")?.addEventListener("click", () => (chosen = true));
  wide.addEventListener("change", () => chosen || (details.open = wide.matches));
  details.open = wide.matches;
  return details;
}

function toggled(tricks: readonly string[], id: string, on: boolean): string[] {
  return TRICKS.map((trick) => trick.id).filter((other) => (other === id ? on : tricks.includes(other)));
}

/** Where `.two` has two columns. */
const BESIDE = "(min-width: 56.01rem)";
/** How many columns of text there are at most and at least, and pixels of one (`pre.package`) and of what is beside them. */
const [MOST_COLUMNS, LEAST_COLUMNS, COLUMN, PADDING] = [84, 24, 7.8, 28];
const NAMES: Record<RenderingName, string> = { text: "Text", markdown: "Markdown", slack: "Slack", dialog: "Dialog", data: "Data" };
