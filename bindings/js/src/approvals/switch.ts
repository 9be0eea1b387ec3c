// The kill switch, as people throw, release and read it.
import type { ApprovalRequest, KillEngagement, KillEvent, KillLevel, KillRelease, KillStep, KillSwitch } from "../wire.ts";
import { advance } from "./advance.ts";
import { failure, type Desk } from "./desk.ts";
import type { Draft } from "./draft.ts";
import { each, told, type Failed, type Tally } from "./each.ts";
import type { KillScope } from "./options.ts";
import { brief, keys, switches, turn } from "./scopes.ts";

/** A switch as it stands after it was thrown, and what that ended. */
export type Thrown = KillSwitch & {
  /** How many requests of its scope it ended. */
  ended: number;
  /** Requests that could not be ended, and why. They cannot start any more: every claim compares the switch. */
  failed: Failed[];
};

/** Which switches: of these levels; all of them where none is named. */
export type SwitchQuery = { level?: KillLevel | readonly KillLevel[]; cursor?: string; limit?: number };

/** A switch that is thrown: how far, since when, by whom and why. */
export type Switch = KillEngagement & {
  /** Of what. `hold.release` takes it as it stands. */
  scope: KillScope;
  /** Who has agreed to release it already: one of the two who unlatch `terminate`. */
  releases: KillRelease[];
  /** How many people must still release it: two for `terminate`, not the same person twice; else one. */
  missing: number;
};

export async function engage(desk: Desk, { scope, level, by: credential, reason }: { scope: KillScope; level: KillLevel; by: unknown; reason: string }): Promise<Thrown> {
  const by = await desk.who(credential);
  const { state } = await change(desk, scope, { type: "engage", level, by, reason });
  const stopped = state.engaged?.level === "stop" || state.engaged?.level === "terminate";
  // From the commit on nothing older starts: claims compare epochs. What waits is told so, which may take a while and may fail; pressed again, it goes on with what is left.
  const { changed, failed } = stopped ? await end(desk, scope, by.id, reason) : { changed: 0, failed: [] };
  return { ...state, ended: changed, failed };
}

export async function release(desk: Desk, { scope, by: credential, reason }: { scope: KillScope; by: unknown; reason: string }): Promise<KillSwitch> {
  const by = await desk.who(credential);
  return (await change(desk, scope, { type: "release", by, reason })).state;
}

/** Those that are thrown, the last one first. */
export async function thrown(desk: Desk, { level = LEVELS, cursor, limit = 50 }: SwitchQuery): Promise<{ switches: Switch[]; cursor: string | null }> {
  const status = typeof level === "string" ? [level] : level;
  // A word that is none would find nothing, and nothing is what one hopes to read here.
  for (const word of status) if (!LEVELS.includes(word)) throw failure("unknown_word", `\`/level\` is \`${word}\`; write ${LEVELS.join(", ")}`, undefined, "/level");
  const page = await desk.store.query({ kind: "kill", status, order: "at", descending: true, limit, ...(cursor === undefined ? {} : { cursor }) });
  return { switches: page.docs.flatMap(({ key, body }) => shown(key, body as unknown as KillSwitch)), cursor: page.cursor };
}

const LEVELS: readonly KillLevel[] = ["throttle", "pause", "stop", "terminate"];

function shown(key: string, { scope: name = key.slice("kill/".length), engaged, releases, missing = 1 }: KillSwitch): Switch[] {
  const [kind, of] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
  const scope: KillScope = name === "all" ? name : kind === "agent" ? { agent: of } : { session: of };
  return engaged === undefined ? [] : [{ scope, ...engaged, releases, missing }];
}

function change(desk: Desk, given: KillScope, event: KillEvent): Promise<KillStep> {
  const scope = nameOf(given);
  return desk.change([keys.kill(scope)], (draft) => turn(draft, scope, event));
}

/** Ends what waits in a scope. An agent's scope reaches its sub-agents, whose requests carry its name in their path alone. */
async function end(desk: Desk, scope: KillScope, by: string, reason: string): Promise<Tally> {
  const within = typeof scope === "object" && "session" in scope ? { session: brief(scope.session) } : {};
  const tally: Tally = { changed: 0, failed: [] };
  const kill = (draft: Draft, request: ApprovalRequest): boolean => {
    if (request.status !== "pending" && request.status !== "approved") return false;
    const { epoch } = switches(draft, request.action);
    return epoch > request.epoch && advance(draft, request, { type: "killed", epoch, by, reason }).answer.kind !== "refused";
  };
  await each(desk, { status: ["pending", "approved"], ...within }, kill, tally).catch((error: unknown) => {
    const { code, message } = told(error);
    tally.failed.push({ request: null, code, message: `the switch is thrown, and what else waits could not be ended: ${message}` });
  });
  return tally;
}

function nameOf(scope: KillScope): string {
  if (scope === "all") return "all";
  if (typeof scope === "object" && scope !== null) {
    if ("agent" in scope && typeof scope.agent === "string" && scope.agent !== "") return `agent:${scope.agent}`;
    if ("session" in scope && typeof scope.session === "string" && scope.session !== "") return `session:${scope.session}`;
  }
  throw failure("unknown_word", '`/scope` is no scope; write "all", { agent } or { session }', undefined, "/scope");
}
