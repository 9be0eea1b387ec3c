// SVG as text: no scripts, nothing fetched, readable on light and dark, in words for those who do not see it.
import { ticks } from "d3-array";
import { count, inert } from "../text.ts";

/** A piece of SVG. Whatever else becomes part of one is text, and escaped. */
export type Markup = { readonly markup: string };
export type Attributes = { readonly [name: string]: string | number | undefined };

export function el(name: string, attributes: Attributes, ...content: readonly (Markup | string)[]): Markup {
  const written = Object.entries(attributes).map(([key, value]) => (value === undefined ? "" : ` ${key}="${typeof value === "number" ? round(value) : escape(value)}"`)).join("");
  const inner = content.map((part) => (typeof part === "string" ? escape(part) : part.markup)).join("");
  return { markup: inner === "" ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>` };
}

/** Several pieces as one. */
export function group(...parts: readonly Markup[]): Markup {
  return { markup: parts.map(({ markup }) => markup).join("\n") };
}

/** A part of a chart that the legend explains. */
export type Sign = { name: string; sign: Markup };

/** A whole picture. `name` is its own among pictures on one page; `words` say what it shows. */
export function picture(name: string, { title, subtitle, words, legend }: { title: string; subtitle: string; words: string; legend: readonly Sign[] }, ...content: readonly Markup[]): string {
  let x = LEFT;
  const signs = legend.map(({ name: label, sign }) => {
    const item = el("g", { transform: `translate(${round(x)} ${LEGEND})` }, sign, el("text", { class: "ink small", x: 26, y: 4 }, label));
    x += 26 + label.length * 6.8 + 20;
    return item;
  });
  const svg = el(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, class: "holdpoint", role: "img", "aria-labelledby": `${name}-title ${name}-words` },
    el("title", { id: `${name}-title` }, title),
    el("desc", { id: `${name}-words` }, words),
    { markup: `<style>${STYLE}</style>` },
    el("rect", { class: "paper", width: WIDTH, height: HEIGHT }),
    el("text", { class: "ink title", x: LEFT, y: 28 }, title),
    el("text", { class: "soft small", x: LEFT, y: 47 }, subtitle),
    ...signs,
    ...content,
  );
  return `${svg.markup}\n`;
}

/** From values to places on the picture. */
export type Scale = { (value: number): number; readonly ticks: readonly number[] };

export function scale(from: number, to: number, start: number, end: number, many = 6): Scale {
  const place = (value: number) => start + ((value - from) / (to - from || 1)) * (end - start);
  return Object.assign(place, { ticks: ticks(from, to, many) });
}

/** Both axes with their grid and names. */
export function axes(x: Scale, y: Scale, names: { x: string; y: string }, show: { x?: (value: number) => string; y?: (value: number) => string } = {}): Markup {
  const label = (value: number) => count(Number(value.toFixed(6)));
  return group(
    ...x.ticks.map((tick) => group(el("line", { class: "grid", x1: x(tick), x2: x(tick), y1: TOP, y2: BOTTOM }), el("text", { class: "soft small middle", x: x(tick), y: BOTTOM + 18 }, (show.x ?? label)(tick)))),
    ...y.ticks.map((tick) => group(el("line", { class: "grid", x1: LEFT, x2: RIGHT, y1: y(tick), y2: y(tick) }), el("text", { class: "soft small end", x: LEFT - 8, y: y(tick) + 4 }, (show.y ?? label)(tick)))),
    el("path", { class: "axis", d: `M${LEFT} ${TOP}V${BOTTOM}H${RIGHT}` }),
    el("text", { class: "ink small middle", x: (LEFT + RIGHT) / 2, y: BOTTOM + 40 }, names.x),
    el("text", { class: "ink small middle", transform: `translate(18 ${(TOP + BOTTOM) / 2}) rotate(-90)` }, names.y),
  );
}

/** A share in words. */
export function inPercent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

function escape(text: string): string {
  return inert(text).replace(/[&<>"]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character]!);
}

function round(value: number): string {
  return String(Number(value.toFixed(2)));
}

export const WIDTH = 640;
export const HEIGHT = 540;
export const [LEFT, RIGHT, TOP, BOTTOM] = [66, 616, 92, 484];
const LEGEND = 70;

/** Colours with 4.5 : 1 for text and 3 : 1 for lines, on either ground; what they tell apart has another shape or dash, too. */
const COLOURS = {
  paper: ["fill", "#ffffff", "#14181d"],
  ink: ["fill", "#1b2026", "#e8ebee"],
  soft: ["fill", "#59626c", "#a7b0ba"],
  grid: ["stroke", "#e4e8ec", "#2a313a"],
  axis: ["stroke", "#8b949e", "#6c7681"],
  "line-a": ["stroke", "#1d63b8", "#6fb1ff"],
  "fill-a": ["fill", "#1d63b8", "#6fb1ff"],
  "line-b": ["stroke", "#b8500b", "#ffab5e"],
  "fill-b": ["fill", "#b8500b", "#ffab5e"],
  "line-c": ["stroke", "#59626c", "#a7b0ba"],
} as const;

const rules = (at: 1 | 2) => Object.entries(COLOURS).map(([name, colour]) => `.holdpoint .${name}{${colour[0]}:${colour[at]}}`).join("");
const STYLE = [
  ".holdpoint text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}",
  ".holdpoint .title{font-size:17px;font-weight:600}.holdpoint .small{font-size:12px}.holdpoint .middle{text-anchor:middle}.holdpoint .end{text-anchor:end}",
  ".holdpoint path,.holdpoint line{fill:none}.holdpoint .thick{stroke-width:2.5}.holdpoint .medium{stroke-width:1.5}.holdpoint .dashed{stroke-dasharray:6 4}.holdpoint .dotted{stroke-dasharray:2 3}",
  ".holdpoint .band{opacity:.16;stroke:none}.holdpoint .see-through{opacity:.3}",
  rules(1),
  `@media (prefers-color-scheme:dark){${rules(2)}}`,
].join("\n");
