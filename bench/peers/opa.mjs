// OPA's WebAssembly, where an `opa` program on the PATH can compile the policy: no package of the npm registry brings one.
import opaWasm from "@open-policy-agent/opa-wasm";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { opinions, shape } from "../opinions.mjs";

export async function open(policy) {
  const loaded = await opaWasm.loadPolicy(compile(rego(policy)));
  return (facts) => loaded.evaluate(facts)[0].result;
}

export const input = (facts) => facts;

/** Why it cannot be measured here; nothing where it can. */
export function missing() {
  try {
    execFileSync("opa", ["version"], { stdio: "ignore" });
  } catch {
    return "no `opa` on the PATH to compile the policy, and no npm package brings one";
  }
}

/** The policy in Rego: the strictest of all that applies, or a hold. */
export function rego(policy) {
  const rules = opinions(policy).flatMap(({ oversight, tool, all, any }) => {
    const body = [...(tool === undefined ? [] : [name(tool)]), ...all.map(test)];
    return (any.length === 0 ? [body] : any.map((one) => [...body, test(one)])).map((tests) => `said contains ${oversight} if {\n${tests.map((line) => `\t${line}\n`).join("")}}\n`);
  });
  return `package bench\n\nimport rego.v1\n\ndefault oversight := 3\n\noversight := max(said) if count(said) > 0\n\n${rules.join("\n")}`;
}

function compile(text) {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-opa-"));
  try {
    writeFileSync(join(folder, "policy.rego"), text);
    execFileSync("opa", ["build", "--target=wasm", "--entrypoint=bench/oversight", "--output=bundle.tar.gz", "policy.rego"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
    execFileSync("tar", ["-xzf", "bundle.tar.gz", "/policy.wasm"], { cwd: folder, stdio: "ignore" });
    return readFileSync(join(folder, "policy.wasm"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const NAMED = { prefix: "startswith", suffix: "endswith", infix: "contains" };

function name(glob) {
  const [kind, text] = shape(glob);
  return kind === "exact" ? `input.tool == ${JSON.stringify(text)}` : `${NAMED[kind]}(input.tool, ${JSON.stringify(text)})`;
}

function test([fact, operator, value]) {
  if (operator === "notEndsWith") return `not endswith(input.${fact}, ${JSON.stringify(value)})`;
  return `input.${fact} ${operator === "=" ? "==" : operator} ${JSON.stringify(value)}`;
}
