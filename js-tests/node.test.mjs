// holdpoint/node: which YAML is read, which is refused, and where the refusal points.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { checkPolicy, createGate, isHoldpointError } from "holdpoint";
import { parseYamlPolicy, readPolicy } from "holdpoint/node";

const folder = mkdtempSync(join(tmpdir(), "holdpoint-node-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function refusal(call) {
  try {
    call();
  } catch (error) {
    assert.ok(isHoldpointError(error), String(error));
    assert.ok(error.issues.length > 0);
    for (const { code, message, severity } of error.issues) {
      assert.ok(code && message);
      assert.equal(severity, "error");
    }
    return error;
  }
  assert.fail("it was read");
}

const MINIMAL = `
holdpoint: 1
name: small
tools:
  - { id: look, tool: "get_*", tier: read_only }
  - id: pay
    tool: pay
    category: financial_transaction
    amount: { pointer: /amount }
    critical: [/amount]
financial: { threshold: "100.00", window: 24h }
`;

test("YAML becomes the document that it says, and the same gate as its JSON", () => {
  const document = parseYamlPolicy(MINIMAL);
  assert.deepEqual(document.financial, { threshold: "100.00", window: "24h" });
  assert.deepEqual(document.tools[0], { id: "look", tool: "get_*", tier: "read_only" });
  const gate = createGate(document);
  assert.equal(gate.policyDigest, createGate(JSON.stringify(document)).policyDigest);
  assert.equal(gate.policyDigest, createGate(readPolicy(file("small.yaml", MINIMAL))).policyDigest);
  assert.equal(gate.decide({ tool: "get_order", args: {}, session: "s" }, { now: 0 }).oversight, "proceed");
});

test("scalars are those of YAML 1.2, not 1.1", () => {
  const read = (text) => parseYamlPolicy(`value: ${text}`).value;
  for (const [text, value] of [
    ["yes", "yes"], ["no", "no"], ["on", "on"], ["true", true], ["~", null], ["", null], ["2026-09-01", "2026-09-01"], ["12:30", "12:30"],
    ["010", 10], ["0x1F", 31], ["1e3", 1000], ["100.10", 100.1], ['"100.10"', "100.10"], ["-0.5", -0.5], ["1_000", "1_000"], ["9007199254740991", 9007199254740991],
    ["|\n  a\n  b", "a\nb\n"], [">-\n  a\n  b", "a b"], ['"<<"', "<<"],
  ]) assert.deepEqual(read(text), value, text);
});

test("names that mean something to JavaScript are data", () => {
  const document = parseYamlPolicy("__proto__: { polluted: true }\nconstructor: 1\n");
  assert.deepEqual(Object.keys(document), ["__proto__", "constructor"]);
  assert.equal(Object.getPrototypeOf(document), Object.prototype);
  assert.equal({}.polluted, undefined);
  assert.equal(checkPolicy(document).ok, false);
});

// text, then what is refused: code, pointer, line, column
const REFUSED = [
  ["a: 1\na: 2\n", ["yaml_duplicate_key", "/a", 2, 1]],
  ["tools:\n  - tier: 4\n    tier: 1\n", ["yaml_duplicate_key", "/tools/0/tier", 3, 5]],
  ['{ "a": 1, "\\u0061": 2 }', ["yaml_duplicate_key", "/a", 1, 11]],
  ["a/b: {c~d: 1, c~d: 2}", ["yaml_duplicate_key", "/a~1b/c~0d", 1, 15]],
  ["a: &x 1\nb: 2\n", ["yaml_alias", "/a", 1, 7]],
  ["a: 1\nb: [*x]\n", ["yaml_alias", "/b/0", 2, 5]],
  ["a: &x {b: *x}\n", ["yaml_alias", "/a", 1, 7], ["yaml_alias", "/a/b", 1, 11]],
  ["&k a: 1\n", ["yaml_alias", "", 1, 4]],
  ["*k : 1\n", ["yaml_alias", "", 1, 1]],
  ["a: !!str 1\n", ["yaml_tag", "/a", 1, 10]],
  ["a: !!js/function 'x'\n", ["yaml_tag", "/a", 1, 18]],
  ["a: ! 1\n", ["yaml_tag", "/a", 1, 6]],
  ["!!set {a, b}\n", ["yaml_tag", "", 1, 7]],
  ["!!str a: 1\n", ["yaml_tag", "", 1, 7]],
  ["a: 1\n---\nb: 2\n", ["yaml_multiple_documents", "", 2, 1]],
  ["a: 1\n...\nb: 2\n", ["yaml_multiple_documents", "", 3, 1]],
  ["base: 1\n<<: {a: 1}\n", ["yaml_key", "/<<", 2, 1]],
  ["a:\n  1: x\n", ["yaml_key", "/a", 2, 3]],
  ["a: {null: 1}\n", ["yaml_key", "/a", 1, 5]],
  ["true: 1\n", ["yaml_key", "", 1, 1]],
  ["? [a, b]\n: 1\n", ["yaml_key", "", 1, 3]],
  ["a: .nan\n", ["not_finite", "/a", 1, 4]],
  ["a: [1, -.inf]\n", ["not_finite", "/a/1", 1, 8]],
  ["a: 1e999\n", ["not_finite", "/a", 1, 4]],
  ["a: 9007199254740993\n", ["unsafe_integer", "/a", 1, 4]],
  ["%YAML 1.1\n---\na: yes\n", ["yaml_syntax", "", 1, 1]],
  ["a: [1, 2\nb: 3\n", ["yaml_syntax", "/a/1", 2, 1]],
  ["a:\n\t- b\n", ["yaml_syntax", "", 2, 1]],
  ["", ["yaml_syntax", "", 1, 1]],
  ["# nothing but a comment\n", ["yaml_syntax", "", 1, 1]],
];

for (const [text, ...expected] of REFUSED) {
  test(`refused: ${JSON.stringify(text)}`, () => {
    const { code, message, issues } = refusal(() => parseYamlPolicy(text));
    assert.equal(code, "policy_invalid");
    assert.ok(message.startsWith(issues[0].message));
    const found = issues.map((issue) => [issue.code, issue.pointer, ...(/^line (\d+), column (\d+): ./.exec(issue.message)?.slice(1).map(Number) ?? [])]);
    if (expected[0][0] === "yaml_syntax") assert.deepEqual(found[0], expected[0]);
    else assert.deepEqual(found, expected);
  });
}

test("every problem is reported at once, and a broken text only where it begins to break", () => {
  const { issues } = refusal(() => parseYamlPolicy("a: &x 1\nb: *x\nc: !t 1\na: 2\n5: 5\n"));
  assert.deepEqual(issues.map(({ code }) => code), ["yaml_alias", "yaml_alias", "yaml_tag", "yaml_duplicate_key", "yaml_key"]);
  assert.ok(refusal(() => parseYamlPolicy("a: ]\n".repeat(1000))).issues.length <= 5);
});

test("hostile texts are refused, in time", () => {
  for (const text of ["[".repeat(50_000), "{a: ".repeat(20_000), "- ".repeat(50_000), "? ".repeat(20_000), "'".repeat(100_000) + 'a', "&a ".repeat(10_000), "a: &a [*a,*a,*a]\n".repeat(2_000)]) {
    const start = performance.now();
    refusal(() => parseYamlPolicy(text));
    assert.ok(performance.now() - start < 5_000, text.slice(0, 10));
  }
});

test("JSON files are handed on as text, so that the core sees duplicate keys", () => {
  const text = '{"holdpoint":1,"name":"x","tools":[{"id":"a","tool":"a","tier":4,"tier":1}]}';
  const policy = readPolicy(file("twice.json", text));
  assert.equal(policy, text);
  const { ok, issues } = checkPolicy(policy);
  assert.equal(ok, false);
  assert.ok(issues.some(({ code, pointer }) => code === "duplicate_key" && pointer === "/tools/0/tier"));
});

test("a byte order mark and other line ends are no problem", () => {
  const crlf = MINIMAL.replaceAll("\n", "\r\n");
  for (const [name, content] of [["mark.yaml", `\uFEFF${MINIMAL}`], ["crlf.yml", crlf], ["both.YAML", `\uFEFF${crlf}`], ["mark.json", `\uFEFF${JSON.stringify(parseYamlPolicy(MINIMAL))}`]]) {
    assert.equal(createGate(readPolicy(file(name, content))).policyDigest, createGate(parseYamlPolicy(MINIMAL)).policyDigest, name);
  }
});

test("files that cannot be read", () => {
  const cases = [
    [join(folder, "none.yaml"), /no such file/],
    [join(folder, "."), /\.json, \.yaml or \.yml/],
    [file("policy.txt", MINIMAL), /\.json, \.yaml or \.yml/],
    [file("latin.yaml", Buffer.from([0x61, 0x3a, 0x20, 0xe9])), /UTF-8/],
    [file("wide.json", Buffer.from("\uFEFF{}", "utf16le")), /UTF-8/],
  ];
  for (const [path, message] of cases) {
    const error = refusal(() => readPolicy(path));
    assert.equal(error.code, "file_unreadable");
    assert.match(error.message, message);
    assert.ok(error.message.includes(path), "the path is named");
  }
});

test("the CommonJS entry reads the same", () => {
  const cjs = createRequire(import.meta.url)("holdpoint/node");
  assert.deepEqual(cjs.parseYamlPolicy(MINIMAL), parseYamlPolicy(MINIMAL));
  const error = refusal(() => cjs.parseYamlPolicy("a: *x"));
  assert.equal(error.issues[0].code, "yaml_alias");
});
