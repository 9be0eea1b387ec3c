// holdpoint requests: what waits, as a table.
import type { ApprovalRequest as Request } from "holdpoint";
import type { Output } from "../output.ts";
import { cut, inert, painter, plural, table, type Paint } from "../text.ts";
import { parse, parseCount, parseWord, UsageError } from "../usage.ts";
import { OPTIONS, OPTIONS_HELP, withHoldpoint } from "./open.ts";

export const help = `holdpoint requests --store STORE [--status STATUS | --all] [--limit N] [--json]

Lists the requests that wait for a person, the newest first.

${OPTIONS_HELP}
  --status STATUS one of ${["pending", "approved", "executing", "executed", "failed", "unknown", "rejected"].join(", ")} …; default: what a person must still act upon
  --all           all of them
  --limit N       at most so many; default 50
  --json          one request a line, whole
`;

const STATUSES: readonly Request["status"][] = ["pending", "approved", "executing", "executed", "failed", "unknown", "rejected", "taken_over", "expired", "cancelled", "superseded", "killed", "stale"];
/** What a person must do something about. */
const WAITING: Request["status"][] = ["pending", "unknown"];

export async function run(args: readonly string[], out: Output): Promise<number> {
  const { values, positionals } = parse("requests", args, { ...OPTIONS, status: { type: "string" }, all: { type: "boolean" }, limit: { type: "string" }, json: { type: "boolean" } });
  if (positionals.length > 0) throw new UsageError("`holdpoint requests` takes no name; `holdpoint show ID` shows one request");
  const limit = values.limit === undefined ? 50 : parseCount("--limit", values.limit, 1, 1000);
  const status = values.all ? undefined : values.status === undefined ? WAITING : parseWord("--status", values.status, STATUSES);
  return withHoldpoint("requests", values, async (hold) => {
    await hold.sweep();
    const { requests, cursor } = await hold.requests({ ...(status === undefined ? {} : { status }), limit });
    if (values.json) {
      for (const request of requests) await out.write(`${JSON.stringify(request)}\n`);
      return 0;
    }
    if (requests.length === 0) {
      await out.write(status === undefined ? "No requests.\n" : "Nothing waits for a person.\n");
      return 0;
    }
    const paint = painter(process.stdout);
    const now = Date.now();
    const rows = requests.map((request) => [request.id, paint(tone(request), request.status), `tier ${request.decision.tier}`, left(request, now), needs(request), inert(request.action.agent ?? "–"), cut(inert(headline(request)), 60)]);
    await out.write(`${table([["id", "status", "tier", "time left", "needs", "agent", "what"].map((word) => paint("faint", word)), ...rows], new Set(), "")}\n`);
    await out.write(`\n${plural(requests.length, "request")}${cursor === null ? "" : ", and more"}. \`holdpoint show ID --store …\` shows one.\n`);
    return 0;
  });
}

/** The author's summary where there is a package, else the tool. */
export function headline({ package: pack, action }: Request): string {
  return pack?.parts.find(({ name }) => name === "headline")?.lines[0]?.text ?? action.tool;
}

/** Who must still approve: `1 of finance and 2 of ops or security`. One person may count for several. */
export function needs({ missing = [] }: Request): string {
  const people = missing.map(({ quorum, roles }) => (roles.length === 0 ? plural(quorum, "person", "people") : `${quorum} of ${inert(roles.join(" or "))}`));
  return people.length === 0 ? "–" : [...new Set(people)].join(" and ");
}

function tone({ status }: Request): Parameters<Paint>[0] {
  return status === "executed" || status === "approved" ? "good" : WAITING.includes(status) ? "wait" : "stop";
}

/** Until nobody's answer counts any more. */
function left({ status, deadline, expiresAt }: Request, now: number): string {
  if (status !== "pending") return "–";
  const ms = Math.max(0, (deadline ?? expiresAt ?? now) - now);
  const units: readonly (readonly [string, number])[] = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1000]];
  const [unit, size] = units.find(([, size]) => ms >= 2 * size) ?? units.at(-1)!;
  return `${Math.floor(ms / size)} ${unit}`;
}
