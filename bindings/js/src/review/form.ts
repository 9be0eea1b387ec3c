// The form that a person edits arguments with.
import { applyEdits, isHoldpointError } from "holdpoint";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Edits, Json } from "../wire.ts";
import { Entries, parsed } from "./entries.ts";
import { json, rootField, shown, step, type Field } from "./fields.ts";
import { patch } from "./patch.ts";
import type { Subject } from "./subject.ts";

/** Draws anew, and then gives the focus to what a selector finds first. */
type Changed = (focus?: string) => void;

/** What was entered, and how it is entered. */
export class Form {
  /** What became of a list, for those who do not see it. */
  news = "";
  #root: Field;
  #entries = new Entries();
  #problems = new Map<string, string>();
  #whole: string | null = null;
  readonly #ids = new Map<Field, string>();
  readonly #subject: Subject;
  readonly #schema: Json;

  constructor(subject: Subject, schema: Json) {
    const { action, redactions } = subject.package;
    this.#subject = subject;
    this.#schema = schema;
    this.#root = rootField(schema, action.args, new Set(redactions.map(({ pointer }) => pointer)));
  }

  /** The edits; null where something is wrong, which is then said. */
  edits(): Edits | null {
    const { action, redactions } = this.#subject.package;
    this.#problems = new Map();
    const after = this.#whole === null ? this.#entries.value(this.#root, this.#problems) : parsed(this.#whole);
    if (after === undefined) this.#problems.set("", NO_JSON);
    if (after === undefined || this.#problems.size > 0) return null;
    const operations = patch(action.args, after);
    if (operations.length === 0) this.#problems.set("", "is as it was; change something, or approve");
    try {
      // What stands for a redacted value is not what the schema describes: then only the host, which knows it, checks against the schema.
      applyEdits(action.args, { patch: operations }, redactions.length === 0 ? this.#schema : null);
    } catch (error) {
      const issues = isHoldpointError(error) ? error.issues : [{ pointer: "", message: String(error) }];
      for (const { pointer, message } of issues) this.#problems.set(`${this.#problems.size} ${pointer}`, message);
    }
    return this.#problems.size === 0 ? { patch: operations } : null;
  }

  render(changed: Changed): TemplateResult {
    return html`${this.#complaints()}
      ${this.#whole === null
        ? this.#field(this.#root, "Arguments", "", changed)
        : html`<label for="whole">Arguments, as JSON</label
            ><textarea id="whole" class="code" dir="ltr" spellcheck="false" autocapitalize="off" rows=${rows(this.#whole)} .value=${this.#whole} @input=${(event: InputEvent) => (this.#whole = text(event))}></textarea>`}
      <p><button type="button" class="quiet turn" @click=${() => (this.#turn(), changed())}>${this.#whole === null ? "Edit as JSON" : "Edit as a form"}</button></p>`;
  }

  /** Between fields and JSON; what was entered goes along, or it stays as it is. */
  #turn(): void {
    const problems = new Map<string, string>();
    if (this.#whole === null) {
      this.#whole = json(this.#entries.value(this.#root, problems) ?? null);
    } else {
      const value = parsed(this.#whole);
      const entries = value === undefined ? null : Entries.of(this.#root, value);
      if (value === undefined) problems.set("", NO_JSON);
      else if (entries === null) problems.set("", "is nothing that the form can show; propose it from here, or take back what is no argument of this tool");
      else [this.#entries, this.#whole] = [entries, null];
    }
    this.#problems = problems;
  }

  #complaints(): TemplateResult | typeof nothing {
    if (this.#problems.size === 0) return nothing;
    const named = (pointer: string, message: string): string => shown(/^is /.test(message) ? `${pointer === "" ? "This" : pointer} ${message}` : message);
    return html`<div class="complaint" role="alert">
      <p>This cannot be proposed:</p>
      <ul>
        ${[...this.#problems].map(([pointer, message]) => html`<li><bdi>${named(pointer, message)}</bdi></li>`)}
      </ul>
    </div>`;
  }

  /** `at`: where it would stand. */
  #field(of: Field, name: string, at: string, changed: Changed): TemplateResult {
    const { kind, required, before, fixed, isItem } = of;
    if (kind === "list") return this.#list(of, name, at, changed);
    const id = this.#id(of);
    if (kind === "group") {
      return html`<fieldset id=${id} tabindex="-1">
        <legend><bdi>${name}</bdi></legend>
        ${of.fields.map((one) => this.#field(one, shown(one.key), at + step(one.key), changed))}
      </fieldset>`;
    }
    const entry = this.#entries.text(of);
    const enter = (event: Event): void => this.#entries.write(of, text(event));
    const about = [required || before !== undefined ? "" : "not given; may stay empty", kind === "json" ? "as JSON" : "", kind === "number" ? "a number" : "", fixed ? "hidden from you, and stays as it is" : ""].filter((word) => word !== "").join(", ");
    const invalid = this.#problems.has(at) ? "true" : "false";
    const options: (readonly [string, string])[] = kind === "boolean" ? [["true", "true"], ["false", "false"]] : of.choices.map((choice, n) => [String(n), typeof choice === "string" ? shown(choice) : json(choice)]);
    return html`<div class="field">
      <label for=${id}><bdi>${name}</bdi></label>${about === "" ? nothing : html` <span class="hint" id=${`${id}-about`}>${about}</span>`}
      ${kind === "choice" || kind === "boolean"
        ? html`<select id=${id} ?disabled=${fixed} aria-invalid=${invalid} @change=${enter}>
            ${before === undefined ? html`<option value="" ?selected=${entry === ""}>${isItem || required ? "choose" : "not given"}</option>` : nothing}
            ${options.map(([option, said]) => html`<option value=${option} ?selected=${entry === option}>${said}</option>`)}
          </select>`
        : html`<textarea id=${id} class=${kind === "text" ? "" : "code"} dir=${kind === "text" ? "auto" : "ltr"} spellcheck="false" autocapitalize="off" rows=${rows(entry)} ?disabled=${fixed}
            aria-invalid=${invalid} aria-describedby=${about === "" ? nothing : `${id}-about`} inputmode=${kind === "number" ? "decimal" : "text"} .value=${entry} @input=${enter}></textarea>`}
    </div>`;
  }

  #list(of: Field, name: string, at: string, changed: Changed): TemplateResult {
    const id = this.#id(of);
    const items = this.#entries.items(of);
    const last = items.length - 1;
    /** Places in complaints are those that were complained about. */
    const does = (news: string, focus: string): void => ((this.news = news), this.#problems.clear(), changed(focus));
    const move = (item: Field, n: number, by: -1 | 1): void => {
      if (!this.#entries.move(of, item, by)) return;
      does(`Item ${n + 1} is item ${n + 1 + by} of ${items.length} now.`, `#${this.#id(item)}-${by < 0 ? "up" : "down"}`);
    };
    const remove = (item: Field, n: number): void => {
      this.#entries.remove(of, item);
      const next = this.#entries.items(of)[Math.min(n, last - 1)];
      does(`Item ${n + 1} is removed; ${last} ${last === 1 ? "item is" : "items are"} left.`, next === undefined ? `#${id}-add` : `#${this.#id(next)}-remove`);
    };
    const add = (): void => {
      const made = this.#entries.add(of);
      if (made !== undefined) does(`Item ${items.length + 1} is added.`, `#${this.#id(made)}${made.kind === "list" ? "-add" : ""}`);
    };
    const tool = (item: Field, n: number, word: string, off: boolean, act: () => void): TemplateResult =>
      html`<button type="button" class="quiet" id=${`${this.#id(item)}-${word.toLowerCase()}`} aria-disabled=${off ? "true" : "false"} @click=${act}>${word}<span class="hidden"> item ${n + 1} of <bdi>${name}</bdi></span></button> `;
    return html`<fieldset>
      <legend><bdi>${name}</bdi></legend>
      ${of.fixed ? html`<p class="hint">Something in it is hidden from you, so its items stay where they are.</p>` : items.length === 0 ? html`<p class="hint">${of.before === undefined ? "not given; may stay empty" : "no items"}</p>` : nothing}
      ${repeat(items, (item) => item, (item, n) => html`<div class="item">
        ${this.#field(item, `Item ${n + 1}`, `${at}/${n}`, changed)}
        ${of.fixed ? nothing : html`<p class="tools">${tool(item, n, "Up", n === 0, () => move(item, n, -1))}${tool(item, n, "Down", n === last, () => move(item, n, 1))}${tool(item, n, "Remove", false, () => remove(item, n))}</p>`}
      </div>`)}
      ${of.fixed || of.item === undefined ? nothing : html`<p class="tools"><button type="button" class="quiet" id=${`${id}-add`} @click=${add}>Add an item<span class="hidden"> to <bdi>${name}</bdi></span></button></p>`}
    </fieldset>`;
  }

  /** A pointer is the agent's text, and may hold anything. */
  #id(of: Field): string {
    const id = this.#ids.get(of) ?? `field-${this.#ids.size}`;
    this.#ids.set(of, id);
    return id;
  }
}

const NO_JSON = "is no JSON; write it as JSON, texts in double quotes";
const text = (event: Event): string => (event.target as HTMLTextAreaElement | HTMLSelectElement).value;
const rows = (entry: string): number => Math.min(20, entry.split("\n").length + (entry.length > 60 ? 1 : 0));
