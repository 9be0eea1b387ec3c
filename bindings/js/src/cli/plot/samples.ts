// Pictures of logged samples: reliability, histogram, risk and coverage.
import { max } from "d3-array";
import { area, line } from "d3-shape";
import { calibration } from "holdpoint";
import type { Figures } from "../calibrate/measure.ts";
import { count, plural } from "../text.ts";
import { axes, BOTTOM, el, group, inPercent, LEFT, picture, RIGHT, scale, TOP, type Markup } from "./svg.ts";

/** How far claims and outcomes lie apart, bin by bin, and the calibrator that was fitted. */
export function reliabilityDiagram({ metrics, reliability, calibrator }: Figures): string {
  const [x, y] = [scale(0, 1, LEFT, RIGHT), scale(0, 1, BOTTOM, TOP)];
  const claims = Float64Array.from({ length: CURVE + 1 }, (_, at) => at / CURVE);
  const { p, lo, hi } = calibration.apply(calibrator, claims);
  const curve = line<number>((_, at) => x(claims[at]!), (worth) => y(worth)).digits(2)(p);
  const band = lo && hi && area<number>().x((_, at) => x(claims[at]!)).y0((low) => y(low)).y1((_, at) => y(hi[at]!)).digits(2)(lo);
  const most = max(reliability, ({ n }) => n) ?? 1;
  const points = reliability.map(({ n, meanConfidence, accuracy, jeffreys95: [low, high], lower, upper }) => {
    const at = x(meanConfidence);
    return el(
      "g",
      {},
      el("title", {}, `claims ${show(lower)} to ${show(upper)}: ${inPercent(accuracy)} of ${count(n)} came true (${inPercent(low)} to ${inPercent(high)})`),
      el("path", { class: "line-a medium", d: `M${at.toFixed(2)} ${y(low).toFixed(2)}V${y(high).toFixed(2)}M${(at - 4).toFixed(2)} ${y(low).toFixed(2)}h8M${(at - 4).toFixed(2)} ${y(high).toFixed(2)}h8` }),
      el("circle", { class: "fill-a", cx: at, cy: y(accuracy), r: 3 + 5 * Math.sqrt(n / most) }),
    );
  });
  const { n, accuracy, meanConfidence } = metrics;
  return picture(
    "reliability",
    {
      title: "Reliability: claimed and true",
      subtitle: `${plural(n, "sample")}, claimed at ${inPercent(meanConfidence)} on average, ${inPercent(accuracy)} came true`,
      words: `For each of ${plural(reliability.length, "bin")} of claims, how many came true. ${reliability.map((bin) => `Claimed ${show(bin.meanConfidence)}: ${inPercent(bin.accuracy)} of ${count(bin.n)}.`).join(" ")}`,
      legend: [
        { name: "bin, 95 % interval", sign: group(el("path", { class: "line-a medium", d: "M10 -8V8M6 -8h8M6 8h8" }), el("circle", { class: "fill-a", cx: 10, cy: 0, r: 4 })) },
        { name: `${calibrator.method}${band ? " and its band" : ""}`, sign: group(...(band ? [el("rect", { class: "fill-b band", x: 0, y: -7, width: 20, height: 14 })] : []), el("path", { class: "line-b thick", d: "M0 0H20" })) },
        { name: "as claimed", sign: el("path", { class: "line-c medium dashed", d: "M0 0H20" }) },
      ],
    },
    axes(x, y, { x: "claimed confidence", y: "share that came true" }),
    el("path", { class: "line-c medium dashed", d: `M${LEFT} ${BOTTOM}L${RIGHT} ${TOP}` }),
    ...(band ? [el("path", { class: "fill-b band", d: band })] : []),
    el("path", { class: "line-b thick", d: curve ?? "" }),
    ...points,
  );
}

/** Where the claims lie, and how many of them came true. */
export function histogramChart({ metrics, histogram }: Figures): string {
  const most = max(histogram, ({ n }) => n) ?? 1;
  const [x, y] = [scale(0, 1, LEFT, RIGHT), scale(0, most, BOTTOM, TOP + 22)];
  const bars = histogram.filter(({ n }) => n > 0).map(({ lower, upper, n, correct }) => {
    const [left, width] = [x(lower) + 1, Math.max(1, x(upper) - x(lower) - 2)];
    return el(
      "g",
      {},
      el("title", {}, `claims ${show(lower)} to ${show(upper)}: ${count(n)}, of which ${count(correct)} came true`),
      el("rect", { class: "fill-a", x: left, y: y(correct), width, height: y(0) - y(correct) }),
      el("rect", { fill: "url(#histogram-wrong)", x: left, y: y(n), width, height: y(correct) - y(n) }),
      el("rect", { class: "line-b medium", fill: "none", x: left, y: y(n), width, height: y(correct) - y(n) }),
    );
  });
  const { n, correct, meanConfidence, accuracy } = metrics;
  return picture(
    "histogram",
    {
      title: "Where the claims lie",
      subtitle: `${plural(n, "sample")}: ${count(correct)} came true, ${count(n - correct)} did not`,
      words: `Claims by confidence. ${histogram.filter((bar) => bar.n > 0).map((bar) => `${show(bar.lower)} to ${show(bar.upper)}: ${count(bar.n)}, ${count(bar.correct)} of them true.`).join(" ")}`,
      legend: [
        { name: "came true", sign: el("rect", { class: "fill-a", x: 2, y: -7, width: 16, height: 14 }) },
        { name: "did not", sign: group(el("rect", { fill: "url(#histogram-wrong)", x: 2, y: -7, width: 16, height: 14 }), el("rect", { class: "line-b medium", fill: "none", x: 2, y: -7, width: 16, height: 14 })) },
        { name: "mean claim", sign: el("path", { class: "line-c medium dashed", d: "M10 -8V8" }) },
        { name: "share that came true", sign: el("path", { class: "line-c thick", d: "M10 -8V8" }) },
      ],
    },
    el("defs", {}, el("pattern", { id: "histogram-wrong", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, el("path", { class: "line-b", d: "M1 0V6", "stroke-width": 2 }))),
    axes(x, y, { x: "claimed confidence", y: "samples" }),
    ...bars,
    el("path", { class: "line-c medium dashed", d: `M${x(meanConfidence).toFixed(2)} ${TOP}V${BOTTOM}` }),
    el("path", { class: "line-c thick", d: `M${x(accuracy).toFixed(2)} ${TOP}V${BOTTOM}` }),
  );
}

/** How many of those that run by themselves would be wrong, for every share that does. */
export function riskCoverageCurve({ riskCoverage, floor, metrics }: Figures): string {
  const points = riskCoverage.filter(({ risk }) => risk !== null);
  const most = Math.min(1, 1.1 * Math.max(max(points, ({ upper, coverage }) => (coverage > EARLY ? upper! : 0)) ?? 0, max(points, ({ risk }) => risk!) ?? 0, 1.5 * (floor.alpha ?? 0), 0.02));
  const [x, y] = [scale(0, 1, LEFT, RIGHT), scale(0, most, BOTTOM, TOP)];
  const at = (value: (point: (typeof points)[number]) => number) => line<(typeof points)[number]>((point) => x(point.coverage), (point) => y(Math.min(most, value(point)))).digits(2)(points) ?? "";
  const marks: Markup[] = [];
  if (floor.alpha !== null) {
    marks.push(el("path", { class: "line-c medium dotted", d: `M${LEFT} ${y(floor.alpha).toFixed(2)}H${RIGHT}` }));
    marks.push(el("text", { class: "soft small", x: LEFT + 6, y: y(floor.alpha) - 6 }, `target ${inPercent(floor.alpha)}`));
  }
  if (floor.threshold !== null) {
    const [left, top] = [x(floor.coverage), y(floor.accepted > 0 ? floor.errors / floor.accepted : 0)];
    marks.push(el("path", { class: "axis medium dashed", d: `M${left.toFixed(2)} ${TOP}V${BOTTOM}` }));
    marks.push(el("path", { class: "fill-b", d: `M${left.toFixed(2)} ${(top - 8).toFixed(2)}l8 8l-8 8l-8 -8z` }));
    const isRight = floor.coverage > 0.6;
    marks.push(el("text", { class: `ink small${isRight ? " end" : ""}`, x: left + (isRight ? -8 : 8), y: TOP + 14 }, `floor ${floor.threshold}: ${inPercent(floor.coverage)} run`));
  }
  const what = floor.of === "claims" ? "claims" : "what claims are worth";
  return picture(
    "risk",
    {
      title: "Risk and coverage",
      subtitle: `Accepting by ${what}, from the highest down; ${plural(metrics.n, "sample")}`,
      words: `${floor.guarantee} ${points.filter((_, index) => index % Math.ceil(points.length / 10) === 0).map(({ threshold, coverage, risk }) => `From ${show(threshold)} on: ${inPercent(coverage)} accepted, ${inPercent(risk!)} of them wrong.`).join(" ")}`,
      legend: [
        { name: "wrong, of those accepted", sign: el("path", { class: "line-a thick", d: "M0 0H20" }) },
        { name: "95 % upper bound, each alone", sign: el("path", { class: "line-a medium dashed", d: "M0 0H20" }) },
        ...(floor.threshold === null ? [] : [{ name: "floor", sign: el("path", { class: "fill-b", d: "M10 -8l8 8l-8 8l-8 -8z" }) }]),
      ],
    },
    axes(x, y, { x: "share accepted (coverage)", y: "share wrong (risk)" }),
    el("path", { class: "line-a medium dashed", d: at(({ upper }) => upper!) }),
    el("path", { class: "line-a thick", d: at(({ risk }) => risk!) }),
    // Where thresholds are few, only these can be had: what lies between them is but a line.
    ...(points.length > FEW ? [] : points.map(({ coverage, risk }) => el("circle", { class: "fill-a", cx: x(coverage), cy: y(risk!), r: 3.5 }))),
    ...marks,
  );
}

/** The few digits that a bin's edge or a claim needs. */
function show(value: number): string {
  return String(Number(value.toFixed(3)));
}

const CURVE = 200;
const FEW = 40;
/** Below this coverage a bound rests on a handful of samples, and would leave no room for the rest. */
const EARLY = 0.1;
