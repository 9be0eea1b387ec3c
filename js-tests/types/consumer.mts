// What a user's compiler must accept and refuse.
import { actionDigest, calibration, canonicalJson, checkPolicy, createGate, definePolicy, HoldpointError, isHoldpointError, memoryStore, OVERSIGHTS } from "holdpoint";
import { applyEdits, contextPackage, packageDigest, renderMarkdown, renderSlack, renderText } from "holdpoint";
import type { ContextPackage, Edits, Json, Line, PackageExtra, Part, SlackMessage } from "holdpoint";
import type { Action, Calibrator, Chain, Code, Committed, Context, Decision, Doc, Gate, Issue, Item, Key, LogHead, MonitorState, Oversight, Policy, Samples, Store } from "holdpoint";
import { openStore, readPolicy, replay } from "holdpoint/node";
import type { PolicyReplay, Replay, ReplayChange } from "holdpoint/node";
import { cases, faulty, type MakeStore } from "holdpoint/stores/conformance";
import { sqliteStore, type Backup, type SqliteStore } from "holdpoint/stores/sqlite";

const policy = definePolicy({ holdpoint: 1, name: "support", currency: "USD", tools: [{ id: "lookups", tool: "get_*", tier: "read_only" }, { id: "mail", tool: "email.send", tier: 3 }] });
const gate: Gate = createGate(policy);
createGate("{}");
createGate(readPolicy("policy.yaml"), { calibrators: {} });

const action: Action = { tool: "get_order", args: { id: "A-1", many: [1, null, { deep: true }] }, session: "s-1" };
const context: Context = { now: 1, claims: { confidence: { intent: 0.9 } }, signals: { failures: 2 }, kill: { engaged: false } };
const decision: Decision = gate.decide(action, context);
const oversight: Oversight = gate.screen(action);
const sentences: string[] = gate.explain(decision);
const items: Item[] = [{ action }, { action, context }];
for (const answer of gate.decideAll(items)) {
  const ran: boolean = "error" in answer ? false : answer.mayRun;
  void ran;
}
for (const answer of gate.screenAll(items)) if (typeof answer === "object") answer.error satisfies HoldpointError;
const places: Uint8Array = gate.screenPlaces(items);
const word: Oversight | undefined = OVERSIGHTS[places[0]!];
// @ts-expect-error the scale is what it is
OVERSIGHTS.push("proceed");
const issues: Issue[] = [...gate.lint(), ...checkPolicy({} as Policy).issues];
const texts: string[] = [gate.policyDigest, actionDigest(action), canonicalJson({ a: 1 }), decision.digests.decision];
const probability: number = calibration.prior(0.9) + calibration.discount(0.9);

const replayed: Promise<Replay> = replay({ policies: ["live.yaml", policy], log: process.stdin, context, now: 0, onProgress: ({ lines, bytes }) => void (lines + bytes), signal: AbortSignal.timeout(1000) });
void replayed.then(({ policies: [, changed] }: { policies: PolicyReplay[] }) => changed?.changes.map(({ from, to, looser, tools }: ReplayChange) => [from, to, looser, tools[0]?.lines]));
// @ts-expect-error a log has to be given
void replay({ policies: [policy] });
const samples: Samples = [{ confidence: 0.9, correct: true }];
const calibrator: Calibrator = calibration.fit(samples, { method: "platt_map" });
createGate(policy, { calibrators: { "*": calibrator, ...calibration.fitPooled({ "support/external": { confidence: Float64Array.of(0.9), correct: Uint8Array.of(1) } }) } });
const estimate: number | null = calibration.apply(calibrator, 0.9).lo;
const estimates: Float64Array | null = calibration.apply(calibrator, Float64Array.of(0.9)).lo;
const watched: MonitorState = [true, false].reduce<MonitorState | null>((state, correct) => calibration.monitor(state, { confidence: 0.9, correct }), null)!;
const threshold: number | null = calibration.floor(samples, { method: "rcps", alpha: 0.1 }).threshold;
const held: number[] = calibration.placeHolds([0.9, 0.8], { budget: 1, catchRate: 0.8, mode: "segment" }).holds;
const chained: Chain[] = [calibration.chain([0.9, 0.8], { calibrator }), calibration.chain([{ correct: 3, n: 4 }])];
const scored: number = calibration.trajectory.score(calibration.trajectory.fit([], {}), calibration.trajectory.features([{ confidence: 0.9, tokens: 12 }]));
// @ts-expect-error an outcome is true or false
calibration.metrics([{ confidence: 0.9, correct: 1 }]);
// @ts-expect-error no such method
calibration.fit(samples, { method: "spline" });

const extra: PackageExtra = { requestId: "r-1", state: { before: { seats: 2 } }, evidence: { query: "x" }, redactions: { pointers: ["/card"], types: ["email"] }, redactionKey: "" };
const pkg: ContextPackage = contextPackage(gate, action, context, extra);
const part: Part | undefined = pkg.parts.find(({ name }) => name === "critical");
const shown: Line[] = part?.lines ?? [];
const message: SlackMessage = renderSlack(pkg, { reviewUrl: "https://example.com" });
const forms: string[] = [renderText(pkg, { width: 80, full: true }), renderMarkdown(pkg), packageDigest(pkg), message.text, message.blocks[0]!.type];
const edits: Edits = { patch: [{ op: "test", path: "/a", value: 1 }, { op: "replace", path: "/a", value: 2 }] };
const edited: Json = applyEdits({ a: 1 }, edits, { type: "object" });
// @ts-expect-error no such evidence
contextPackage(gate, action, context, { evidence: { qwery: 1 } });
// @ts-expect-error Markdown has no columns
renderMarkdown(pkg, { width: 80 });
// @ts-expect-error no such operation
applyEdits({}, { patch: [{ op: "erase", path: "/a" }] });

try {
  gate.decide(action);
} catch (error) {
  if (isHoldpointError(error)) {
    const code: Code = error.code;
    if (code === "fault" || code === "input_invalid") error.issues satisfies Issue[];
    // @ts-expect-error no such code
    if (code === "no_such_code") throw error;
  }
}

switch (decision.oversight) {
  case "proceed":
  case "log":
  case "review":
  case "hold":
  case "block":
  case "halt":
    break;
  default:
    decision.oversight satisfies never;
}

// @ts-expect-error a tier is one of four
definePolicy({ holdpoint: 1, name: "x", currency: "USD", tools: [{ id: "a", tool: "b", tier: "harmless" }] });
// @ts-expect-error an action has a session
gate.decide({ tool: "a", args: {} });
// @ts-expect-error a mistyped key decides without its signal
gate.decide(action, { signal: { failures: 2 } });

void [shown, forms, edited, oversight, word, sentences, issues, texts, probability, estimate, estimates, watched, threshold, held, chained, scored];

const inFile: SqliteStore = sqliteStore("holdpoint.db", { busyTimeout: 1000, retention: 0, poll: 100, clock: Date.now });
const stores: Store[] = [memoryStore(), inFile, await openStore("sqlite:holdpoint.db"), faulty(inFile, (method, count) => (method === "commit" && count > 1 ? "unanswered" : undefined))];
const committed: Committed = await stores[0]!.commit({ expect: [{ key: "a/1", version: 0 }], write: [{ key: "a/1", body: { any: ["json"] }, index: { status: "x" } }], audit: (head: LogHead | null) => ({ head, entries: [] }) });
const texts2: (Doc | null)[] | Key[] = committed.ok ? await stores[0]!.load(Object.keys(committed.versions)) : committed.conflicts;
const copied: Promise<Backup> = inFile.backup("copy.db");
const make: MakeStore = ({ clock, retention }) => ({ store: memoryStore({ clock, retention }) });
void [texts2, copied, cases[0]!.run(make)];
// @ts-expect-error a body is JSON
void stores[0]!.commit({ write: [{ key: "a/1", body: new Date() }] });
