// holdpoint replay: what a changed policy would have done to the actions of a log.
import { basename } from "node:path";
import { createGate, isHoldpointError, OVERSIGHTS } from "holdpoint";
import { describe } from "../log/item.ts";
import { readPolicy, replay, type PolicyReplay, type Replay, type ReplayChange } from "../node.ts";
import { onlyOne, openInput, readContext, unreadable } from "./input.ts";
import type { Output } from "./output.ts";
import { Progress } from "./progress.ts";
import { style, WORDS } from "./summary.ts";
import { count, cut, inert, painter, percent, plural, table, type Paint } from "./text.ts";
import { parse, parseMoment, UsageError } from "./usage.ts";

export const help = `holdpoint replay --policy OLD --policy NEW [options] [FILE] < actions.jsonl

Screens every action of a log by each policy, and shows what the new one would change: before it goes live.
What would be looser comes first, since that is what a reviewer must look at. A line is an action, or an
action with its context, as for \`holdpoint decide\`; lines that cannot be decided are counted and not compared.

  --policy POLICY    a .json, .yaml or .yml file; every further one is compared with the first
  --context CONTEXT  a file with the context of every line; what a line says itself replaces it, key by key
  --now TIME         the clock for lines that bring none: 2026-11-24T12:00:00Z, or milliseconds since 1970;
                     otherwise it is the time at which the replay starts, the same for every policy
  --json             the figures as JSON
  --fail-on-looser   exits 1 when an action would be looser under a new policy, and when a line, or all of the
                     log, could not be compared
`;

export async function run(args: readonly string[], out: Output): Promise<number> {
  const { values, positionals } = parse("replay", args, {
    policy: { type: "string", multiple: true }, context: { type: "string" }, now: { type: "string" }, json: { type: "boolean" }, "fail-on-looser": { type: "boolean" },
  });
  const policies = values.policy ?? [];
  if (policies.length === 0) throw new UsageError("say which policies to compare: `holdpoint replay --policy old.yaml --policy new.yaml < actions.jsonl`");
  if (policies.length < 2 && values["fail-on-looser"]) throw new UsageError("`--fail-on-looser` compares two policies: give `--policy` twice, the old one first");
  onlyOne("replay", positionals);
  const now = values.now === undefined ? undefined : parseMoment(values.now);
  const context = readContext(values.context);
  policies.forEach(check);
  const input = openInput(positionals[0]);
  const progress = new Progress(process.stderr, input);
  let read = 0;
  const figures = await replay({
    policies,
    log: input.stream,
    context,
    ...(now !== undefined && { now }),
    onProgress: ({ lines, bytes }) => {
      progress.update(lines, bytes - read);
      read = bytes;
    },
  }).catch((error: unknown) => {
    throw unreadable(error);
  });
  progress.clear();
  for (const { line, error } of figures.refusals) process.stderr.write(`line ${line}: ${inert(describe(error))}\n`);
  const { actions, refused } = figures;
  if (refused > 0) process.stderr.write(`${plural(refused, "bad line")} of ${count(actions + refused)}, not compared\n`);
  await out.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : render(figures, painter(process.stdout)));
  if (!values["fail-on-looser"]) return 0;
  if (actions + refused === 0) process.stderr.write("the log is empty: nothing was compared\n");
  return actions === 0 || refused > 0 || figures.policies.some(({ looser }) => looser > 0) ? 1 : 0;
}

/** A policy that is refused is named: there are several. */
function check(path: string): void {
  try {
    createGate(readPolicy(path));
  } catch (error) {
    if (isHoldpointError(error) && error.code !== "file_unreadable") process.stderr.write(`${inert(path)}:\n`);
    throw error;
  }
}

function render(figures: Replay, paint: Paint): string {
  const { actions, policies } = figures;
  const names = namesOf(policies);
  const parts = [`${paint("strong", plural(actions, "action"))} by ${plural(policies.length, "policy", "policies")}\n\n${counts(policies, names, actions, paint)}`];
  for (let at = 1; at < policies.length; at++) parts.push(comparison(policies[0]!, policies[at]!, names[at]!, actions, paint));
  return `${parts.join("\n\n")}\n`;
}

/** The oversights beside each other. */
function counts(policies: readonly PolicyReplay[], names: readonly string[], actions: number, paint: Paint): string {
  const head = ["", ...names.flatMap((name) => [name, ""])];
  const rows = OVERSIGHTS.map((word) => [paint(style(word), WORDS[word]), ...policies.flatMap(({ oversight }) => [count(oversight[word]), percent(oversight[word], actions)])]);
  return table([head, ...rows], new Set(head.map((_, at) => at).slice(1)));
}

function comparison(first: PolicyReplay, other: PolicyReplay, name: string, actions: number, paint: Paint): string {
  const title = paint("strong", `What ${name} would change`);
  if (other.changes.length === 0) return `${title}\n  ${first.policyDigest === other.policyDigest ? "nothing: it is the same policy" : "nothing in this log"}`;
  const share = (n: number) => `${plural(n, "action")} (${percent(n, actions)})`;
  const part = (looser: boolean) => other.changes.filter((change) => change.looser === looser).map((change) => renderChange(change, paint));
  const lines = [title];
  if (other.looser > 0) lines.push(`  ${paint("stop", "looser")}: ${share(other.looser)}; look at these first`, ...part(true));
  if (other.stricter > 0) lines.push(`  ${paint("good", "stricter")}: ${share(other.stricter)}`, ...part(false));
  return lines.join("\n");
}

function renderChange({ from, to, count: actions, tools }: ReplayChange, paint: Paint): string {
  const arrow = `${paint(style(from), from)} → ${paint(style(to), to)}`;
  const rows = tools.slice(0, TOP_TOOLS).map(({ tool, count: calls, lines }) => {
    const more = calls > lines.length ? ", …" : "";
    return `      ${inert(cut(tool, MAX_NAME))} ${count(calls)} (${lines.length === 1 && more === "" ? "line" : "lines"} ${lines.join(", ")}${more})`;
  });
  if (tools.length > TOP_TOOLS) rows.push(`      and ${plural(tools.length - TOP_TOOLS, "more tool")}`);
  return `    ${arrow}  ${count(actions)}\n${rows.join("\n")}`;
}

/** What to call the policies: by their files' names where that tells them apart, else by the ends of their paths. */
function namesOf(policies: readonly PolicyReplay[]): string[] {
  const paths = policies.map(({ path }) => path!);
  const files = paths.map((path) => basename(path));
  return (new Set(files).size === files.length ? files : paths).map((name) => inert(name.length <= MAX_NAME ? name : `…${name.slice(1 - MAX_NAME)}`));
}

const TOP_TOOLS = 10;
const MAX_NAME = 40;
