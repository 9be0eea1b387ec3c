// `holdpoint calibrate` and `holdpoint chain`, run as users run them.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { calibration, createGate } from "holdpoint";
import { SaxesParser } from "saxes";

const PACKAGE = dirname(fileURLToPath(import.meta.resolve("holdpoint/package.json")));
const CLI = join(PACKAGE, JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")).bin.holdpoint);

const folder = mkdtempSync(join(tmpdir(), "holdpoint-calibrate-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const REPORT_MEMORY = ["--import", "data:text/javascript,process.on('exit',()=>process.stderr.write('maxRSS '+process.resourceUsage().maxRSS))"];

function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Runs the command to its end. `input` is text, bytes or an iterable of them. */
async function holdpoint(args, { input = "", node = [] } = {}) {
  const child = spawn(process.execPath, [...node, CLI, ...args], { cwd: folder, env: { ...process.env, NO_COLOR: undefined } });
  const [out, err] = [[], []];
  child.stdout.on("data", (chunk) => out.push(chunk));
  child.stderr.on("data", (chunk) => err.push(chunk));
  child.stdin.on("error", () => {});
  const written = pipeline(typeof input === "string" || Buffer.isBuffer(input) ? Readable.from([input]) : Readable.from(input), child.stdin).catch(() => {});
  const [status] = await once(child, "close");
  await written;
  const [stdout, stderr] = [out, err].map((chunks) => Buffer.concat(chunks).toString("utf8"));
  assert.doesNotMatch(stderr, /^\s+at .*:\d+:\d+\)?$/m, "no stack trace");
  return { status, stdout, stderr };
}

/** Samples that anybody can make again: claims of two digits, right less often than they say. */
function made(n, seed = 1) {
  let state = seed;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return Array.from({ length: n }, (_, at) => {
    const confidence = Math.round((0.3 + 0.7 * next()) * 100) / 100;
    return { confidence, correct: next() < 0.15 + 0.75 * confidence ** 2, agent: ["support", "sales"][at % 2], class: ["external", "reversible", "read_only"][at % 3] };
  });
}

const csv = (samples) => ["agent,correct,class,confidence", ...samples.map(({ agent, correct, class: action, confidence }) => `${agent},${correct},${action},${confidence}`), ""].join("\n");
const jsonl = (samples) => samples.map((sample) => `${JSON.stringify(sample)}\n`).join("");
const columns = (samples) => ({ confidence: Float64Array.from(samples, ({ confidence }) => confidence), correct: Uint8Array.from(samples, ({ correct }) => (correct ? 1 : 0)) });

// ---- usage ----

test("help", async () => {
  for (const verb of ["calibrate", "chain"]) {
    const { status, stdout } = await holdpoint(["help", verb]);
    assert.equal(status, 0);
    assert.match(stdout, new RegExp(`^holdpoint ${verb} `));
    assert.ok(stdout.split("\n").every((line) => line.length <= 110));
    assert.match((await holdpoint(["help"])).stdout, new RegExp(`holdpoint ${verb}`));
  }
});

test("bad usage is one sentence and exit status 2", async () => {
  const samples = file("usage.csv", "a,b,b\n0.9,1,1\n");
  const byKey = file("by-key.json", JSON.stringify({ "*": { method: "prior" } }));
  for (const [args, message] of [
    [["calibrate", "none.csv"], /none\.csv.*no such file/],
    [["calibrate", "."], /folder/],
    [["calibrate", "a", "b"], /one file at a time/],
    [["calibrate", "--method", "best", samples], /--method best.*platt_map/],
    [["calibrate", "--floor", "cost", samples], /--floor cost.*ltt/],
    [["calibrate", "--bins", "0", samples], /--bins 0.*from 1 to 1000/],
    [["calibrate", "--bins", "ten", samples], /--bins ten/],
    [["calibrate", "--alpha", "1", samples], /--alpha 1.*between 0 and 1/],
    [["calibrate", "--delta", "x", samples], /--delta x/],
    [["calibrate", "--out", "none/x.json", samples], /no folder `none`/],
    [["calibrate", "--out", ".", samples], /is a folder/],
    [["calibrate", "--plot", samples, samples], /cannot write/],
    [["calibrate", "--key", "a", "--key", "b", "--key", "c", samples], /3 columns/],
    [["calibrate", "--key", "a", "--method", "platt", samples], /--method.*--key/],
    [["calibrate", samples], /no column `confidence`.*`a`, `b`, `b`.*--confidence NAME/],
    [["calibrate", "--confidence", "a", "--correct", "b", samples], /2 columns are called `b`/],
    [["calibrate", file("list.json", '[{"confidence":1,"correct":true}]')], /one JSON list.*jq/],
    [["calibrate", "--key", "id", file("ids.csv", `confidence,correct,id\n${Array.from({ length: 1001 }, (_, id) => `0.9,1,${id}\n`).join("")}`)], /1000 agents and classes/],
    [["chain"], /what the steps are/],
    [["chain", "0.9", "1.2"], /`1\.2` is no step/],
    [["chain", "0.9", "3/4"], /all claims or all counts/],
    [["chain", "4/3"], /`4\/3`.*30\/40/],
    [["chain", "0/0"], /`0\/0`/],
    [["chain", "0.9", "--correlation", "2"], /--correlation 2/],
    [["chain", "0.9", "--holds", "-1"], /--holds/],
    [["chain", "0.9", "--mode", "best"], /--mode best.*topk/],
    [["chain", "0.9", "--key", "*"], /--calibrator/],
    [["chain", "0.9", "--calibrator", "none.json"], /no such file/],
    [["chain", "0.9", "--calibrator", byKey, "--key", "a/b"], /no calibrator `a\/b`; it has `\*`/],
    [["chain", "0.9", "--calibrator", file("wrong.json", '{"method":"magic"}')], /wrong\.json.*no calibrator/],
    [["chain", "0.9", "--calibrator", file("cut.json", "{")], /cut\.json.*no calibrator/],
    [["chain", "3/4", "--calibrator", byKey], /for claims/],
    [["chain", "0.9", "--plot", "none/x.svg"], /no folder/],
  ]) {
    const { status, stdout, stderr } = await holdpoint(args);
    assert.equal(status, 2, `${args.join(" ")}: ${stderr}`);
    assert.equal(stdout, "");
    assert.match(stderr, message);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }
});

test("what is no sample at all exits with 1", async () => {
  for (const input of ["", "\n\n", "confidence,correct\n", '{"confidence":2,"correct":true}\n']) {
    const { status, stdout, stderr } = await holdpoint(["calibrate"], { input });
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /there are no samples/);
  }
});

// ---- reading ----

test("CSV and JSON lines, from a file and from standard input, give the same report", async () => {
  const samples = made(300);
  const [asCsv, asJson] = [csv(samples), jsonl(samples)];
  const expected = await holdpoint(["calibrate"], { input: asCsv });
  assert.deepEqual([expected.status, expected.stderr], [0, ""]);
  const quoted = asCsv.replaceAll("true", '"TRUE"').replaceAll("false", '" no "').replaceAll("support", '"sup""port,\r\n;"').replaceAll("\n", "\r\n").replaceAll("\r\r\n", "\r\n");
  for (const input of [asJson, `\ufeff${asCsv}`, asCsv.replaceAll(",", ";"), asCsv.replaceAll(",", "\t"), quoted, asCsv.replace("confidence", " Confidence ").replace("correct", "CORRECT"), asCsv.replaceAll("true", "1").replaceAll("false", "0")]) {
    assert.deepEqual(await holdpoint(["calibrate"], { input }), expected);
  }
  for (const [name, content] of [["s.csv", asCsv], ["s.jsonl", asJson], ["s.txt", asJson], ["s.tsv", asCsv.replaceAll(",", "\t")]]) assert.deepEqual(await holdpoint(["calibrate", file(name, content)]), expected);
  const renamed = await holdpoint(["calibrate", "--confidence", "said", "--correct", "was", file("renamed.jsonl", asJson.replaceAll('"confidence"', '"said"').replaceAll('"correct"', '"was"'))]);
  assert.deepEqual(renamed, expected);
});

test("bad lines are named and counted, the rest is used, and nothing is written", async () => {
  const good = ["0.9,true,x", "0.7,0,x", "0.8,yes,x"];
  const bad = [
    ["1.2,true,x", /out_of_range: `confidence` is `1\.2`/],
    ["90%,true,x", /wrong_type: `confidence` is `90%`/],
    ["NaN,true,x", /wrong_type/],
    [",true,x", /missing: `confidence`/],
    ["0.9,,x", /missing: `correct`/],
    ["0.9,maybe,x", /wrong_type: `correct` is `maybe`/],
    ["0.9", /1 field, the header 3/],
    ["0.9,true,x,y", /4 fields, the header 3/],
    ['"0.9"1,true,x', /wrong_type/],
    ["\x1b[2J,true,x", /`\\u\{1B\}\[2J`/],
    ['0.9,true,5" pipe', /quote is opened and not closed/],
  ];
  const lines = ["confidence,correct,note", ...bad.flatMap(([line], at) => [good[at % 3], line]), ...good];
  const args = ["calibrate", "--json", "--out", "bad.json"];
  const { status, stdout, stderr } = await holdpoint(args, { input: `${lines.join("\n")}\n` });
  assert.equal(status, 1);
  const reports = stderr.trim().split("\n");
  bad.forEach(([, message], at) => {
    assert.match(reports[at], new RegExp(`^line ${2 * at + 3}: `));
    assert.match(reports[at], message);
  });
  assert.deepEqual(reports.slice(bad.length), [`${bad.length} bad lines`, `nothing is written while ${bad.length} lines cannot be read; mend them, or say \`--skip-bad\``]);
  const { samples, badLines } = JSON.parse(stdout);
  assert.deepEqual([samples, badLines.count, badLines.first.at(-1)], [bad.length + 3, bad.length, 2 * bad.length + 1]);
  assert.ok(!readdirSync(folder).includes("bad.json"));
  const skipped = await holdpoint([...args, "--skip-bad"], { input: `${lines.join("\n")}\n` });
  assert.equal(skipped.status, 0);
  assert.equal(skipped.stdout, stdout);
  assert.ok(readdirSync(folder).includes("bad.json"));
});

test("bad lines of JSON", async () => {
  const bad = ["{", "[1]", "0.9", '{"confidence":0.9}', '{"confidence":"high","correct":true}', '{"confidence":0.9,"correct":"perhaps"}', '{"confidence":0.9,"confidence":0.1,"correct":true}', Buffer.from([0x22, 0xff]), `"${"x".repeat(9 * 2 ** 20)}"`];
  const input = Buffer.concat(['{"confidence":0.9,"correct":true}', ...bad].flatMap((line) => [Buffer.from(line), Buffer.from("\n")]));
  const { status, stderr } = await holdpoint(["calibrate"], { input });
  assert.equal(status, 1);
  assert.deepEqual(stderr.match(/^line \d+: \w+/gm), ["json_syntax", "wrong_type", "wrong_type", "missing", "wrong_type", "wrong_type", "duplicate_key", "not_utf8", "too_large"].map((code, at) => `line ${at + 2}: ${code}`));
});

test("a quote that never closes costs its own line and no other", async () => {
  const rows = Array.from({ length: 5000 }, (_, at) => `0.9,true,${at === 17 || at === 4000 ? '"' : "x"}`);
  const { status, stdout, stderr } = await holdpoint(["calibrate", "--json"], { input: `confidence,correct,note\n${rows.join("\n")}` });
  assert.equal(status, 1);
  assert.deepEqual(JSON.parse(stdout).badLines, { count: 2, first: [19, 4002] });
  assert.match(stderr, /2 bad lines$/m);
});

test("many bad lines are counted, not all named", async () => {
  const { stderr } = await holdpoint(["calibrate"], { input: `confidence,correct\n0.9,1\n${"x,y\n".repeat(5000)}` });
  assert.deepEqual(stderr.trim().split("\n").length, 21);
  assert.match(stderr, /5,000 bad lines, of which the first 20 are named/);
});

test("200,000 samples in bounded memory", async () => {
  const samples = made(1000);
  const [block, whole] = [csv(samples).split("\n").slice(1).join("\n"), columns(Array(200).fill(samples).flat())];
  async function* stream() {
    yield "agent,correct,class,confidence\n";
    for (let n = 0; n < 200; n++) yield block;
  }
  const { status, stdout, stderr } = await holdpoint(["calibrate", "--json"], { input: stream(), node: REPORT_MEMORY });
  assert.equal(status, 0);
  const report = JSON.parse(stdout);
  assert.deepEqual([report.samples, report.every, report.calibrator.method], [200_000, 1, "venn_abers"]);
  assert.deepEqual(report.metrics, JSON.parse(JSON.stringify(calibration.metrics(whole))));
  const megabytes = Number(/maxRSS (\d+)/.exec(stderr)[1]) / 1024;
  assert.ok(megabytes < 250, `${megabytes} MB`);
});

test("more samples than fit are thinned evenly", async () => {
  const entry = fileURLToPath(new URL("../bindings/js/src/cli/samples/store.ts", import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: "esm", platform: "node" });
  const { SampleStore } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
  for (const n of [0, 1, 7, 8, 9, 15, 16, 17, 33, 100, 1000]) {
    const store = new SampleStore(8);
    for (let at = 0; at < n; at++) store.add(at / 1000, at % 2 === 1, `k${at % 3}`);
    const { confidence, correct } = store.all();
    const expected = Array.from({ length: Math.ceil(n / store.every) }, (_, at) => at * store.every);
    assert.ok(store.size <= 8 && (n < 8 || store.size >= 4), `${n}: ${store.size}`);
    assert.deepEqual([...confidence], expected.map((at) => at / 1000));
    assert.deepEqual([...correct], expected.map((at) => at % 2));
    for (const [key, { places, confidence: own }] of store.byKey()) {
      assert.deepEqual([...own], [...places].map((place) => confidence[place]));
      for (const place of places) assert.equal(`k${expected[place] % 3}`, key);
    }
  }
});

// ---- what it says ----

test("as data it is what the library gives", async () => {
  const samples = made(400);
  const all = columns(samples);
  const plain = (value) => JSON.parse(JSON.stringify(value));
  for (const [options, args] of [
    [{}, []],
    [{ method: "platt_map", bins: 5, floor: "sgr", alpha: 0.3, delta: 0.2 }, ["--method", "platt_map", "--bins", "5", "--floor", "sgr", "--alpha", "0.3", "--delta", "0.2"]],
    [{ floor: "crc", alpha: 0.2 }, ["--floor", "crc", "--alpha", "0.2"]],
  ]) {
    const { bins = 10, method = "auto", floor = "ltt", alpha = 0.1, delta = 0.1 } = options;
    const { status, stdout } = await holdpoint(["calibrate", "--json", ...args], { input: csv(samples) });
    assert.equal(status, 0);
    const report = JSON.parse(stdout);
    assert.deepEqual(report.metrics, plain(calibration.metrics(all, { bins })));
    assert.deepEqual(report.reliability, plain(calibration.reliability(all, { bins })));
    const calibrator = calibration.fit(all, { method, bins });
    assert.deepEqual(report.calibrator, plain(calibrator));
    assert.deepEqual(report.floor, { of: "claims", ...plain(calibration.floor(all, { method: floor, alpha, delta })) });
    assert.deepEqual(report.worth.map(({ claim, p, lo, hi }) => ({ claim, p, lo, hi })), [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99].map((claim) => ({ claim, ...calibration.apply(calibrator, claim) })));
  }
});

test("a small set, number by number", async () => {
  const samples = [...Array(8).fill([0.9, true]), ...Array(4).fill([0.9, false]), ...Array(3).fill([0.6, true]), ...Array(5).fill([0.6, false])];
  const input = `confidence,correct\n${samples.map((row) => row.join(",")).join("\n")}`;
  const report = JSON.parse((await holdpoint(["calibrate", "--json"], { input })).stdout);
  assert.deepEqual(Object.keys(report), ["samples", "every", "badLines", "metrics", "reliability", "histogram", "riskCoverage", "calibrator", "worth", "floor", "policyFloor"]);
  const rounded = (value) => (typeof value === "number" ? Number(value.toFixed(6)) : value);
  const { n, correct, accuracy, meanConfidence, gap, ece, brier, auroc, summary, notes } = report.metrics;
  assert.deepEqual([n, correct, accuracy, meanConfidence, gap, ece, brier, auroc].map(rounded), [20, 11, 0.55, 0.78, 0.23, 0.23, 0.28, 0.641414]);
  assert.equal(summary[0], "11 of 20 came true: 55 % (95 % interval 33.8 % to 74.9 %), with a mean claim of 78 %.");
  assert.deepEqual(notes.map(({ code }) => code), ["few_samples"]);
  assert.deepEqual(report.reliability.map((bin) => [bin.bin, bin.n, bin.correct]), [[5, 8, 3], [8, 12, 8]]);
  assert.deepEqual([report.calibrator.method, report.calibrator.n], ["platt_map", 20]);
  for (const { claim, gate, p } of report.worth) assert.equal(gate, Math.min(claim, p, calibration.discount(claim)), "20 logs are not enough to leave the prior behind");
  assert.deepEqual([report.floor.threshold, report.policyFloor], [null, { floor: null, accepted: 0, errors: 0, coverage: 0 }]);
});

test("the report leads with counts, says what few samples are worth, and that there is no floor where there is none", async () => {
  const few = await holdpoint(["calibrate"], { input: csv(made(60)) });
  assert.match(few.stdout, /^Claimed and true\n {2}\d+ of 60 came true/);
  assert.match(few.stdout, /ECE is biased upwards with so few samples/);
  assert.match(few.stdout, /Hold everything: no threshold is known/);
  assert.doesNotMatch(few.stdout, /triggers: \{/);
  assert.doesNotMatch(few.stdout, /\u001b/);
  assert.ok(few.stdout.split("\n").every((line) => line.length <= 110));
  const many = await holdpoint(["calibrate", "--alpha", "0.3"], { input: csv(made(2000)) });
  assert.match(many.stdout, /Accept from 0\.\d+ on/);
  assert.match(many.stdout, /triggers: \{ confidence: \{ floor: 0\.\d+ \} \}/);
});

// ---- what it writes ----

const POLICY = (floor) => ({
  holdpoint: 1,
  name: "test",
  ...(floor !== undefined && { triggers: { confidence: { floor } } }),
  tools: [{ id: "draft", tool: "draft", tier: "reversible", undo: { tool: "discard" } }],
});
const decide = (gate, confidence, agent) => gate.decide({ tool: "draft", args: {}, session: "s", ...(agent && { agent }) }, { now: 0, claims: { confidence: { intent: confidence } } });

test("what --out writes is what the gate takes, and the floor parts claims as the guarantee does", async () => {
  const samples = made(3000);
  for (const method of ["auto", "platt_map", "isotonic", "histogram"]) {
    const path = join(folder, `${method}.json`);
    writeFileSync(path, "old");
    const { status, stdout } = await holdpoint(["calibrate", "--json", "--alpha", "0.3", "--method", method, "--out", path], { input: csv(samples) });
    assert.equal(status, 0);
    const report = JSON.parse(stdout);
    const stored = JSON.parse(readFileSync(path, "utf8"));
    assert.deepEqual(stored, report.calibrator);
    assert.notEqual(report.policyFloor.floor, null, method);
    const gate = createGate(POLICY(report.policyFloor.floor), { calibrators: { "*": stored } });
    for (const { claim, gate: worth } of report.worth) assert.equal(decide(gate, claim).confidence.calibrated, worth);
    const runs = new Map([...new Set(samples.map(({ confidence }) => confidence))].map((claim) => [claim, decide(gate, claim).mayRun]));
    const accepted = samples.filter(({ confidence }) => runs.get(confidence));
    assert.deepEqual([accepted.length, accepted.filter(({ correct }) => !correct).length], [report.policyFloor.accepted, report.policyFloor.errors], method);
    // What runs passes the test of the floor, whatever the calibrator makes of claims near it; a map without steps keeps every claim apart, and the floor as it is.
    const inside = { confidence: Float64Array.from(samples, ({ confidence }) => (runs.get(confidence) ? 1 : 0)), correct: columns(samples).correct };
    assert.equal(calibration.floor(inside, { alpha: 0.3, grid: [1] }).threshold, 1, method);
    if (method === "platt_map") assert.equal(report.policyFloor.accepted, report.floor.accepted);
  }
  assert.deepEqual(readdirSync(folder).filter((name) => name.endsWith(".tmp")), []);
});

test("with keys it writes a calibrator for each, as fitPooled does", async () => {
  const samples = made(900);
  const path = join(folder, "keyed.json");
  const { status, stdout } = await holdpoint(["calibrate", "--json", "--alpha", "0.3", "--key", "agent", "--key", "class", "--out", path], { input: jsonl(samples) });
  assert.equal(status, 0);
  const stored = JSON.parse(readFileSync(path, "utf8"));
  const byKey = Object.groupBy?.(samples, (sample) => `${sample.agent}/${sample.class}`);
  if (byKey) assert.deepEqual(stored, JSON.parse(JSON.stringify(calibration.fitPooled(byKey))));
  assert.deepEqual(Object.keys(stored).length, 1 + 2 + 3 + 6);
  const report = JSON.parse(stdout);
  assert.deepEqual([report.floor.of, report.keys.length, report.policyFloor.floor], ["worth", 6, report.floor.threshold]);
  const gate = createGate(POLICY(report.policyFloor.floor), { calibrators: stored });
  let accepted = 0;
  for (const { confidence, agent, class: action } of samples) {
    if (action !== "reversible") continue;
    const { mayRun, confidence: found } = decide(gate, confidence, agent);
    assert.equal(found.calibrated, Math.min(confidence, calibration.apply(stored[`${agent}/${action}`], confidence).p));
    accepted += mayRun ? 1 : 0;
  }
  assert.ok(accepted > 0);
  const one = JSON.parse((await holdpoint(["calibrate", "--json", "--key", "*", "--key", "class"], { input: csv(samples) })).stdout);
  assert.deepEqual(Object.keys(one.calibrators), ["*", "*/external", "*/read_only", "*/reversible"]);
});

test("keys of a log are shown as what they are", async () => {
  const { status, stdout, stderr } = await holdpoint(["calibrate", "--key", "agent", "--key", "class"], { input: 'confidence,correct,agent,class\n0.9,1,\x1b[31mred,\n0.8,0,\u202eabc,\n0.7,1,meta/llama,external\n0.7,1,,a/b\n' });
  assert.equal(status, 1);
  assert.match(stdout, /\\u\{1B\}\[31mred\/\*/);
  assert.match(stdout, /\\u\{202E\}abc/);
  assert.match(stdout, /meta\/llama\/external/);
  assert.doesNotMatch(stdout + stderr, /[\u001b\u202e]/);
  assert.match(stderr, /line 5: .*`a\/b`/);
});

/** Reads XML strictly and gives its elements. */
function elements(text) {
  const found = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => assert.fail(`${error.message}\n${text.slice(0, 2000)}`));
  parser.on("opentag", ({ name, attributes }) => found.push({ name, attributes }));
  parser.write(text).close();
  return found;
}

test("pictures are SVG without scripts, with words for those who cannot see them", async () => {
  const calibrator = file("plot-calibrator.json", JSON.stringify(calibration.fit(made(50), { method: "platt" })));
  const place = join(folder, "deep", "plots");
  const cases = [
    [["calibrate", "--alpha", "0.3", "--plot", place], csv(made(500)), ["histogram.svg", "reliability.svg", "risk-coverage.svg"]],
    [["calibrate", "--method", "temperature", "--plot", join(folder, "one")], "confidence,correct\n1,1\n", ["histogram.svg", "reliability.svg", "risk-coverage.svg"]],
    [["calibrate", "--key", "agent", "--plot", join(folder, "keyed")], csv(made(500)), ["histogram.svg", "reliability.svg", "risk-coverage.svg"]],
    [["chain", "0.9", "0.8", "--calibrator", calibrator, "--plot", join(folder, "one", "chain.svg")], "", []],
    [["chain", ...Array(300).fill("9/10"), "--holds", "30", "--plot", join(folder, "one", "long.svg")], "", []],
  ];
  for (const [args, input, expected] of cases) {
    const { status, stderr } = await holdpoint(args, { input });
    assert.deepEqual([status, stderr], [0, ""], args.join(" "));
    if (expected.length > 0) assert.deepEqual(readdirSync(args[args.indexOf("--plot") + 1]).sort(), expected);
  }
  const files = [place, join(folder, "one"), join(folder, "keyed")].flatMap((at) => readdirSync(at).map((name) => join(at, name)));
  assert.equal(files.length, 11);
  for (const path of files) {
    const text = readFileSync(path, "utf8");
    const all = elements(text);
    assert.deepEqual([all[0].name, all[0].attributes.role, all[1].name, all[2].name], ["svg", "img", "title", "desc"], path);
    const ids = new Set(all.map(({ attributes }) => attributes.id).filter(Boolean));
    for (const id of all[0].attributes["aria-labelledby"].split(" ")) assert.ok(ids.has(id));
    for (const { name, attributes } of all) {
      assert.match(name, /^(svg|title|desc|style|rect|text|g|path|line|circle|defs|pattern)$/);
      for (const [key, value] of Object.entries(attributes)) assert.ok(!/^on|href/i.test(key) && !/NaN|Infinity|undefined/.test(value), `${path}: ${key}="${value}"`);
    }
    assert.match(text, /prefers-color-scheme:dark/);
    assert.doesNotMatch(text, /@import|url\((?!#)/);
  }
});

// ---- chain ----

test("a chain of claims, in words and as data", async () => {
  const { status, stdout, stderr } = await holdpoint(["chain", "0.9", "0.9", "0.9"]);
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, /^Three steps claimed at 0\.90 read 0\.729 naively, 0\.422 calibrated\.\n/);
  for (const figure of ["0.250", "0.750", "0.537"]) assert.ok(stdout.includes(figure), figure);
  const report = JSON.parse((await holdpoint(["chain", "0.9", "0.9", "0.9", "--json"])).stdout);
  assert.deepEqual(report.chain, JSON.parse(JSON.stringify(calibration.chain([0.9, 0.9, 0.9]))));
  assert.deepEqual(report.worth, [0.75, 0.75, 0.75]);
  assert.deepEqual(report.placements.map(({ budget, holds }) => [budget, holds]), [[1, [0]], [2, [0, 1]], [3, [0, 1, 2]]]);
});

test("a chain of counts has an interval", async () => {
  const { stdout } = await holdpoint(["chain", "30/40", "30/40", "30/40"]);
  assert.match(stdout, /^Three steps right in 30 of 40 read 0\.422 naively, 0\.412 calibrated\. By these counts it is between\s0\.307 and 0\.520\.\n/);
  const report = JSON.parse((await holdpoint(["chain", "9/10", "45/50", "--json", "--correlation", "0.2"])).stdout);
  assert.deepEqual(report.chain, JSON.parse(JSON.stringify(calibration.chain([{ correct: 9, n: 10 }, { correct: 45, n: 50 }], { correlation: 0.2 }))));
});

test("a chain by a calibrator, and where its holds belong", async () => {
  const calibrator = calibration.fit(made(500), { method: "platt" });
  const path = file("chain.json", JSON.stringify({ "*": { method: "prior" }, "support/external": calibrator }));
  const steps = [0.99, 0.95, 0.9, 0.97, 0.8];
  const report = JSON.parse((await holdpoint(["chain", ...steps.map(String), "--calibrator", path, "--key", "support/external", "--holds", "2", "--catch", "0.7", "--false-flag", "0.1", "--json"])).stdout);
  assert.deepEqual(report.chain, JSON.parse(JSON.stringify(calibration.chain(steps, { calibrator, correlation: 0.5 }))));
  assert.deepEqual(report.worth, steps.map((claim) => Math.min(claim, calibration.apply(calibrator, claim).p)));
  assert.deepEqual(report.placements, [{ budget: 2, ...calibration.placeHolds(report.worth, { budget: 2, catchRate: 0.7, falseFlag: 0.1, mode: "topk" }) }]);
  const prior = JSON.parse((await holdpoint(["chain", "0.9", "--calibrator", path, "--json"])).stdout);
  assert.equal(prior.chain.calibrated, 0.75);
});
