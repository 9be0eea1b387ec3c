// A slider with its name and its value beside it.
import { h } from "./dom.ts";

export type Slider = { readonly element: HTMLElement; set(value: number, shown?: string, most?: number): void };

type Options = { name: string; hint?: string; min: number; max: number; step?: number; onInput: (value: number) => void };

export function slider({ name, hint, min, max, step = 1, onInput }: Options): Slider {
  const id = `slider-${++made}`;
  const input = h("input", { id, type: "range", min, max, step, ...(hint && { "aria-describedby": `${id}-hint` }), onInput: () => onInput(input.valueAsNumber) });
  const output = h("output", { for: id });
  const element = h("div", { class: "slider" }, h("label", { for: id }, name), output, input, hint && h("p", { id: `${id}-hint`, class: "hint" }, hint));
  return {
    element,
    set(value, shown = String(value), most = max) {
      input.max = String(most);
      input.value = String(value);
      // What stands beside is read out with the slider.
      input.setAttribute("aria-valuetext", shown);
      output.value = shown;
      input.style.setProperty("--part", `${most > min ? (100 * (value - min)) / (most - min) : 0}%`);
    },
  };
}

let made = 0;
