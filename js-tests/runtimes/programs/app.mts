// A TypeScript program: what its compiler must accept, and must refuse.
import * as holdpoint from "holdpoint";
import { createGate, isHoldpointError, type Decision, type Oversight } from "holdpoint";
import { check } from "../check.mjs";

const gate = createGate({ holdpoint: 1, name: "types", tools: [{ id: "lookups", tool: "get_*", tier: "read_only" }] });
try {
  const decision: Decision = gate.decide({ tool: "get_order", args: { id: "A-1" }, session: "s-1" });
  decision.oversight satisfies Oversight;
} catch (error) {
  if (isHoldpointError(error)) error.issues[0]?.pointer satisfies string | undefined;
}
// @ts-expect-error an action has a session
const broken = () => gate.decide({ tool: "get_order", args: {} });
void broken;

console.log(JSON.stringify(await check(holdpoint)));
