// Requests as the list shows them, and what the log says of one.

/** What people look for, as statuses. `waiting` comes with the soonest first, the others with the newest. */
export const SHOWS = {
  waiting: ["pending"],
  running: ["approved", "executing", "unknown"],
  over: ["executed", "failed", "rejected", "taken_over", "expired", "cancelled", "superseded", "killed", "stale"],
  all: undefined,
};

/** One line of the list. Of an action only what names it: the arguments are in the package. */
export function row({ id, version, status, action, decision, package: pack, requestedAt, updatedAt, deadline, expiresAt, responses, questions, ended }) {
  const last = responses.at(-1);
  return {
    ...{ id, version, status, requestedAt, updatedAt, deadline, expiresAt },
    ...{ tool: action.tool, agent: action.agent ?? null, session: action.session },
    headline: pack?.parts.find(({ name }) => name === "headline")?.lines[0]?.text ?? null,
    ...{ tier: decision.tier, oversight: decision.oversight, priority: decision.priority },
    asked: questions.some(({ answer }) => answer === undefined),
    last: last === undefined ? null : { by: last.by.id, verdict: last.verdict, at: last.at },
    ended: ended === null ? null : { code: ended.code, by: ended.by ?? null },
  };
}

/** A page of the list. */
export async function page(hold, { show, tool, agent, cursor, limit }) {
  const order = show === "waiting" ? { order: "due", descending: false } : {};
  const asked = { status: SHOWS[show], tool, agent, cursor };
  const { requests, cursor: next } = await hold.requests({ limit, ...order, ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) });
  // What ran without a person stands among "all" alone.
  return { rows: requests.filter(({ package: pack, status }) => show === "all" || pack !== null || status === "unknown").map(row), cursor: next };
}

/** What the log holds of a request, the oldest first: from its end back to when the request was made. */
export async function history(hold, store, { id, requestedAt }) {
  const found = [];
  for (let to = (await store.head())?.size ?? 0; to > 0; to -= PAGE) {
    const entries = await hold.audit.entries({ from: Math.max(0, to - PAGE), to });
    const said = entries.map(({ seq, text }) => (text === null ? null : { seq, ...JSON.parse(text) }));
    found.unshift(...said.filter((entry) => entry?.request === id).map(entryRow));
    if (said.some((entry) => entry !== null && entry.at < requestedAt)) break;
  }
  return found;
}

const PAGE = 500;

function entryRow({ seq, at, type, by, source, verdict, reason, text, refused, from, to, error, outcome }) {
  return { seq, at, type, by: by?.id ?? null, how: by === undefined ? null : `${by.source}, ${by.assurance}`, source: source ?? null, verdict, reason, text, refused, from, to, error, outcome };
}
