// Speaks with the server. Every change carries the session's token, which another site's page cannot know.
let csrf = "";

export class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    [this.status, this.code] = [status, code];
  }
}

/** Called where nobody is signed in any more. */
export const signedOut = new EventTarget();

export function keep(token) {
  csrf = token;
}

export const get = (path) => ask("GET", path);
export const post = (path, body) => ask("POST", path, body);
export const remove = (path) => ask("DELETE", path);

async function ask(method, path, body) {
  const headers = { ...(method !== "GET" && { "x-csrf-token": csrf }), ...(body !== undefined && { "content-type": "application/json" }) };
  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Refused(0, "unreachable", "The server cannot be reached. Nothing is lost here; try again.");
  }
  const answer = await response.json().catch(() => ({ code: "internal", message: "The server's answer cannot be read." }));
  if (response.ok) return answer;
  const refused = new Refused(response.status, answer.code, sentence(answer.message));
  if (response.status === 401 && path !== "/api/session") signedOut.dispatchEvent(new CustomEvent("out", { detail: refused.message }));
  throw refused;
}

function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
