// What others said so far, and who is still needed, as it is shown.
import { html, nothing, type TemplateResult } from "lit";
import { row } from "./parts.ts";
import { withRoles, type Need, type Said } from "./said.ts";

/** How many lines of what somebody said are shown before one opens the rest. */
const GLANCE = 12;

/** Nothing where nobody said anything and one person is enough. */
export function soFar(all: readonly Said[], needs: readonly Need[]): TemplateResult | typeof nothing {
  const counted = needs.filter(({ quorum }) => needs.length > 1 || quorum > 1);
  if (all.length === 0 && counted.length === 0) return nothing;
  return html`<section class="so-far" aria-labelledby="so-far">
    <h2 id="so-far">What people said so far</h2>
    <ul role="list">
      ${counted.map(one)}${all.map(entry)}
    </ul>
  </section>`;
}

function one({ has, more, quorum, roles }: Need): TemplateResult {
  const [sign, word] = more === 0 ? ["✓", "enough"] : ["○", "not enough"];
  const alone = more > 0 && has >= quorum ? ": whoever runs the agent is never enough alone" : "";
  return html`<li class="need"><span class="mark" aria-hidden="true">${sign}</span><span class="word">${word}</span>: approved by ${has} of ${quorum} people<bdi>${withRoles(roles)}</bdi>${alone}</li>`;
}

function entry({ who, what, when, words }: Said, at: number): TemplateResult {
  const rows = words.map((line, n) => row(line, `said/${at}/${n}`, NOTHING));
  return html`<li class="entry">
    <p><bdi class="label">${who}</bdi> <bdi>${what}</bdi> <span class="when">${when}</span></p>
    ${rows.length === 0 ? nothing : html`<ul role="list">${rows.slice(0, GLANCE)}</ul>`}
    ${rows.length > GLANCE ? html`<details><summary>${rows.length - GLANCE} more lines</summary><ul role="list">${rows.slice(GLANCE)}</ul></details>` : nothing}
  </li>`;
}

const NOTHING: ReadonlySet<string> = new Set();
