// holdpoint switches: which kill switches are thrown, as a table.
import type { Switch } from "holdpoint";
import type { Output } from "../output.ts";
import { cut, inert, painter, plural, table } from "../text.ts";
import { parse, parseCount, UsageError } from "../usage.ts";
import { OPTIONS, OPTIONS_HELP, withHoldpoint } from "./open.ts";
import { time } from "./show.ts";

export const help = `holdpoint switches --store STORE [--limit N] [--json]

Lists the kill switches that are thrown, the last one first: of what, how far, since when, by whom, how many
people must still release it, and why.

${OPTIONS_HELP}
  --limit N       at most so many; default 50
  --json          one switch a line, whole
`;

export async function run(args: readonly string[], out: Output): Promise<number> {
  const { values, positionals } = parse("switches", args, { ...OPTIONS, limit: { type: "string" }, json: { type: "boolean" } });
  if (positionals.length > 0) throw new UsageError("`holdpoint switches` takes no name; it lists all that are thrown");
  const limit = values.limit === undefined ? 50 : parseCount("--limit", values.limit, 1, 1000);
  return withHoldpoint("switches", values, async (hold) => {
    // A window that is over may throw one.
    await hold.sweep();
    const { switches, cursor } = await hold.switches({ limit });
    if (values.json) {
      for (const one of switches) await out.write(`${JSON.stringify(one)}\n`);
      return 0;
    }
    if (switches.length === 0) {
      await out.write("No kill switch is thrown.\n");
      return 0;
    }
    const paint = painter(process.stdout);
    const rows = switches.map((one) => [cut(inert(of(one)), 40), paint("stop", one.level), time(one.at), inert(one.by ?? "–"), release(one), cut(inert(one.reason), 60)]);
    await out.write(`${table([["of", "level", "since (UTC)", "by", "to release it", "why"].map((word) => paint("faint", word)), ...rows], new Set(), "")}\n`);
    await out.write(`\n${plural(switches.length, "kill switch", "kill switches")}${cursor === null ? "" : ", and more"}.\n`);
    return 0;
  });
}

/** The scope as the log writes it. */
function of({ scope }: Switch): string {
  return scope === "all" ? scope : "agent" in scope ? `agent:${scope.agent}` : `session:${scope.session}`;
}

function release({ missing, releases }: Switch): string {
  const others = releases.map(({ by }) => inert(by)).join(", ");
  return `${plural(missing, "person", "people")}${others === "" ? "" : ` besides ${others}`}`;
}
