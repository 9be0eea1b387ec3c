// One strip for each step: its number, what it claims, what that is worth, and the mark where it is held.
import { h } from "../dom.ts";
import { LEAST_CLAIM, MOST_CLAIM } from "../state.ts";
import { percent } from "../text.ts";
import type { Figures } from "./model.ts";

export type Strips = { readonly element: HTMLElement; show(claims: readonly number[], figures: Figures): void };

/** `change` is told the step, counted from 0, and its new claim in per cent. */
export function strips(change: (at: number, claim: number) => void): Strips {
  const element = h("ol", { class: "strips" });
  const strip = (at: number) => {
    const input = h("input", {
      type: "number", min: LEAST_CLAIM, max: MOST_CLAIM, inputmode: "numeric", "aria-label": `Step ${at + 1} claims, in per cent`,
      onInput: () => input.validity.valid && input.value !== "" && change(at, input.valueAsNumber),
    });
    return h("li", {}, h("span", { class: "step" }, at + 1), h("span", { class: "claim" }, input, h("span", { "aria-hidden": "true" }, "%")), h("span", { class: "worth" }), h("span", { class: "held" }));
  };
  return {
    element,
    show(claims, { worth, holds }) {
      // Strips are kept, so that the one that is being typed into keeps the cursor.
      while (element.children.length > claims.length) element.lastElementChild!.remove();
      while (element.children.length < claims.length) element.append(strip(element.children.length));
      for (const [at, claim] of claims.entries()) {
        const one = element.children[at]!;
        const input = one.querySelector("input")!;
        if (input !== document.activeElement || input.validity.valid) input.value = String(claim);
        one.querySelector(".worth")!.textContent = `worth\u00a0${percent(worth[at]!)}`;
        one.querySelector(".held")!.textContent = holds.includes(at) ? "hold" : "";
        one.classList.toggle("is-held", holds.includes(at));
      }
    },
  };
}
