// holdpoint decide: a stream of actions in, a stream of decisions out.
import { createGate, type Action, type Context, type Decision, type Gate } from "holdpoint";
import { describe, parseItem, problem, refusal, type Problem } from "../log/item.ts";
import type { Line } from "../log/lines.ts";
import { readPolicy } from "../node.ts";
import { onlyOne, openInput, readContext, readLines } from "./input.ts";
import type { Output } from "./output.ts";
import { Progress } from "./progress.ts";
import { renderSummary, Summary } from "./summary.ts";
import { count, inert, painter, plural } from "./text.ts";
import { parse, parseMoment, UsageError } from "./usage.ts";

export const help = `holdpoint decide --policy POLICY [options] [FILE] < actions.jsonl > decisions.jsonl

Decides every line of a log. A line is an action, or an action with its context:
  {"tool": "crm.get", "args": {"id": 7}, "session": "s-1"}
  {"action": {"tool": …, "args": …, "session": …}, "context": {"signals": {"failures": 2}}}

Each line of the output is the decision for the line of input in the same place; blank lines are left out.
A line that cannot be decided gives {"line": 17, "error": {"code": …, "message": …, "issues": […]}} in its
place and a sentence on standard error, the rest goes on, and the exit status is 1.

  --policy POLICY    the policy, a .json, .yaml or .yml file
  --context CONTEXT  a file with the context of every line; what a line says itself replaces it, key by key
  --now TIME         the clock for lines that bring none: 2026-11-24T12:00:00Z, or milliseconds since 1970;
                     otherwise it is the time at which the line is decided
  --summary          instead of decisions, a table of what they were
  --json             with --summary: the figures as JSON
`;

export async function run(args: readonly string[], out: Output): Promise<number> {
  const { values, positionals } = parse("decide", args, {
    policy: { type: "string" }, context: { type: "string" }, now: { type: "string" }, summary: { type: "boolean" }, json: { type: "boolean" },
  });
  if (values.policy === undefined) throw new UsageError("say which policy decides: `holdpoint decide --policy policy.yaml < actions.jsonl`");
  onlyOne("decide", positionals);
  if (values.json && !values.summary) throw new UsageError("`--json` goes with `--summary`; decisions are JSON already");
  const now = values.now === undefined ? undefined : parseMoment(values.now);
  const shared = { ...readContext(values.context), ...(now !== undefined && { now }) };
  const gate = createGate(readPolicy(values.policy));
  const input = openInput(positionals[0]);
  // Decisions that scroll over a terminal are progress enough.
  const quiet = process.stdout.isTTY && !values.summary;
  const progress = new Progress(process.stderr, { ...input, quiet });
  const summary = new Summary();
  let read = 0;
  // The decisions of a chunk are written together: a write for each line costs more than the decision.
  let text = "";
  const flush = async () => {
    if (text !== "") await out.write(text);
    text = "";
  };
  for await (const { lines, bytes } of readLines(input.stream)) {
    for (const line of lines) {
      read++;
      const answer = decideLine(gate, shared, line);
      if ("error" in answer) {
        summary.addBad();
        progress.clear();
        process.stderr.write(`line ${line.number}: ${inert(describe(answer.error))}\n`);
      } else if (values.summary) summary.add(answer.action, answer.decision);
      if (values.summary) continue;
      text += `${JSON.stringify("error" in answer ? { line: line.number, error: answer.error } : answer.decision)}\n`;
      if (text.length > MAX_PENDING) await flush();
    }
    await flush();
    progress.update(read, bytes);
    if (out.closed) break;
  }
  progress.clear();
  if (values.summary) {
    const figures = summary.figures();
    await out.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : renderSummary(figures, painter(process.stdout)));
  }
  if (summary.badLines > 0 && !out.closed) process.stderr.write(`${plural(summary.badLines, "bad line")} of ${count(read)}\n`);
  return summary.badLines > 0 ? 1 : 0;
}

function decideLine(gate: Gate, shared: Context, line: Line): { action: Action; decision: Decision } | { error: Problem } {
  if ("code" in line) return { error: problem(line.code, "", line.problem) };
  const item = parseItem(line.text, shared);
  if ("code" in item) return { error: item };
  try {
    return { action: item.action, decision: gate.decide(item.action, item.context) };
  } catch (error) {
    return { error: refusal(error) };
  }
}

/** Decisions are several times longer than actions, so a chunk of input must not become one write. */
const MAX_PENDING = 1024 * 1024;
