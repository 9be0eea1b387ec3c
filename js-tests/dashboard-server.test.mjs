// The example dashboard's server, without a browser: what it refuses, what it says of it, and what it sends with every answer.
import assert from "node:assert/strict";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { after, before, test } from "node:test";
import { createGate, createHoldpoint, memoryStore } from "holdpoint";
import { readPolicy } from "holdpoint/node";
import { project } from "./dashboard-support.mjs";
import { WITHOUT_SQLITE } from "./support.mjs";

const skip = WITHOUT_SQLITE; // the example is for a Node that has it
const PEOPLE = [{ id: "ben", name: "Ben", roles: ["finance"] }, { id: "sue", name: "Sue", roles: ["finance", "security"] }];
let home, parts;
before(async () => {
  if (skip) return;
  home = project();
  const [app, sessions, signIn, calls] = await Promise.all(["server/app.mjs", "server/sessions.mjs", "server/sign-in.mjs", "demo/calls.mjs"].map(home.load));
  parts = { ...app, ...sessions, ...signIn, ...calls };
});
after(() => home?.remove());

/** A server on a store in memory, and ways to ask it. */
async function world(t, { origin, clock = { now: Date.now() } } = {}) {
  const codes = new Map();
  const store = memoryStore({ clock: () => clock.now });
  const sessions = new parts.Sessions({ secure: origin !== undefined, clock: () => clock.now });
  const gate = createGate(readPolicy(`${home.folder}/dashboard/demo/policy.yaml`));
  const hold = createHoldpoint({ gate, store, authenticate: sessions.authenticate, clock: () => clock.now, tools: parts.TOOLS });
  const signIn = new parts.SignIn(PEOPLE, (line) => codes.set(line.trim().split(/\s+/)[0], / (\w{4}-\w{4}) /.exec(line)[1]));
  const app = parts.createApp({ hold, store, sessions, signIn, schemas: parts.TOOLS, origin, clock: () => clock.now });
  await new Promise((listening) => app.server.listen(0, "127.0.0.1", listening));
  t.after(() => app.close());
  const { port } = app.server.address();
  const own = origin ?? `http://127.0.0.1:${port}`;

  /** One request as a browser's page would send it; headers given as `undefined` are left out. */
  async function ask(method, path, { body, headers = {}, as } = {}) {
    const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
    const all = { host: new URL(own).host, "sec-fetch-site": "same-origin", ...(method !== "GET" && { origin: own }), ...(text !== undefined && { "content-type": "application/json", "content-length": Buffer.byteLength(text) }), ...(as && { cookie: as.cookie, "x-csrf-token": as.csrf }), ...headers };
    const sent = httpRequest({ host: "127.0.0.1", port, method, path, headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) });
    sent.end(text);
    const [response] = await once(sent, "response");
    if (response.headers["content-type"]?.startsWith("text/event-stream")) return { status: response.statusCode, response };
    let said = "";
    for await (const part of response.setEncoding("utf8")) said += part;
    return { status: response.statusCode, headers: response.headers, text: said, body: said !== "" && response.headers["content-type"]?.startsWith("application/json") ? JSON.parse(said) : null };
  }
  async function signedIn(name) {
    const { status, headers, body } = await ask("POST", "/api/session", { body: { person: name.toLowerCase(), code: codes.get(name) } });
    assert.equal(status, 200);
    return { cookie: headers["set-cookie"][0].split(";")[0], csrf: body.csrf, setCookie: headers["set-cookie"][0] };
  }
  let calls = 0;
  const held = async (args = { amount: 250, recipient: "a@mail.example", order: "1" }) => (await hold.guard({ tool: "payments.refund", args, session: `s-${++calls}`, callId: `c-${calls}` }, {}, () => assert.fail("it waits"))).request;
  const refused = async (method, path, options, status, code) => {
    const answer = await ask(method, path, options);
    assert.deepEqual([answer.status, answer.body?.code], [status, code], JSON.stringify(answer.body));
    assert.ok(answer.body.message.length > 10);
    return answer;
  };
  return { ask, refused, signedIn, held, hold, codes, clock, own, port };
}
const approve = ({ digests: { action, package: shown } }) => ({ verdict: "approve", digests: { action, package: shown } });

test("every answer carries the page's policy; nothing of the API is kept", { skip }, async (t) => {
  const { ask } = await world(t);
  for (const path of ["/", "/app.js", "/holdpoint.js", "/holdpoint-review.js", "/api/people", "/api/requests", "/nothing"]) {
    const { headers } = await ask("GET", path);
    const policy = headers["content-security-policy"];
    for (const word of ["default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"]) assert.ok(policy.includes(word), `${path}: ${policy}`);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval'.*unsafe-eval'/);
    assert.deepEqual([headers["x-content-type-options"], headers["referrer-policy"], headers["cross-origin-resource-policy"]], ["nosniff", "no-referrer", "same-origin"]);
    if (path.startsWith("/api/")) assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["x-powered-by"] ?? headers["access-control-allow-origin"], undefined);
  }
  const { headers: { etag } } = await ask("GET", "/app.js");
  assert.equal((await ask("GET", "/app.js", { headers: { "if-none-match": etag } })).status, 304);
});

test("cookies: HttpOnly, SameSite=Strict; behind https also Secure and bound to the host", { skip }, async (t) => {
  const plain = await world(t);
  assert.match((await plain.signedIn("Ben")).setCookie, /^holdpoint=holdpoint\.[\w-]+\.[\w-]+; Max-Age=28800; Path=\/; HttpOnly; SameSite=Strict$/);
  const secure = await world(t, { origin: "https://review.example.com" });
  assert.match((await secure.signedIn("Ben")).setCookie, /^__Host-holdpoint=.*; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
  assert.match((await secure.ask("GET", "/")).headers["strict-transport-security"], /max-age/);
  await secure.refused("GET", "/", { headers: { host: `localhost:${secure.port}` } }, 421, "wrong_host");
});

test("without a session nothing is read or changed; forged, cut, foreign and expired ones are none", { skip }, async (t) => {
  const { ask, refused, signedIn, held, clock } = await world(t);
  const request = await held();
  const ben = await signedIn("Ben");
  const other = await world(t);
  const foreign = await other.signedIn("Ben");
  const [name, token] = ben.cookie.split("=");
  const [prefix, claims, signature] = token.split(".");
  const security = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(claims, "base64url")), roles: ["security"] })).toString("base64url");
  const forged = [`${name}=${prefix}.${security}.${signature}`, `${name}=${prefix}.${claims}.${signature.slice(1)}`, `${name}=${prefix}.${claims}.`, `${name}=${claims}`, `${name}=`, `other=${token}`, foreign.cookie, undefined];
  const paths = [["GET", "/api/requests"], ["GET", `/api/requests/${request.id}`], ["GET", `/api/requests/${request.id}/history`], ["GET", "/api/live"], ["GET", "/api/switches"], ["POST", `/api/requests/${request.id}/answer`, approve(request)], ["POST", "/api/switches/throw", { scope: "all", level: "stop", reason: "x" }], ["DELETE", "/api/session"]];
  for (const cookie of forged) for (const [method, path, body] of paths) await refused(method, path, { body, headers: { cookie, "x-csrf-token": ben.csrf } }, 401, "not_authenticated");
  assert.equal((await ask("GET", "/api/requests", { as: ben })).status, 200);
  clock.now += 8 * 3_600_000 + 1;
  const { body, headers } = await refused("GET", "/api/requests", { as: ben }, 401, "not_authenticated");
  assert.match(body.message, /ended; sign in again/);
  assert.match(headers["set-cookie"][0], /^holdpoint=; Max-Age=0; .*HttpOnly/);
});

test("a change needs this session's token, this page's origin and a browser that does not say otherwise", { skip }, async (t) => {
  const { refused, ask, signedIn, held, hold, own, port } = await world(t);
  const [request, ben, sue] = [await held(), await signedIn("Ben"), await signedIn("Sue")];
  const path = `/api/requests/${request.id}/answer`;
  const body = approve(request);
  for (const csrf of [undefined, "", sue.csrf, `${ben.csrf}x`, ben.csrf.slice(1)]) await refused("POST", path, { body, as: ben, headers: { "x-csrf-token": csrf } }, 403, "wrong_csrf_token");
  for (const origin of [undefined, "null", "https://evil.test", `http://localhost:${port}`, own.replace("http:", "https:"), `${own}.evil.test`]) await refused("POST", path, { body, as: ben, headers: { origin } }, 403, "wrong_origin");
  for (const site of ["cross-site", "same-site", "none"]) await refused("POST", path, { body, as: ben, headers: { "sec-fetch-site": site } }, 403, "wrong_origin");
  await refused("GET", "/api/requests", { as: ben, headers: { "sec-fetch-site": "cross-site" } }, 403, "wrong_origin");
  await refused("DELETE", "/api/session", { as: ben, headers: { "x-csrf-token": "x" } }, 403, "wrong_csrf_token");
  await refused("POST", "/api/session", { body: { person: "ben", code: "x" }, headers: { origin: "https://evil.test" } }, 403, "wrong_origin");
  for (const host of ["evil.test", "127.0.0.1", `127.0.0.1.evil.test:${port}`]) await refused("GET", "/api/people", { headers: { host } }, 421, "wrong_host");
  assert.equal((await hold.request(request.id)).responses.length, 0, "nothing of this was recorded");
  assert.equal((await ask("POST", path, { body, as: ben, headers: { "sec-fetch-site": undefined } })).status, 200, "an older browser sends Origin alone");
});

test("who answers comes from the session alone", { skip }, async (t) => {
  const { refused, ask, signedIn, held, hold } = await world(t);
  const [request, ben, sue] = [await held(), await signedIn("Ben"), await signedIn("Sue")];
  const path = `/api/requests/${request.id}/answer`;
  for (const extra of [{ by: "sue" }, { by: sue.cookie.split("=")[1] }, { id: "other" }, { now: 1 }]) await refused("POST", path, { body: { ...approve(request), ...extra }, as: ben }, 400, "unknown_key");
  await refused("POST", path, { body: '{"verdict":"approve","__proto__":{"by":"sue"}}', as: ben }, 400, "unknown_key");
  await refused("POST", path, { body: { verdict: "approve" }, as: ben }, 400, "missing");
  await refused("POST", path, { body: { ...approve(request), digests: "x" }, as: ben }, 400, "wrong_type");
  await refused("POST", path, { body: { ...approve(request), digests: { action: "x", package: "y" } }, as: ben }, 409, "wrong_digest");
  const { status, body } = await ask("POST", path, { body: approve(request), as: ben });
  assert.deepEqual([status, body.request.responses.map(({ by }) => by)], [200, [{ id: "ben", roles: ["finance"], source: "signed_token", assurance: "signed" }]]);
  await refused("POST", path, { body: { ...approve(request), verdict: "take_over" }, as: { ...sue, csrf: ben.csrf } }, 403, "wrong_csrf_token");
  assert.equal((await hold.request(request.id)).status, "approved");
});

test("bodies: JSON objects of a bounded size; methods and paths that there are", { skip }, async (t) => {
  const { refused, ask, signedIn, held } = await world(t);
  const [request, ben] = [await held(), await signedIn("Ben")];
  const path = `/api/requests/${request.id}/answer`;
  for (const type of [undefined, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json; charset=latin1"]) await refused("POST", path, { body: approve(request), as: ben, headers: { "content-type": type } }, 415, "not_json");
  for (const body of ["", "{", "[]", "null", '"x"', "\ud800"]) await refused("POST", path, { body, as: ben }, 400, "not_json");
  await refused("POST", path, { body: { text: "x".repeat(70_000) }, as: ben }, 413, "body_too_large");
  await refused("POST", path, { body: { text: "x".repeat(70_000) }, as: ben, headers: { "content-length": undefined, "transfer-encoding": "chunked" } }, 413, "body_too_large");
  for (const [method, place, allow] of [["PUT", path, "POST"], ["GET", path, "POST"], ["POST", "/api/people", "GET"], ["HEAD", "/api/requests", "GET"]]) {
    const { status, headers } = await ask(method, place, { as: ben });
    assert.deepEqual([status, headers.allow], [405, allow]);
  }
  await refused("POST", "/app.js", { as: ben }, 405, "method_not_allowed");
  for (const place of ["/api/", "/api/nothing", "/api/requests/a/b/c", "/../serve.mjs", "/%2e%2e/serve.mjs", "/page/app.js", "/approvals.db", "/server/app.mjs", "/api/__proto__", "/constructor"]) await refused("GET", place, { as: ben }, 404, "no_such_path");
  await refused("GET", "//", { as: ben }, 400, "no_such_path");
  await refused("GET", "/api/requests/%ff", { as: ben }, 400, "not_json");
  await refused("GET", "/api/requests/req_nothing", { as: ben }, 404, "no_request");
  for (const query of ["show=x", "show=__proto__", "limit=0", "limit=201", "limit=1.5", "limit=x", "cursor=x"]) assert.equal((await ask("GET", `/api/requests?${query}`, { as: ben })).status, 400, query);
});

test("signing in: a code is for one use and one person; attempts are limited, and the limit says how long", { skip }, async (t) => {
  const { refused, ask, signedIn, codes } = await world(t);
  const first = codes.get("Ben");
  await signedIn("Ben");
  assert.notEqual(codes.get("Ben"), first);
  const attempt = (person, code) => ({ body: { person, code } });
  await refused("POST", "/api/session", attempt("ben", first), 401, "wrong_code");
  await refused("POST", "/api/session", attempt("sue", codes.get("Ben")), 401, "wrong_code");
  await refused("POST", "/api/session", attempt("eve", codes.get("Ben")), 401, "wrong_code");
  await refused("POST", "/api/session", { body: { person: "ben", code: null } }, 400, "wrong_type");
  await refused("POST", "/api/session", attempt("__proto__", ""), 401, "wrong_code");
  for (let at = 0; at < 5; at += 1) await ask("POST", "/api/session", attempt("ben", "AAAA-AAAA"));
  const { headers } = await refused("POST", "/api/session", attempt("ben", codes.get("Ben")), 429, "too_many_requests");
  assert.ok(Number(headers["retry-after"]) >= 1);
});

test("a session that asks too often waits; others do not", { skip }, async (t) => {
  const { ask, signedIn, clock } = await world(t);
  const [ben, sue] = [await signedIn("Ben"), await signedIn("Sue")];
  const answers = await Promise.all(Array.from({ length: 250 }, () => ask("GET", "/api/switches", { as: ben })));
  const late = answers.filter(({ status }) => status === 429);
  assert.equal(late.length, 100);
  assert.deepEqual([...new Set(late.map(({ body }) => body.code))], ["too_many_requests"]);
  assert.ok(late.every(({ headers }) => Number(headers["retry-after"]) >= 1));
  assert.equal((await ask("GET", "/api/switches", { as: sue })).status, 200);
  clock.now += 1000;
  assert.equal((await ask("GET", "/api/switches", { as: ben })).status, 200);
});

test("behind a proxy the limit is that of the last address that it names", { skip }, async (t) => {
  const { ask } = await world(t, { origin: "https://review.example.com" });
  const attempt = (address) => ask("POST", "/api/session", { body: { person: "ben", code: "x" }, headers: { "x-forwarded-for": `6.6.6.6, ${address}` } });
  for (let at = 0; at < 6; at += 1) await attempt("1.1.1.1");
  assert.equal((await attempt("1.1.1.1")).status, 429);
  assert.equal((await attempt("2.2.2.2")).status, 401);
});

test("the limit itself: a burst, then one for each interval, and no memory without end", { skip }, async (t) => {
  const { Limit } = await home.load("server/limits.mjs");
  const clock = { now: 0 };
  const limit = new Limit({ burst: 3, everyMs: 2000, clock: () => clock.now });
  assert.deepEqual([1, 2, 3, 4].map(() => limit.take("a")), [0, 0, 0, 2]);
  assert.equal(limit.take("b"), 0);
  clock.now = 1000;
  assert.equal(limit.take("a"), 1);
  clock.now = 2000;
  assert.deepEqual([limit.take("a"), limit.take("a")], [0, 2]);
  limit.giveBack("a");
  assert.equal(limit.take("a"), 0);
  clock.now = 1e9;
  assert.deepEqual([1, 2, 3, 4].map(() => limit.take("a")), [0, 0, 0, 2], "never more than the burst");
});

test("hints: what changed, to those who are signed in, until they sign out", { skip }, async (t) => {
  const { ask, refused, signedIn, held } = await world(t);
  const ben = await signedIn("Ben");
  const { response } = await ask("GET", "/api/live", { as: ben });
  let told = "";
  response.setEncoding("utf8").on("data", (text) => (told += text));
  const ended = once(response, "end");
  const request = await held();
  while (!told.includes(request.id)) await once(response, "data");
  assert.doesNotMatch(told, /250|mail\.example|refund/, "a hint says which, never what");
  const { headers } = await ask("DELETE", "/api/session", { as: ben });
  assert.match(headers["set-cookie"][0], /^holdpoint=; Max-Age=0/);
  await ended;
  await refused("GET", "/api/requests", { as: ben }, 401, "not_authenticated");
  await refused("POST", `/api/requests/${request.id}/answer`, { body: approve(request), as: ben }, 401, "not_authenticated");
});

test("the list: the soonest first, page by page, each once", { skip }, async (t) => {
  const { ask, signedIn, held, clock } = await world(t);
  const made = [];
  for (let at = 0; at < 7; at += 1) {
    made.push((await held()).id);
    clock.now += 1000;
  }
  const ben = await signedIn("Ben");
  const got = [];
  for (let cursor = null; ; ) {
    const { body } = await ask("GET", `/api/requests?limit=3${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`, { as: ben });
    got.push(...body.rows.map(({ id }) => id));
    assert.match(body.rows[0].headline, /^Refund 250 EUR to a@mail\.example/);
    if (body.cursor === null) break;
    cursor = body.cursor;
  }
  assert.deepEqual(got, made);
});

test("the kill switch is for security alone", { skip }, async (t) => {
  const { ask, refused, signedIn, held, hold } = await world(t);
  const [ben, sue] = [await signedIn("Ben"), await signedIn("Sue")];
  const thrown = { scope: "all", level: "pause", reason: "we look first" };
  await refused("POST", "/api/switches/throw", { body: thrown, as: ben }, 403, "not_authorised");
  await refused("POST", "/api/switches/throw", { body: { ...thrown, reason: " " }, as: sue }, 400, "missing");
  for (const scope of ["nobody", null, 1, { agent: "" }, { agent: 1 }, []]) assert.equal((await ask("POST", "/api/switches/throw", { body: { ...thrown, scope }, as: sue })).status, 400, JSON.stringify(scope));
  assert.equal((await ask("POST", "/api/switches/throw", { body: { ...thrown, level: "nonsense" }, as: sue })).status, 400);
  const { body } = await ask("POST", "/api/switches/throw", { body: thrown, as: sue });
  assert.deepEqual(body.switches.map(({ scope, level, by, reason }) => [scope, level, by, reason]), [["all", "pause", "sue", "we look first"]]);
  assert.equal((await hold.guard({ tool: "orders.get", args: {}, session: "s", callId: "k" }, {}, () => assert.fail("paused"))).status, "refused");
  assert.deepEqual((await ask("POST", "/api/switches/release", { body: { scope: "all", reason: "seen" }, as: sue })).body.switches, []);
  assert.equal((await held()).status, "pending");
});

test("the history is what the log holds of the request, refusals too", { skip }, async (t) => {
  const { ask, signedIn, held } = await world(t);
  const [other, request, sue] = [await held(), await held(), await signedIn("Sue")];
  const path = `/api/requests/${request.id}`;
  await ask("POST", `${path}/acknowledge`, { body: {}, as: sue });
  await ask("POST", `${path}/answer`, { body: { verdict: "reject", digests: approve(request).digests, reason: { code: "suspicious", text: "never heard of" } }, as: sue });
  await ask("POST", `${path}/answer`, { body: approve(request), as: sue });
  const { body } = await ask("GET", `${path}/history`, { as: sue });
  assert.deepEqual(body.entries.map(({ type, by, verdict, refused }) => [type, by, verdict, refused]), [["requested", null, undefined, undefined], ["acknowledged", "sue", undefined, undefined], ["responded", "sue", "reject", undefined], ["responded", "sue", "approve", "not_pending"]]);
  assert.equal((await ask("GET", `/api/requests/${other.id}/history`, { as: sue })).body.entries.length, 1);
});
