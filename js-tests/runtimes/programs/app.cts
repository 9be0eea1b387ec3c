// A TypeScript program in CommonJS: what its compiler must accept, and must refuse.
import holdpoint = require("holdpoint");

const gate: holdpoint.Gate = holdpoint.createGate({ holdpoint: 1, name: "types", tools: [{ id: "lookups", tool: "get_*", tier: "read_only" }] });
const decision: holdpoint.Decision = gate.decide({ tool: "get_order", args: { id: "A-1" }, session: "s-1" });
decision.oversight satisfies holdpoint.Oversight;
// @ts-expect-error an action has a session
const broken = () => gate.decide({ tool: "get_order", args: {} });
void broken;

void import("../check.mjs").then(({ check }) => check(holdpoint)).then((result) => console.log(JSON.stringify(result)));
