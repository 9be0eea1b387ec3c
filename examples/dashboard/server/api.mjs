// What the page may ask for. Who asks comes from the session, never from what is sent.
import { history, page, row, SHOWS } from "./rows.mjs";
import { Problem } from "./problem.mjs";

/** Handlers by method and path; `:id` is handed over. Those of `open` need no session. */
export function api({ hold, store, schemas, signIn, sessions, live, limits, securityRole }) {
  const open = {
    "GET /api/people": () => ({ people: signIn.names }),
    "GET /api/session": async ({ request, response }) => {
      try {
        const { identity, csrf, expiresAt } = await sessions.of(request);
        return { person: signIn.names.find(({ id }) => id === identity.id), csrf, expiresAt };
      } catch (error) {
        if (error.status !== 401) throw error;
        for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
        return { person: null, message: request.headers.cookie === undefined ? "" : error.message };
      }
    },
    "POST /api/session": async ({ body, address, response }) => {
      const { person, code } = members(body, { person: "string", code: "string" });
      const wait = limits.signIn.take(address);
      if (wait > 0) throw new Problem(429, "too_many_requests", `too many attempts to sign in; try again in ${wait} s`, { "retry-after": String(wait) });
      const known = signIn.person(person, code);
      limits.signIn.giveBack(address);
      const { setCookie, csrf, expiresAt } = await sessions.start(known);
      response.setHeader("set-cookie", setCookie);
      return { person: known, csrf, expiresAt };
    },
  };
  const signedIn = {
    "DELETE /api/session": ({ session, response }) => {
      response.setHeader("set-cookie", sessions.end(session.token));
      live.end(session.key);
      return {};
    },
    "GET /api/live": ({ session, response }) => live.open(session, response),

    "GET /api/requests": ({ query }) => {
      const show = query.get("show") ?? "waiting";
      if (!Object.hasOwn(SHOWS, show)) throw new Problem(400, "unknown_word", `\`show\` is one of ${Object.keys(SHOWS).join(", ")}`);
      const limit = Number(query.get("limit") ?? 50);
      if (!Number.isInteger(limit) || limit < 1 || limit > 200) throw new Problem(400, "out_of_range", "`limit` is a whole number from 1 to 200");
      return page(hold, { show, limit, tool: query.get("tool") ?? undefined, agent: query.get("agent") ?? undefined, cursor: query.get("cursor") ?? undefined });
    },
    "GET /api/requests/:id": async ({ id }) => whole(await hold.request(id)),
    "GET /api/requests/:id/history": async ({ id }) => ({ entries: await history(hold, store, await hold.request(id)) }),
    "POST /api/requests/:id/answer": async ({ id, body, session }) => {
      const answer = members(body, { verdict: "string", digests: "object" }, { edits: "object", reason: "object", text: "string", openedAt: "number", shownAt: "number", decidedAt: "number" });
      return whole(await hold.respond(id, { ...answer, by: session.token }));
    },
    "POST /api/requests/:id/acknowledge": async ({ id, body, session }) => whole((members(body, {}), await hold.acknowledge(id, session.token))),
    "POST /api/requests/:id/resolve": async ({ id, body, session }) => whole(await hold.resolve(id, { ...members(body, { outcome: "string", note: "string" }), by: session.token })),

    "GET /api/switches": () => switches(),
    "POST /api/switches/throw": async ({ body, session }) => {
      mustGuard(session);
      const { scope, level, reason } = members(body, { scope: "any", level: "string", reason: "string" });
      await hold.kill({ scope, level, reason: said(reason), by: session.token });
      return switches();
    },
    "POST /api/switches/release": async ({ body, session }) => {
      mustGuard(session);
      const { scope, reason } = members(body, { scope: "any", reason: "string" });
      await hold.release({ scope, reason: said(reason), by: session.token });
      return switches();
    },
  };

  function whole(request) {
    return { request, row: row(request), schema: Object.hasOwn(schemas, request.action.tool) ? schemas[request.action.tool].schema : null };
  }

  /** Switches that are thrown, their scopes as one text. */
  async function switches() {
    const { switches } = await hold.switches({ limit: 1000 });
    return { switches: switches.map(({ scope, ...one }) => ({ scope: scope === "all" ? scope : Object.entries(scope)[0].join(":"), ...one })) };
  }

  /** The core lets everybody who is known pull the brake; this shop leaves it to security. */
  function mustGuard({ identity }) {
    if (!identity.roles.includes(securityRole)) throw new Problem(403, "not_authorised", `only the role \`${securityRole}\` may throw and release switches`);
  }

  return { open, signedIn };
}

/** The members of a body: all of `needed`, perhaps some of `allowed`, and nothing else. A page that sends `by` is refused. */
function members(body, needed, allowed = {}) {
  const kinds = { ...needed, ...allowed };
  for (const [name, value] of Object.entries(body)) {
    if (!Object.hasOwn(kinds, name)) throw new Problem(400, "unknown_key", `\`/${name}\` is not taken here`);
    const kind = value === null ? "null" : typeof value;
    if (kinds[name] !== "any" && kind !== kinds[name]) throw new Problem(400, "wrong_type", `\`/${name}\` is a ${kind}; give a ${kinds[name]}`);
  }
  for (const name of Object.keys(needed)) if (!Object.hasOwn(body, name)) throw new Problem(400, "missing", `\`/${name}\` is missing`);
  return body;
}

function said(reason) {
  if (reason.trim() === "") throw new Problem(400, "missing", "`/reason` is empty; say why, for whoever comes after you");
  return reason;
}
