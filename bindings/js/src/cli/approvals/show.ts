// holdpoint show: one request, as its reviewer sees it.
import { renderText, type ApprovalRequest as Request } from "holdpoint";
import type { Output } from "../output.ts";
import { inert } from "../text.ts";
import { parse, UsageError } from "../usage.ts";
import { OPTIONS, OPTIONS_HELP, withHoldpoint } from "./open.ts";
import { ID_HELP, idOf } from "./named.ts";
import { headline, needs } from "./requests.ts";

export const help = `holdpoint show ID --store STORE [--full] [--json]

Shows a request: the context package that an approval binds to, what was answered so far, and how to answer.

${ID_HELP}
${OPTIONS_HELP}
  --full          with everything that the short form leaves out
  --json          the whole request
`;

export async function run(args: readonly string[], out: Output): Promise<number> {
  const { values, positionals } = parse("show", args, { ...OPTIONS, full: { type: "boolean" }, json: { type: "boolean" } });
  const [id] = positionals;
  if (id === undefined || positionals.length > 1) throw new UsageError("`holdpoint show` takes the id of one request: `holdpoint show req_… --store approvals.db`");
  return withHoldpoint("show", values, async (hold, store) => {
    const request = await hold.request(await idOf(store, id));
    await out.write(values.json ? `${JSON.stringify(request, null, 2)}\n` : page(request, values.full === true, commonOf(values)));
    return 0;
  });
}

/** All that a person at a terminal needs to answer. */
export function page(request: Request, full: boolean, common: string): string {
  const { id, status, package: pack, responses, questions } = request;
  const lines = pack === null ? [headline(request), `${inert(request.action.tool)} ran without being asked about.`] : [renderText(pack, { full, width: Math.min(process.stdout.columns ?? 100, 110) }).trimEnd()];
  lines.push("", `Request ${id}: ${status}${request.ended === null ? "" : `. ${inert(request.ended.text)}`}`);
  for (const { by, verdict, at, reason, text } of responses) lines.push(`  ${time(at)}  ${inert(by.id)}: ${verdict}${reason === undefined ? "" : `, ${inert(reason.text ?? reason.code)}`}${text === undefined ? "" : `, ${inert(text)}`}`);
  for (const { by, text, at, answer } of questions) lines.push(`  ${time(at)}  ${inert(by)} asked: ${inert(text)}${answer === undefined ? "" : `\n                       answer: ${inert(answer.text)}`}`);
  if (request.missing !== undefined) lines.push(`  Still needed: ${needs(request)}`);
  if (request.similar.length > 0) lines.push(`  The same call waits, or may have run, under ${request.similar.join(", ")}`);
  if (request.status === "executed") lines.push(`  Result: ${inert(JSON.stringify(request.result ?? null))}`);
  if (request.error !== null) lines.push(`  ${inert(request.error.message)}`);
  if (status === "pending" && pack !== null) {
    const seen = shown(pack.digest);
    lines.push("", `  npx holdpoint approve ${id} --seen ${seen} ${common}`, `  npx holdpoint reject  ${id} --seen ${seen} --reason "…" ${common}`);
    if (pack.approvable && !pack.approvableShort && !full) lines.push(`  First see what is left out here: npx holdpoint show ${id} --full ${common}`);
  }
  return `${lines.join("\n")}\n`;
}

/** The options that every command about the same store takes. */
export function commonOf({ store, roles }: { store?: string | undefined; roles?: string | undefined }): string {
  return `--store ${store}${roles === undefined ? "" : ` --roles ${roles}`}`;
}

/** As much of a package's digest as tells that this is the package that was seen. */
export function shown(digest: string): string {
  return digest.slice("blake3:".length, "blake3:".length + 12);
}

/** As the command line writes a moment. */
export function time(at: number): string {
  return new Date(at).toISOString().replace("T", " ").slice(0, 19);
}
