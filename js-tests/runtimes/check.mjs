// What every runtime does with the package that it imported: one file, no dependency, nothing but the language and WebCrypto.
import { cases, policies } from "./generate.mjs";

const POLICY = {
  holdpoint: 1,
  name: "shop",
  tools: [
    { id: "lookups", tool: "get_*", tier: "read_only" },
    { id: "refund", tool: "payments.refund", category: "financial_transaction", amount: { pointer: "/amount" }, critical: ["/amount"] },
  ],
};
const LOOKUP = { tool: "get_order", args: { id: "A-1" }, session: "s-1" };
const REFUND = { tool: "payments.refund", args: { amount: "250.00" }, session: "s-1" };

/**
 * Checks the package and gives what it decided about the generated actions and what reviewers would see of them: a SHA-256 that goes on from block to block, and
 * one for each block; and one of what it calibrated.
 *
 * @param holdpoint what was imported or required
 */
export async function check(holdpoint) {
  behaves(holdpoint);
  return { ...(await identity(holdpoint)), calibration: await sha256(calibrated(holdpoint.calibration)) };
}

function behaves(holdpoint) {
  const { createGate, checkPolicy, definePolicy, actionDigest, canonicalJson, calibration, HoldpointError, isHoldpointError } = holdpoint;
  const { applyEdits, contextPackage, packageDigest, renderText } = holdpoint;
  const gate = createGate(definePolicy(POLICY));
  const decision = gate.decide(REFUND, { now: 1_795_521_600_000 });
  same(decision.oversight, "hold", "a refund above the threshold");
  same(decision.mayRun, false, "what is held may not run");
  same(gate.decide(LOOKUP).oversight, "proceed", "a lookup, by the runtime's own clock");
  same(gate.screen(REFUND), "hold", "screen");
  same(gate.decideAll([{ action: LOOKUP }, { action: 7 }]).map((answer) => answer.oversight ?? answer.error.code).join(), "proceed,input_invalid", "decideAll");
  same(gate.explain(decision)[0], "The action does not run, and the run waits here for a person (tier 4).", "explain");
  same(checkPolicy({ ...POLICY, nmae: 1 }).issues[0].pointer, "/nmae", "checkPolicy");
  same(canonicalJson({ b: 1e21, a: "é" }), '{"a":"é","b":1e+21}', "canonicalJson");
  same(actionDigest(REFUND), decision.digests.action, "actionDigest");
  same(calibration.prior(0.5), 0.5, "calibration");
  const pkg = contextPackage(gate, REFUND, { now: 1_795_521_600_000 });
  same(packageDigest(pkg), pkg.digest, "packageDigest");
  same(renderText(pkg).includes("= USD 250.00, hundreds"), true, "renderText");
  same(applyEdits(REFUND.args, { args: { amount: "25.00" } }).amount, "25.00", "applyEdits");

  const error = thrown(() => gate.decide({ ...REFUND, args: { amount: NaN } }));
  same(isHoldpointError(error) && error instanceof HoldpointError && error instanceof Error, true, "the error is recognised");
  same(`${error.code} ${error.issues[0].code} ${error.issues[0].pointer}`, "input_invalid not_finite /action/args/amount", "the error says where");
  same(isHoldpointError(new Error("x")), false, "another error is not");

  for (const value of everything(decision)) same(Object.isFrozen(value), true, "a decision is frozen all the way down");
  same(Reflect.set(decision, "mayRun", true), false, "a decision stays what it is");
}

async function identity(holdpoint) {
  const { createGate, isHoldpointError } = holdpoint;
  const gates = policies().map((policy) => createGate(policy));
  const words = {};
  const blocks = [];
  let hash = "";
  let block = gates.map((gate) => `${gate.policyDigest}\n`).join("");
  let count = 0;
  for (const { policy, action, context, extra } of cases()) {
    const [lines, word] = answer(gates[policy], action, context, isHoldpointError);
    block += lines + seen(holdpoint, count, gates[policy], action, context, extra);
    words[word] = (words[word] ?? 0) + 1;
    if (++count % BLOCK === 0) {
      blocks.push((hash = await sha256(hash + block)));
      block = "";
    }
  }
  return { count, words, hash, blocks };
}

const BLOCK = 500;

/** The decision and its sentences, or the refusal, as the lines that are hashed; and the oversight. */
function answer(gate, action, context, isHoldpointError) {
  try {
    const decision = gate.decide(action, context);
    same(gate.screen(action, context), decision.oversight, "screen says what decide says");
    return [`${JSON.stringify(decision)}\n${JSON.stringify(gate.explain(decision))}\n`, decision.oversight];
  } catch (error) {
    if (!isHoldpointError(error)) throw error;
    const { code, issues, message } = error;
    return [`${JSON.stringify({ code, issues, message })}\n`, "refused"];
  }
}

/** The package and one of its renderings in turn, or the refusal, as the lines that are hashed. */
function seen({ contextPackage, isHoldpointError, renderMarkdown, renderSlack, renderText }, at, gate, action, context, extra) {
  try {
    const pkg = contextPackage(gate, action, context, extra);
    const renderings = [() => renderText(pkg, { width: 72 }), () => renderMarkdown(pkg, { full: true }), () => JSON.stringify(renderSlack(pkg, { reviewUrl: "https://example.com/r" }))];
    return `${JSON.stringify(pkg)}\n${renderings[at % renderings.length]()}\n`;
  } catch (error) {
    if (!isHoldpointError(error)) throw error;
    const { code, issues, message } = error;
    return `${JSON.stringify({ code, issues, message })}\n`;
  }
}

/** Fits, estimates and metrics of samples that anyone can make anew, to eleven places: as far as fits and metrics agree natively and in wasm. */
function calibrated({ apply, fit, metrics }) {
  const claim = (at) => ((at * 37) % 101) / 100;
  const confidence = Float64Array.from({ length: 600 }, (_, at) => claim(at));
  const correct = Uint8Array.from(confidence, (claim, at) => ((at * 59) % 97 < 80 * claim ? 1 : 0));
  const methods = ["auto", "platt_map", "platt", "platt_raw", "temperature", "beta", "histogram", "isotonic", "venn_abers", "beta_binomial", "eb_gap"];
  const estimates = methods.map((method) => {
    const calibrator = fit({ confidence, correct }, { method });
    return [calibrator, Array.from({ length: 21 }, (_, at) => apply(calibrator, at / 20))];
  });
  return JSON.stringify([estimates, metrics({ confidence, correct })], (_, value) => (typeof value === "number" ? value.toFixed(11).replace(/^-(0\.0+)$/, "$1") : sorted(value)));
}

/** With its members in order, as the engine writes them. */
function sorted(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}

async function sha256(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function same(got, wanted, what) {
  if (got !== wanted) throw new Error(`${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`);
}

function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

function everything(value) {
  return typeof value === "object" && value !== null ? [value, ...Object.values(value).flatMap(everything)] : [];
}
