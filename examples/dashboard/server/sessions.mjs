// Who is signed in: a signed token in a cookie that no script can read, and a second one that every change must bring in a header.
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { signedTokens } from "holdpoint";
import { Problem } from "./problem.mjs";

const LASTS = 8 * 3_600_000;

/**
 * Sessions of one server process. The secret is made at its start and never leaves it: a restart signs everybody out. Whoever wants sessions to survive takes the
 * secret from where secrets are kept, and keeps what was signed out in the store.
 */
export class Sessions {
  /** `__Host-` binds the cookie to this host and to https; over plain http on this machine not every browser takes it. */
  constructor({ secure, clock = Date.now, secret = randomBytes(32) }) {
    this.cookie = secure ? "__Host-holdpoint" : "holdpoint";
    this.flags = `Path=/; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
    this.clock = clock;
    this.tokens = signedTokens(secret, { clock });
    this.csrfKey = randomBytes(32);
    this.ended = new Map(); // signed out, until they would have ended
  }

  /** What `createHoldpoint` asks: the session is the credential of whoever answers. */
  authenticate = async (token) => {
    if (typeof token !== "string" || this.ended.has(token)) return null;
    return this.tokens.authenticate(token);
  };

  async start({ id, roles }) {
    const expiresAt = this.clock() + LASTS;
    const token = await this.tokens.sign({ id, roles, expiresAt });
    return { token, csrf: this.csrf(token), expiresAt, setCookie: `${this.cookie}=${token}; Max-Age=${LASTS / 1000}; ${this.flags}` };
  }

  /** Ends a session, and gives the cookie that removes it. */
  end(token) {
    const now = this.clock();
    for (const [old, until] of this.ended) if (until < now) this.ended.delete(old);
    this.ended.set(token, now + LASTS);
    return `${this.cookie}=; Max-Age=0; ${this.flags}`;
  }

  /** The session of a request; throws where there is none. */
  async of({ headers }) {
    const token = cookies(headers.cookie).get(this.cookie);
    if (token === undefined) throw new Problem(401, "not_authenticated", "nobody is signed in; sign in");
    let identity = null;
    let why = "this session is not known (the server may have been restarted); sign in again";
    try {
      identity = await this.authenticate(token);
    } catch (error) {
      if (/expired/.test(error.message)) why = "your session has ended; sign in again";
    }
    if (identity === null) throw new Problem(401, "not_authenticated", why, { "set-cookie": `${this.cookie}=; Max-Age=0; ${this.flags}` });
    const { expiresAt } = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString()); // its signature was checked just now
    return { token, identity, expiresAt, csrf: this.csrf(token), key: createHash("sha256").update(token).digest("base64url") };
  }

  /** Throws unless a change brings the token that this session was given: another site's page can send the cookie, but cannot read this. */
  check(session, { headers }) {
    if (!same(headers["x-csrf-token"], session.csrf)) throw new Problem(403, "wrong_csrf_token", "the request lacks this session's token; load the page again");
  }

  csrf(token) {
    return createHmac("sha256", this.csrfKey).update(token).digest("base64url");
  }
}

/** Whether two texts are the same, in a time that does not tell how far they agree. */
export function same(given, wanted) {
  const digest = (text) => createHash("sha256").update(String(text)).digest();
  return typeof given === "string" && timingSafeEqual(digest(given), digest(wanted));
}

function cookies(header = "") {
  return new Map(header.split(";").map((pair) => pair.trim().split("=")).filter(([name, value]) => name !== "" && value !== undefined).reverse());
}
