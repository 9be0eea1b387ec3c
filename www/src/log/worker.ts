// Reads a log and fits a calibrator to it, away from the page.
import { calibration, isHoldpointError } from "holdpoint/web";
import { SampleReader } from "../../../bindings/js/src/cli/samples/reader.ts";
import { SampleStore } from "../../../bindings/js/src/cli/samples/store.ts";
import type { BadLine } from "../../../bindings/js/src/cli/samples/values.ts";
import { UsageError } from "../../../bindings/js/src/cli/usage-error.ts";
import { engine } from "../engines.ts";
import { count } from "../text.ts";
import { madeUp } from "./made-up.ts";
import type { Fit, Message, Task } from "./messages.ts";

const say = (message: Message) => postMessage(message);

addEventListener("message", ({ data }: MessageEvent<Task>) => {
  work(data).then(
    (fit) => say({ kind: "fit", fit }),
    (error: unknown) => say({ kind: "refused", message: reasonOf(error) }),
  );
});

async function work(task: Task): Promise<Fit> {
  const started = performance.now();
  const { store, bad, firstBad } = await read(task);
  if (store.size === 0) throw new UsageError(firstBad[0] === undefined ? "the log is empty; its first line names the columns: confidence,correct" : `no line is a sample; line ${firstBad[0].line}: ${firstBad[0].message}`);
  say({ kind: "progress", share: 0.7, words: `${count(store.size)} outcomes read, fitting` });
  await engine("calibration");
  const samples = store.all();
  const calibrator = calibration.fit(samples);
  say({ kind: "progress", share: 0.85, words: "fitted, measuring" });
  const { accuracy, wilson95, meanConfidence, smoothEce, auroc } = calibration.metrics(samples);
  const claims = Float64Array.from({ length: 101 }, (_, at) => at / 100);
  const { p, lo, hi } = calibration.apply(calibrator, claims);
  const { threshold, guarantee } = calibration.floor(samples);
  const [bins, bars] = [calibration.reliability(samples), calibration.histogram(samples, { bins: 20 })];
  const curve = { p: [...p], lo: lo && [...lo], hi: hi && [...hi] };
  return { n: store.seen, bad, firstBad, calibrator, bins, bars, curve, accuracy, interval: wilson95, meanConfidence, smoothEce, auroc, floor: { threshold, guarantee }, seconds: (performance.now() - started) / 1000 };
}

async function read({ log, confidence, correct }: Task): Promise<{ store: SampleStore; bad: number; firstBad: Fit["firstBad"] }> {
  const [store, firstBad] = [new SampleStore(), [] as { line: number; message: string }[]];
  let bad = 0;
  const sink = {
    add(line: number, { message }: BadLine): void {
      bad++;
      if (firstBad.length < MOST_NAMED) firstBad.push({ line, message });
    },
  };
  const reader = new SampleReader(log instanceof File ? log.name : undefined, { confidence: confidence || undefined, correct: correct || undefined, keys: [] }, store, sink);
  const blob = log instanceof File ? log : new Blob("text" in log ? [log.text] : [...madeUp(log.madeUp)]);
  let [done, told, number, rest] = [0, 0, 0, ""];
  const take = (text: string) => {
    number++;
    if (/[^ \t\r]/.test(text)) reader.take({ number, text });
  };
  const decoder = new TextDecoder();
  const chunks = blob.stream().getReader();
  for (let chunk = await chunks.read(); !chunk.done; chunk = await chunks.read()) {
    done += chunk.value.length;
    const lines = (rest + decoder.decode(chunk.value, { stream: true })).split("\n");
    rest = lines.pop()!;
    if (rest.length > LONGEST_LINE) throw new UsageError(`line ${number + 1} is longer than ${count(LONGEST_LINE)} characters; write one outcome a line`);
    for (const line of lines) take(line);
    if (done - told < blob.size / 50) continue;
    told = done;
    say({ kind: "progress", share: (0.65 * done) / blob.size, words: `${count(store.seen)} outcomes read` });
  }
  rest += decoder.decode();
  if (rest !== "") take(rest);
  reader.end();
  return { store, bad, firstBad };
}

function reasonOf(error: unknown): string {
  if (error instanceof UsageError) return error.message.replace(/; say which it is: `.*$/, "; write its name in the field above");
  if (isHoldpointError(error)) return error.issues[0]?.message ?? error.message;
  return error instanceof Error ? `the log cannot be read: ${error.message}` : String(error);
}

const MOST_NAMED = 3;
const LONGEST_LINE = 1 << 20;
