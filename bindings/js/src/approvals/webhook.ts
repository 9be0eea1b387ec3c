// Notifications by HTTP, signed as Standard Webhooks says (https://www.standardwebhooks.com): header `webhook-signature: v1,<base64 of HMAC-SHA256>` over `id.timestamp.body`.
import type { Notification } from "./options.ts";

/**
 * A `notify` hook that posts to an address. What does not arrive stays in the outbox and is tried again.
 *
 * @example
 * const hold = createHoldpoint({ gate, store, authenticate, hooks: { notify: webhook({ url: "https://ops.example/hooks", secret }) } });
 */
export function webhook({ url, secret, timeoutMs = 10_000, fetch: send = fetch }: { url: string; secret: string | Uint8Array; timeoutMs?: number; fetch?: typeof fetch }): (notice: Notification) => Promise<void> {
  const bytes = typeof secret === "string" ? new TextEncoder().encode(secret) : Uint8Array.from(secret);
  if (bytes.length < 24) throw new TypeError("the secret is shorter than 24 bytes; take 32 random ones");
  const address = new URL(url).href;
  return async (notice) => {
    const body = JSON.stringify(notice);
    const timestamp = Math.floor(Date.now() / 1000);
    const key = await crypto.subtle.importKey("raw", bytes as BufferSource, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const signature = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`${notice.id}.${timestamp}.${body}`)));
    const headers = {
      "content-type": "application/json",
      "webhook-id": notice.id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": `v1,${btoa(String.fromCharCode(...signature))}`,
    };
    const answer = await send(address, { method: "POST", headers, body, redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  };
}
