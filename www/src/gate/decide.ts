// From three texts to a decision, or to what is wrong with them.
import { checkPolicy, createGate, isHoldpointError, type Action, type Calibrator, type Context, type Decision, type Gate, type Issue, type Policy } from "holdpoint/web";
import { locator, parseYaml } from "../../../bindings/js/src/yaml.ts";

export type Text = "policy" | "action" | "context";

/** Something to mend, and where. */
export type Problem = { readonly text: Text; readonly message: string; readonly severity: "error" | "warning"; readonly line: number; readonly column: number };

export type Outcome = {
  readonly problems: readonly Problem[];
  /** All of it where it could be decided. */
  readonly decided: { readonly gate: Gate; readonly action: Action; readonly context: Context; readonly decision: Decision; readonly sentences: readonly string[] } | null;
};

export type Texts = { readonly policy: string; readonly action: string; readonly context: string; readonly calibrator: Calibrator | null };

export function outcome(texts: Texts): Outcome {
  const problems: Problem[] = [];
  const gate = gateOf(texts, problems);
  const action = parse<Action>("action", texts.action, problems);
  const context = parse<Context>("context", texts.context, problems);
  if (gate === undefined || action === undefined || context === undefined) return { problems, decided: null };
  try {
    const decision = gate.decide(action, context);
    return { problems, decided: { gate, action, context, decision, sentences: gate.explain(decision) } };
  } catch (error) {
    if (!isHoldpointError(error)) throw error;
    for (const issue of error.issues) {
      // The first step of these pointers says which of the two it is about.
      const [, text, inner] = /^\/(action|context)(.*)$/s.exec(issue.pointer) ?? [undefined, "action", ""];
      problems.push(problem(text as Text, texts[text as Text], { ...issue, pointer: inner ?? "" }));
    }
    return { problems, decided: null };
  }
}

/** A policy is compiled once for each text, not for each key that is pressed in the action. */
function gateOf({ policy, calibrator }: Texts, problems: Problem[]): Gate | undefined {
  if (kept.policy !== policy || kept.calibrator !== calibrator) kept = { policy, calibrator, ...compiled(policy, calibrator) };
  problems.push(...kept.problems);
  return kept.gate;
}

let kept: { policy: string | undefined; calibrator: Calibrator | null; gate: Gate | undefined; problems: readonly Problem[] } = { policy: undefined, calibrator: null, gate: undefined, problems: [] };

function compiled(text: string, calibrator: Calibrator | null): { gate: Gate | undefined; problems: readonly Problem[] } {
  try {
    // JSON is handed on as it is, so that the core sees two keys of one name.
    const policy = /^\s*\{/.test(text) ? text : (parseYaml(text) as unknown as Policy);
    const { ok, issues } = checkPolicy(policy);
    const problems = issues.map((issue) => problem("policy", text, issue));
    return { gate: ok ? createGate(policy, calibrator ? { calibrators: { "*": calibrator } } : {}) : undefined, problems };
  } catch (error) {
    if (!isHoldpointError(error)) throw error;
    return { gate: undefined, problems: error.issues.map((issue) => problem("policy", text, issue)) };
  }
}

function parse<T>(name: Text, text: string, problems: Problem[]): T | undefined {
  try {
    return JSON.parse(text.trim() || "{}") as T;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? [];
    const said = message.replace(/^JSON\.parse: /, "").replace(/ (in JSON )?at (position|line) .*$/s, "");
    problems.push({ text: name, message: `This is not JSON: ${said}.`, severity: "error", line: Number(line ?? 1), column: Number(column ?? 1) });
    return undefined;
  }
}

function problem(name: Text, text: string, { pointer, message, hint, severity }: Issue): Problem {
  // A syntax error says itself where it is.
  const [, line, column] = /^line (\d+), column (\d+): /.exec(message) ?? [];
  const place = line === undefined ? locator(text)(pointer) : { line: Number(line), column: Number(column) };
  const sentence = [message.replace(/^line \d+, column \d+: /, "").replace("`/action/", "`/").replace("`/context/", "`/"), hint].filter(Boolean).join("; ");
  return { text: name, message: `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${/[.?!]$/.test(sentence) ? "" : "."}`, severity, line: place?.line ?? 1, column: place?.column ?? 1 };
}
