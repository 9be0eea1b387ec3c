// Bytes from base64, in every runtime.

/** What this runtime has for it: the standard's own where it is there, Node's where it is older; both are ten times as fast as the loop. */
type Readers = { Uint8Array: { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }; Buffer?: { from(text: string, encoding: "base64"): Uint8Array<ArrayBuffer> } };

/** The bytes that a base64 text stands for. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const { Uint8Array: standard, Buffer: ofNode } = globalThis as unknown as Readers;
  if (standard.fromBase64 !== undefined) return standard.fromBase64(base64);
  if (ofNode !== undefined) return ofNode.from(base64, "base64");
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
