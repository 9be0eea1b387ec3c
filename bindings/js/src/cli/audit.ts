// holdpoint audit: whether a log is what it was.
import { createWriteStream, readFileSync } from "node:fs";
import { exportLog, isHoldpointError, verifyLog, type LogReport } from "holdpoint";
import { systemReason } from "../node.ts";
import { withStore } from "./approvals/open.ts";
import { openInput, unreadable } from "./input.ts";
import { Output } from "./output.ts";
import { Progress } from "./progress.ts";
import { count, inert, painter, plural, wrap, type Paint } from "./text.ts";
import { parse, UsageError } from "./usage.ts";

export const help = `holdpoint audit verify FILE [options]
holdpoint audit export --store STORE [--out FILE]

Verifies an exported audit log: that every entry is chained to the one before it, that nothing between them
is missing, doubled or out of place, and that every checkpoint was made of the entries before it. Names the
first bad entry with its line. Reads logs of any length in constant memory; - is standard input.
Exits 0 when the log is good, 1 when it is not, 2 when it cannot be read.

  --checkpoint FILE  a checkpoint held elsewhere, a signed note: only against one can it be told whether
                     entries were cut off at the end, or the whole log was written anew; may be repeated
  --key VKEY         the key of whoever signs checkpoints, name+id+base64; may be repeated
  --origin NAME      the log's name, where no checkpoint is to be believed about it
  --store STORE      \`export\`: the store whose log is written as JSON Lines, to standard output or to FILE
  --json             the report as JSON: {"ok", "entries", "root", "firstBad"?, "vouched", "pruned",
                     "checkpoints": {"count", "vouched"}, "notes"}
`;

export async function run(args: readonly string[], out: Output): Promise<number> {
  const { values, positionals } = parse("audit", args, {
    checkpoint: { type: "string", multiple: true }, key: { type: "string", multiple: true }, origin: { type: "string" }, json: { type: "boolean" },
    store: { type: "string" }, out: { type: "string" },
  });
  const [verb, path] = positionals;
  if (verb === "export") {
    if (path !== undefined) throw new UsageError("`holdpoint audit export` takes --store STORE and --out FILE");
    return exported(values.store, values.out, out);
  }
  if (verb !== "verify") throw new UsageError("say what to do with the log: `holdpoint audit verify audit.jsonl`");
  if (path === undefined || positionals.length > 2) throw new UsageError("say which log to verify: `holdpoint audit verify audit.jsonl`");
  const checkpoint = (values.checkpoint ?? []).map(readNote);
  const input = openInput(path, "entries");
  const progress = new Progress(process.stderr, input);
  const report = await verified(input.stream, { checkpoint, keys: values.key ?? [], ...(values.origin !== undefined && { origin: values.origin }) }, progress);
  progress.clear();
  await out.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : render(path, report, painter(process.stdout)));
  return report.ok ? 0 : 1;
}

/** The whole log of a store, checkpoints at their places. */
async function exported(url: string | undefined, file: string | undefined, out: Output): Promise<number> {
  return withStore("audit export", url, async (store) => {
    const target = file === undefined ? out : new Output(createWriteStream(file));
    for await (const lines of exportLog(store)) await target.write(lines);
    await target.flush();
    return 0;
  });
}

async function verified(stream: AsyncIterable<Buffer>, options: Parameters<typeof verifyLog>[1], progress: Progress): Promise<LogReport> {
  let bytes = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of stream) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  const onProgress = ({ lines }: { lines: number }): void => {
    progress.update(lines, bytes);
    bytes = 0;
  };
  try {
    return await verifyLog(counted(), { ...options, onProgress });
  } catch (error) {
    progress.clear();
    // A checkpoint or key that is none is the user's mistake; what is wrong with the log stands in the report.
    if (isHoldpointError(error) && error.code === "input_invalid") throw new UsageError(error.message);
    throw unreadable(error, "log");
  }
}

function readNote(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read \`${path}\`: ${systemReason(error)}`);
  }
}

function render(path: string, report: LogReport, paint: Paint): string {
  const { ok, entries, root, firstBad, vouched, checkpoints, notes } = report;
  const lines = [`${inert(path)}: ${ok ? paint("good", "good") : paint("stop", "bad")}, ${plural(entries, "entry", "entries")}${ok ? "" : " before the first flaw"}`];
  if (firstBad !== undefined) {
    const place = [firstBad.line !== null && `line ${count(firstBad.line)}`, firstBad.seq !== null && `entry ${count(firstBad.seq)}`].filter(Boolean).join(", ");
    lines.push("", `${paint("stop", "first flaw")}  ${[firstBad.code, place].filter(Boolean).join("  ")}`, wrap(inert(firstBad.message), 100, "  "));
  } else {
    lines.push(`root ${root}`);
    if (vouched > 0) lines.push(`the checkpoint held elsewhere vouches for ${vouched === entries ? "all of them" : `the first ${count(vouched)}`}`);
    if (checkpoints.count > 0) lines.push(`${plural(checkpoints.count, "checkpoint")} in the log${checkpoints.vouched > 0 ? `, the last with a good signature for ${plural(checkpoints.vouched, "entry", "entries")}` : ""}`);
  }
  if (notes.length > 0) lines.push("", ...notes.map((note) => wrap(note, 100, "  ").replace(/^ {2}/, "- ")));
  return `${lines.join("\n")}\n`;
}
