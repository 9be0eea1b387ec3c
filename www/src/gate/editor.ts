// The editor, which arrives after the page stands: CodeMirror in a shadow root, where its styles need no exception from the content security policy.
import { autocompletion, closeBrackets, completionKeymap, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField, type Extension, type Range } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, keymap, lineNumbers, WidgetType, type DecorationSet } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Problem } from "./decide.ts";
import { proposals } from "./complete.ts";

export type Editor = { readonly element: HTMLElement; set(text: string): void; mark(problems: readonly Problem[]): void };

export function editor({ label, language, text, change }: { label: string; language: "yaml" | "json"; text: string; change: (text: string) => void }): Editor {
  const element = document.createElement("div");
  element.className = "editor";
  const root = element.attachShadow({ mode: "open" });
  let setting = false;
  const extensions: Extension[] = [
    history(), drawSelection(), indentOnInput(), closeBrackets(), EditorView.lineWrapping,
    overSelection,
    keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
    language === "yaml" ? [lineNumbers(), yaml(), autocompletion({ override: [complete], icons: false })] : json(),
    syntaxHighlighting(COLOURS), THEME, marks,
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", autocapitalize: "off", autocorrect: "off", spellcheck: "false" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !setting) change(update.state.doc.toString());
    }),
  ];
  const view = new EditorView({ state: EditorState.create({ doc: text, extensions }), parent: root, root });
  // The letters may arrive after the lines were measured.
  document.fonts.addEventListener("loadingdone", () => view.requestMeasure());
  return {
    element,
    set(next) {
      if (next === view.state.doc.toString()) return;
      setting = true;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
      setting = false;
    },
    mark: (problems) => view.dispatch({ effects: problemsAre.of(problems) }),
  };
}

/**
 * Typing over a selection is done here: left to itself, a browser carries the looks of what it removes over as inline styles, and the content security policy has to
 * stop it. Quotes and brackets go around the selection as ever.
 */
const overSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { main } = view.state.selection;
    if (event.inputType !== "insertText" || event.data === null || event.isComposing || main.empty || /^["'([{]$/.test(event.data)) return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    event.preventDefault();
    return true;
  },
});

function complete(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/[\w-]*/)!;
  if (word.from === word.to && !context.explicit && !/(^\s*|[{,[]\s*|: |- )$/.test(context.state.sliceDoc(Math.max(0, word.from - 40), word.from).split("\n").at(-1)!)) return null;
  const text = context.state.doc.toString();
  const rest = /^[\w-]*/.exec(text.slice(context.pos))![0].length;
  const quoted = text[word.from - 1] === '"';
  const found = proposals(text.slice(0, word.from), text.slice(context.pos + rest));
  if (found.length === 0) return null;
  const asJson = /^\s*\{/.test(text);
  const wrote = (label: string, kind: string) => (kind === "value" ? (asJson && !quoted && !/^(true|false|\d+)$/.test(label) ? `"${label}"` : label) : quoted ? label : asJson ? `"${label}": ` : `${label}: `);
  return {
    from: word.from,
    validFor: /^[\w-]*$/,
    options: found.map(({ label, detail, info, kind }) => ({ label, detail, ...(info && { info }), type: kind, apply: wrote(label, kind) })),
  };
}

// ---- problems, at their places ----

const problemsAre = StateEffect.define<readonly Problem[]>();

/** The word is underlined, and the sentence stands below its line. */
const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(decorations, transaction) {
    let now = decorations.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(problemsAre)) continue;
      const { doc } = transaction.state;
      const ranges = effect.value.flatMap(({ line, column, message, severity }): Range<Decoration>[] => {
        const at = doc.line(Math.min(Math.max(1, line), doc.lines));
        const from = Math.min(at.from + column - 1, at.to);
        const length = /^("(?:[^"\\]|\\.)*"|[^\s,{}[\]:#]+)/.exec(doc.sliceString(from, at.to))?.[0].length ?? 0;
        const below = Decoration.widget({ widget: new Sentence(message, severity), block: true, side: 1 }).range(at.to);
        return length === 0 ? [below] : [Decoration.mark({ class: `cm-${severity}` }).range(from, from + length), below];
      });
      now = Decoration.set(ranges, true);
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

class Sentence extends WidgetType {
  constructor(private readonly message: string, private readonly severity: string) {
    super();
  }
  override eq(other: Sentence): boolean {
    return other.message === this.message && other.severity === this.severity;
  }
  override toDOM(): HTMLElement {
    const element = document.createElement("div");
    element.className = `cm-problem cm-problem-${this.severity}`;
    const words = document.createElement("div");
    words.textContent = `${this.severity === "error" ? "▲" : "△"} ${this.message}`;
    element.append(words);
    return element;
  }
}

// ---- looks ----

const COLOURS = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--blue)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.string, tags.content, tags.attributeValue], color: "var(--ink)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--amber)" },
  { tag: [tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: "var(--soft)" },
]);

const THEME = EditorView.theme({
  "&": { fontSize: "13.5px", color: "var(--ink)", backgroundColor: "var(--card)", border: "1px solid var(--edge)", borderRadius: "4px" },
  "&.cm-focused": { outline: "2.5px solid var(--blue)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", maxHeight: "var(--editor-height, 36rem)", overflow: "auto" },
  ".cm-content": { padding: ".6rem 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 .75rem" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--soft)", border: "0", paddingInlineStart: ".3rem" },
  ".cm-cursor": { borderColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--wash)" },
  ".cm-error": { textDecoration: "underline wavy var(--red)", textUnderlineOffset: "3px" },
  ".cm-warning": { textDecoration: "underline wavy var(--amber)", textUnderlineOffset: "3px" },
  // Margins above and below a block are not measured, and would move the line numbers away from their lines.
  ".cm-problem": { padding: ".1rem .5rem .25rem" },
  ".cm-problem > div": { padding: ".2rem .6rem", fontFamily: "var(--sans)", fontSize: "13px", lineHeight: "1.4", borderInlineStart: "3px solid", whiteSpace: "normal" },
  ".cm-problem-error > div": { color: "var(--red)", backgroundColor: "light-dark(#fbeceb, #33201f)" },
  ".cm-problem-warning > div": { color: "var(--amber)", backgroundColor: "light-dark(#fdf5d8, #2d2817)" },
  ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: "4px", fontFamily: "var(--sans)", fontSize: "13.5px" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)" },
  ".cm-tooltip.cm-completionInfo": { padding: ".5rem .75rem", maxWidth: "20rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--tarmac)", color: "#fff" },
  ".cm-completionDetail": { color: "inherit", opacity: ".8" },
});
