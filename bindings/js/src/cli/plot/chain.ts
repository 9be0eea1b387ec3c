// A picture of a chain that grows: what is left of its reliability after each step.
import { area, line } from "d3-shape";
import type { ChainFigure } from "../chain.ts";
import { plural } from "../text.ts";
import { axes, BOTTOM, el, group, inPercent, LEFT, picture, RIGHT, scale, TOP } from "./svg.ts";

export function chainChart({ points, holds, reliability }: ChainFigure): string {
  const last = points.at(-1)!;
  const all = [{ length: 0, naive: 1, calibrated: 1, lower: 1, upper: 1, correlated: 1 }, ...points];
  const steps = last.length;
  const [x, y] = [scale(0, steps, LEFT, RIGHT, Math.min(10, steps)), scale(0, 1, BOTTOM, TOP)];
  type Point = (typeof all)[number];
  const path = (value: (point: Point) => number) => line<Point>(({ length }) => x(length), (point) => y(value(point))).digits(2)(all) ?? "";
  const band = area<Point>().x(({ length }) => x(length)).y0(({ lower }) => y(lower)).y1(({ upper }) => y(upper)).digits(2)(all) ?? "";
  const dots = steps > 60 ? [] : all.map(({ length, calibrated }) => el("circle", { class: "fill-b", cx: x(length), cy: y(calibrated), r: 4 }));
  const held = holds.length > 20 ? [] : holds.map((at) => el("path", { class: "fill-b", d: `M${x(at + 1).toFixed(2)} ${BOTTOM - 12}l6 10h-12z` }));
  const withHolds = holds.length === 0 ? "" : ` Holding ${holds.length > 10 ? plural(holds.length, "step") : `step ${holds.map((at) => at + 1).join(", ")}`} makes it ${inPercent(reliability)}.`;
  return picture(
    "chain",
    {
      title: `A chain of ${plural(steps, "step")}`,
      subtitle: `naively ${inPercent(last.naive)}, calibrated ${inPercent(last.calibrated)}${holds.length === 0 ? "" : `, with ${plural(holds.length, "hold")} ${inPercent(reliability)}`}`,
      words: `All steps right: naively ${inPercent(last.naive)}, calibrated ${inPercent(last.calibrated)}, at least ${inPercent(last.lower)} and at most ${inPercent(last.upper)}.${withHolds}`,
      legend: [
        { name: "as claimed", sign: el("path", { class: "line-a thick dashed", d: "M0 0H20" }) },
        { name: "calibrated", sign: group(el("path", { class: "line-b thick", d: "M0 0H20" }), el("circle", { class: "fill-b", cx: 10, cy: 0, r: 4 })) },
        { name: "together", sign: el("path", { class: "line-b medium dotted", d: "M0 0H20" }) },
        { name: "possible", sign: el("rect", { class: "fill-b band", x: 0, y: -7, width: 20, height: 14 }) },
        ...(held.length === 0 ? [] : [{ name: "hold", sign: el("path", { class: "fill-b", d: "M10 -5l6 10h-12z" }) }]),
      ],
    },
    axes(x, y, { x: "steps", y: "probability that all are right" }),
    el("path", { class: "fill-b band", d: band }),
    el("path", { class: "line-a thick dashed", d: path(({ naive }) => naive) }),
    el("path", { class: "line-b medium dotted", d: path(({ correlated }) => correlated) }),
    el("path", { class: "line-b thick", d: path(({ calibrated }) => calibrated) }),
    ...dots,
    ...held,
  );
}
