// A field of text that can be typed into at once, and becomes an editor when that has arrived.
import { h } from "../dom.ts";
import type { Problem } from "./decide.ts";
import type { Editor } from "./editor.ts";

export type Field = { readonly element: HTMLElement; set(text: string): void; mark(problems: readonly Problem[]): void };

export function field(id: string, label: string, hint: string, language: "yaml" | "json", rows: number, change: (text: string) => void): Field {
  const plain = h("textarea", { id, rows, spellcheck: "false", autocapitalize: "off", "aria-describedby": `${id}-hint`, onInput: () => change(plain.value) });
  const name = h("label", { for: id, id: `${id}-label` }, label);
  const element = h("div", { class: `field ${id}` }, h("div", { class: "field-head" }, name, h("span", { class: "hint", id: `${id}-hint` }, hint)), plain);
  let rich: Editor | undefined;
  let problems: readonly Problem[] = [];
  // Without it the plain field does as well.
  void import("./editor.ts").then(({ editor }) => {
    const focused = document.activeElement === plain;
    rich = editor({ label, language, text: plain.value, change });
    plain.replaceWith(rich.element);
    name.removeAttribute("for");
    rich.mark(problems);
    if (focused) rich.element.shadowRoot?.querySelector<HTMLElement>(".cm-content")?.focus();
    element.dataset["rich"] = "true";
  });
  return {
    element,
    set(text) {
      if (rich) rich.set(text);
      else if (plain.value !== text) plain.value = text;
    },
    mark(next) {
      problems = next;
      rich?.mark(next);
    },
  };
}
