// Ed25519 keys that sign checkpoints, by WebCrypto. A key has a name, since notes are signed by name.
import { bytesOf } from "../base64.ts";
import type { SigningKey } from "../wire.ts";
import { ARGS, audit, refused } from "./engine.ts";

/** A key of WebCrypto's, in the words that a browser's `CryptoKey` and Node's have in common: not every program has the former's type. */
export type Ed25519Key = { readonly algorithm: { readonly name: string }; readonly extractable: boolean; readonly type: string; readonly usages: readonly string[] };

/** The same as a JSON Web Key (RFC 8037). */
export type Ed25519Jwk = { kty?: string; crv?: string; x?: string; d?: string };

/** A key that signs: its name, such as `example.com/agents`, and both halves. A private JWK holds the public one already. */
export type NoteSigner = { name: string; privateKey: Ed25519Key | Ed25519Jwk; publicKey?: Ed25519Key | Ed25519Jwk };

/** A key that checks signatures: as C2SP writes it (`name+id+base64`), or a name with the public half. */
export type NoteKey = string | { name: string; publicKey: Ed25519Key | Ed25519Jwk };

/** A public key that is ready to check. */
export type Checker = SigningKey & { check(signature: Uint8Array<ArrayBuffer>, body: Uint8Array<ArrayBuffer>): Promise<boolean> };

/**
 * The text by which others know a key: give it to whoever is to check its signatures.
 *
 * @throws HoldpointError `input_invalid` with `key_malformed`, or `crypto_unsupported` where this runtime has no Ed25519.
 * @example
 * const { privateKey, publicKey } = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
 * console.log(await verifierKey({ name: "example.com/agents", publicKey }));   // example.com/agents+5b4e…+AX…
 */
export async function verifierKey(key: NoteSigner | Exclude<NoteKey, string>): Promise<string> {
  return (await known(key)).vkey;
}

/** Keys ready to check. */
export function checkers(keys: readonly NoteKey[]): Promise<Checker[]> {
  return Promise.all(keys.map(checker));
}

async function checker(key: NoteKey): Promise<Checker> {
  const found = typeof key === "string" ? audit<SigningKey>("audit_key", [{ vkey: key }, ARGS]) : await known(key);
  const imported = await supported(() => crypto.subtle.importKey("raw", bytesOf(found.key), "Ed25519", false, ["verify"]));
  return { ...found, check: (signature, body) => supported(() => crypto.subtle.verify("Ed25519", imported, signature, body)) };
}

/** The public half of a key, with its id. */
export async function known(given: NoteSigner | Exclude<NoteKey, string>): Promise<SigningKey> {
  const half = given.publicKey ?? ("privateKey" in given ? given.privateKey : undefined);
  const x = half === undefined || isCryptoKey(half) ? await exported(half as CryptoKey | undefined) : half.x;
  if (typeof x !== "string") throw refused("key_malformed", "the key has no public half; give `publicKey` beside a private CryptoKey");
  return audit<SigningKey>("audit_key", [{ name: given.name, key: standard(x) }, ARGS]);
}

async function exported(key: CryptoKey | undefined): Promise<string | undefined> {
  if (key === undefined || key.type !== "public") return undefined;
  return (await supported(() => crypto.subtle.exportKey("jwk", key))).x;
}

/** Signs bytes. */
export async function sign({ privateKey }: NoteSigner, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const key = isCryptoKey(privateKey) ? (privateKey as CryptoKey) : await supported(() => crypto.subtle.importKey("jwk", privateKey, "Ed25519", false, ["sign"]));
  return new Uint8Array(await supported(() => crypto.subtle.sign("Ed25519", key, bytes)));
}

function isCryptoKey(key: Ed25519Key | Ed25519Jwk): key is Ed25519Key {
  return "algorithm" in key;
}

/** Base64 of a JWK, which leaves padding out and has letters of its own, as the standard writes it. */
function standard(x: string): string {
  const text = x.replaceAll("-", "+").replaceAll("_", "/");
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}

async function supported<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Error && error.name === "NotSupportedError") throw refused("crypto_unsupported", "this runtime's WebCrypto has no Ed25519; sign and check checkpoints elsewhere", error);
    throw refused("key_malformed", `the key cannot be used: ${error instanceof Error ? error.message : String(error)}; give an Ed25519 key`, error);
  }
}
