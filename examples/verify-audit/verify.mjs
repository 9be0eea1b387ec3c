// Verifies an audit log, its checkpoints and a receipt with WebCrypto alone: nothing in here comes from the package that wrote them.
//
//   node verify.mjs audit.jsonl [vkey [checkpoint.txt]]      a log, its checkpoints' signatures, and against a checkpoint held elsewhere
//   node verify.mjs --receipt receipt.json vkey
import { createReadStream, readFileSync } from "node:fs";

const utf8 = new TextEncoder();
const bytesOf = (base64) => (btoa(atob(base64)) === base64 ? Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)) : fail("base64 has another spelling"));
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(parts.flatMap((part) => [...part]))));
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const leaf = (text) => sha256([0], utf8.encode(text));
const node = (left, right) => sha256([1], left, right);
// RFC 8785 for what `JSON.parse` gives: JavaScript's own numbers and texts, keys by UTF-16 code units.
const canonical = (v) => (Array.isArray(v) ? `[${v.map(canonical)}]` : v && typeof v === "object" ? `{${Object.keys(v).sort().map((k) => `${JSON.stringify(k)}:${canonical(v[k])}`)}}` : JSON.stringify(v));

/** Lines end in \n alone: an entry may hold whatever else other readers take for the end of a line. */
export async function* linesOf(stream) {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop();
    yield* lines;
  }
  if ((rest += decoder.decode()) !== "") yield rest;
}

/** A C2SP signed note; with a key its signature must be good. */
export async function readNote(text, vkey) {
  const [, body, signatures] = /^([^]*\n)\n((?:— [^\n]+\n)+)$/.exec(text) ?? fail("a checkpoint is no signed note");
  const [origin, size, root] = body.split("\n");
  if (!/^(0|[1-9]\d*)$/.test(size)) fail("a checkpoint has no size");
  if (vkey) {
    const [, name, id, key] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? fail("the key is no verifier key");
    const line = signatures.split("\n").find((line) => line.startsWith(`— ${name} `) && hex(bytesOf(line.split(" ")[2])).startsWith(id)) ?? fail("a checkpoint is not signed by the key");
    const imported = await crypto.subtle.importKey("raw", bytesOf(key).slice(1), "Ed25519", false, ["verify"]);
    if (!(await crypto.subtle.verify("Ed25519", imported, bytesOf(line.split(" ")[2]).slice(4), utf8.encode(body)))) fail("a checkpoint's signature is false");
  }
  return { origin, size: Number(size), root: hex(bytesOf(root)) };
}

/** Throws at the first flaw; gives how many entries there are. */
export async function verifyLog(lines, vkey, held) {
  const elsewhere = held === undefined ? undefined : await readNote(held, vkey);
  const edge = []; // the roots of the perfect subtrees
  let [seq, last, at, origin] = [0, "", 0, elsewhere?.origin];
  const root = async () => hex((await edge.reduceRight(async (right, left) => ((await right) ? node(left, await right) : left), undefined)) ?? (await sha256()));
  const meet = async () => elsewhere?.size === seq && elsewhere.root !== (await root()) && fail(`the first ${seq} entries are not those of the checkpoint held elsewhere`);
  await meet();
  for await (const line of lines) {
    const entry = JSON.parse(line);
    if (canonical(entry) !== line) fail(`entry ${seq} is not canonical`);
    if (typeof entry.checkpoint === "string" && Object.keys(entry).length === 1) {
      const note = await readNote(entry.checkpoint, vkey);
      if (note.origin !== (origin ??= note.origin) || note.size !== seq || note.root !== (await root())) fail(`the checkpoint after entry ${seq - 1} is not of this log`);
      continue;
    }
    if (entry.seq !== seq) fail(`entry ${seq} is missing`);
    if (entry.pruned === undefined && entry.prev !== last) fail(`entry ${seq} is not chained to the one before it`);
    if (entry.pruned === undefined && !(entry.at >= at && typeof entry.type === "string")) fail(`entry ${seq} is older than the one before it, or none`);
    let hash = entry.pruned === undefined ? await leaf(line) : unhex(entry.pruned);
    [last, at] = [hex(hash), entry.at ?? at];
    for (let bit = seq++; bit % 2 === 1; bit = (bit - 1) / 2) hash = await node(edge.pop(), hash);
    edge.push(hash);
    await meet();
  }
  if (elsewhere && elsewhere.size > seq) fail(`entry ${seq} is missing: the checkpoint held elsewhere vouches for ${elsewhere.size}`);
  return seq;
}

/** Throws where a receipt proves nothing; gives the entry. RFC 9162 §2.1.3.2. */
export async function verifyReceipt({ entry, proof: { index, size, path }, checkpoint }, vkey) {
  const note = await readNote(checkpoint, vkey ?? fail("a receipt needs a key"));
  let [hash, first, second] = [await leaf(entry), index, size - 1];
  for (const step of path.map(unhex)) {
    if (second === 0) fail("the proof is too long");
    if (first % 2 === 1 || first === second) {
      hash = await node(step, hash);
      while (first % 2 === 0 && first !== 0) [first, second] = [first / 2, Math.floor(second / 2)];
    } else hash = await node(hash, step);
    [first, second] = [Math.floor(first / 2), Math.floor(second / 2)];
  }
  if (index >= size || second !== 0 || size !== note.size || hex(hash) !== note.root || JSON.parse(entry).seq !== index) fail("the entry is not in the log of the checkpoint");
  return JSON.parse(entry);
}

function fail(what) {
  throw new Error(what);
}

if (process.argv[1] === import.meta.filename) {
  const [what, ...rest] = process.argv.slice(2);
  try {
    if (what === "--receipt") console.log("good:", await verifyReceipt(JSON.parse(readFileSync(rest[0], "utf8")), rest[1]));
    else console.log(`good: ${await verifyLog(linesOf(createReadStream(what)), rest[0], rest[1] && readFileSync(rest[1], "utf8"))} entries`);
  } catch (error) {
    console.error(`bad: ${error.message}`);
    process.exitCode = 1;
  }
}
