// The command line, run as users run it: a process with streams, files and an exit status.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const PACKAGE = dirname(fileURLToPath(import.meta.resolve("holdpoint/package.json")));
const MANIFEST = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
const CLI = join(PACKAGE, MANIFEST.bin.holdpoint);
const DEMO = join(dirname(CLI), "demo");

const folder = mkdtempSync(join(tmpdir(), "holdpoint-cli-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return path;
}

const POLICY = file("policy.json", {
  holdpoint: 1,
  name: "test",
  tools: [
    { id: "look", tool: "get_*", tier: "read_only" },
    { id: "draft", tool: "draft", tier: "reversible", undo: { tool: "discard" } },
    { id: "mail", tool: "mail", tier: "external", critical: ["/to"] },
    { id: "drop", tool: "drop", tier: "irreversible", critical: ["/what"] },
  ],
});

/** Runs the command to its end. `input` is text, bytes or an iterable of them. */
async function holdpoint(args, { input = "", env = {}, node = [] } = {}) {
  const child = spawn(process.execPath, [...node, CLI, ...args], { cwd: folder, env: { ...process.env, NO_COLOR: undefined, ...env } });
  const [out, err] = [[], []];
  child.stdout.on("data", (chunk) => out.push(chunk));
  child.stderr.on("data", (chunk) => err.push(chunk));
  // A command that refuses its arguments does not read its input.
  child.stdin.on("error", () => {});
  const written = pipeline(typeof input === "string" || Buffer.isBuffer(input) ? Readable.from([input]) : Readable.from(input), child.stdin).catch(() => {});
  const [status, signal] = await once(child, "close");
  await written;
  const [stdout, stderr] = [out, err].map((chunks) => Buffer.concat(chunks).toString("utf8"));
  assert.equal(signal, null);
  assert.doesNotMatch(stderr, /^\s+at .*:\d+:\d+\)?$/m, "no stack trace");
  return { status, stdout, stderr, records: () => stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line)) };
}

const action = (tool, args = {}, rest = {}) => JSON.stringify({ tool, args, session: "s-1", ...rest });
const words = (records) => records.map((record) => record.oversight ?? record.error.code);

// ---- usage ----

test("help and version", async () => {
  const help = await holdpoint(["help"]);
  assert.equal(help.status, 0);
  for (const verb of ["decide", "replay", "check", "demo"]) {
    assert.match(help.stdout, new RegExp(`holdpoint ${verb}`));
    const one = await holdpoint(["help", verb]);
    assert.equal(one.status, 0);
    assert.match(one.stdout, new RegExp(`^holdpoint ${verb}`));
    assert.equal((await holdpoint([verb, "--help"])).stdout, one.stdout);
  }
  const version = await holdpoint(["--version"]);
  assert.deepEqual([version.status, version.stdout], [0, `${MANIFEST.version}\n`]);
});

test("bad usage is one sentence and exit status 2", async () => {
  const cases = [
    [["nonsense"], /there is no command `nonsense`.*`decide`/],
    [["help", "nonsense"], /there is no command/],
    [["decide"], /--policy/],
    [["decide", "--policy"], /--policy/],
    [["decide", "--polcy", POLICY], /--polcy/],
    [["decide", "--policy", "none.json"], /none\.json.*no such file/],
    [["decide", "--policy", POLICY, "none.jsonl"], /none\.jsonl.*no such file/],
    [["decide", "--policy", POLICY, "."], /folder/],
    [["decide", "--policy", POLICY, "a", "b"], /one file at a time/],
    [["decide", "--policy", POLICY, "--json"], /--summary/],
    [["decide", "--policy", POLICY, "--now", "noon"], /--now noon/],
    [["decide", "--policy", POLICY, "--now", "2026-11-24T12:00:00"], /--now/],
    [["decide", "--policy", POLICY, "--context", "none.yaml"], /none\.yaml/],
    [["decide", "--policy", POLICY, "--context", file("list.json", "[]")], /list\.json.*object/],
    [["decide", "--policy", POLICY, "--context", file("twice.json", '{"signals":{"failures":3,"failures":0}}')], /\/signals\/failures/],
    [["decide", "--policy", POLICY, "--context", file("alias.yaml", "a: &x 1")], /alias\.yaml.*anchor/],
    [["check"], /which policy/],
    [["check", "none.yaml"], /no such file/],
    [["check", file("policy.toml", "")], /\.json, \.yaml or \.yml/],
    [["demo", "extra"], /takes no file/],
  ];
  for (const [args, message] of cases) {
    const { status, stdout, stderr } = await holdpoint(args);
    assert.equal(status, 2, args.join(" "));
    assert.equal(stdout, "");
    assert.match(stderr, message);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }
  const bare = await holdpoint([]);
  assert.equal(bare.status, 2);
  assert.match(bare.stderr, /holdpoint demo/);
});

// ---- decide ----

test("one decision a line, in order", async () => {
  const input = [action("get_order"), action("draft"), `{"action":${action("mail", { to: "a" })}}`, action("drop"), action("unheard_of")].join("\n");
  const { status, stderr, records } = await holdpoint(["decide", "--policy", POLICY], { input });
  assert.deepEqual([status, stderr], [0, ""]);
  assert.deepEqual(words(records()), ["proceed", "log", "review", "hold", "hold"]);
  for (const { digests } of records()) assert.match(digests.decision, /^blake3:/);
});

test("a file does what standard input does, and so does a YAML policy", async () => {
  const log = file("log.jsonl", `${action("get_order")}\n${action("drop")}\n`);
  const args = ["decide", "--policy", POLICY, "--now", "0"];
  const fromFile = await holdpoint([...args, log]);
  assert.equal(fromFile.stdout, (await holdpoint([...args, "-"], { input: readFileSync(log) })).stdout);
  const yaml = file("policy.yaml", JSON.stringify(JSON.parse(readFileSync(POLICY, "utf8")), null, 2));
  assert.equal(fromFile.stdout, (await holdpoint(["decide", "--policy", yaml, "--now", "0", log])).stdout);
  assert.deepEqual(words(fromFile.records()), ["proceed", "hold"]);
});

test("a line that cannot be decided is reported in its place, and the rest goes on", async () => {
  const good = action("get_order");
  const bad = [
    ["{", "json_syntax", ""],
    ["[1]", "wrong_type", ""],
    ["42", "wrong_type", ""],
    ['{"tool":"get_order","args":{"amount":1,"amount":2},"session":"s"}', "duplicate_key", "/action/args/amount"],
    ['{"action":{"tool":"get_order","args":{},"session":"s"},"context":{"now":1,"now":2}}', "duplicate_key", "/context/now"],
    ['{"action":{"tool":"get_order","args":{},"session":"s"},"contxt":{}}', "unknown_key", "/contxt"],
    ['{"action":{"tool":"get_order","args":{},"session":"s"},"context":[]}', "wrong_type", "/context"],
    ['{"tool":"get_order","args":{"n":9007199254740993},"session":"s"}', "unsafe_integer", "/action/args/n"],
    ['{"tool":"get_order","args":{"n":1e999},"session":"s"}', "not_finite", "/action/args/n"],
    ['{"tool":"get_order","args":{},"session":"s","extra":1}', "unknown_key", "/action/extra"],
    ['{"tool":"get_order","args":{}}', "missing", "/action/session"],
    [Buffer.from([0x22, 0xff, 0xfe, 0x22]), "not_utf8", ""],
    [`{"tool":"get_order","args":${"[".repeat(200)}${"]".repeat(200)},"session":"s"}`, "too_deep", undefined],
    [`{"tool":"get_order","args":${"[".repeat(900_000)}${"]".repeat(900_000)},"session":"s"}`, "too_deep", ""],
    [`{"tool":"get_order","args":"${"x".repeat(2 ** 20)}","session":"s"}`, "too_large", undefined],
    [`"${"x".repeat(9 * 2 ** 20)}"`, "too_large", ""],
  ];
  const input = Buffer.concat([good, ...bad.flatMap(([line]) => [line, good])].map((line) => Buffer.concat([Buffer.from(line), Buffer.from("\n")])));
  const { status, stderr, records } = await holdpoint(["decide", "--policy", POLICY], { input });
  assert.equal(status, 1);
  const all = records();
  assert.equal(all.length, 1 + 2 * bad.length);
  const reports = stderr.trim().split("\n");
  assert.equal(reports.length, bad.length + 1);
  assert.equal(reports.at(-1), `${bad.length} bad lines of ${all.length}`);
  bad.forEach(([, code, pointer], index) => {
    const { line, error } = all[1 + 2 * index];
    assert.equal(line, 2 + 2 * index);
    const [issue] = error.issues;
    assert.equal(issue.code, code);
    if (pointer !== undefined) assert.equal(issue.pointer, pointer);
    assert.ok(error.code && error.message);
    assert.ok(reports[index].startsWith(`line ${line}: ${code}: `), reports[index]);
    assert.equal(all[2 + 2 * index].oversight, "proceed");
  });
});

test("members that stand twice are found wherever they are, and only those", async () => {
  const cases = [
    ['{"a":1,"a":1}', "/a"],
    ['{"a":1,"\\u0061":1}', "/a"],
    ['{"\\"":1,"\\u0022":1}', '/"'],
    ['{"a\\\\":1,"a\\\\":2}', "/a\\"],
    ['{"a/b~":{"c":1,"c":2}}', "/a~1b~0/c"],
    ['{"list":[{"a":1},[],{"b":[1,"x",{"c":{},"c":0}]}]}', "/list/2/b/2/c"],
    ['{"x":{"a":1},"a":2,"y":[],"a":3}', "/a"],
    ['{"":1,"":2}', "/"],
    ['{"__proto__":1,"__proto__":2}', "/__proto__"],
    ['{ "a" : "{\\"a\\":1,\\"a\\":2}" , "b" : ",\\"a\\":" , "c":"\\\\" }', undefined],
    ['{"a":{"a":{"a":1}},"b":{"a":1},"c":[{"a":1},{"a":1}],"A":0}', undefined],
    ['["a","a",{"a":"a"},"a"]', undefined],
    ['{"a":[],"b":{},"c":[{}],"d":{"a":[]}}', undefined],
    ['{"a":true,"b":null,"c":-1.5e-7}', undefined],
  ];
  const input = cases.map(([args]) => `{"tool":"get_order","args":${args},"session":"s"}`).join("\n");
  const { records } = await holdpoint(["decide", "--policy", POLICY], { input });
  records().forEach((record, index) => {
    const [args, pointer] = cases[index];
    if (pointer === undefined) assert.equal(record.oversight, "proceed", args);
    else assert.deepEqual([record.error?.issues[0].code, record.error?.issues[0].pointer], ["duplicate_key", `/action/args${pointer}`], args);
  });
});

test("byte order mark, CRLF, blank lines, no newline at the end", async () => {
  const good = action("get_order");
  const { status, records } = await holdpoint(["decide", "--policy", POLICY], { input: `\uFEFF${good}\r\n\r\n   \t\r\n\n${good}\r\n{\n${good}` });
  assert.equal(status, 1);
  assert.deepEqual(words(records()), ["proceed", "proceed", "json_syntax", "proceed"]);
  assert.equal(records()[2].line, 6, "blank lines are counted");
  for (const input of ["", "\n\n", "\uFEFF"]) {
    const empty = await holdpoint(["decide", "--policy", POLICY], { input });
    assert.deepEqual([empty.status, empty.stdout, empty.stderr], [0, "", ""]);
  }
  const wide = await holdpoint(["decide", "--policy", POLICY], { input: Buffer.from(`\uFEFF${good}\n`, "utf16le") });
  assert.equal(wide.status, 1);
  assert.match(wide.stderr, /UTF-16/);
});

test("characters are whole, wherever the chunks are cut", async () => {
  const line = Buffer.from(`${action("get_order", { text: "häß€𝄞" })}\n`);
  async function* bytes() {
    for (const byte of Buffer.concat([line, line])) {
      yield Buffer.from([byte]);
      await new Promise(setImmediate);
    }
  }
  const { status, records } = await holdpoint(["decide", "--policy", POLICY], { input: bytes() });
  assert.equal(status, 0);
  const whole = await holdpoint(["decide", "--policy", POLICY], { input: line });
  assert.deepEqual(records().map(({ digests }) => digests.action), [0, 0].map(() => whole.records()[0].digests.action));
});

test("context: of every line, of one line, and the clock", async () => {
  const angry = file("angry.yaml", "signals: { sentiment: { anger: 0.9 } }\n");
  const calm = `{"action":${action("get_order")},"context":{"signals":{"failures":0}}}`;
  const { records } = await holdpoint(["decide", "--policy", POLICY, "--context", angry], { input: `${action("get_order")}\n${calm}` });
  assert.deepEqual(words(records()), ["hold", "proceed"]);
  const soon = `{"action":${action("get_order")},"context":{"signals":{"sla":{"deadline":1000000}}}}`;
  const own = `{"action":${action("get_order")},"context":{"now":0,"signals":{"sla":{"deadline":1000000}}}}`;
  const at = (now) => holdpoint(["decide", "--policy", POLICY, "--now", now], { input: `${soon}\n${own}` });
  assert.deepEqual(words((await at("99999")).records()), ["proceed", "proceed"]);
  assert.deepEqual(words((await at("100000")).records()), ["hold", "proceed"]);
  assert.deepEqual(words((await at("1970-01-01T00:01:40Z")).records()), ["hold", "proceed"]);
  assert.equal((await at("1970-01-01T01:01:40+01:00")).stdout, (await at("100000")).stdout);
});

test("a refused policy decides nothing: exit status 1, all reasons", async () => {
  const policy = file("refused.yaml", "holdpoint: 1\nname: x\ntools:\n  - { id: a, tool: a, tier: 9 }\n  - { id: a, tool: b, teir: 1 }\n");
  const { status, stdout, stderr } = await holdpoint(["decide", "--policy", policy], { input: action("a") });
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /\/tools\/0\/tier/);
  assert.match(stderr, /\/tools\/1\/teir/);
});

test("a summary counts everything, bad lines too", async () => {
  const input = [...Array(6).fill(action("get_order")), action("draft"), action("draft"), action("mail"), action("\u001b[31mdrop"), "{"].join("\n");
  const text = await holdpoint(["decide", "--policy", POLICY, "--summary"], { input });
  assert.equal(text.status, 1);
  assert.match(text.stdout, /10 tool calls: 80\.0 %/);
  assert.match(text.stdout, /run at once +6 +60\.0 %/);
  assert.match(text.stdout, /bad lines.* 1/);
  assert.match(text.stdout, /get_order +6 +6/);
  assert.doesNotMatch(text.stdout, /\u001b/, "names are shown, not obeyed");
  assert.match(text.stderr, /^line 11: json_syntax/);
  const json = await holdpoint(["decide", "--policy", POLICY, "--summary", "--json"], { input });
  const figures = JSON.parse(json.stdout);
  assert.deepEqual([figures.lines, figures.decided, figures.badLines, figures.mayRun], [11, 10, 1, 8]);
  assert.deepEqual(figures.oversight, { proceed: 6, log: 2, review: 1, hold: 1, block: 0, halt: 0 });
  assert.deepEqual(figures.tiers, { read_only: 6, reversible: 2, external: 1, irreversible: 1 });
  assert.deepEqual(figures.triggers, { risk_tier: 2 });
  assert.deepEqual([figures.sessions, figures.stoppedSessions], [1, 1]);
  assert.equal(figures.tools.reduce((sum, { calls }) => sum + calls, 0), 10);
  assert.ok(figures.reasons.every(({ code, calls, example }) => code && calls > 0 && example));
});

test("any number of tools fits into a summary", async () => {
  async function* many() {
    for (let n = 0; n < 3000; n++) yield `${action(`tool-${n}`)}\n`;
  }
  const { status, stdout } = await holdpoint(["decide", "--policy", POLICY, "--summary", "--json"], { input: many() });
  assert.equal(status, 0);
  const { tools } = JSON.parse(stdout);
  assert.ok(tools.length <= 1001);
  assert.equal(tools.find(({ tool }) => tool === "(other tools)").calls, 2000);
});

// ---- streams ----

const REPORT_MEMORY = ["--import", "data:text/javascript,process.on('exit',()=>process.stderr.write('maxRSS '+process.resourceUsage().maxRSS))"];

test("200,000 lines in constant memory", async () => {
  const line = `${action("get_order", { id: 7, note: "x".repeat(60) })}\n`;
  async function* lines(blocks) {
    for (let n = 0; n < blocks; n++) yield line.repeat(1000);
  }
  const child = spawn(process.execPath, [...REPORT_MEMORY, CLI, "decide", "--policy", POLICY], { stdio: ["pipe", "pipe", "pipe"] });
  let [decisions, bytes, stderr] = [0, 0, ""];
  child.stdout.on("data", (chunk) => {
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) decisions++;
  });
  child.stderr.on("data", (chunk) => (stderr += chunk));
  const closed = once(child, "close");
  await pipeline(Readable.from(lines(200)), child.stdin);
  const [status] = await closed;
  assert.deepEqual([status, decisions], [0, 200_000]);
  const megabytes = Number(/maxRSS (\d+)/.exec(stderr)[1]) / 1024;
  assert.ok(bytes > 100e6, "there is more output than memory may be used");
  assert.ok(megabytes < 250, `${megabytes} MB`);
});

test("a line without an end is skipped, not kept", async () => {
  async function* endless() {
    const block = "x".repeat(2 ** 20);
    yield '"';
    for (let n = 0; n < 300; n++) yield block;
    yield `"\n${action("get_order")}\n`;
  }
  const { status, stderr, records } = await holdpoint(["decide", "--policy", POLICY], { input: endless(), node: REPORT_MEMORY });
  assert.equal(status, 1);
  assert.deepEqual(words(records()), ["too_large", "proceed"]);
  const megabytes = Number(/maxRSS (\d+)/.exec(stderr)[1]) / 1024;
  assert.ok(megabytes < 250, `${megabytes} MB`);
});

for (const [name, last, expected] of [["no bad line", action("get_order"), 0], ["a bad line", "{", 1]]) {
  test(`a reader that leaves (| head) ends the run quietly, with ${name}`, async () => {
    const child = spawn(process.execPath, [CLI, "decide", "--policy", POLICY]);
    let stderr = "";
    child.stderr.on("data", (chunk) => (stderr += chunk));
    child.stdin.on("error", () => {});
    const closed = once(child, "close");
    child.stdin.write(`${last}\n${action("get_order")}\n`);
    await once(child.stdout, "data");
    child.stdout.destroy();
    // The input goes on for ever: only the broken pipe can end this run.
    const block = `${action("get_order")}\n`.repeat(100);
    const feed = setInterval(() => child.stdin.writable && child.stdin.write(block), 5);
    const [status] = await closed;
    clearInterval(feed);
    assert.equal(status, expected);
    assert.match(stderr, expected === 0 ? /^$/ : /^line 1: json_syntax: [^\n]*\n$/);
  });
}

test("a terminal's progress is not written into a file", async () => {
  const { stderr } = await holdpoint(["decide", "--policy", POLICY], { input: `${action("get_order")}\n`.repeat(20_000) });
  assert.equal(stderr, "");
});

// ---- check ----

test("check: a good policy, with its warnings", async () => {
  const good = await holdpoint(["check", POLICY]);
  assert.equal(good.status, 0, good.stdout);
  assert.match(good.stdout, /policy\.json: good/);
  const policy = file("warned.yaml", 'holdpoint: 1\nname: x\ntools:\n  - id: draft\n    tool: "draft"\n    tier: reversible\n');
  const warned = await holdpoint(["check", policy]);
  assert.equal(warned.status, 0);
  assert.match(warned.stdout, /good \(1 warning\)/);
  assert.match(warned.stdout, /warning {2}no_undo {2}\/tools\/0\S* {2}line [4-6], column \d/);
});

test("check: every problem with its place", async () => {
  const text = ["holdpoint: 1", "name: x", "toolz: []", "tools:", "  - id: a", "    tool: a", "    tier: 9", "  - { id: a, tool: b, tier: 1 }", ""].join("\n");
  const yaml = await holdpoint(["check", file("broken.yaml", text)]);
  assert.equal(yaml.status, 1);
  assert.match(yaml.stdout, /broken\.yaml: refused/);
  assert.match(yaml.stdout, /error {2}\w+ {2}\/toolz {2}line 3, column 1\n/);
  assert.match(yaml.stdout, /error {2}\w+ {2}\/tools\/0\/tier {2}line 7, column 5\n/);
  assert.match(yaml.stdout, /error {2}duplicate_id {2}\/tools\/1\S* {2}line 8, column \d+\n/);
  const json = await holdpoint(["check", "--json", file("broken.json", '{\n  "holdpoint": 1,\n  "name": "x",\n  "tools": [\n    { "id": "a", "tool": "a", "tier": 9 }\n  ]\n}\n')]);
  assert.equal(json.status, 1);
  const { ok, issues } = JSON.parse(json.stdout);
  assert.equal(ok, false);
  const issue = issues.find(({ pointer }) => pointer === "/tools/0/tier");
  assert.deepEqual([issue.severity, issue.line, issue.column], ["error", 5, 31]);
});

test("check: text that is no JSON, no YAML, or not quite", async () => {
  for (const [name, text, message] of [
    ["cut.json", '{"holdpoint": 1,', /json_syntax/],
    ["twice.json", '{"holdpoint": 1, "name": "x", "name": "y", "tools": []}', /duplicate_key {2}\/name {2}line 1, column 31/],
    ["cut.yaml", "holdpoint: [1", /yaml_syntax/],
    ["alias.yaml", "name: &x a\ntools: *x\n", /yaml_alias {2}\/name[^]*yaml_alias {2}\/tools/],
    ["empty.yaml", "", /yaml_syntax/],
    ["text.yaml", "just text", /error/],
  ]) {
    const { status, stdout, stderr } = await holdpoint(["check", file(name, text)]);
    assert.deepEqual([status, stderr], [1, ""], name);
    assert.match(stdout, message);
  }
});

// ---- demo ----

test("the demo's policy is good and its log is decidable, with every word and every trigger", async () => {
  const check = await holdpoint(["check", join(DEMO, "policy.yaml")]);
  assert.deepEqual([check.status, check.stdout.trim().split("\n").length], [0, 1], check.stdout);
  const { status, stderr, records } = await holdpoint(["decide", "--policy", join(DEMO, "policy.yaml"), join(DEMO, "actions.jsonl")]);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.deepEqual([...new Set(words(records()))].sort(), ["block", "halt", "hold", "log", "proceed", "review"]);
  assert.deepEqual(
    [...new Set(records().flatMap(({ triggers }) => triggers.map(({ kind }) => kind)))].sort(),
    ["anomaly", "confidence", "frustration", "irreversibility", "risk_tier", "sla"],
  );
  // What the log is for: a changed word here is a changed gate.
  assert.equal(
    words(records()).join(" "),
    "proceed proceed proceed proceed review proceed proceed hold review hold proceed hold review hold log proceed review review " +
      "proceed hold review hold hold log log hold hold proceed block block block hold hold proceed proceed halt",
  );
});

test("the demo shows decisions, why, and what to try, in no time and without colours", async () => {
  const start = performance.now();
  const { status, stdout, stderr } = await holdpoint(["demo", "story"]);
  const elapsed = performance.now() - start;
  assert.deepEqual([status, stderr], [0, ""]);
  assert.ok(elapsed < 5_000, `${elapsed} ms`);
  assert.doesNotMatch(stdout, /\u001b/);
  assert.equal([...stdout.matchAll(/→ [A-Z]+/g)].map(([word]) => word.slice(2)).join(" "), "PROCEED REVIEW HOLD HOLD HOLD LOG BLOCK BLOCK PROCEED HALT");
  assert.ok(stdout.split("\n").every((line) => line.length <= 110), "it fits a terminal");
  assert.match(stdout, /Try next\n {2}npx holdpoint demo story --save/);
  assert.equal((await holdpoint(["demo", "story"])).stdout, stdout, "the same every time");
});

test("the demo can be taken home, and never overwrites", async () => {
  const place = join(folder, "home");
  const saved = await holdpoint(["demo", "story", "--save", place]);
  assert.equal(saved.status, 0);
  assert.deepEqual(readdirSync(place).sort(), ["actions.jsonl", "policy.yaml"]);
  assert.equal(readFileSync(join(place, "policy.yaml"), "utf8"), readFileSync(join(DEMO, "policy.yaml"), "utf8"));
  // What it says to try next works as it stands.
  for (const [, command] of saved.stdout.matchAll(/^ {2}npx holdpoint (.*)$/gm)) assert.equal((await holdpoint(command.split(" "))).status, 0, command);
  writeFileSync(join(place, "policy.yaml"), "mine");
  const again = await holdpoint(["demo", "story", "--save", place]);
  assert.equal(again.status, 2);
  assert.match(again.stderr, /exists already/);
  assert.equal(readFileSync(join(place, "policy.yaml"), "utf8"), "mine");
  assert.ok(existsSync(join(place, "actions.jsonl")));
});

test("package prints what a person would see", async () => {
  const drop = { tool: "drop", args: { what: "orders", note: "\u001b[2Kfine" }, session: "s-1" };
  const log = `${JSON.stringify({ action: drop, context: { claims: { reasoning: "It is old." } } })}\n{"tool": 7}\n${JSON.stringify({ ...drop, args: { what: "users" } })}\n`;
  const args = ["package", "--policy", POLICY, "--now", "2026-11-24T12:00:00Z"];
  const shown = await holdpoint(args, { input: log });
  assert.equal(shown.status, 1);
  assert.match(shown.stderr, /^line 2: .*\n1 bad line of 3\n$/);
  const packages = shown.stdout.split("\n\nWhat will happen\n");
  assert.equal(packages.length, 2);
  assert.ok(packages[0].startsWith("What will happen\n") && packages[0].includes('/what: "orders"') && packages[0].includes("│ It is old.") && !shown.stdout.includes("\u001b"));
  const json = await holdpoint([...args, "--json"], { input: log });
  const lines = json.stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ digest, error }) => error?.code ?? shown.stdout.includes(digest)), [true, "input_invalid", true]);
  assert.match((await holdpoint([...args, "--markdown", "--full"], { input: log })).stdout, /^\*\*` Call drop/);
  assert.equal((await holdpoint(["package"])).status, 2);
  assert.equal((await holdpoint([...args, "--json", "--full"])).status, 2);
});
