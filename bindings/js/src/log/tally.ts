// What policies do to a log, counted: in memory that does not grow with it.
import { OVERSIGHTS, type Oversight } from "holdpoint";
import { bounded, MAX_KEPT, OTHER_TOOLS, zeroes } from "../cli/summary.ts";
import type { PolicyReplay, Refusal, Replay, ReplayChange } from "../replay.ts";
import type { Problem } from "./item.ts";

/** Counts what the first policy and the others say of each action. Oversight is given by its place on the scale. */
export class Tally {
  private actions = 0;
  private refused = 0;
  private readonly refusals: Refusal[] = [];
  private readonly counts: number[][];
  /** By policy, then by the change's two places. */
  private readonly changes: (Change | undefined)[][];

  constructor(policies: number) {
    this.counts = Array.from({ length: policies }, () => OVERSIGHTS.map(() => 0));
    this.changes = Array.from({ length: policies }, () => []);
  }

  /** An action by one policy; the first of them is told along with every other. */
  add(policy: number, place: number, first: number, line: number, tool: string): void {
    if (policy === 0) this.actions++;
    this.counts[policy]![place]!++;
    if (place !== first) (this.changes[policy]![first * OVERSIGHTS.length + place] ??= new Change(first, place)).add(line, tool);
  }

  /** A line that is not compared. `why` is asked for the first lines only, whatever the order they come in. */
  refuse(line: number, why: () => Problem): void {
    this.refused++;
    const { refusals } = this;
    if (refusals.length === MOST_REFUSALS && line > refusals.at(-1)!.line) return;
    refusals.push({ line, error: why() });
    refusals.sort((a, b) => a.line - b.line);
    refusals.length = Math.min(refusals.length, MOST_REFUSALS);
  }

  figures(digests: readonly string[]): Pick<Replay, "actions" | "refused" | "refusals" | "policies"> {
    const policies = digests.map((policyDigest, policy): PolicyReplay => {
      const changes = Object.values(this.changes[policy]!).filter((change) => change !== undefined).map((change) => change.figures());
      const sum = (looser: boolean) => changes.reduce((total, change) => total + (change.looser === looser ? change.count : 0), 0);
      const oversight = zeroes();
      OVERSIGHTS.forEach((word, place) => (oversight[word] = this.counts[policy]![place]!));
      return { path: null, policyDigest, oversight, looser: sum(true), stricter: sum(false), changes: changes.sort(byUrgency) };
    });
    return { actions: this.actions, refused: this.refused, refusals: this.refusals, policies };
  }
}

class Change {
  private count = 0;
  private readonly tools = new Map<string, { count: number; lines: number[] }>();

  constructor(
    private readonly from: number,
    private readonly to: number,
  ) {}

  add(line: number, tool: string): void {
    this.count++;
    const name = bounded(tool);
    // A log may hold any number of names, invented ones among them: the first are kept, the rest counted together.
    const key = this.tools.size < MAX_KEPT || this.tools.has(name) ? name : OTHER_TOOLS;
    let found = this.tools.get(key);
    if (found === undefined) this.tools.set(key, (found = { count: 0, lines: [] }));
    found.count++;
    if (found.lines.length < MOST_LINES) found.lines.push(line);
  }

  figures(): ReplayChange {
    const [from, to] = [OVERSIGHTS[this.from]!, OVERSIGHTS[this.to]!];
    const tools = [...this.tools].map(([tool, { count, lines }]) => ({ tool, count, lines }));
    return { from, to, looser: this.to < this.from, count: this.count, tools: tools.sort((a, b) => b.count - a.count || (a.tool < b.tool ? -1 : 1)) };
  }
}

/** Looser first, and first of all what would run by itself; then by number. */
function byUrgency(a: ReplayChange, b: ReplayChange): number {
  return Number(b.looser) - Number(a.looser) || Number(releases(b)) - Number(releases(a)) || b.count - a.count || rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to);
}

function releases({ from, to }: ReplayChange): boolean {
  return !runs(from) && runs(to);
}
function runs(oversight: Oversight): boolean {
  return oversight === "proceed" || oversight === "log";
}
function rank(oversight: Oversight): number {
  return OVERSIGHTS.indexOf(oversight);
}

/** Lines that are shown of each tool, and of all that were refused. */
const MOST_LINES = 5;
const MOST_REFUSALS = 5;
