// What charts have in common: a square with axes that keeps the size of its letters, and a table that says the same.
import { h, s } from "../dom.ts";

export type Frame = { readonly width: number; readonly height: number; readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
export type Scale = (value: number) => number;

/** Maps a range of values to a range of places. */
export function scale([from, to]: readonly [number, number], [start, end]: readonly [number, number]): Scale {
  return (value) => start + ((value - from) / (to - from || 1)) * (end - start);
}

/** Lines and numbers along both axes, and what they are. */
export function axes(frame: Frame, x: Scale, y: Scale, marks: { x: readonly number[]; y: readonly number[]; xLabel: string; showX: (value: number) => string; showY: (value: number) => string }): SVGGElement {
  const { width, height, left, right, top, bottom } = frame;
  return s(
    "g",
    { class: "axes" },
    ...marks.y.map((value) => s("line", { x1: left, x2: width - right, y1: y(value), y2: y(value), class: value === 0 ? "base" : "rule" })),
    ...marks.y.map((value) => s("text", { x: left - 8, y: y(value) + 4, "text-anchor": "end" }, marks.showY(value))),
    ...marks.x.map((value) => s("text", { x: x(value), y: height - bottom + 20, "text-anchor": "middle" }, marks.showX(value))),
    s("text", { x: width - right, y: height - bottom + 38, "text-anchor": "end", class: "title" }, marks.xLabel),
    top > 0 && s("line", { x1: left, x2: left, y1: top, y2: height - bottom, class: "base" }),
  );
}

/** Draws anew whenever the place for the drawing has another width. */
export function drawn(place: HTMLElement, draw: (width: number) => void): () => void {
  let width = 0;
  const redraw = () => width > 0 && draw(width);
  new ResizeObserver(([entry]) => {
    const now = Math.round(entry!.contentRect.width);
    if (now === width) return;
    width = now;
    redraw();
  }).observe(place);
  return redraw;
}

/** The numbers behind a chart, folded away. */
export function table(summary: string, head: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  return h(
    "details",
    { class: "numbers" },
    h("summary", {}, summary),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": summary },
      h("table", {}, h("thead", {}, h("tr", {}, ...head.map((cell) => h("th", { scope: "col" }, cell)))), h("tbody", {}, ...rows.map(([first = "", ...rest]) => h("tr", {}, h("th", { scope: "row" }, first), ...rest.map((cell) => h("td", {}, cell)))))),
    ),
  );
}

/** A table that stays open while its numbers change. */
export function replaceTable(place: HTMLElement, fresh: HTMLElement): void {
  const open = place.querySelector("details")?.open ?? false;
  (fresh as HTMLDetailsElement).open = open;
  place.replaceChildren(fresh);
}
