// Who answers: ready ways to establish it. A host with sessions of its own writes its own.
import type { Identity } from "../wire.ts";
import type { Authenticate } from "./options.ts";

/** What a signed token says. */
export type TokenClaims = { id: string; roles: string[]; expiresAt: number };

/**
 * Tokens that the host signs for its people: `holdpoint.<claims>.<HMAC-SHA256>`, in base64url. The secret is at least 32 bytes and stays with the host.
 *
 * @example
 * const tokens = signedTokens(secret);
 * const token = await tokens.sign({ id: "ann", roles: ["finance"], expiresAt: Date.now() + 3_600_000 });
 * const hold = createHoldpoint({ gate, store, authenticate: tokens.authenticate });
 */
export function signedTokens(secret: string | Uint8Array, { clock = Date.now }: { clock?: () => number } = {}): { sign(claims: TokenClaims): Promise<string>; authenticate: Authenticate } {
  const bytes = typeof secret === "string" ? new TextEncoder().encode(secret) : Uint8Array.from(secret);
  if (bytes.length < 32) throw new TypeError("the secret is shorter than 32 bytes; take 32 random ones");
  let key: Promise<CryptoKey> | undefined;
  const imported = () => (key ??= crypto.subtle.importKey("raw", bytes as BufferSource, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]));
  return {
    async sign({ id, roles, expiresAt }) {
      const body = `holdpoint.${encode(new TextEncoder().encode(JSON.stringify({ id, roles, expiresAt })))}`;
      const signature = await crypto.subtle.sign("HMAC", await imported(), new TextEncoder().encode(body));
      return `${body}.${encode(new Uint8Array(signature))}`;
    },
    async authenticate(credential) {
      if (typeof credential !== "string" || credential.length > 8192) return null;
      const [prefix, claims, signature, ...more] = credential.split(".");
      if (prefix !== "holdpoint" || claims === undefined || signature === undefined || more.length > 0) return null;
      const given = decode(signature);
      const body = decode(claims);
      // `verify` compares in constant time. What is not signed is not even parsed.
      if (given === null || body === null || !(await crypto.subtle.verify("HMAC", await imported(), given as BufferSource, new TextEncoder().encode(`${prefix}.${claims}`)))) return null;
      const { id, roles, expiresAt } = JSON.parse(new TextDecoder().decode(body)) as TokenClaims;
      if (!(clock() < expiresAt)) throw new Error("the token has expired; sign in again");
      return { id, roles, source: "signed_token", assurance: "signed" } satisfies Identity;
    },
  };
}

function encode(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decode(text: string): Uint8Array | null {
  if (!/^[\w-]+$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}
