// What a policy does to a whole log, counted: for the person who answers for it.
import { OVERSIGHTS, type Action, type Decision, type Oversight } from "holdpoint";
import { count, inert, percent, plural, table, type Paint } from "./text.ts";

/** Counts decisions, in memory that does not grow with their number. */
export class Summary {
  private decided = 0;
  private bad = 0;
  private readonly oversight = zeroes();
  private readonly tiers = new Map<string, number>();
  private readonly triggers = new Map<string, number>();
  private readonly tools = new Map<string, Record<Oversight, number>>();
  private readonly reasons = new Map<string, Reason>();
  /** Whether a session has stopped for a person, or for good. */
  private readonly sessions = new Map<string, boolean>();

  add({ tool, session }: Action, decision: Decision): void {
    this.decided++;
    this.session(bounded(session), !decision.mayRun);
    this.oversight[decision.oversight]++;
    increment(this.tiers, `${decision.tier} ${decision.tierName}`);
    for (const { kind } of decision.triggers) increment(this.triggers, kind);
    this.tool(bounded(tool))[decision.oversight]++;
    if (decision.mayRun) return;
    // A call counts once for a reason, however often the reason was found in it.
    const seen = new Set<string>();
    for (const { code, rule, text } of decision.reasons) {
      if (GENERAL.has(code) || (decision.tier < 3 && TIER_GIVING.has(code))) continue;
      const key = rule === undefined ? code : `${code} ${rule}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const known = this.reasons.get(key);
      if (known) known.calls++;
      else if (this.reasons.size < MAX_KEPT) this.reasons.set(key, { code, ...(rule !== undefined && { rule }), calls: 1, example: text });
    }
  }

  addBad(): void {
    this.bad++;
  }

  get badLines(): number {
    return this.bad;
  }

  /** The figures as plain data: what `--summary --json` prints. */
  figures(): Figures {
    const byTool = [...this.tools].map(([tool, oversight]) => ({ tool, calls: sum(oversight), oversight }));
    return {
      lines: this.decided + this.bad,
      decided: this.decided,
      badLines: this.bad,
      mayRun: this.oversight.proceed + this.oversight.log,
      sessions: this.sessions.size,
      stoppedSessions: [...this.sessions.values()].filter(Boolean).length,
      oversight: { ...this.oversight },
      tiers: Object.fromEntries([...this.tiers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([tier, calls]) => [tier.slice(2), calls])),
      triggers: Object.fromEntries(byCount([...this.triggers])),
      tools: byTool.sort((a, b) => stopped(b.oversight) - stopped(a.oversight) || b.calls - a.calls || (a.tool < b.tool ? -1 : 1)),
      reasons: [...this.reasons.values()].sort((a, b) => b.calls - a.calls || (a.code < b.code ? -1 : 1)),
    };
  }

  private session(id: string, stopped: boolean): void {
    if (this.sessions.size < MAX_SESSIONS || this.sessions.has(id)) this.sessions.set(id, stopped || this.sessions.get(id) === true);
  }

  private tool(name: string): Record<Oversight, number> {
    const known = this.tools.get(name);
    if (known) return known;
    // A log may hold any number of names, invented ones among them: the first are kept, the rest counted together.
    const key = this.tools.size < MAX_KEPT ? name : OTHER_TOOLS;
    const counts = this.tools.get(key) ?? zeroes();
    this.tools.set(key, counts);
    return counts;
  }
}

export type Reason = { code: string; rule?: string; calls: number; example: string };
export type Figures = {
  lines: number;
  decided: number;
  badLines: number;
  mayRun: number;
  /** Sessions, of which no more than the first 100,000 are counted; and those in which a call did not run by itself. */
  sessions: number;
  stoppedSessions: number;
  oversight: Record<Oversight, number>;
  tiers: Record<string, number>;
  triggers: Record<string, number>;
  tools: { tool: string; calls: number; oversight: Record<Oversight, number> }[];
  reasons: Reason[];
};

/** The outcome in a few lines, for a person to read. */
export function renderOutcome({ decided, badLines, mayRun, sessions, stoppedSessions, oversight }: Figures, paint: Paint): string {
  const share = (n: number) => percent(n, decided);
  const rows = OVERSIGHTS.map((word) => [paint(style(word), WORDS[word]), count(oversight[word]), share(oversight[word])]);
  if (badLines > 0) rows.push(["bad lines, not decided", count(badLines), ""]);
  const calls = `${paint("strong", plural(decided, "tool call"))}: ${share(mayRun)} run by themselves, ${share(decided - mayRun)} do not`;
  const first = sessions < MAX_SESSIONS ? "" : "the first ";
  return `${calls}\n${first}${plural(sessions, "session")}: ${percent(stoppedSessions, sessions)} have a call that does not\n\n${table(rows, new Set([1, 2]))}`;
}

/** All figures, for a person to read. */
export function renderSummary(figures: Figures, paint: Paint): string {
  const { decided, tiers, triggers, tools, reasons } = figures;
  const share = (n: number) => percent(n, decided);
  const parts = [
    renderOutcome(figures, paint),
    `${paint("strong", "By risk tier")}\n${table(Object.entries(tiers).map(([tier, n]) => [tier, count(n), share(n)]), new Set([1, 2]))}`,
  ];
  const fired = Object.entries(triggers);
  parts.push(`${paint("strong", "Triggers")} (a call may fire several)\n${fired.length ? table(fired.map(([kind, n]) => [kind, count(n), share(n)]), new Set([1, 2])) : "  none fired"}`);
  parts.push(`${paint("strong", "By tool")}, those that need people first\n${toolTable(tools)}`);
  if (reasons.length > 0) {
    const rows = reasons.slice(0, TOP_REASONS).map(({ code, rule, calls, example }) => `${count(calls).padStart(9)}  ${code}${rule === undefined ? "" : ` (${inert(rule)})`}\n${" ".repeat(11)}e.g. ${inert(example)}`);
    parts.push(`${paint("strong", "Why calls do not run by themselves")} (a call may have several reasons)\n${rows.join("\n")}`);
  }
  return `${parts.join("\n\n")}\n`;
}

/** Of all reasons of a decision the one that tells most. */
export function mainReason({ reasons }: Decision): string {
  const telling = reasons.find(({ code }) => !GENERAL.has(code) && !TIER_GIVING.has(code)) ?? reasons.find(({ code }) => GENERAL.has(code)) ?? reasons[0];
  return telling?.text ?? "";
}

/** How a decision word is marked on a terminal. */
export function style(oversight: Oversight): "good" | "wait" | "stop" {
  return oversight === "proceed" || oversight === "log" ? "good" : oversight === "review" || oversight === "hold" ? "wait" : "stop";
}

/** What each oversight means for the action. */
export const WORDS: Readonly<Record<Oversight, string>> = {
  proceed: "run at once",
  log: "run, and are logged",
  review: "staged for review",
  hold: "held for a person",
  block: "blocked, for security",
  halt: "halted by a kill switch",
};

function toolTable(tools: Figures["tools"]): string {
  const used = OVERSIGHTS.filter((word) => tools.some(({ oversight }) => oversight[word] > 0));
  const rows = tools.slice(0, TOP_TOOLS).map(({ tool, calls, oversight }) => [inert(tool), count(calls), ...used.map((word) => (oversight[word] ? count(oversight[word]) : "·"))]);
  const more = tools.length - TOP_TOOLS;
  const body = table([["tool", "calls", ...used], ...rows], new Set(used.map((_, i) => i + 2).concat(1)));
  return more > 0 ? `${body}\n  and ${plural(more, "more tool")}` : body;
}

/** A name as a key to keep: a copy where it is long, since a slice would keep all of it alive. */
export function bounded(name: string): string {
  return name.length <= MAX_NAME ? name : `${Buffer.from(name.slice(0, MAX_NAME)).toString()}…`;
}
function stopped(oversight: Record<Oversight, number>): number {
  return sum(oversight) - oversight.proceed - oversight.log;
}
function sum(oversight: Record<Oversight, number>): number {
  return OVERSIGHTS.reduce((total, word) => total + oversight[word], 0);
}
export function zeroes(): Record<Oversight, number> {
  return Object.fromEntries(OVERSIGHTS.map((word) => [word, 0])) as Record<Oversight, number>;
}
function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
function byCount(entries: [string, number][]): [string, number][] {
  return entries.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

/** Distinct tools and reasons that are kept. */
export const MAX_KEPT = 1000;
const MAX_NAME = 200;
const MAX_SESSIONS = 100_000;
export const OTHER_TOOLS = "(other tools)";
const TOP_TOOLS = 40;
const TOP_REASONS = 8;
/** What the tier and the outcome say already. */
const GENERAL: ReadonlySet<string> = new Set(["tier_allows", "tier_four", "stage_tier_three", "security_review", "anomaly_seen"]);
/** Why a call has its tier; below tier 3 that is not why it stops. */
const TIER_GIVING: ReadonlySet<string> = new Set(["rule_tier", "category", "default_tier"]);
