// holdpoint package: what a reviewer of each action sees.
import { contextPackage, createGate, renderMarkdown, renderText, type Context, type ContextPackage, type Gate } from "holdpoint";
import { describe, parseItem, problem, refusal, type Problem } from "../log/item.ts";
import type { Line } from "../log/lines.ts";
import { readPolicy } from "../node.ts";
import { onlyOne, openInput, readContext, readLines } from "./input.ts";
import type { Output } from "./output.ts";
import { count, inert, plural } from "./text.ts";
import { parse, parseMoment, UsageError } from "./usage.ts";

export const help = `holdpoint package --policy POLICY [options] [FILE] < actions.jsonl

Prints what a person would see before answering, for every line of a log; see \`holdpoint help decide\` for what a
line may be. A line that cannot be decided gives a sentence on standard error, and the exit status is 1.

  --policy POLICY    the policy, a .json, .yaml or .yml file
  --context CONTEXT  a file with the context of every line; what a line says itself replaces it, key by key
  --now TIME         the clock for lines that bring none
  --full             with what the short form leaves out
  --markdown         as Markdown
  --json             the packages themselves, one a line
`;

export async function run(args: readonly string[], out: Output): Promise<number> {
  const { values, positionals } = parse("package", args, {
    policy: { type: "string" }, context: { type: "string" }, now: { type: "string" }, full: { type: "boolean" }, markdown: { type: "boolean" }, json: { type: "boolean" },
  });
  if (values.policy === undefined) throw new UsageError("say which policy decides: `holdpoint package --policy policy.yaml < actions.jsonl`");
  onlyOne("package", positionals);
  if (values.json && (values.markdown || values.full)) throw new UsageError("`--json` gives the whole package; leave out `--markdown` and `--full`");
  const shared = { ...readContext(values.context), ...(values.now !== undefined && { now: parseMoment(values.now) }) };
  const gate = createGate(readPolicy(values.policy));
  const full = values.full === true;
  const width = process.stdout.columns;
  const shown = (pkg: ContextPackage) => (values.markdown ? renderMarkdown(pkg, { full }) : renderText(pkg, { full, ...(width !== undefined && { width }) }));
  let [read, bad] = [0, 0];
  for await (const { lines } of readLines(openInput(positionals[0]).stream)) {
    for (const line of lines) {
      const pkg = packed(gate, shared, line);
      if ("issues" in pkg) {
        bad++;
        process.stderr.write(`line ${line.number}: ${inert(describe(pkg))}\n`);
        if (values.json) await out.write(`${JSON.stringify({ line: line.number, error: pkg })}\n`);
      } else await out.write(values.json ? `${JSON.stringify(pkg)}\n` : `${read - bad > 0 ? "\n" : ""}${shown(pkg)}`);
      read++;
    }
    if (out.closed) break;
  }
  if (bad > 0 && !out.closed) process.stderr.write(`${plural(bad, "bad line")} of ${count(read)}\n`);
  return bad > 0 ? 1 : 0;
}

function packed(gate: Gate, shared: Context, line: Line): ContextPackage | Problem {
  if ("code" in line) return problem(line.code, "", line.problem);
  const item = parseItem(line.text, shared);
  if ("code" in item) return item;
  try {
    return contextPackage(gate, item.action, item.context);
  } catch (error) {
    return refusal(error);
  }
}
