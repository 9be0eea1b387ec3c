// A log against policies, in a worker thread: what a changed policy would have done to the actions that there were.
import { createReadStream } from "node:fs";
import { Worker } from "node:worker_threads";
import { canonicalJson, HoldpointError, isHoldpointError, type Code, type Context, type GateOptions, type Issue, type Oversight, type Policy } from "holdpoint";
import type { Portion, Report, Task } from "./log/worker.ts";
import { readPolicy, systemReason, unreadable } from "./node.ts";

/** What to replay. */
export type ReplayOptions = {
  /** Policies as files, JSON or YAML by their extension, or as documents. Every other is compared with the first. */
  policies: readonly (string | Policy)[];
  /** The log as a file, or as a stream of bytes or text: JSON lines as `holdpoint decide` reads them. */
  log: string | AsyncIterable<Uint8Array | string>;
  /** The context of every line; what a line says itself replaces it, key by key. */
  context?: Context;
  /** The clock of lines that bring none, in milliseconds since 1970. Without it, that of the context, or the moment at which the replay starts. */
  now?: number;
  /** Calibrators of every policy. */
  calibrators?: NonNullable<GateOptions["calibrators"]>;
  /** Told again and again, and once all is read, how many lines (blank ones aside) and bytes that were. */
  onProgress?: (progress: { lines: number; bytes: number }) => void;
  /** Stops it; the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
};

/** What the policies do to the log. */
export type Replay = {
  /** The actions that were compared; each is counted once for every policy. */
  actions: number;
  /** Lines that are no action, or that the gate refuses. Nothing runs for them, and nothing else counts them. */
  refused: number;
  /** The first five of those, with the reason. */
  refusals: Refusal[];
  /** In the order in which they were given. */
  policies: PolicyReplay[];
  /** The clock of lines that brought none. */
  now: number;
  /** How long it took. */
  seconds: number;
};

/** A line that is not compared. */
export type Refusal = { line: number; error: { code: Code; message: string; issues: readonly Issue[] } };

/** What one policy does to the log, and what that changes. */
export type PolicyReplay = {
  /** Its file, where it is one. */
  path: string | null;
  policyDigest: string;
  /** Actions by oversight. */
  oversight: Record<Oversight, number>;
  /** Actions whose oversight is less strict than by the first policy, and stricter. */
  looser: number;
  stricter: number;
  /** Against the first policy: looser first, among them what would run by itself, then by number. */
  changes: ReplayChange[];
};

/** Actions that go from one oversight to another. */
export type ReplayChange = {
  from: Oversight;
  to: Oversight;
  looser: boolean;
  count: number;
  /** Most frequent first; beyond a thousand they are counted together. `lines` are the first five of each. */
  tools: { tool: string; count: number; lines: number[] }[];
};

/**
 * Screens every action of a log by one policy, or by several to compare them, in a worker thread and in memory that does not grow with the log. Whatever no policy
 * reads is not checked, as by `screen`.
 *
 * @throws HoldpointError `policy_invalid` and `input_invalid` for a policy or a context that is refused, `file_unreadable` for a file that can't be read.
 * @example
 * const { policies: [, changed] } = await replay({ policies: ["live.yaml", "next.yaml"], log: "actions.jsonl" });
 * for (const { from, to, count } of changed.changes) console.log(`${from} → ${to}: ${count}`);
 */
export async function replay(options: ReplayOptions): Promise<Replay> {
  const { policies, log, context = {}, now, calibrators, onProgress, signal, ...others } = options;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refused("unknown_key", `/${unknown}`, `\`${unknown}\` is no option of \`replay\``);
  if (!Array.isArray(policies) || policies.length === 0) throw refused("wrong_type", "/policies", "`policies` is no list of policies; give files or documents");
  if (typeof log !== "string" && (typeof log !== "object" || log === null || !(Symbol.asyncIterator in log))) throw refused("wrong_type", "/log", "`log` is neither a file nor a stream");
  signal?.throwIfAborted();
  const given = plain({ ...context, ...(now !== undefined && { now }) });
  // One clock for all policies, so that nothing differs but they.
  const shared = { ...given, now: given.now ?? Date.now() };
  const task: Task = { policies: policies.map(textOf), options: plain(calibrators === undefined ? {} : { calibrators }), shared };
  const start = performance.now();
  const figures = await run(task, typeof log === "string" ? createReadStream(log, { highWaterMark: PORTION }) : log, policies, onProgress, signal).catch((error: unknown) => {
    throw typeof log === "string" && error instanceof Error && "syscall" in error ? unreadable(log, systemReason(error)) : error;
  });
  figures.policies.forEach((figure, at) => (figure.path = typeof policies[at] === "string" ? policies[at] : null));
  return { ...figures, now: shared.now, seconds: (performance.now() - start) / 1000 };
}

type Figures = Extract<Report, { figures: unknown }>["figures"];

async function run(task: Task, log: AsyncIterable<Uint8Array | string>, policies: ReplayOptions["policies"], onProgress: ReplayOptions["onProgress"], signal: AbortSignal | undefined): Promise<Figures> {
  // Flags of the caller's program, such as `--input-type`, are not for this one.
  const worker = new Worker(new URL("./replay.worker.js", import.meta.url), { workerData: task, execArgv: [] });
  let abort: (() => void) | undefined;
  const feeder = new Feeder(worker);
  try {
    return await new Promise((resolve, reject) => {
      worker.on("error", reject);
      worker.on("exit", (code) => reject(new Error(`the worker ended before the log did, with exit code ${code}`)));
      worker.on("message", (report: Report) => {
        if ("figures" in report) resolve(report.figures);
        else if ("refusal" in report) reject(named(report, policies));
        else {
          feeder.taken();
          try {
            onProgress?.(report);
          } catch (error) {
            reject(error);
          }
        }
      });
      signal?.addEventListener("abort", (abort = () => reject(signal.reason)), { once: true });
      feeder.feed(log).catch(reject);
    });
  } finally {
    if (abort) signal?.removeEventListener("abort", abort);
    // A stream that was given up is let go, whatever it waits for.
    if ("destroy" in log && typeof log.destroy === "function") log.destroy();
    feeder.stop();
    await worker.terminate();
  }
}

/** Sends a log to the worker in large portions, a few ahead of it. */
class Feeder {
  private ahead = 0;
  private stopped = false;
  private wake: (() => void) | undefined;
  private parts: Uint8Array[] = [];
  private length = 0;

  constructor(private readonly worker: Worker) {}

  async feed(log: AsyncIterable<Uint8Array | string>): Promise<void> {
    for await (const chunk of log) {
      const part = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      if (!(part instanceof Uint8Array)) throw refused("wrong_type", "/log", "`log` gives something that is neither bytes nor text");
      this.parts.push(part);
      this.length += part.length;
      if (this.length >= PORTION) await this.send();
      if (this.stopped) return;
    }
    if (this.length > 0) await this.send();
    this.post(null);
  }

  /** The worker is through with a portion. */
  taken(): void {
    this.ahead--;
    this.wake?.();
  }

  stop(): void {
    this.stopped = true;
    this.wake?.();
  }

  private async send(): Promise<void> {
    // A copy: the caller's buffers are the caller's, and a transferred one is gone.
    const portion = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      portion.set(part, at);
      at += part.length;
    }
    this.parts = [];
    this.length = 0;
    while (this.ahead >= MOST_AHEAD && !this.stopped) await new Promise<void>((resolve) => (this.wake = resolve));
    this.post(portion);
  }

  private post(portion: Portion): void {
    this.ahead++;
    this.worker.postMessage(portion, portion === null ? [] : [portion.buffer]);
  }
}

/** A policy as JSON text. */
function textOf(policy: string | Policy, at: number, policies: ReplayOptions["policies"]): string {
  try {
    const source = typeof policy === "string" ? readPolicy(policy) : policy;
    return typeof source === "string" ? source : canonicalJson(source);
  } catch (error) {
    throw isHoldpointError(error) && error.code !== "file_unreadable" ? named({ refusal: { ...error.toJSON(), code: "policy_invalid" }, policy: at }, policies) : error;
  }
}

/** A refusal that says which policy it is about: there are several. */
function named({ refusal, policy }: Extract<Report, { refusal: unknown }>, policies: ReplayOptions["policies"]): HoldpointError {
  const about = refusal.code === "policy_invalid" ? policy : undefined;
  const given = about === undefined ? undefined : policies[about];
  const name = typeof given === "string" ? `\`${given}\`: ` : about === undefined || policies.length === 1 ? "" : `policy ${about + 1}: `;
  return new HoldpointError(refusal.code, name + refusal.message, refusal.issues);
}

/** Plain data that can cross, read once. */
function plain<T>(value: T): T {
  return JSON.parse(canonicalJson(value)) as T;
}

function refused(code: Code, pointer: string, message: string): HoldpointError {
  return new HoldpointError("input_invalid", message, [{ code, pointer, message, severity: "error" }]);
}

/** Bytes that are sent at once, and how many portions may wait for the worker. */
const PORTION = 1 << 18;
const MOST_AHEAD = 4;
