// What `holdpoint calibrate` prints for a person.
import type { Bin, Calibrator, Metrics } from "holdpoint";
import { count, inert, percent, plural, table, wrap, type Paint } from "../text.ts";
import { ENOUGH_LOGS, type Figures, type KeyFigures, type Worth } from "./measure.ts";

/** What was read, and where the results went. */
export type Circumstances = { samples: number; every: number; out: string | undefined; plots: string | undefined };

export function renderReport(figures: Figures, about: Circumstances, paint: Paint): string {
  const { metrics, reliability, keys } = figures;
  const parts = [
    section(paint, "Claimed and true", metrics.summary.map((sentence) => wrap(sentence, WIDTH, "  ")).join("\n")),
    section(paint, "Of what was claimed, what came true", `${reliabilityTable(reliability)}\n\n  █ came true   ┃ claimed   95 % intervals by Jeffreys`),
    section(paint, "Errors of the claims as they are", errors(metrics)),
    ...(keys ? [section(paint, `By key, the ${plural(Math.min(keys.length, MOST_KEYS), "key")} with the most logs`, keyTable(keys))] : []),
    section(paint, keys ? "What a claim is worth, all keys together" : "What a claim is worth", worthTable(figures)),
    section(paint, "From where on to trust it", floorText(figures)),
    section(paint, "To use it", use(figures, about)),
    section(paint, "Mind", caveats(figures, about).map((caveat) => wrap(`· ${caveat}`, WIDTH, "  ").replaceAll("\n", "\n  ")).join("\n")),
  ];
  return `${parts.join("\n\n")}\n`;
}

function section(paint: Paint, title: string, body: string): string {
  return `${paint("strong", title)}\n${body}`;
}

function reliabilityTable(bins: readonly Bin[]): string {
  const rows = bins.map(({ lower, upper, n, meanConfidence, accuracy, jeffreys95: [low, high] }) => [
    `${places(lower)}–${places(upper)}`, count(n), meanConfidence.toFixed(3), accuracy.toFixed(3), `${low.toFixed(3)}–${high.toFixed(3)}`, bar(accuracy, meanConfidence),
  ]);
  return table([["claims", "n", "mean claim", "came true", "95 % interval", ""], ...rows], new Set([0, 1, 2, 3]));
}

/** Edges of bins have few digits, such as 0.1, or are claims themselves. */
function places(edge: number): string {
  return String(Number(edge.toFixed(3)));
}

/** The share that came true as a bar, with a mark where the claims are. */
function bar(accuracy: number, claim: number): string {
  const cells: string[] = Array.from({ length: BAR }, (_, at) => (at < Math.round(accuracy * BAR) ? "█" : "·"));
  cells[Math.min(BAR - 1, Math.floor(claim * BAR))] = "┃";
  return cells.join("");
}

function errors({ n, smoothEce, ece, mce, bins, brier, brierCorp, logLoss, auroc, aurc }: Metrics): string {
  const few = n < FEW;
  const rows = [
    ["smooth ECE", four(smoothEce), few ? "distance of claims and outcomes, without bins" : "distance of claims and outcomes, without bins: the one to quote"],
    ["ECE", four(ece), `the same over ${plural(bins, "bin")} of equal width${few ? ", biased upwards with so few samples" : ""}`],
    ["MCE", four(mce), `the worst of these bins${few ? ", biased upwards too" : ""}`],
    ["Brier score", four(brier), `of which ${four(brierCorp.mcb)} a calibrator could save`],
    ["log-loss", four(logLoss), ""],
    ["AUROC", auroc === null ? "–" : four(auroc), "how often a right answer has the higher claim than a wrong one; 0.5 is a coin"],
    ["AURC", four(aurc), "share of errors, averaged over all thresholds"],
  ];
  return table(rows, new Set([1]));
}

function keyTable(keys: readonly KeyFigures[]): string {
  const rows = keys.slice(0, MOST_KEYS).map(({ key, n, meanConfidence, accuracy, interval: [low, high], gap, worth }) => [
    inert(key), count(n), meanConfidence.toFixed(3), accuracy.toFixed(3), `${low.toFixed(3)}–${high.toFixed(3)}`, signed(gap), three(worth.gate),
  ]);
  const body = table([["key", "n", "mean claim", "came true", "95 % interval", "gap", "0.9 is worth"], ...rows], new Set([1, 2, 3, 5, 6]));
  return keys.length > MOST_KEYS ? `${body}\n  and ${plural(keys.length - MOST_KEYS, "more key")}` : body;
}

function worthTable({ worth, calibrator }: Figures): string {
  const banded = worth.some(({ lo }) => lo !== null);
  const rows = worth.map(({ claim, p, lo, hi, gate }: Worth) => [claim.toFixed(2), three(p), ...(banded ? [lo === null || hi === null ? "" : `${three(lo)}–${three(hi)}`] : []), three(gate)]);
  const head = ["claim", "worth", ...(banded ? [BANDS[calibrator.method] ?? "band"] : []), "the gate takes"];
  const method = `  by \`${calibrator.method}\`, fitted to ${plural(calibrator.n ?? 0, "sample")}`;
  return `${method}\n${table([head, ...rows], new Set([0, 1, banded ? 3 : 2]))}`;
}

function floorText({ floor, policyFloor }: Figures): string {
  const lines = [wrap(floor.guarantee, WIDTH, "  ")];
  if (floor.of === "worth") lines.push("  Confidences here are what the claims are worth by their keys, as the gate compares them.");
  const [first] = floor.tested;
  if (floor.threshold === null && first && first.accepted > 0) lines.push(wrap(`Of the surest that were looked at, from ${places(first.threshold)} on, ${count(first.errors)} of ${count(first.accepted)} were wrong: ${percent(first.errors, first.accepted)}.`, WIDTH, "  "));
  if (floor.threshold === null) return lines.join("\n");
  if (policyFloor.floor === null) lines.push(wrap("The policy compares what claims are worth, and this calibrator makes claims below and above this floor worth the same: no floor of the policy keeps the guarantee. Hold everything, or fit with `--method platt_map`, which keeps every claim apart.", WIDTH, "  "));
  else {
    const { accepted, errors, coverage } = policyFloor;
    const worth = floor.of === "claims" ? `In the policy, which compares what claims are worth, take ${policyFloor.floor}: ` : "";
    if (accepted !== floor.accepted) {
      const those = accepted > floor.accepted ? "accepts all of them, which passes the test of the floor, too" : "accepts none of them";
      lines.push(wrap(`The calibrator makes some claims on both sides of this floor worth the same. The gate cannot tell them apart, and ${those}.`, WIDTH, "  "));
    }
    lines.push(wrap(`${worth}${percent(accepted, Math.round(accepted / (coverage || 1)))} of these samples run by themselves, ${percent(errors, accepted)} of them wrong.`, WIDTH, "  "));
  }
  return lines.join("\n");
}

function use({ calibrators, policyFloor }: Figures, { out, plots }: Circumstances): string {
  const file = JSON.stringify(inert(out ?? "calibrator.json"));
  const read = `JSON.parse(readFileSync(${file}, "utf8"))`;
  const lines = [`createGate(policy, { calibrators: ${calibrators ? read : `{ "*": ${read} }`} })`];
  if (policyFloor.floor !== null) lines.push(`triggers: { confidence: { floor: ${policyFloor.floor} } }   # in the policy, or in one of its rules`);
  const notes = [out === undefined ? "`--out calibrator.json` writes that file." : `Written: ${inert(out)}`, ...(plots === undefined ? [] : [`Pictures: ${inert(plots)}`])];
  return [...lines, ...notes].map((line) => `  ${line}`).join("\n");
}

function caveats({ metrics, calibrator, floor, policyFloor, keys }: Figures, { samples, every }: Circumstances): string[] {
  const { n, auroc, notes } = metrics;
  const all = notes.map(({ text }) => `${text[0]!.toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`);
  if (every > 1) all.push(`Of ${plural(samples, "sample")} one in ${every} was used, evenly over all of them: ${count(n)}.`);
  if ((calibrator.n ?? 0) < ENOUGH_LOGS) all.push(`Until ${ENOUGH_LOGS} logs stand behind a calibrator the gate takes a claim for no more than it would without logs.`);
  if (auroc !== null && auroc < LITTLE) all.push(`These claims hardly tell right from wrong (AUROC ${four(auroc)}): a calibrator can put their level right, but no floor will part good from bad.`);
  if (calibrator.method === "venn_abers" && keys === undefined) all.push("One of the two ends of the Venn–Abers band is right on average; it is no confidence interval.");
  if (calibrator.thinned) all.push("The calibrator had more levels than it keeps, and rounds down by up to 1/512.");
  if (floor.of === "worth" || (policyFloor.floor !== null && policyFloor.accepted !== floor.accepted)) all.push("The calibrator and the policy's floor come from the same samples, so that floor is a little too sure of itself: confirm it on samples that were held back.");
  if (floor.method !== "crc" || floor.threshold !== null) all.push("The guarantee is for this one target. Trying targets until one gives a floor voids it.");
  all.push("All of this is for actions drawn as these were, each on its own: twenty of one run count for fewer. After a new model, prompt or kind of task log anew, fit anew; `calibration.monitor` raises an alarm when claims stop being worth what they were.");
  return all;
}

function three(value: number): string {
  return value.toFixed(3);
}
function four(value: number): string {
  return value.toFixed(4);
}
function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}

/** What the band of a method is. */
const BANDS: { readonly [M in Calibrator["method"]]?: string } = { platt_map: "90 % band", beta_binomial: "90 % band", venn_abers: "Venn–Abers band" };
const WIDTH = 100;
const BAR = 30;
const FEW = 200;
const MOST_KEYS = 20;
const LITTLE = 0.6;
