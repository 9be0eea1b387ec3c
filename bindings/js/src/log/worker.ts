// The worker of `replay`: takes portions of a log, asks every policy about each action in them, counts.
import { on } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { createGate, isHoldpointError, OVERSIGHTS, type Context, type Gate, type GateOptions, type HoldpointError } from "holdpoint";
import { parseItem, problem, refusal, type Item, type Problem } from "./item.ts";
import { LineSplitter, type Line } from "./lines.ts";
import { Tally } from "./tally.ts";

/** What the worker is started with. Policies are JSON texts. */
export type Task = { policies: readonly string[]; options: GateOptions; shared: Context };
/** What it is sent: bytes of the log, and nothing after the last of them. */
export type Portion = Uint8Array<ArrayBuffer> | null;
/** What it tells: an answer to every portion; then the figures, or what was wrong, with a policy's number where it was that policy. */
export type Report =
  | { lines: number; bytes: number }
  | { figures: ReturnType<Tally["figures"]> }
  | { refusal: ReturnType<HoldpointError["toJSON"]>; policy?: number };

class Refused {
  constructor(readonly report: Report) {}
}

/** Runs to the end of the log. Errors that are no refusals end the worker, whose owner is told. */
async function work({ policies, options, shared }: Task): Promise<Report> {
  const gates = policies.map((policy, at) => refusing(() => createGate(policy, options), at));
  // What is wrong with everybody's context would refuse every line.
  for (const gate of gates) refusing(() => gate.decide(NOTHING, shared));
  const tally = new Tally(gates.length);
  const splitter = new LineSplitter();
  let [lines, bytes] = [0, 0];
  for await (const [portion] of on(parentPort!, "message") as AsyncIterable<[Portion]>) {
    lines += take(gates, portion === null ? splitter.end() : splitter.push(Buffer.from(portion.buffer)), shared, tally);
    bytes += portion?.length ?? 0;
    tell({ lines, bytes });
    if (portion === null) break;
  }
  return { figures: tally.figures(gates.map(({ policyDigest }) => policyDigest)) };
}

/** Screens lines by every gate, and gives their number. */
function take(gates: readonly Gate[], lines: Iterable<Line>, shared: Context, tally: Tally): number {
  const items: Item[] = [];
  const numbers: number[] = [];
  let refused = 0;
  for (const line of lines) {
    const item = "code" in line ? problem(line.code, "", line.problem) : parseItem(line.text, shared);
    if ("code" in item) {
      refused++;
      tally.refuse(line.number, () => item);
    } else {
      items.push(item);
      numbers.push(line.number);
    }
  }
  const places = gates.map((gate) => gate.screenPlaces(items));
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    const line = numbers[at]!;
    // What one gate refuses is no action, even where another did not look so closely.
    const refusing = places.findIndex((row) => row[at]! >= OVERSIGHTS.length);
    if (refusing >= 0) tally.refuse(line, () => reason(gates[refusing]!, item));
    else for (let policy = 0; policy < places.length; policy++) tally.add(policy, places[policy]![at]!, places[0]![at]!, line, item.action.tool);
  }
  return items.length + refused;
}

function reason(gate: Gate, { action, context }: Item): Problem {
  try {
    gate.screen(action, context);
  } catch (error) {
    return refusal(error);
  }
  return problem("fault", "", "the engine failed and was replaced");
}

/** A refusal goes to whoever asked for the replay, as data. */
function refusing<T>(call: () => T, policy?: number): T {
  try {
    return call();
  } catch (error) {
    throw isHoldpointError(error) ? new Refused({ refusal: error.toJSON(), ...(policy !== undefined && { policy }) }) : error;
  }
}

function tell(report: Report): void {
  parentPort!.postMessage(report);
}

const NOTHING = { tool: "nothing", args: {}, session: "replay" };

tell(
  await work(workerData as Task).catch((error: unknown) => {
    if (error instanceof Refused) return error.report;
    throw error;
  }),
);
