// CommonJS has declarations of its own; that they are found, and are the same.
import holdpoint = require("holdpoint");
import node = require("holdpoint/node");

const gate: holdpoint.Gate = holdpoint.createGate(node.readPolicy("policy.yaml"));
const decision: holdpoint.Decision = gate.decide({ tool: "get_order", args: {}, session: "s-1" });
decision.oversight satisfies holdpoint.Oversight;
holdpoint.calibration.prior(0.9) satisfies number;
holdpoint.renderText(holdpoint.contextPackage(gate, { tool: "get_order", args: {}, session: "s-1" })) satisfies string;
node.replay({ policies: ["live.yaml"], log: "actions.jsonl" }) satisfies Promise<node.Replay>;

// @ts-expect-error an action has a session
gate.decide({ tool: "a", args: {} });
