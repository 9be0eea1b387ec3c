// The server: one request in, checked in this order (host, rate, method, origin, session, token, body), one answer out.
import { createServer } from "node:http";
import { api } from "./api.mjs";
import { files, send } from "./files.mjs";
import { Limit } from "./limits.mjs";
import { Live } from "./live.mjs";
import { Problem, problemOf } from "./problem.mjs";

/** The page needs no more than this: its own files, and WebAssembly. */
const HEADERS = {
  "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};
const BODY = 64 * 1024;

/**
 * Makes the server. `origin` is the address that people open where a proxy in front speaks https; without it the server answers to this machine's own names alone.
 */
export function createApp({ hold, store, sessions, signIn, schemas = {}, securityRole = "security", origin, clock = Date.now }) {
  const live = new Live(store, clock);
  const limits = { address: new Limit({ burst: 600, everyMs: 20, clock }), session: new Limit({ burst: 150, everyMs: 100, clock }), signIn: new Limit({ burst: 5, everyMs: 10_000, clock }) };
  const { open, signedIn } = api({ hold, store, schemas, signIn, sessions, live, limits, securityRole });
  const found = files();
  const fixed = { ...HEADERS, ...(origin?.startsWith("https:") && { "strict-transport-security": "max-age=31536000" }) };

  const server = createServer({ headersTimeout: 10_000, requestTimeout: 20_000, maxHeaderSize: 16_384 }, async (request, response) => {
    for (const [name, value] of Object.entries(fixed)) response.setHeader(name, value);
    try {
      await answer(request, response);
    } catch (error) {
      const { status, code, message, headers } = problemOf(error);
      if (response.headersSent) return response.destroy();
      // What was not read of a body is not waited for.
      if (!request.complete) response.setHeader("connection", "close");
      json(response, status, { code, message }, headers);
    }
  });

  async function answer(request, response) {
    const own = ownOrigin(request);
    const { pathname, searchParams: query } = URL.parse(request.url, own) ?? {};
    if (pathname === undefined) throw new Problem(400, "no_such_path", "that is no address");
    const address = addressOf(request);
    hurry(limits.address.take(address));
    if (!pathname.startsWith("/api/")) {
      const file = found.get(pathname);
      if (file === undefined) throw new Problem(404, "no_such_path", "there is nothing here; the page is at /");
      if (request.method !== "GET" && request.method !== "HEAD") throw new Problem(405, "method_not_allowed", "files are only read: GET or HEAD", { allow: "GET, HEAD" });
      return send(request, response, file);
    }
    const { handler, id, needsSession } = route(request.method, pathname);
    sameOrigin(request, own);
    const session = needsSession ? await sessions.of(request) : undefined;
    if (session !== undefined) hurry(limits.session.take(session.key));
    const changes = request.method !== "GET";
    if (changes && session !== undefined) sessions.check(session, request);
    const body = request.method === "POST" ? await bodyOf(request) : undefined;
    const said = await handler({ request, response, id, query, body, session, address });
    if (!response.headersSent) json(response, 200, said);
  }

  /** The origin that this server is known by. Another name in `Host` is a page that had its own name point here. */
  function ownOrigin({ headers: { host = "" }, socket }) {
    if (origin !== undefined && host === new URL(origin).host) return origin;
    const local = ["localhost", "127.0.0.1"].map((name) => `${name}:${socket.localPort}`);
    if (origin === undefined && local.includes(host)) return `http://${host}`;
    throw new Problem(421, "wrong_host", `this server does not answer to that name; open ${origin ?? `http://${local[0]}`}`);
  }

  /** Whose rate it is: behind a proxy of one's own, the last address that it added. */
  function addressOf({ headers, socket }) {
    const told = origin === undefined ? undefined : headers["x-forwarded-for"]?.split(",").at(-1)?.trim();
    return told ?? socket.remoteAddress ?? "";
  }

  function route(method, pathname) {
    const [, , kind, id, what] = pathname.split("/");
    const named = kind === "requests" && id !== undefined ? `/api/requests/:id${what === undefined ? "" : `/${what}`}` : pathname;
    const [key, deeper] = [`${method} ${named}`, pathname.split("/").length > 5];
    if (!deeper && Object.hasOwn(open, key)) return { handler: open[key], needsSession: false };
    if (!deeper && Object.hasOwn(signedIn, key)) return { handler: signedIn[key], id: decoded(id), needsSession: true };
    const others = [...Object.keys(open), ...Object.keys(signedIn)].filter((known) => known.endsWith(` ${named}`)).map((known) => known.split(" ")[0]);
    if (others.length === 0 || deeper) throw new Problem(404, "no_such_path", "there is nothing here");
    throw new Problem(405, "method_not_allowed", `${method} is not taken here; use ${others.join(" or ")}`, { allow: others.join(", ") });
  }

  server.on("clientError", (_error, socket) => socket.writable && socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n"));
  return {
    server,
    /** Stops: streams end, what is being answered is answered, idle connections are closed. */
    close: () =>
      new Promise((closed) => {
        live.close();
        server.close(closed);
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 2000).unref();
      }),
  };
}

/** Browsers say where a request comes from. A change must come from this very page; nothing may be read by another site's. */
function sameOrigin({ method, headers }, own) {
  const site = headers["sec-fetch-site"];
  const from = headers.origin;
  const foreign = (site !== undefined && site !== "same-origin") || (from !== undefined && from !== own) || (method !== "GET" && from === undefined);
  if (foreign) throw new Problem(403, "wrong_origin", "this comes from another place than the page of this server, and is not taken");
}

function hurry(wait) {
  if (wait > 0) throw new Problem(429, "too_many_requests", `that was too often; try again in ${wait} s`, { "retry-after": String(wait) });
}

/** The JSON object in a body. */
async function bodyOf(request) {
  if (!/^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(request.headers["content-type"] ?? "")) throw new Problem(415, "not_json", "a body is `application/json`");
  const tooLarge = () => new Problem(413, "body_too_large", `a body has at most ${BODY} bytes`);
  if (Number(request.headers["content-length"] ?? 0) > BODY) throw tooLarge();
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > BODY) throw tooLarge();
    parts.push(part);
  }
  let body;
  try {
    body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts)));
  } catch {
    throw new Problem(400, "not_json", "the body is no JSON");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new Problem(400, "not_json", "the body is no JSON object");
  return body;
}

function decoded(text) {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    throw new Problem(400, "not_json", "the address holds a broken escape");
  }
}

function json(response, status, body, headers = {}) {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...headers });
  response.end(JSON.stringify(body));
}
