// The package, part by part. Whatever is in it becomes text, and nothing else.
import { html, nothing, type TemplateResult } from "lit";
import type { ContextPackage, Line, Mark, Origin, Part } from "../wire.ts";
import { lineKey, split, texts } from "./pieces.ts";

/** The words and signs of a kind of line: never colour alone. */
const MARKS: Record<Mark, [sign: string, word: string]> = {
  added: ["+", "added"],
  removed: ["−", "removed"],
  changed: ["~", "changed"],
  missing: ["?", "missing"],
  warning: ["!", "warning"],
  untrusted: ["“", "unchecked"],
};
const ORIGINS: Record<Origin, string> = { user: "the user said it", trusted_tool: "from a trusted tool", untrusted: "! from an untrusted source" };

/** All parts. `open`: what is collapsed is shown too. `unseen`: lines that must still be seen. */
export function parts(shown: ContextPackage, open: boolean, unseen: ReadonlySet<string>, show: () => void): TemplateResult[] {
  return shown.parts.filter(({ lines, leftOut }) => lines.length > 0 || leftOut !== undefined).map((part) => one(part, open, unseen, show));
}

function one(part: Part, open: boolean, unseen: ReadonlySet<string>, show: () => void): TemplateResult {
  const collapsed = part.lines.filter((line) => line.collapsed === true).length;
  const { leftOut } = part;
  return html`<section class="part" data-part=${part.name} aria-labelledby=${`part-${part.name}`}>
    <h2 id=${`part-${part.name}`}>${part.title}</h2>
    <ul role="list">
      ${part.lines.map((line, at) => (line.collapsed === true && !open ? nothing : row(line, lineKey(part.name, at), unseen)))}
    </ul>
    ${collapsed > 0 && !open
      ? html`<p class="more"><button type="button" class="show" aria-expanded="false" @click=${show}>Show ${collapsed} more that must be seen before approving</button></p>`
      : nothing}
    ${leftOut !== undefined && collapsed === 0
      ? html`<p class="more">… ${leftOut.lines} more lines, ${leftOut.bytes} bytes, left out for length: <bdi dir="ltr" class="code">${leftOut.digest}</bdi></p>`
      : nothing}
  </section>`;
}

/** A line, with all that belongs to it. */
export function row(line: Line, key: string, unseen: ReadonlySet<string>): TemplateResult {
  const [sign, word] = line.mark === undefined ? ["", ""] : MARKS[line.mark];
  const [[, text] = ["", ""], ...rest] = texts(line);
  return html`<li class=${`line ${line.mark ?? ""}`} data-line=${key} tabindex="-1">
    <span class="said"
      >${sign === "" ? nothing : html`<span class="mark" aria-hidden="true">${sign}</span><span class="word">${word} </span>`}${line.label ===
      undefined
        ? nothing
        : html`<bdi class="label">${line.label}</bdi><span class="colon">: </span>`}<bdi class="text">${pieces(`${key}/text`, text)}</bdi>${line.origin === undefined
        ? nothing
        : html` <span class="origin">(${ORIGINS[line.origin]})</span>`}</span
    >${rest.map(([name, more]) => extra(`${key}/${name}`, name, more))}${unseen.has(key) ? html`<span class="unseen">not seen yet</span>` : nothing}
  </li>`;
}

/** A line of a block, another form, or a note. */
function extra(key: string, name: string, text: string): TemplateResult {
  const [kind, sign, word] = name.startsWith("block") ? ["block", "│", ""] : name.startsWith("form") ? ["form", "=", "that is "] : ["note", "!", "note: "];
  return html`<span class=${kind}><span class="mark" aria-hidden="true">${sign}</span><span class="hidden">${word}</span><bdi>${pieces(key, text)}</bdi></span>`;
}

function pieces(key: string, text: string): TemplateResult[] {
  return split(text).map((piece, at) => html`<span data-piece=${`${key}/${at}`}>${piece}</span>`);
}
