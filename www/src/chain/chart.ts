// The curves: as claimed, calibrated with its band, and with people in the right places.
import { ticks } from "d3-array";
import { area, line } from "d3-shape";
import { axes, drawn, replaceTable, scale, table, type Frame } from "../chart/frame.ts";
import { h, s } from "../dom.ts";
import { percent } from "../text.ts";
import type { Figures, Point } from "./model.ts";

export type ChainChart = { readonly element: HTMLElement; show(figures: Figures, summary: string): void };

export function chainChart(): ChainChart {
  let figures: Figures | undefined;
  let summary = "";
  let at: number | undefined;
  const place = h("div", { class: "plot", onPointermove: hover, onPointerdown: hover, onPointerleave: leave });
  const legend = h("dl", { class: "legend" });
  const readAt = h("span", { class: "read-at" });
  const numbers = h("div");
  const pick = h("input", { type: "range", id: "read", class: "read", min: 0, step: 1, "aria-label": "Read the curves after step", onInput: () => point(pick.valueAsNumber) });
  const redraw = drawn(place, draw);
  const element = h("figure", { class: "chart" }, h("figcaption", {}, readAt), legend, place, pick, numbers);

  function show(next: Figures, words: string): void {
    const last = next.points.length - 1;
    if (at !== undefined && (at > last || at === (figures?.points.length ?? 0) - 1)) at = undefined;
    [figures, summary] = [next, words];
    pick.max = String(last);
    redraw();
    read();
    replaceTable(numbers, table("The same in numbers", ["after step", ...seriesOf(next).map(({ name }) => name), "least, any correlation", "most, any correlation"], next.points.map(rowOf)));
  }

  function point(step: number): void {
    at = step;
    redraw();
    read();
  }

  function read(): void {
    const one = figures?.points[at ?? figures.points.length - 1];
    if (figures === undefined || one === undefined) return;
    const series = seriesOf(figures);
    pick.value = String(one.step);
    pick.setAttribute("aria-valuetext", `step ${one.step}: ${series.map(({ name, key }) => `${name} ${percent(one[key])}`).join(", ")}`);
    readAt.textContent = one.step === 0 ? "Before the first step" : `The chance that all is still right after step ${one.step}`;
    legend.replaceChildren(
      ...series.map(({ name, key, mark }) => h("div", { class: `key ${mark}` }, h("dt", {}, name), h("dd", {}, percent(one[key])))),
      h("div", { class: "key band" }, h("dt", {}, "any correlation"), h("dd", {}, `${percent(one.lower)} to ${percent(one.upper)}`)),
    );
  }

  function draw(width: number): void {
    if (figures === undefined) return;
    const { points, holds } = figures;
    const frame: Frame = { width, height: Math.round(Math.max(260, Math.min(430, width * 0.52))), left: LEFT, right: RIGHT, top: 10, bottom: 44 };
    const last = points.length - 1;
    const x = scale([0, last], [frame.left, width - frame.right]);
    const y = scale([0, 1], [frame.height - frame.bottom, frame.top]);
    const curve = (of: (point: Point) => number) => line<Point>((one) => x(one.step), (one) => y(of(one)))(points as Point[]);
    const band = area<Point>((one) => x(one.step), (one) => y(one.lower), (one) => y(one.upper))(points as Point[]);
    const one = points[Math.min(at ?? last, last)]!;
    const whole = ticks(0, last, Math.min(last, width < 480 ? 5 : 10)).filter(Number.isInteger);
    const svg = s(
      "svg",
      { width, height: frame.height, viewBox: `0 0 ${width} ${frame.height}`, role: "img", "aria-label": summary },
      s("path", { class: "area band", d: band }),
      axes(frame, x, y, { x: whole, y: [0, 0.25, 0.5, 0.75, 1], xLabel: "steps done", showX: String, showY: (value) => `${100 * value}%` }),
      ...holds.map((step) => holdMark(x(step + 0.5), frame.top, frame.height - frame.bottom)),
      ...SERIES.map(({ key, mark }) => s("path", { class: `curve ${mark}`, d: curve((point) => point[key]) })),
      s("line", { class: "cross", x1: x(one.step), x2: x(one.step), y1: frame.top, y2: frame.height - frame.bottom }),
      ...SERIES.map(({ key, mark }) => s("circle", { class: `dot ${mark}`, cx: x(one.step), cy: y(one[key]), r: 4.5 })),
    );
    place.replaceChildren(svg);
  }

  // On what stays while the drawing is replaced under the pointer.
  function hover(event: PointerEvent): void {
    const last = (figures?.points.length ?? 1) - 1;
    const { left, width } = place.getBoundingClientRect();
    const step = Math.round(((event.clientX - left - LEFT) / (width - LEFT - RIGHT)) * last);
    const next = Math.min(last, Math.max(0, step));
    if (next !== at) point(next);
  }

  function leave(): void {
    at = undefined;
    redraw();
    read();
  }

  return { element, show };
}

/** The marking of a holding position on an airfield: two solid lines to stop at, two broken ones to leave by. */
function holdMark(x: number, top: number, bottom: number): SVGGElement {
  const lines = [-4.5, -1.5, 1.5, 4.5].map((offset) => s("line", { x1: x + offset, x2: x + offset, y1: top, y2: bottom, ...(offset > 0 && { "stroke-dasharray": "6 5" }) }));
  return s("g", { class: "hold-mark" }, s("rect", { x: x - 7.5, y: top, width: 15, height: bottom - top }), ...lines);
}

function rowOf(point: Point): string[] {
  return [String(point.step), ...SERIES.map(({ key }) => percent(point[key])), percent(point.lower), percent(point.upper)];
}

function seriesOf({ correlation }: Figures): readonly { readonly key: (typeof SERIES)[number]["key"]; readonly name: string; readonly mark: string }[] {
  return SERIES.map((one) => (one.key === "correlated" ? { ...one, name: `at correlation ${correlation.toFixed(2)}` } : one));
}

const SERIES = [
  { key: "naive", name: "as claimed", mark: "naive" },
  { key: "calibrated", name: "calibrated", mark: "calibrated" },
  { key: "held", name: "with holds as marked", mark: "held" },
  { key: "correlated", name: "at a correlation", mark: "together" },
] as const;

const [LEFT, RIGHT] = [44, 12];
