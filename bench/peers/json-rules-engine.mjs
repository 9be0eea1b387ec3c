// json-rules-engine: one rule for each opinion, its oversight as the priority, and a stop at the first that applies.
import { Engine } from "json-rules-engine";
import { opinions, shape } from "../opinions.mjs";

export function open(policy) {
  const engine = new Engine();
  for (const [name, holds] of Object.entries(NAMED)) engine.addOperator(name, holds);
  for (const { oversight, tool, all, any } of opinions(policy)) {
    const conditions = { all: all.map(test) };
    if (tool !== undefined) conditions.all.unshift(name(tool));
    if (any.length > 0) conditions.all.push({ any: any.map(test) });
    engine.addRule({ conditions, priority: oversight + 1, event: { type: "oversight", params: { oversight } }, onSuccess: () => engine.stop() });
  }
  return async (facts) => {
    const { events } = await engine.run(facts);
    return events.length === 0 ? 3 : events[0].params.oversight;
  };
}

export const input = (facts) => facts;
export const waits = true;

const NAMED = {
  prefix: (text, part) => text.startsWith(part),
  suffix: (text, part) => text.endsWith(part),
  infix: (text, part) => text.includes(part),
  notEndsWith: (text, part) => !text.endsWith(part),
};
const TESTS = { "=": "equal", ">": "greaterThan", ">=": "greaterThanInclusive", "<": "lessThan", "<=": "lessThanInclusive", notEndsWith: "notEndsWith" };

function name(glob) {
  const [kind, value] = shape(glob);
  // Looked at first: the rest of a rule about another tool is then left alone.
  return { fact: "tool", operator: kind === "exact" ? "equal" : kind, value, priority: 2 };
}

function test([fact, operator, value]) {
  return { fact, operator: TESTS[operator], value };
}
