// holdpoint check: every problem and every warning of a policy, with its place.
import { checkPolicy, isHoldpointError, type Issue } from "holdpoint";
import { readSource, type Position } from "../node.ts";
import type { Output } from "./output.ts";
import { inert, painter, plural, wrap, type Paint } from "./text.ts";
import { parse, UsageError } from "./usage.ts";

export const help = `holdpoint check POLICY [--json]

Checks a policy file (.json, .yaml or .yml) and lists every problem and warning with its place.
Exits 0 when the policy is good, warnings or not, and 1 when it is refused.

  --json   the issues as JSON: {"ok": …, "issues": [{code, pointer, message, hint?, severity, line?, column?}]}
`;

export async function run(args: readonly string[], out: Output): Promise<number> {
  const { values, positionals } = parse("check", args, { json: { type: "boolean" } });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new UsageError("say which policy to check: `holdpoint check policy.yaml`");
  const { ok, issues } = check(path);
  await out.write(values.json ? `${JSON.stringify({ ok, issues }, null, 2)}\n` : render(path, ok, issues, painter(process.stdout)));
  return ok ? 0 : 1;
}

type PlacedIssue = Issue & Partial<Position>;

function check(path: string): { ok: boolean; issues: PlacedIssue[] } {
  const source = readSource(path);
  try {
    const { ok, issues } = checkPolicy(source.policy());
    // An issue about the whole document has no better place than its first line, which says nothing.
    return { ok, issues: issues.map((issue) => ({ ...issue, ...(issue.pointer !== "" && source.locate(issue.pointer)) })) };
  } catch (error) {
    // YAML that is refused is a bad policy too, and its issues name their places themselves.
    if (isHoldpointError(error) && error.code !== "file_unreadable") return { ok: false, issues: [...error.issues] };
    throw error;
  }
}

function render(path: string, ok: boolean, issues: readonly PlacedIssue[], paint: Paint): string {
  const errors = issues.filter(({ severity }) => severity === "error");
  const warnings = issues.filter(({ severity }) => severity === "warning");
  const counts = [errors.length && plural(errors.length, "error"), warnings.length && plural(warnings.length, "warning")].filter(Boolean).join(", ");
  const verdict = ok ? paint("good", "good") : paint("stop", "refused");
  const head = `${inert(path)}: ${verdict}${counts && ` (${counts})`}\n`;
  return [head, ...[...errors, ...warnings].map((issue) => renderIssue(issue, paint))].join("\n");
}

function renderIssue({ severity, code, pointer, message, hint, line, column }: PlacedIssue, paint: Paint): string {
  const place = [inert(pointer), line !== undefined && `line ${line}, column ${column}`].filter(Boolean).join("  ");
  const head = `${paint(severity === "error" ? "stop" : "wait", severity)}  ${code}${place && `  ${place}`}`;
  return `${head}\n${wrap(inert(message), 100, "  ")}\n${hint === undefined ? "" : `${wrap(inert(hint), 100, "  ")}\n`}`;
}
