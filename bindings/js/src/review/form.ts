// The form that a person edits arguments with.
import { applyEdits, isHoldpointError } from "holdpoint";
import { html, nothing, type TemplateResult } from "lit";
import type { Edits, Json } from "../wire.ts";
import { field, initial, json, parsed, patch, value, type Field } from "./fields.ts";
import type { Subject } from "./subject.ts";

/** What was entered, and how it is entered. */
export class Form {
  readonly root: Field;
  readonly entries = new Map<string, string>();
  problems = new Map<string, string>();
  whole: string | null = null;
  readonly #ids = new Set<string>();
  readonly #subject: Subject;
  readonly #schema: Json;

  constructor(subject: Subject, schema: Json) {
    const { action, redactions } = subject.package;
    this.#subject = subject;
    this.#schema = schema;
    this.root = field(schema, action.args, new Set(redactions.map(({ pointer }) => pointer)));
  }

  /** The edits; null where something is wrong, which `problems` then says by pointer. */
  edits(): Edits | null {
    const { action, redactions } = this.#subject.package;
    this.problems = new Map();
    const after = this.whole === null ? value(this.root, this.entries, this.problems) : parsed(this.whole);
    if (after === undefined) this.problems.set("", "is no JSON; write it as JSON, texts in double quotes");
    if (after === undefined || this.problems.size > 0) return null;
    const operations = patch(action.args, after);
    if (operations.length === 0) this.problems.set("", "is as it was; change something, or approve");
    try {
      // What stands for a redacted value is not what the schema describes: then only the host, which knows it, checks against the schema.
      applyEdits(action.args, { patch: operations }, redactions.length === 0 ? this.#schema : null);
    } catch (error) {
      const issues = isHoldpointError(error) ? error.issues : [{ pointer: "", message: String(error) }];
      for (const { pointer, message } of issues) this.problems.set(`${this.problems.size} ${pointer}`, message);
    }
    return this.problems.size === 0 ? { patch: operations } : null;
  }

  /** Between fields and JSON; what was entered goes along where it can. */
  turn(): void {
    if (this.whole !== null) {
      this.whole = null;
    } else {
      this.whole = json(value(this.root, this.entries, new Map()) ?? null);
    }
    this.problems = new Map();
  }

  render(changed: () => void): TemplateResult {
    const turn = (): void => (this.turn(), changed());
    return html`${this.#complaints()}
      ${this.whole === null
        ? this.#field(this.root, changed)
        : html`<label for="whole">Arguments, as JSON</label
            ><textarea id="whole" class="code" dir="ltr" spellcheck="false" autocapitalize="off" rows=${rows(this.whole)} .value=${this.whole} @input=${(event: InputEvent) => (this.whole = text(event))}></textarea>`}
      <p><button type="button" class="quiet turn" @click=${turn}>${this.whole === null ? "Edit as JSON" : "Edit as a form"}</button></p>`;
  }

  #complaints(): TemplateResult | typeof nothing {
    if (this.problems.size === 0) return nothing;
    const named = (pointer: string, message: string): string => (/^is /.test(message) ? `${pointer === "" ? "This" : pointer} ${message}` : message);
    return html`<div class="complaint" role="alert">
      <p>This cannot be proposed:</p>
      <ul>
        ${[...this.problems].map(([pointer, message]) => html`<li><bdi>${named(pointer, message)}</bdi></li>`)}
      </ul>
    </div>`;
  }

  #field(of: Field, changed: () => void): TemplateResult {
    const { pointer, label, kind, required, before, fixed } = of;
    if (kind === "group") {
      return html`<fieldset>
        <legend><bdi>${label}</bdi></legend>
        ${of.fields.map((one) => this.#field(one, changed))}
      </fieldset>`;
    }
    // A pointer is the agent's text, and may hold anything.
    const id = `field-${[...this.#ids.add(pointer)].indexOf(pointer)}`;
    const entry = this.entries.get(pointer) ?? initial(of);
    const enter = (event: Event): void => void this.entries.set(pointer, text(event));
    const about = [required || before !== undefined ? "" : "not given; may stay empty", kind === "json" ? "as JSON" : "", kind === "number" ? "a number" : "", fixed ? "hidden from you, and stays as it is" : ""].filter((word) => word !== "").join(", ");
    const invalid = this.problems.has(pointer) ? "true" : "false";
    return html`<div class="field">
      <label for=${id}><bdi>${label}</bdi></label>${about === "" ? nothing : html` <span class="hint" id=${`${id}-about`}>${about}</span>`}
      ${kind === "choice" || kind === "boolean"
        ? html`<select id=${id} ?disabled=${fixed} @change=${enter}>
            ${before === undefined ? html`<option value="" ?selected=${entry === ""}>not given</option>` : nothing}
            ${(kind === "boolean" ? [["true", "true"], ["false", "false"]] : of.choices.map((choice, at) => [String(at), typeof choice === "string" ? choice : json(choice)])).map(
              ([option, said]) => html`<option value=${option ?? ""} ?selected=${entry === option}>${said}</option>`,
            )}
          </select>`
        : html`<textarea id=${id} class=${kind === "text" ? "" : "code"} dir=${kind === "text" ? "auto" : "ltr"} spellcheck="false" autocapitalize="off" rows=${rows(entry)} ?disabled=${fixed}
            aria-invalid=${invalid} aria-describedby=${about === "" ? nothing : `${id}-about`} inputmode=${kind === "number" ? "decimal" : "text"} .value=${entry} @input=${enter}></textarea>`}
    </div>`;
  }
}

const text = (event: Event): string => (event.target as HTMLTextAreaElement | HTMLSelectElement).value;
const rows = (entry: string): number => Math.min(20, entry.split("\n").length + (entry.length > 60 ? 1 : 0));
