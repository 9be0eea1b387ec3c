// casbin: one policy line for each opinion, its effect decided by priority, so that the first that applies ends the search. Its own `eval` of conditions compiles
// text for every line of every request; a function of ours, compiled beforehand, is kinder.
import { newEnforcer, newModelFromString, StringAdapter } from "casbin";
import { opinions, shape } from "../opinions.mjs";

const MODEL = `
[request_definition]
r = facts

[policy_definition]
p = oversight, eft

[policy_effect]
e = priority(p.eft) || deny

[matchers]
m = applies(r.facts, p.oversight)
`;

export async function open(policy) {
  const list = opinions(policy);
  const compiled = new Map(list.map((opinion, at) => [`${opinion.oversight}:${at}`, compile(opinion)]));
  const enforcer = await newEnforcer(newModelFromString(MODEL), new StringAdapter([...compiled.keys()].map((key) => `p, ${key}, allow`).join("\n")));
  await enforcer.addFunction("applies", (facts, key) => compiled.get(key)(facts));
  return (facts) => {
    const [found, [line]] = enforcer.enforceExSync(facts);
    return found ? line.charCodeAt(0) - 48 : 3;
  };
}

export const input = (facts) => facts;

const NAMED = {
  exact: (text) => (name) => name === text,
  prefix: (text) => (name) => name.startsWith(text),
  suffix: (text) => (name) => name.endsWith(text),
  infix: (text) => (name) => name.includes(text),
};

function compile({ tool, all, any }) {
  const [kind, text] = tool === undefined ? ["prefix", ""] : shape(tool);
  const named = NAMED[kind](text);
  const tests = all.map(test);
  const others = any.map(test);
  return (facts) => named(facts.tool) && tests.every((holds) => holds(facts)) && (others.length === 0 || others.some((holds) => holds(facts)));
}

function test([fact, operator, value]) {
  switch (operator) {
    case "=":
      return (facts) => facts[fact] === value;
    case ">":
      return (facts) => facts[fact] > value;
    case ">=":
      return (facts) => facts[fact] >= value;
    case "<":
      return (facts) => facts[fact] < value;
    case "<=":
      return (facts) => facts[fact] <= value;
    default:
      return (facts) => !facts[fact].endsWith(value);
  }
}
