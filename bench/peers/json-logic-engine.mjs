// json-logic-engine, compiled: one chain of conditions, with two methods for the ends of names beside what JsonLogic has.
import { LogicEngine } from "json-logic-engine";
import { opinions, shape } from "../opinions.mjs";

export function open(policy) {
  const engine = new LogicEngine();
  engine.addMethod("startsWith", ([text, part]) => text.startsWith(part), { deterministic: true, sync: true });
  engine.addMethod("endsWith", ([text, part]) => text.endsWith(part), { deterministic: true, sync: true });
  const chain = opinions(policy).flatMap((opinion) => [applies(opinion), opinion.oversight]);
  return engine.build({ if: [...chain, 3] });
}

export const input = (facts) => facts;

const NAMES = { exact: "===", prefix: "startsWith", suffix: "endsWith" };
const TESTS = { "=": "===" };

function applies({ tool, all, any }) {
  const parts = all.map(test);
  if (tool !== undefined) parts.unshift(name(tool));
  if (any.length > 0) parts.push({ or: any.map(test) });
  return parts.length === 1 ? parts[0] : { and: parts };
}

function name(glob) {
  const [kind, text] = shape(glob);
  return kind === "infix" ? { in: [text, { var: "tool" }] } : { [NAMES[kind]]: [{ var: "tool" }, text] };
}

function test([fact, operator, value]) {
  if (operator === "notEndsWith") return { "!": [{ endsWith: [{ var: fact }, value] }] };
  return { [TESTS[operator] ?? operator]: [{ var: fact }, value] };
}
