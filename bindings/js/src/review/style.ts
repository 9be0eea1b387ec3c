// How it looks. Custom properties that begin with `--holdpoint-` come from the page.
import { css } from "lit";

export const style = css`
  :host { --ink: var(--holdpoint-ink, light-dark(#1c1b18, #eceae4)); --soft: var(--holdpoint-soft, light-dark(#5f5b52, #aaa79e)); --card: var(--holdpoint-card, light-dark(#fffefb, #1c1f23));
    --rule: var(--holdpoint-rule, light-dark(#ddd8cc, #34383d)); --edge: var(--holdpoint-edge, light-dark(#8d877a, #74777c)); --blue: light-dark(#1f55c4, #8db4ff); --green: light-dark(#14693c, #7ed6a2);
    --red: light-dark(#a8231b, #ff9a90); --amber: light-dark(#7a5600, #f5cf4a); --paint: #f5c400;
    /* What is placed absolutely stays within; what the page's own texts inherit changes none of these. */
    position: relative; isolation: isolate; white-space: normal; text-transform: none; text-indent: 0; letter-spacing: normal; word-spacing: normal; overflow-wrap: break-word;
    display: block; color: var(--ink); background: var(--card); border: 1px solid var(--rule); border-radius: 6px; font: 16px/1.5 var(--holdpoint-font, system-ui, sans-serif); font-variant-numeric: tabular-nums; text-align: start; }
  :host([hidden]) { display: none; }
  * { box-sizing: border-box; }
  h2, h3, p, ul { margin: 0; padding: 0; }
  ul { list-style: none; }
  header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .2rem 1.5rem; padding: .8rem 1.25rem; border-block-end: 4px solid var(--paint); }
  .tier { margin-inline-start: .5rem; padding: .05rem .5rem; border: 1px solid var(--edge); border-radius: 4px; font-size: .85rem; white-space: nowrap; }
  .urgent { color: var(--red); }
  .clock, .digest, .more, .hint, .about, .origin { color: var(--soft); font-size: .9rem; }
  .part, .so-far, .answer, .digest, .empty { padding: .85rem 1.25rem; border-block-end: 1px solid var(--rule); }
  h2 { font-size: .95rem; font-weight: 650; color: var(--soft); margin-block-end: .3rem; }
  .part[data-part="headline"] .line:first-child .text { font-size: 1.45rem; line-height: 1.3; font-weight: 600; }
  .part[data-part="critical"] .text { font-size: 1.1rem; font-weight: 600; }
  .line { position: relative; padding-block: .14rem; overflow-wrap: anywhere; border-radius: 3px; }
  .line > * { display: block; padding-inline-start: 1.3rem; text-indent: -1.3rem; }
  .line > .block, .line > .form, .line > .note { margin-inline-start: 1.3rem; font-size: .93rem; }
  bdi { unicode-bidi: isolate; white-space: pre-wrap; }
  .label { font-weight: 600; }
  .code, .part[data-part="critical"] .text, .part[data-part="arguments"] .text, .part[data-part="diff"] .text, .part[data-part="identity"] .text { font-family: var(--holdpoint-mono, ui-monospace, Menlo, Consolas, monospace); font-size: .9em; }
  .part[data-part="critical"] .text { font-size: 1.05rem; }
  .mark { display: inline-block; width: 1.3rem; text-indent: 0; font-weight: 700; }
  .word, .added .mark, .removed .mark, .changed .mark { font-weight: 600; }
  .added .mark, .added .word { color: var(--green); }
  .removed .mark, .removed .word { color: var(--red); }
  .changed .mark, .changed .word, .note, .warning .said, .missing .said { color: var(--amber); }
  .line.untrusted { color: var(--soft); padding-inline-start: .4rem; border-inline-start: 3px solid var(--edge); }
  .line > .block { color: var(--soft); }
  /* Beside the sign their own words say it already. */
  .untrusted .word, .missing .word, .warning .word { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .unseen { width: fit-content; font-size: .8rem; color: var(--amber); }
  .unseen::before { content: "◌ "; content: "◌ " / ""; }
  .entry, .need { padding-block: .2rem; overflow-wrap: anywhere; }
  .entry ul { margin-inline-start: 1.3rem; }
  .when { color: var(--soft); font-size: .9rem; white-space: nowrap; }
  summary { min-height: 2rem; padding-block: .25rem; cursor: pointer; }
  .complaint { margin: .8rem 1.25rem; padding: .6rem .8rem; border: 2px solid var(--red); border-radius: 4px; }
  .panel .complaint { margin-inline: 0; }
  .complaint li::before { content: "! "; font-weight: 700; color: var(--red); }
  .digest { overflow-wrap: anywhere; }
  .answer { border: 0; }
  .answers-for { display: flex; gap: .6rem; align-items: flex-start; padding-block: .35rem; overflow-wrap: anywhere; }
  input[type="checkbox"] { flex: none; width: 1.5rem; height: 1.5rem; margin: 0; accent-color: var(--blue); }
  .why { display: flex; flex-direction: column; align-items: flex-start; gap: .25rem; margin-block: .3rem .8rem; }
  .why:empty { display: none; }
  .buttons { display: flex; flex-wrap: wrap; gap: .6rem; }
  button, select, textarea { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--edge); border-radius: 4px; }
  button { min-height: 2.5rem; padding: .35rem 1rem; font-weight: 600; cursor: pointer; }
  button.quiet, button.show { font-weight: 500; min-height: 2rem; padding: .2rem .8rem; }
  .approve, .send { background: var(--ink); color: var(--card); border-color: var(--ink); }
  button[aria-expanded="true"] { box-shadow: inset 0 -4px var(--paint); }
  button:is(:disabled, [aria-disabled="true"]) { background: none; color: var(--soft); border: 1px dashed var(--edge); cursor: not-allowed; }
  .answer > .buttons { margin-block-start: .6rem; }
  .panel { margin-block-start: 1rem; padding: 1rem; border: 1px solid var(--edge); border-radius: 4px; }
  .panel h3 { font-size: 1.1rem; }
  .panel .buttons { margin-block-start: .9rem; }
  .field { margin-block-start: .7rem; }
  .field label { font-weight: 600; overflow-wrap: anywhere; }
  fieldset { min-inline-size: 0; margin: .8rem 0 0; padding: .2rem .9rem .9rem; border: 1px solid var(--rule); border-radius: 4px; }
  .item { padding-block: .2rem .6rem; border-block-end: 1px dashed var(--rule); }
  .tools { margin-block-start: .4rem; }
  legend { padding-inline: .3rem; font-weight: 600; }
  select, textarea { display: block; width: 100%; min-height: 2.5rem; margin-block-start: .2rem; padding: .4rem .6rem; }
  textarea { resize: vertical; }
  /* As high as what stands in it, where the browser can. */
  textarea:not(#text) { field-sizing: content; max-height: 24rem; }
  #whole { margin-block: .2rem .5rem; }
  textarea[aria-invalid="true"] { border: 2px solid var(--red); }
  :focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
  .hidden { position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  @media (forced-colors: active) { .complaint, button { border-color: currentColor; } }
`;
