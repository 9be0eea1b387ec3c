// Cedar in WebAssembly, its policies parsed beforehand: each opinion forbids, and an answer names all that applied; the strictest of them counts. Cedar has whole
// numbers only (its decimals are slower), so fractions are millionths, rounded down: none of the policy's floors and thresholds falls between two.
import { createRequire } from "node:module";
import { FRACTIONS, opinions, shape } from "../opinions.mjs";

const cedar = createRequire(import.meta.url)("@cedar-policy/cedar-wasm/nodejs");
const MILLION = 1_000_000;
let opened = 0;

export function open(policy) {
  const preparsedPolicySetId = `bench-${opened++}`;
  const staticPolicies = { allow: "permit(principal, action, resource);" };
  opinions(policy).forEach((opinion, at) => (staticPolicies[`${opinion.oversight}:${at}`] = forbid(opinion)));
  const parsed = cedar.preparsePolicySet(preparsedPolicySetId, { staticPolicies });
  if (parsed.type !== "success") throw new Error(JSON.stringify(parsed));
  return (context) => {
    const answer = cedar.statefulIsAuthorized({ ...REQUEST, resource: { type: "Tool", id: context.tool }, context, preparsedPolicySetId });
    if (answer.type !== "success") throw new Error(JSON.stringify(answer.errors));
    const { decision, diagnostics } = answer.response;
    if (diagnostics.errors.length > 0) throw new Error(JSON.stringify(diagnostics.errors));
    // Where nothing forbids, nothing knew the tool.
    if (decision === "allow") return 3;
    return diagnostics.reason.reduce((strictest, id) => Math.max(strictest, id.charCodeAt(0) - 48), 0);
  };
}

export function input(facts) {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, FRACTIONS.includes(name) ? Math.floor(value * MILLION) : value]));
}

const REQUEST = { principal: { type: "Agent", id: "a" }, action: { type: "Action", id: "call" }, entities: [] };

function forbid({ tool, all, any }) {
  const exact = tool !== undefined && shape(tool)[0] === "exact";
  const parts = all.map(test);
  if (tool !== undefined && !exact) parts.unshift(`context.tool like ${JSON.stringify(tool)}`);
  if (any.length > 0) parts.push(`(${any.map(test).join(" || ")})`);
  const when = parts.length === 0 ? "" : ` when { ${parts.join(" && ")} }`;
  return `forbid(principal, action, resource${exact ? ` == Tool::${JSON.stringify(tool)}` : ""})${when};`;
}

function test([fact, operator, value]) {
  const path = `context.${fact}`;
  if (operator === "notEndsWith") return `!(${path} like ${JSON.stringify(`*${value}`)})`;
  const compared = typeof value === "number" && FRACTIONS.includes(fact) ? Math.round(value * MILLION) : value;
  return `${path} ${operator === "=" ? "==" : operator} ${JSON.stringify(compared)}`;
}
