// The visitor's own log: given, read in a worker, fitted, shown, and used by everything else on the page.
import { h } from "../dom.ts";
import type { Store } from "../state.ts";
import { capital, count, methodOf, percent, plural } from "../text.ts";
import { diagram } from "./diagram.ts";
import type { Fit, Message, Task } from "./messages.ts";

export function logPart(store: Store): HTMLElement {
  const file = h("input", { type: "file", id: "log-file", accept: ".csv,.tsv,.jsonl,.ndjson,text/csv,application/jsonl", onChange: () => file.files?.[0] && fit(file.files[0]) });
  const text = h("textarea", { id: "log-text", rows: 5, spellcheck: "false", placeholder: "confidence,correct\n0.95,true\n0.9,false\n0.8,true" });
  const [confidence, correct] = [field("log-confidence", "confidence"), field("log-correct", "correct")];
  const bar = h("progress", { max: 1, value: 0, "aria-label": "Fitting" });
  const words = h("span", { role: "status" });
  const stop = h("button", { type: "button", class: "quiet", onClick: () => end("Stopped. Nothing was fitted.") }, "Stop");
  const progress = h("div", { class: "progress", hidden: true }, bar, stop);
  const result = h("div", { class: "result" });
  let worker: Worker | undefined;

  function fit(log: Task["log"]): void {
    worker?.terminate();
    worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<Message>) => heard(data));
    worker.addEventListener("error", () => end("The worker does not start. A page that was opened as a file cannot start one; serve it."));
    progress.hidden = false;
    result.replaceChildren();
    heard({ kind: "progress", share: 0, words: "reading" });
    worker.postMessage({ log, confidence: confidence.value.trim(), correct: correct.value.trim() } satisfies Task);
  }

  function heard(message: Message): void {
    if (message.kind === "progress") {
      bar.value = message.share;
      words.textContent = `${capital(message.words)} …`;
      return;
    }
    if (message.kind === "refused") return end(`That is no log yet: ${message.message}.`);
    const { fit } = message;
    end(`Fitted ${plural(fit.n, "outcome")} in ${fit.seconds.toFixed(1)} s.${fit.bad > 0 ? ` ${capital(plural(fit.bad, "line"))} could not be read.` : ""}`);
    store.set({ calibrator: fit.calibrator });
    result.replaceChildren(...report(fit));
    result.querySelector("h4")?.focus({ preventScroll: true });
  }

  function end(said: string): void {
    worker?.terminate();
    worker = undefined;
    progress.hidden = true;
    words.textContent = said;
    file.value = "";
  }

  const drop = h(
    "div",
    { class: "drop", onDragover: over, onDragleave: () => drop.classList.remove("over"), onDrop: dropped },
    h("div", {}, h("label", { for: "log-file", class: "button" }, "Choose a CSV or JSONL"), file, h("span", { class: "or" }, "or drop it here")),
    h("button", { type: "button", class: "quiet", onClick: () => fit({ madeUp: 100_000 }) }, "No log at hand? Make up 100,000 rows"),
  );

  function over(event: DragEvent): void {
    event.preventDefault();
    drop.classList.add("over");
  }

  function dropped(event: DragEvent): void {
    event.preventDefault();
    drop.classList.remove("over");
    const given = event.dataTransfer?.files[0];
    if (given) fit(given);
  }

  const use = h("div", { class: "in-use" });
  store.watch(({ calibrator }, changed) => {
    if (!changed("calibrator")) return;
    const forget = h("button", { type: "button", class: "quiet", onClick: () => (store.set({ calibrator: null }), result.replaceChildren(), (words.textContent = "")) }, "Forget it");
    use.replaceChildren(...(calibrator === null ? [] : [h("p", {}, `The curves above and the gate use this calibrator now (${plural(calibrator.n ?? 0, "outcome")}).`), forget]));
  });

  return h(
    "section",
    { class: "log-part", "aria-labelledby": "log-title" },
    h("h3", { id: "log-title" }, "What is your own agent’s confidence worth?"),
    h("p", { class: "lead small" }, "Give a log of what it claimed and whether that came true. It is read and fitted on this machine: nothing leaves the page."),
    drop,
    h("details", { class: "paste" }, h("summary", {}, "Paste lines, or name the columns"),
      h("div", { class: "fields" }, h("div", {}, h("label", { for: "log-confidence" }, "Column of the claims, 0 to 1"), confidence), h("div", {}, h("label", { for: "log-correct" }, "Column of the outcomes, true or false"), correct)),
      h("label", { for: "log-text" }, "Lines, CSV below a header or JSON"), text,
      h("button", { type: "button", class: "button", onClick: () => fit({ text: text.value }) }, "Fit these lines"),
    ),
    h("div", { class: "state-line" }, words, progress),
    use,
    result,
  );
}

function field(id: string, placeholder: string): HTMLInputElement {
  return h("input", { id, type: "text", placeholder, autocomplete: "off", spellcheck: "false" });
}

function report(fit: Fit): HTMLElement[] {
  const gap = fit.meanConfidence - fit.accuracy;
  const verdict = gap > 0.02 ? "too sure of itself" : gap < -0.02 ? "too modest" : "about as sure as it should be";
  const { threshold } = fit.floor;
  const facts: [string, string, string][] = [
    ["claimed on average", percent(fit.meanConfidence), ""],
    ["came true", percent(fit.accuracy), `95 % interval ${percent(fit.interval[0])} to ${percent(fit.interval[1])}`],
    ["calibration error", percent(fit.smoothEce), "how far claims and truth lie apart (smooth ECE)"],
    ["tells right from wrong", fit.auroc === null ? "–" : fit.auroc.toFixed(2), "0.5 is guessing, 1 is always (AUROC)"],
    ["a claim of 90 % is worth", percent(fit.curve.p[90]!), `calibrated by ${methodOf(fit.calibrator)}`],
    ["may run unasked", threshold === null ? "no claim" : `claims from ${percent(threshold)} on`, `${threshold === null ? "from no claim on" : "of those"} at most 10 % are wrong, with 90 % certainty (Learn then Test)`],
  ];
  const bad = fit.firstBad.length === 0 ? null : h("p", { class: "note" }, `${capital(plural(fit.bad, "line"))} could not be read. ${fit.firstBad.map(({ line, message }) => `Line ${count(line)}: ${message}`).join(". ")}.`);
  return [
    h("h4", { tabindex: -1 }, `Over ${plural(fit.n, "outcome")} this agent is ${verdict}.`),
    ...(bad ? [bad] : []),
    h("div", { class: "two even" }, h("div", { class: "card" }, diagram(fit)), h("dl", { class: "facts" }, ...facts.map(([name, value, note]) => h("div", {}, h("dt", {}, name), h("dd", {}, h("strong", {}, value), note && h("small", {}, note)))))),
  ];
}
