// Backtesting a policy on a log: `replay` in a worker, and the command, as users run them.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, createReadStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createGate, isHoldpointError, OVERSIGHTS } from "holdpoint";
import { replay } from "holdpoint/node";
import { cases, policies } from "./runtimes/generate.mjs";
import { LOOKUP, NOON, POLICY, REFUND } from "./support.mjs";

const PACKAGE = dirname(fileURLToPath(import.meta.resolve("holdpoint/package.json")));
const CLI = join(PACKAGE, "dist/cli.js");
const folder = mkdtempSync(join(tmpdir(), "holdpoint replay ")); // with spaces
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const log = (items) => items.map((item) => `${JSON.stringify(item)}\n`).join("");
const tool = (id, tier) => ({ id, tool: id, tier });
const document = (...tools) => ({ holdpoint: 1, name: "test", tools });
const OLD = document(tool("look", 1), tool("mail", 4), { ...tool("draft", 2), undo: { tool: "discard" } });
const NEW = document(tool("look", 1), tool("mail", 3), tool("draft", 4));
const call = (name, args = {}) => ({ tool: name, args, session: "s" });
const stream = (...chunks) => Readable.from(chunks, { objectMode: true });

async function refusal(promise) {
  const error = await promise.then(() => assert.fail("it was not refused"), (error) => error);
  assert.ok(isHoldpointError(error), error.stack);
  return error;
}

/** What `replay` has to find, the slow way: each action by itself. */
function expected(documents, items) {
  const gates = documents.map((policy) => createGate(policy));
  const counts = gates.map(() => Object.fromEntries(OVERSIGHTS.map((word) => [word, 0])));
  const changes = gates.map(() => ({}));
  let [actions, refused] = [0, 0];
  items.forEach(({ action, context }, at) => {
    let words;
    try {
      words = gates.map((gate) => gate.screen(action, context));
    } catch {
      refused++;
      return;
    }
    actions++;
    words.forEach((word, policy) => {
      counts[policy][word]++;
      if (word === words[0]) return;
      const tools = (changes[policy][`${words[0]} ${word}`] ??= {});
      (tools[action.tool] ??= []).push(at + 1);
    });
  });
  return { actions, refused, counts, changes };
}

test("what it finds is what `screen` says of each action", async () => {
  const documents = policies().slice(0, 3);
  const items = [...cases()].flatMap(({ action, context }) => asJson({ action, context: { ...NOON, ...context } }));
  const { actions, refused, counts, changes } = expected(documents, items);
  const result = await replay({ policies: documents, log: file("cases.jsonl", log(items)) });
  assert.deepEqual([result.actions, result.refused, result.policies.length], [actions, refused, documents.length]);
  assert.ok(actions > 3_000, `only ${actions} actions`);
  assert.ok(refused > 50, `only ${refused} refused`);
  result.policies.forEach((policy, at) => {
    assert.equal(policy.policyDigest, createGate(documents[at]).policyDigest);
    assert.deepEqual(policy.oversight, counts[at]);
    const found = Object.fromEntries(policy.changes.map(({ from, to, tools }) => [`${from} ${to}`, tools]));
    assert.deepEqual(Object.keys(found).sort(), Object.keys(changes[at]).sort());
    for (const { from, to, looser, count, tools } of policy.changes) {
      const wanted = changes[at][`${from} ${to}`];
      assert.equal(looser, OVERSIGHTS.indexOf(to) < OVERSIGHTS.indexOf(from));
      assert.equal(count, Object.values(wanted).flat().length);
      assert.deepEqual(Object.fromEntries(tools.map(({ tool, count, lines }) => [tool, [count, lines]])), Object.fromEntries(Object.entries(wanted).map(([tool, lines]) => [tool, [lines.length, lines.slice(0, 5)]])));
    }
    const sum = (looser) => policy.changes.filter((change) => change.looser === looser).reduce((total, { count }) => total + count, 0);
    assert.deepEqual([policy.looser, policy.stricter], [sum(true), sum(false)]);
  });
  assert.ok(result.policies.some(({ looser, stricter }) => looser > 0 && stricter > 0));
});

/** An item as a log holds it; none where JSON has no word for it. */
function asJson(item) {
  try {
    return [JSON.parse(JSON.stringify(item))];
  } catch {
    return [];
  }
}

test("changes: looser first, what would run by itself before all", async () => {
  const [a, b] = [document(...["p", "q", "r"].map((id) => tool(id, 4)), tool("s", 1)), document(tool("p", 3), tool("q", 3), tool("r", 1), tool("s", 4))];
  const items = ["s", "s", "s", "s", "p", "q", "p", "r"].map((name) => call(name));
  const { policies: [first, second], ...rest } = await replay({ policies: [a, b], log: stream(log(items)) });
  assert.deepEqual([rest.actions, rest.refused, rest.refusals], [8, 0, []]);
  assert.deepEqual([first.looser, first.stricter, first.changes, first.path], [0, 0, [], null]);
  assert.deepEqual([second.looser, second.stricter], [4, 4]);
  assert.deepEqual(second.changes, [
    { from: "hold", to: "proceed", looser: true, count: 1, tools: [{ tool: "r", count: 1, lines: [8] }] },
    { from: "hold", to: "review", looser: true, count: 3, tools: [{ tool: "p", count: 2, lines: [5, 7] }, { tool: "q", count: 1, lines: [6] }] },
    { from: "proceed", to: "hold", looser: false, count: 4, tools: [{ tool: "s", count: 4, lines: [1, 2, 3, 4] }] },
  ]);
  assert.ok(rest.seconds > 0 && rest.now <= Date.now());
});

test("a file, bytes, text and pieces of any size are one log", async () => {
  const items = [{ action: call("look", { text: "häß€𝄞" }) }, call("mail"), call("draft"), { action: call("mail"), context: { signals: { failures: 9 } } }];
  const text = log(items);
  const path = file("the log.jsonl", text);
  const old = file("old policy.json", OLD);
  const next = file("new policy.yaml", JSON.stringify(NEW, null, 1));
  const same = ({ seconds, ...result }) => result;
  const want = same(await replay({ policies: [old, next], log: path, now: 0 }));
  assert.deepEqual(want.policies.map(({ path }) => path), [old, next]);
  assert.equal(want.policies[0].policyDigest, createGate(OLD).policyDigest);
  const bytes = Buffer.from(text);
  const inputs = [createReadStream(path), stream(text), stream(bytes), stream(new Uint8Array(bytes)), stream(...[...bytes].map((_, at) => bytes.subarray(at, at + 1))), (async function* () { yield text.slice(0, 9); yield text.slice(9); })()];
  for (const log of inputs) assert.deepEqual(same(await replay({ policies: [old, next], log, now: 0 })), want);
  assert.equal(bytes.toString(), text, "the caller's bytes are left as they are");
  assert.deepEqual(same(await replay({ policies: [old, NEW], log: path, now: 0 })).policies[1], { ...want.policies[1], path: null });
});

test("lines that `decide` cannot decide are counted, shown, and not compared", async () => {
  const good = JSON.stringify(call("mail"));
  const bad = ["{", "[1]", '{"tool":"mail","args":{"a":1,"a":2},"session":"s"}', '{"action":{},"contxt":{}}', '{"tool":"mail","args":{}}', "\ufffe", `{"tool":"mail","args":${"[".repeat(900_000)}${"]".repeat(900_000)},"session":"s"}`, `"${"x".repeat(9 * 2 ** 20)}"`, '{"tool":"mail","args":{},"session":"s","context":{}}'];
  const text = Buffer.concat([...bad.flatMap((line) => [good, line, "", "  \r"]), good].map((line) => Buffer.concat([line === "\ufffe" ? Buffer.from([0xff]) : Buffer.from(line), Buffer.from("\n")])));
  const path = join(folder, "bad.jsonl");
  writeFileSync(path, text);
  const result = await replay({ policies: [OLD, NEW], log: path });
  assert.deepEqual([result.actions, result.refused], [bad.length + 1, bad.length]);
  assert.equal(result.policies[1].looser, bad.length + 1);
  const decided = await command(["decide", "--policy", file("decide.json", OLD), path]);
  const problems = decided.stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line)).filter(({ error }) => error);
  assert.equal(problems.length, bad.length);
  assert.deepEqual(result.refusals, problems.slice(0, 5));
});

test("what one policy's gate refuses is compared by none", async () => {
  // Only one of the policies reads the amount.
  const reads = document({ ...tool("pay", 4), when: { arg: "/amount", atLeast: 5 } });
  const items = [call("pay", { amount: 2 ** 53 }), call("pay", { amount: 1 }), { ...call("pay"), extra: 1 }];
  for (const documents of [[reads, OLD], [OLD, reads]]) {
    const result = await replay({ policies: documents, log: stream(log(items)) });
    const { actions, refused } = expected(documents, items.map((action) => ({ action })));
    assert.deepEqual([result.actions, result.refused], [actions, refused]);
    for (const { oversight } of result.policies) assert.equal(Object.values(oversight).reduce((sum, n) => sum + n), actions);
  }
});

test("context, clock and calibrators are those of every policy", async () => {
  const soon = { action: call("look"), context: { signals: { sla: { deadline: 1_000_000 } } } };
  const at = async (options) => (await replay({ policies: [OLD], log: stream(log([soon])), ...options }));
  assert.equal((await at({ now: 0 })).policies[0].oversight.proceed, 1);
  assert.equal((await at({ now: 999_999 })).policies[0].oversight.hold, 1);
  assert.deepEqual([(await at({ context: { now: 7 } })).now, (await at({ context: { now: 7 }, now: 8 })).now], [7, 8]);
  assert.equal((await at({ now: 0, context: { kill: { engaged: true, level: "stop" } } })).policies[0].oversight.halt, 1);
  const claims = { action: call("draft"), context: { ...NOON, claims: { confidence: { intent: 0.95 } } } };
  const suite = JSON.parse(readFileSync(new URL("../tests/cases/calibrators.json", import.meta.url), "utf8"));
  const calibrators = { "*": suite.calibrators["overconfident-300"] };
  const words = [{}, { calibrators }].map((options) => createGate(OLD, options).screen(claims.action, claims.context));
  assert.notEqual(words[0], words[1]);
  for (const [options, word] of [[{}, words[0]], [{ calibrators }, words[1]]]) assert.equal((await replay({ policies: [OLD], log: stream(log([claims])), ...options })).policies[0].oversight[word], 1);
  assert.equal((await refusal(replay({ policies: [OLD], log: stream(""), calibrators: { "*": {} } }))).issues[0].pointer.startsWith("/calibrators"), true);
});

test("what is wrong is said before a line is read, and by whom", async () => {
  const broken = file("broken.json", { ...OLD, tools: [{ id: "a", tool: "a", tier: 9 }, { id: "b", tool: "b", teir: 1 }] });
  const path = file("one.jsonl", log([call("look")]));
  const error = await refusal(replay({ policies: [file("fine.json", OLD), broken], log: path }));
  assert.equal(error.code, "policy_invalid");
  assert.deepEqual(error.issues.filter(({ severity }) => severity === "error").map(({ pointer }) => pointer), ["/tools/0/tier", "/tools/1/teir"]);
  assert.ok(error.message.startsWith(`\`${broken}\`: `), error.message);
  assert.match((await refusal(replay({ policies: [OLD, { ...OLD, name: 1 }], log: path }))).message, /^policy 2: /);
  assert.match((await refusal(replay({ policies: [OLD, { ...OLD, name: NaN }], log: path }))).message, /^policy 2: /);
  const yaml = file("alias.yaml", "holdpoint: 1\nname: &x a\ntools: *x\n");
  assert.deepEqual((await refusal(replay({ policies: [yaml], log: path }))).issues.map(({ code }) => code), ["yaml_alias", "yaml_alias"]);
  for (const [options, code, pointer] of [
    [{ policies: [], log: path }, "wrong_type", "/policies"],
    [{ policies: OLD, log: path }, "wrong_type", "/policies"],
    [{ policies: [OLD] }, "wrong_type", "/log"],
    [{ policies: [OLD], log: [log([call("look")])] }, "wrong_type", "/log"],
    [{ policies: [OLD], log: stream(7) }, "wrong_type", "/log"],
    [{ policies: [OLD], log: path, contxt: {} }, "unknown_key", "/contxt"],
    [{ policies: [OLD], log: path, context: { signal: {} } }, "unknown_key", "/context/signal"],
    [{ policies: [OLD], log: path, now: "noon" }, "bad_time", "/context/now"],
    [{ policies: [OLD], log: path, context: { now: 1n } }, "not_json", "/now"],
    [{ policies: [join(folder, "none.json")], log: path }, "file_unreadable", ""],
    [{ policies: [OLD], log: join(folder, "none.jsonl") }, "file_unreadable", ""],
    [{ policies: [OLD], log: folder }, "file_unreadable", ""],
  ]) {
    const { issues: [issue] } = await refusal(replay(options));
    assert.deepEqual([issue.code, issue.pointer], [code, pointer]);
  }
});

test("progress counts lines and bytes to the end", async () => {
  const text = log(Array.from({ length: 5_000 }, (_, n) => call("look", { n, note: "x".repeat(200) })));
  const seen = [];
  await replay({ policies: [OLD], log: stream(...Array.from({ length: 100 }, (_, n) => text.slice((n * text.length) / 100, ((n + 1) * text.length) / 100))), onProgress: (progress) => seen.push(progress) });
  assert.ok(seen.length > 3, `${seen.length} reports`);
  seen.reduce((before, now) => (assert.ok(now.lines >= before.lines && now.bytes >= before.bytes), now));
  assert.deepEqual(seen.at(-1), { lines: 5_000, bytes: text.length });
  await assert.rejects(replay({ policies: [OLD], log: stream(text), onProgress: () => { throw new RangeError("mine"); } }), { name: "RangeError", message: "mine" });
});

test("an abort stops it, and lets go of a stream that gives nothing", { timeout: 20_000 }, async () => {
  const line = log([call("look")]);
  let given = 0;
  const endless = Readable.from((async function* () { for (;;) { given++; yield line.repeat(1000); } })());
  const controller = new AbortController();
  const reason = new Error("enough");
  await assert.rejects(replay({ policies: [OLD], log: endless, signal: controller.signal, onProgress: () => controller.abort(reason) }), reason);
  assert.ok(endless.destroyed);
  assert.ok(given < 1000, "no more is read than can be kept");
  const silent = new Readable({ read() {} });
  await assert.rejects(replay({ policies: [OLD], log: silent, signal: AbortSignal.timeout(50) }), { name: "TimeoutError" });
  assert.ok(silent.destroyed);
  await assert.rejects(replay({ policies: [OLD], log: "never opened", signal: AbortSignal.abort(reason) }), reason);
  const failing = Readable.from((async function* () { yield line; throw new RangeError("the source broke"); })());
  await assert.rejects(replay({ policies: [OLD], log: failing }), { name: "RangeError", message: "the source broke" });
  await assert.rejects(replay({ policies: [{ ...OLD, name: 1 }], log: new Readable({ read() {} }) }), { code: "policy_invalid" });
});

test("the caller's thread is free meanwhile", async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  const text = log(Array.from({ length: 1000 }, (_, n) => call("look", { n })));
  const { seconds } = await replay({ policies: [OLD, NEW], log: stream(...Array(100).fill(text)) });
  clearInterval(timer);
  assert.ok(ticks > 3 || seconds < 0.05, `${ticks} ticks in ${seconds} s`);
});

test("any number of tools", async () => {
  const items = Array.from({ length: 3000 }, (_, n) => call(`tool-${n}`));
  const { policies: [, { changes }] } = await replay({ policies: [document(), document(tool("*", 1))].map((policy) => ({ ...policy, tools: policy.tools.map((one) => ({ ...one, id: "all" })) })), log: stream(log(items)) });
  const [{ count, tools }] = changes;
  assert.deepEqual([changes.length, count, tools.length, tools[0].tool, tools[0].count], [1, 3000, 1001, "(other tools)", 2000]);
});

// ---- the package, as it is installed ----

for (const [format, program] of [
  ["ESM", 'import { replay } from "holdpoint/node";'],
  ["CommonJS", 'const { replay } = require("holdpoint/node");'],
]) {
  test(`it works for ${format}, in a folder with spaces and signs`, async () => {
    const home = join(folder, `a project, 100 % ${format}#?`);
    mkdirSync(join(home, "node_modules"), { recursive: true });
    cpSync(PACKAGE, join(home, "node_modules/holdpoint"), { recursive: true, filter: (path) => !path.slice(PACKAGE.length).includes("node_modules") });
    const yaml = createRequire(join(PACKAGE, "dist/node.cjs")).resolve("yaml/package.json");
    cpSync(dirname(yaml), join(home, "node_modules/yaml"), { recursive: true, dereference: true });
    writeFileSync(join(home, "log.jsonl"), log([call("mail"), call("look")]));
    writeFileSync(join(home, "old.json"), JSON.stringify(OLD));
    const name = join(home, format === "ESM" ? "program.mjs" : "program.cjs");
    writeFileSync(name, `${program}\nreplay({ policies: ["old.json", ${JSON.stringify(NEW)}], log: "log.jsonl" }).then(({ policies }) => console.log(policies[1].looser, policies[1].changes[0].tools[0].tool));\n`);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [name], { cwd: home });
    assert.deepEqual([stdout, stderr], ["1 mail\n", ""]);
  });
}

test("flags of the caller's program stay with it", async () => {
  const program = `import { replay } from "holdpoint/node"; console.log((await replay({ policies: [${JSON.stringify(OLD)}], log: process.stdin })).actions)`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { cwd: dirname(fileURLToPath(import.meta.url)), stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(log([call("look")]));
  let stdout = "";
  child.stdout.on("data", (chunk) => (stdout += chunk));
  await once(child, "close");
  assert.equal(stdout, "1\n");
});

test("ESM and CommonJS give the same", async () => {
  const cjs = createRequire(import.meta.url)("holdpoint/node");
  const options = { policies: [OLD, NEW], now: 0 };
  const [ours, theirs] = await Promise.all([replay, cjs.replay].map((run) => run({ ...options, log: stream(log([call("mail")])) })));
  assert.deepEqual({ ...ours, seconds: 0 }, { ...theirs, seconds: 0 });
  const error = await refusal(cjs.replay({ ...options, policies: [{}], log: stream("") }));
  assert.ok(error instanceof createRequire(import.meta.url)("holdpoint").HoldpointError);
});

// ---- the command ----

async function command(args, { input = "", env = {} } = {}) {
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, env: { ...process.env, ...env } });
  const [out, err] = [[], []];
  child.stdout.on("data", (chunk) => out.push(chunk));
  child.stderr.on("data", (chunk) => err.push(chunk));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [status] = await once(child, "close");
  const [stdout, stderr] = [out, err].map((chunks) => Buffer.concat(chunks).toString("utf8"));
  assert.doesNotMatch(stderr, /^\s+at .*:\d+:\d+\)?$/m, "no stack trace");
  return { status, stdout, stderr };
}

const BOTH = ["--policy", file("old.json", OLD), "--policy", file("new.json", NEW)];

test("the table: counts beside each other, then what would change, looser first", async () => {
  const input = log([...Array(7).fill(call("mail")), call("draft"), call("look")]);
  const { status, stdout, stderr } = await command(["replay", ...BOTH], { input });
  assert.deepEqual([status, stderr], [0, ""]);
  assert.equal(
    stdout,
    `9 actions by 2 policies

                           old.json          new.json
  run at once                     1  11.1 %         1  11.1 %
  run, and are logged             1  11.1 %         0   0.0 %
  staged for review               0   0.0 %         7  77.8 %
  held for a person               7  77.8 %         1  11.1 %
  blocked, for security           0   0.0 %         0   0.0 %
  halted by a kill switch         0   0.0 %         0   0.0 %

What new.json would change
  looser: 7 actions (77.8 %); look at these first
    hold → review  7
      mail 7 (lines 1, 2, 3, 4, 5, …)
  stricter: 1 action (11.1 %)
    log → hold  1
      draft 1 (line 8)
`,
  );
  const json = await command(["replay", ...BOTH, "--json", "--now", "0", "-"], { input });
  const figures = JSON.parse(json.stdout);
  assert.deepEqual({ ...figures, seconds: 0 }, { ...(await replay({ policies: [BOTH[1], BOTH[3]], log: stream(input), now: 0 })), seconds: 0 });
  assert.match((await command(["replay", ...BOTH.slice(0, 2), ...BOTH.slice(0, 2)], { input })).stdout, /nothing: it is the same policy/);
  assert.match((await command(["replay", ...BOTH], { input: log([call("look")]) })).stdout, /nothing in this log/);
  assert.doesNotMatch((await command(["replay", ...BOTH.slice(0, 2)], { input })).stdout, /change/);
});

test("--fail-on-looser: what is looser, or was not compared, is not let pass", async () => {
  const status = async (input, args = BOTH) => (await command(["replay", ...args, "--fail-on-looser"], { input })).status;
  assert.equal(await status(log([call("look"), call("draft")])), 0);
  assert.equal(await status(log([call("look"), call("mail")])), 1);
  assert.equal(await status(log([call("mail")]), [...BOTH.slice(2), ...BOTH.slice(0, 2)]), 0, "stricter is fine");
  assert.equal(await status(log([call("mail")]), [...BOTH.slice(2), ...BOTH]), 0, "each is compared with the first");
  assert.equal(await status(`${log([call("look")])}{\n`), 1);
  assert.equal(await status(""), 1);
  assert.equal((await command(["replay", ...BOTH], { input: log([call("mail")]) })).status, 0);
});

test("bad lines and hostile names are shown, not obeyed", async () => {
  const input = `{\n${log([call("mail"), { action: call("\u001b[31mx"), context: {} }])}[]\n`;
  const policy = file("all.json", document(tool("*", 1)));
  const { status, stdout, stderr } = await command(["replay", BOTH[0], BOTH[1], "--policy", policy], { input });
  assert.equal(status, 0);
  assert.match(stderr, /^line 1: json_syntax: .*\nline 4: wrong_type: .*\n2 bad lines of 4, not compared\n$/);
  assert.match(stdout, /\\u\{1B\}\[31mx 1 \(line 3\)/);
  assert.doesNotMatch(stdout, /\u001b/);
});

test("bad usage of it is one sentence and exit status 2, a refused policy is named", async () => {
  for (const [args, message] of [
    [[], /which policies/],
    [["--policy"], /--policy/],
    [["--policy", "none.json"], /none\.json.*no such file/],
    [[...BOTH, "none.jsonl"], /none\.jsonl.*no such file/],
    [[...BOTH, "."], /folder/],
    [[...BOTH, "a", "b"], /one file at a time.*holdpoint replay/],
    [[...BOTH, "--now", "noon"], /--now noon/],
    [[...BOTH, "--fail-on-loser"], /--fail-on-loser/],
    [[...BOTH.slice(0, 2), "--fail-on-looser"], /compares two policies/],
  ]) {
    const { status, stdout, stderr } = await command(["replay", ...args]);
    assert.deepEqual([status, stdout, stderr.trim().split("\n").length], [2, "", 1], args.join(" "));
    assert.match(stderr, message);
  }
  const broken = file("two.json", { ...OLD, name: 1, tools: 2 });
  const { status, stderr } = await command(["replay", ...BOTH, "--policy", broken]);
  assert.equal(status, 1);
  assert.match(stderr, /two\.json:\nholdpoint: the policy is refused for 2 reasons/);
  const context = await command(["replay", ...BOTH, "--context", file("context.json", '{"signal":{}}')], { input: log([call("look")]) });
  assert.deepEqual([context.status, /\/context\/signal/.test(context.stderr)], [1, true]);
  assert.match((await command(["help", "replay"])).stdout, /^holdpoint replay/);
});

test("200,000 lines in constant memory, from a file and from a pipe", async () => {
  const path = join(folder, "long.jsonl");
  const line = log([{ action: call("mail", { id: 7, note: "x".repeat(400) }), context: { now: 1, claims: { confidence: { intent: 0.9 } } } }]);
  writeFileSync(path, line.repeat(200_000));
  assert.ok(readFileSync(path).length > 100e6, "there is more input than memory may be used");
  const memory = ["--import", "data:text/javascript,process.on('exit',()=>process.stderr.write('maxRSS '+process.resourceUsage().maxRSS))"];
  for (const piped of [false, true]) {
    const child = spawn(process.execPath, [...memory, CLI, "replay", ...BOTH, "--json", ...(piped ? [] : [path])], { stdio: ["pipe", "pipe", "pipe"] });
    if (piped) createReadStream(path).pipe(child.stdin);
    else child.stdin.end();
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    const [status] = await once(child, "close");
    assert.equal(status, 0, stderr);
    const { actions, policies } = JSON.parse(stdout);
    assert.deepEqual([actions, policies[1].looser, policies[1].changes[0].tools[0].lines], [200_000, 200_000, [1, 2, 3, 4, 5]]);
    const megabytes = Number(/maxRSS (\d+)/.exec(stderr)[1]) / 1024;
    assert.ok(megabytes < 250, `${megabytes} MB`);
  }
});

test("the types of the words are those of the scale", () => {
  assert.deepEqual([...OVERSIGHTS], ["proceed", "log", "review", "hold", "block", "halt"]);
  assert.ok(Object.isFrozen(OVERSIGHTS));
  const gate = createGate(POLICY);
  assert.deepEqual(gate.screenPlaces([{ action: LOOKUP, context: NOON }, { action: REFUND, context: NOON }]), Uint8Array.of(0, 3));
  assert.equal(OVERSIGHTS[gate.screenPlaces([{ action: {} }])[0]], undefined);
});
