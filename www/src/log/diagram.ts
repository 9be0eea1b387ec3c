// A reliability diagram: what was claimed against what came true, with the calibrator's curve and where the claims lie.
import { area, curveLinear, line } from "d3-shape";
import { axes, drawn, scale, table, type Frame } from "../chart/frame.ts";
import { h, s } from "../dom.ts";
import { count, percent } from "../text.ts";
import type { Fit } from "./messages.ts";

export function diagram(fit: Fit): HTMLElement {
  const place = h("div", { class: "plot" });
  const read = h("p", { class: "read-bin" }, REST);
  const summary = `Reliability diagram of ${count(fit.n)} outcomes in ${fit.bins.length} bins: claims average ${percent(fit.meanConfidence)}, and ${percent(fit.accuracy)} came true.`;
  const redraw = drawn(place, (width) => place.replaceChildren(drawing(fit, width, summary, (words) => (read.textContent = words ?? REST))));
  redraw();
  const rows = fit.bins.map((bin) => [`${percent(bin.lower)} to ${percent(bin.upper)}`, count(bin.n), percent(bin.meanConfidence), percent(bin.accuracy), `${percent(bin.wilson95[0])} to ${percent(bin.wilson95[1])}`]);
  return h("figure", { class: "chart" }, h("figcaption", {}, "What was claimed, and what came true"), read, place, table("The bins in numbers", ["claims", "outcomes", "mean claim", "came true", "95 % interval"], rows));
}

function drawing(fit: Fit, width: number, summary: string, tell: (words: string | undefined) => void): SVGSVGElement {
  const side = Math.min(width, 520);
  const frame: Frame = { width: side, height: side + 60, left: 44, right: 14, top: 10, bottom: 104 };
  const x = scale([0, 1], [frame.left, side - frame.right]);
  const y = scale([0, 1], [frame.height - frame.bottom, frame.top]);
  const most = Math.max(...fit.bars.map(({ n }) => n), 1);
  const bar = scale([0, most], [0, 44]);
  const floor = frame.height - 6;
  const claims = fit.curve.p.map((_, at) => at);
  const { p, lo, hi } = fit.curve;
  const marks = { x: [0, 0.25, 0.5, 0.75, 1], y: [0, 0.25, 0.5, 0.75, 1], xLabel: "claimed", showX: (value: number) => `${100 * value}%`, showY: (value: number) => `${100 * value}%` };
  const curve = line<number>((at) => x(at / 100), (at) => y(p[at]!)).curve(curveLinear)(claims);
  const band = lo && hi ? area<number>((at) => x(at / 100), (at) => y(lo[at]!), (at) => y(hi[at]!))(claims) : null;
  return s(
    "svg",
    { width: side, height: frame.height, viewBox: `0 0 ${side} ${frame.height}`, role: "img", "aria-label": summary, onPointerleave: () => tell(undefined) },
    band && s("path", { class: "area band", d: band }),
    axes(frame, x, y, marks),
    s("line", { class: "curve naive", x1: x(0), y1: y(0), x2: x(1), y2: y(1) }),
    s("path", { class: "curve calibrated thin", d: curve }),
    ...fit.bins.map((bin) => {
      const [least, most] = bin.wilson95;
      const words = `Claims of ${percent(bin.lower)} to ${percent(bin.upper)}: ${count(bin.correct)} of ${count(bin.n)} came true, ${percent(bin.accuracy)}, where ${percent(bin.meanConfidence)} was claimed.`;
      return s("g", { class: "bin", onPointerenter: () => tell(words) },
        s("line", { x1: x(bin.meanConfidence), x2: x(bin.meanConfidence), y1: y(least), y2: y(most) }),
        s("circle", { cx: x(bin.meanConfidence), cy: y(bin.accuracy), r: 5.5 }),
        s("rect", { class: "catch", x: x(bin.lower), y: frame.top, width: Math.max(1, x(bin.upper) - x(bin.lower)), height: frame.height - frame.top - frame.bottom }),
      );
    }),
    ...fit.bars.map(({ lower, upper, n }) => s("rect", { class: "bar", x: x(lower) + 0.5, width: Math.max(1, x(upper) - x(lower) - 1), y: floor - bar(n), height: bar(n) })),
  );
}

const REST = "On the broken line, claims would be worth what they say. Below it they are too high. The bars count the claims.";
