// From a policy to the gate that decides by it.
import { CompiledGate } from "./compiled.ts";
import { withEngine } from "./gate-engine.ts";
import { isHoldpointError, type HoldpointError } from "./errors.ts";
import { withPen, type Pen } from "./pen.ts";
import { copy, OPTIONS, POLICY, snapshot } from "./snapshot.ts";
import type { Action, Context, Decision, Demand, GateOptions, Issue, Oversight, PolicyDocument as Policy, UndoCall, UndoOutcome } from "./wire.ts";

/** One of many actions. */
export type Item = { action: Action; context?: Context };

/**
 * Compiles a policy, given as an object or as JSON text.
 *
 * @throws HoldpointError `policy_invalid` with every issue of the policy at once.
 * @example
 * const gate = createGate({
 *   holdpoint: 1, name: "support", currency: "USD",
 *   tools: [{ id: "lookups", tool: "get_*", tier: "read_only" }],
 * });
 */
export function createGate(policy: Policy | string, options: GateOptions = {}): Gate {
  return withPen((pen) => {
    const length = writePolicy(policy, pen);
    snapshot(options, OPTIONS, pen);
    return new CompiledGate(pen.copy(), length);
  });
}

/**
 * Every error and warning of a policy, given as an object or as JSON text. Never throws.
 *
 * @example
 * const { ok, issues } = checkPolicy(readFileSync("policy.json", "utf8"));
 */
export function checkPolicy(policy: Policy | string): { ok: boolean; issues: Issue[] } {
  try {
    return withPen((pen) => {
      writePolicy(policy, pen);
      return withEngine((engine) => JSON.parse(engine.checkPolicy(pen)) as { ok: boolean; issues: Issue[] });
    });
  } catch (error) {
    if (isHoldpointError(error)) return { ok: false, issues: error.issues };
    return { ok: false, issues: [{ code: "fault", pointer: "", message: `the policy cannot be checked: ${String(error)}`, severity: "error" }] };
  }
}

/**
 * Gives back the policy it is given, for the types' sake.
 *
 * @example
 * export default definePolicy({ holdpoint: 1, name: "support", currency: "USD", tools: [] });
 */
export function definePolicy<const P extends Policy>(policy: P): P {
  return policy;
}

/** A compiled policy. Made by {@link createGate}. */
export interface Gate {
  /** The digest of the policy, which is part of every decision. */
  readonly policyDigest: string;

  /**
   * Decides upon an action: may it run, must it be staged, must the run wait for a person.
   *
   * The same policy, action and context give the same decision. Where `context.now` is absent, the clock is read.
   *
   * @throws HoldpointError `input_invalid` for what is no action or no context, `fault` if the engine failed. Neither is a permission.
   * @example
   * const decision = gate.decide({ tool: "payments.refund", args: { amount: "250.00" }, session: "s-1" });
   * if (!decision.mayRun) console.log(gate.explain(decision).join("\n"));
   */
  decide(action: Action, context?: Context): Decision;

  /**
   * The oversight alone, for previews and batches. It equals that of {@link Gate.decide} wherever that accepts, and never authorises an execution.
   *
   * @throws HoldpointError as `decide` does.
   * @example
   * const badge = gate.screen({ tool: "email.send", args: draft, session: "s-1" });
   */
  screen(action: Action, context?: Context): Oversight;

  /**
   * Decides upon many actions. A bad one gives `{ error }` in its place.
   *
   * @example
   * const decisions = gate.decideAll(log.map((action) => ({ action, context: { now: action.at } })));
   */
  decideAll(items: readonly Item[]): (Decision | { error: HoldpointError })[];

  /**
   * Screens many actions. A bad one gives `{ error }` in its place.
   *
   * @example
   * const held = gate.screenAll(items).filter((oversight) => oversight === "hold").length;
   */
  screenAll(items: readonly Item[]): (Oversight | { error: HoldpointError })[];

  /**
   * Screens very many actions: the place of each one's oversight in {@link OVERSIGHTS}, with no object for any of them. A bad one gives 255, which is no place there.
   *
   * @example
   * const places = gate.screenPlaces(items);
   * const running = places.filter((place) => place <= OVERSIGHTS.indexOf("log")).length;
   */
  screenPlaces(items: readonly Item[]): Uint8Array;

  /**
   * What the policy makes of an action beside the decision, for whoever keeps what waits: what it spends and how far back limits look, the values of its critical
   * arguments, how to undo it, who is told. It says nothing about whether the action may run, and depends on nothing but policy and action.
   *
   * @throws HoldpointError `input_invalid` for what is no action.
   * @example
   * const { critical, idempotent } = gate.demand({ tool: "payments.refund", args: { amount: "60.00" }, session: "s-1" });
   */
  demand(action: Action): Demand;

  /**
   * The call that undoes an action, filled from its arguments, its result and what stood before it; null where no rule knows one. Put it through the gate as any
   * other.
   *
   * @throws HoldpointError `template_unfilled` where the policy asks for what is not there: an undo with a hole in it undoes something else.
   * @example
   * const call = gate.undo({ tool: "email.draft", args: { to: "bob" }, session: "s-1" }, { result: { id: "d-7" } });
   */
  undo(action: Action, outcome?: UndoOutcome): UndoCall | null;

  /**
   * Plain sentences: why a decision is as it is, and what would have let the action pass.
   *
   * @example
   * for (const sentence of gate.explain(decision)) console.log(sentence);
   */
  explain(decision: Decision): string[];

  /**
   * What the author of the policy may have overlooked.
   *
   * @example
   * for (const { pointer, message } of gate.lint()) console.warn(pointer, message);
   */
  lint(): Issue[];
}

function writePolicy(policy: Policy | string, pen: Pen): number {
  return typeof policy === "string" ? copy(policy, POLICY, pen) : snapshot(policy, POLICY, pen);
}
