// What the README and the docs say, run.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as holdpoint from "holdpoint";
import { parseYamlPolicy } from "holdpoint/node";

const require = createRequire(import.meta.url);
const page = (name) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const blocks = (text, language) => [...text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(([, block]) => block);

test("the README's first program says what it says there", () => {
  const [program] = blocks(page("README.md"), "ts");
  const said = [];
  const run = new Function("createGate", "payments", "console", program.replace(/^import .*$/m, "").replace("await ", ""));
  run(holdpoint.createGate, {}, { log: (text) => said.push(...text.split("\n")) });
  const promised = [...program.matchAll(/^\/\/ (.*?)( …)?$/gm)].map(([, line]) => line);
  assert.ok(promised.length >= 3);
  for (const line of promised) assert.ok(said.includes(line), `"${line}" is not among:\n${said.join("\n")}`);
});

test("the README's second program holds, is approved, and runs once", async () => {
  const [, program] = blocks(page("README.md"), "ts");
  const gate = holdpoint.createGate({ holdpoint: 1, name: "shop", tools: [{ id: "refund", tool: "payments.refund", category: "financial_transaction", amount: { pointer: "/amount" }, critical: ["/amount"] }] });
  const action = { tool: "payments.refund", args: { amount: "250.00", recipient: "ann" }, session: "s-1" };
  const secret = "0123456789abcdef0123456789abcdef";
  const token = await holdpoint.signedTokens(secret).sign({ id: "eve", roles: [], expiresAt: Date.now() + 60_000 });
  const paid = [];
  const payments = { refund: (args, key) => paid.push([args, key]) };
  const names = { ...holdpoint, sqliteStore: () => holdpoint.memoryStore(), gate, action, secret, token, payments };
  const AsyncFunction = (async () => {}).constructor;
  const outcome = await new AsyncFunction(...Object.keys(names), `${program.replace(/^import .*$/gm, "")}; return outcome;`)(...Object.values(names));
  assert.equal(outcome.status, "pending");
  assert.deepEqual(paid, [[action.args, outcome.request.idempotencyKey]]);
});

test("the README's summary is what the demo prints", () => {
  const demo = execFileSync(process.execPath, [require.resolve("holdpoint/package.json").replace("package.json", "dist/cli.js"), "demo", "story"], { encoding: "utf8", env: { NO_COLOR: "1" } });
  const [summary] = blocks(page("README.md"), "text");
  assert.ok(demo.includes(summary.trim()), demo);
});

test("the README's policy is sound and decides as its comments say", () => {
  const [yaml] = blocks(page("README.md"), "yaml");
  const gate = holdpoint.createGate(parseYamlPolicy(yaml));
  assert.deepEqual(gate.lint(), []);
  const decide = (tool, args, context) => gate.decide({ tool, args, session: "s" }, { now: Date.UTC(2026, 9, 1), ...context }).oversight;
  assert.equal(decide("get_order", {}), "proceed");
  assert.equal(decide("email.draft", {}), "log");
  assert.equal(decide("payments.refund", { amount: 100, currency: "USD", recipient: "r" }), "review");
  assert.equal(decide("payments.refund", { amount: 100.01, currency: "USD", recipient: "r" }), "hold");
  assert.equal(decide("payments.refund", { amount: 60, currency: "USD", recipient: "r" }, { exposure: { USD: "60" } }), "hold");
  assert.equal(decide("email.send", { to: ["a@example.com"], body: "" }), "review");
  assert.equal(decide("email.send", { to: ["a@example.com", "b@evil.test"], body: "" }), "hold");
  assert.equal(decide("email.send", { to: ["Ann <a@example.com>"], body: "" }), "hold");
  assert.equal(decide("nobody.named.it", {}), "hold");
});

test("the policies in docs/policy.md are accepted", () => {
  const text = page("docs/policy.md");
  holdpoint.createGate(blocks(text, "json")[0]);
  const [rule, hard] = blocks(text, "yaml");
  const indented = (block) => block.trimEnd().replace(/^/gm, "  ");
  parseAndCompile(`holdpoint: 1\nname: docs\ntools:\n${indented(rule)}`);
  parseAndCompile(`holdpoint: 1\nname: docs\nautonomy:\n  level: full\n${indented(hard)}`);
});

function parseAndCompile(yaml) {
  holdpoint.createGate(parseYamlPolicy(yaml));
}
