// holdpoint calibrate: what an agent's claims were worth, from a log of them.
import { join } from "node:path";
import type { FitMethod, FloorMethod } from "holdpoint";
import { measure, type Figures } from "./calibrate/measure.ts";
import { renderReport } from "./calibrate/report.ts";
import { checkPlace, makeFolder, writeWhole } from "./files.ts";
import { openInput } from "./input.ts";
import type { Output } from "./output.ts";
import { histogramChart, reliabilityDiagram, riskCoverageCurve } from "./plot/samples.ts";
import { Progress } from "./progress.ts";
import { BadLines, readSamples } from "./samples/read.ts";
import { painter, plural } from "./text.ts";
import { parse, parseCount, parseShare, parseWord, UsageError } from "./usage.ts";

export const help = `holdpoint calibrate [options] [FILE] < samples.csv

Says what an agent's claims of confidence were worth, and fits a calibrator for the gate. A sample is a
claim and whether it came true: a line of CSV below a header, or of JSON.
  confidence,correct,agent            {"confidence": 0.9, "correct": true, "agent": "support"}
  0.9,true,support

A line that is no sample is named on standard error, the rest is used, no file is written, and the exit
status is 1. Of more than 4,194,304 samples every second is used, or every fourth, and so on.

  --confidence NAME  the column of the claims, from 0 to 1; \`confidence\` if left out
  --correct NAME     the column of the outcomes: true or false, 1 or 0, yes or no; \`correct\` if left out
  --key NAME         the column that names the agent; a second one names the class of the action, which is
                     a category or a tier of the policy. Fits a calibrator for each, and for those above
                     them. \`--key '*' --key NAME\` goes by class alone
  --method METHOD    how to fit without keys: auto (what so many samples allow), prior, platt_map,
                     platt, platt_raw, temperature, beta, histogram, isotonic, venn_abers, beta_binomial,
                     eb_gap
  --bins N           bins of the table and of the errors over bins; 10 if left out
  --floor METHOD     how to find the floor, and what it promises: ltt (if left out) and sgr bound the share
                     of wrong ones among the actions that run, rcps and crc among all actions
  --alpha A          the share of wrong ones that is bearable; 0.1 if left out
  --delta D          the probability with which the promise may fail; 0.1 if left out
  --out FILE         writes the calibrator, or with keys all of them, as createGate takes them
  --plot FOLDER      writes a reliability diagram, a histogram and a risk–coverage curve as SVG
  --skip-bad         bad lines are counted, named, and otherwise no matter
  --json             everything as JSON
`;

export async function run(args: readonly string[], out: Output): Promise<number> {
  const { values, positionals } = parse("calibrate", args, {
    confidence: { type: "string" }, correct: { type: "string" }, key: { type: "string", multiple: true }, method: { type: "string" }, bins: { type: "string" },
    floor: { type: "string" }, alpha: { type: "string" }, delta: { type: "string" }, out: { type: "string" }, plot: { type: "string" },
    "skip-bad": { type: "boolean" }, json: { type: "boolean" },
  });
  const keys = values.key ?? [];
  if (positionals.length > 1) throw new UsageError(`one file at a time, not ${positionals.length}; the samples of several belong under one header`);
  if (keys.length > 2) throw new UsageError(`${keys.length} columns for the key; it takes one for the agent and one for the class of the action`);
  if (keys.length > 0 && values.method !== undefined) throw new UsageError("`--method` goes without `--key`: the calibrators of several keys are fitted together, in one way");
  const wish = {
    method: parseWord<FitMethod>("--method", values.method ?? "auto", METHODS),
    bins: parseCount("--bins", values.bins ?? "10", 1, 1000),
    floor: parseWord<FloorMethod>("--floor", values.floor ?? "ltt", FLOORS),
    alpha: parseShare("--alpha", values.alpha ?? "0.1"),
    delta: parseShare("--delta", values.delta ?? "0.1"),
    keyed: keys.length > 0,
  };
  if (values.out !== undefined) checkPlace(values.out);
  if (values.plot !== undefined) makeFolder(values.plot);

  const [path] = positionals;
  const input = openInput(path, "samples");
  const progress = new Progress(process.stderr, input);
  const bad = new BadLines(progress);
  const store = await readSamples(input.stream, path, { confidence: values.confidence, correct: values.correct, keys }, bad, progress);
  bad.close();
  if (store.size === 0) {
    process.stderr.write("holdpoint: there are no samples; a sample is a confidence and whether it came true\n");
    return 1;
  }

  const figures = measure(store, wish);
  const isBad = bad.count > 0 && !values["skip-bad"];
  const written = !isBad && (values.out !== undefined || values.plot !== undefined);
  if (written) write(figures, values.out, values.plot);
  else if (isBad && (values.out ?? values.plot) !== undefined) process.stderr.write(`nothing is written while ${plural(bad.count, "line")} cannot be read; mend them, or say \`--skip-bad\`\n`);
  const [file, plots] = written ? [values.out, values.plot] : [];
  if (values.json) await out.write(`${JSON.stringify({ samples: store.seen, every: store.every, badLines: { count: bad.count, first: bad.first }, ...figures }, null, 2)}\n`);
  else await out.write(renderReport(figures, { samples: store.seen, every: store.every, out: file, plots }, painter(process.stdout)));
  return isBad ? 1 : 0;
}

function write(figures: Figures, file: string | undefined, folder: string | undefined): void {
  if (file !== undefined) writeWhole(file, `${JSON.stringify(figures.calibrators ?? figures.calibrator, null, 2)}\n`);
  if (folder === undefined) return;
  writeWhole(join(folder, "reliability.svg"), reliabilityDiagram(figures));
  writeWhole(join(folder, "histogram.svg"), histogramChart(figures));
  writeWhole(join(folder, "risk-coverage.svg"), riskCoverageCurve(figures));
}

const METHODS = ["auto", "prior", "platt_map", "platt", "platt_raw", "temperature", "beta", "histogram", "isotonic", "venn_abers", "beta_binomial", "eb_gap"] as const satisfies readonly FitMethod[];
const FLOORS = ["ltt", "sgr", "rcps", "crc"] as const satisfies readonly FloorMethod[];
