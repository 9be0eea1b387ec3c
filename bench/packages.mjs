// Context packages in wasm: what making, checking and showing one takes, beside the decision that it is about. `cargo xtask bench` starts it; nothing in here fails
// because something was slow.
import { availableParallelism } from "node:os";
import { applyEdits, contextPackage, createGate, packageDigest, renderMarkdown, renderSlack, renderText } from "holdpoint";
import { NOW, policy } from "./workload.mjs";

const TIME = process.argv.includes("--quick") ? 30 : 1000;

/** What people are asked about: some money, a reason, and what a host knows of it. */
const action = {
  tool: "payments.refund",
  args: { amount: "250.00", recipient: "cus_8812", reason: "charged twice for order 5521", order: { id: 5521, lines: [{ sku: "A-1", count: 2 }] } },
  session: "s-1",
  callId: "c-7",
  agent: "support-desk",
  principal: "user_1",
};
const context = { now: NOW, claims: { confidence: { intent: 0.9, retrieval: 0.8 }, reasoning: "The customer was charged twice.\nThe first charge stands." }, exposure: { USD: "60.00" } };
const extra = { requestId: "req-1", step: 3, state: { before: { ...action.args, amount: "0.00" } }, evidence: { query: "Please pay it back." }, impact: { affected: ["cus_8812"] } };
const edits = { patch: [{ op: "test", path: "/amount", value: "250.00" }, { op: "replace", path: "/amount", value: "125.00" }] };

const gate = createGate(policy("stage"));
const pkg = contextPackage(gate, action, context, extra);
const rows = {
  "`decide`": () => gate.decide(action, context),
  "`contextPackage`": () => contextPackage(gate, action, context, extra),
  "`packageDigest`": () => packageDigest(pkg),
  "`renderText`": () => renderText(pkg, { width: 100 }),
  "`renderMarkdown`": () => renderMarkdown(pkg),
  "`renderSlack`": () => renderSlack(pkg),
  "`applyEdits`": () => applyEdits(action.args, edits),
};

/** The median microseconds of a call, in rounds that take turns with the other rows. */
const rounds = Object.fromEntries(Object.keys(rows).map((name) => [name, []]));
for (let round = 0; round < 11; round++) {
  for (const [name, run] of Object.entries(rows)) {
    const start = performance.now();
    let [end, count] = [start, 0];
    while (end - start < TIME / 11) {
      for (let times = 0; times < 20; times++) run();
      count += 20;
      end = performance.now();
    }
    rounds[name].push(((end - start) * 1e3) / count);
  }
}
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const decide = median(rounds["`decide`"]);

console.log(`\nA package of ${JSON.stringify(pkg).length} bytes, ${pkg.budget.used} tokens as text; Node ${process.versions.node}, ${availableParallelism()} cores; medians.\n`);
console.log("| a call in wasm | time | × `decide` |\n|---|---:|---:|");
for (const [name, all] of Object.entries(rounds)) console.log(`| ${name} | ${median(all).toFixed(1)} µs | ${(median(all) / decide).toFixed(2)} |`);
