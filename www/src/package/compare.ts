// One trick, side by side: what a dialog shows that just shows it, and what the package says.
import type { ContextPackage, Line } from "holdpoint/web";
import { h } from "../dom.ts";
import type { Trick } from "./tricks.ts";

export function comparison(trick: Trick, pkg: ContextPackage): HTMLElement {
  const lines = linesOf(trick, pkg);
  return h("li", { class: "comparison", "data-trick": trick.id },
    h("h4", {}, trick.name),
    h("div", { class: "sides" },
      h("div", {}, h("p", { class: "side" }, "A plain dialog shows"), h("p", { class: "naive" }, h("bdi", {}, ...plainly(trick)))),
      h("div", {}, h("p", { class: "side" }, "The package says"), h("div", { class: "inert" }, ...lines.flatMap(said), trick.stays !== undefined && h("p", { class: "note" }, trick.stays))),
    ),
  );
}

/** The lines of the package that speak of it. */
function linesOf({ id, argument, text }: Trick, pkg: ContextPackage): readonly Line[] {
  if (argument !== undefined) return pkg.parts.flatMap(({ name, lines }) => (name === "critical" || name === "arguments" ? lines : [])).filter(({ pointer }) => pointer === `/${argument}`);
  const statement = pkg.parts.find(({ name }) => name === "statement");
  const own = statement?.lines.filter((line) => (id === "approved" && line.mark === "warning") || text.startsWith(line.text)).slice(0, 3) ?? [];
  const { leftOut } = statement ?? {};
  return id === "preamble" && leftOut ? [...own.slice(0, 1), { text: `… ${leftOut.lines} more lines, ${leftOut.bytes} bytes, left out for length` }] : own;
}

function said({ label, text, mark, forms = [], notes = [] }: Line): HTMLElement[] {
  return [h("p", { ...(mark === "warning" && { class: "note" }) }, label ? `${label}: ${text}` : text), ...[...forms.map((form) => `= ${form}`), ...notes].map((note) => h("p", { class: "note" }, note))];
}

/** The lie as it would look. Its link leads nowhere. */
function plainly({ text, plain }: Trick): (HTMLElement | string)[] {
  if (plain === undefined) return [text];
  if (plain.kind === "cut") return [`${text.split("\n").slice(0, plain.lines).join("\n")}\n…`];
  if (plain.kind === "text") return [plain.shown];
  return [h("b", {}, "Approved."), " ", h("u", {}, plain.shown)];
}
