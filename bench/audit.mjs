// Verifying an audit log beside hashing its bytes: `node --expose-gc audit.mjs [ENTRIES | --quick]`, after `cargo xtask bench` has installed the package. Nothing in here
// fails because something was slow.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { sealEvents, signCheckpoint, verifierKey, verifyLog } from "holdpoint";

const quick = process.argv.includes("--quick");
const COUNT = Number(process.argv.slice(2).find((arg) => arg !== "--quick") ?? (quick ? 20_000 : 1_000_000));
/** A checkpoint after every so many entries. */
const EVERY = 10_000;
const CLI = join(fileURLToPath(new URL(".", import.meta.resolve("holdpoint"))), "cli.js");

const folder = mkdtempSync(join(tmpdir(), "holdpoint-audit-"));
try {
  const path = join(folder, "audit.jsonl");
  const signer = { name: "example.com/bench", ...(await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) };
  const sealed = await timed(() => pipeline(Readable.from(lines(signer)), createWriteStream(path)));
  const bytes = statSync(path).size;
  const vkey = await verifierKey(signer);
  const hashed = await timed(() => pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), createHash("sha256")));
  const memory = [];
  const onProgress = ({ entries }) => {
    if (memory.length < 10 && entries >= ((memory.length + 1) * COUNT) / 10) memory.push((globalThis.gc?.(), process.memoryUsage().rss));
  };
  const verified = await timed(() => verifyLog(createReadStream(path, { highWaterMark: 1 << 18 }), { keys: [vkey], onProgress }).then(mustBeGood));
  const cli = await timed(() => execFileSync(process.execPath, [CLI, "audit", "verify", path, "--key", vkey]));
  const row = (what, seconds) => console.log(`| ${what} | ${seconds.toFixed(2)} s | ${((1e6 * seconds) / COUNT).toFixed(2)} µs | ${(bytes / 1e6 / seconds).toFixed(0)} MB/s | ${(seconds / hashed).toFixed(1)} |`);
  console.log(`\n${COUNT.toLocaleString("en")} entries, ${(bytes / 1e6).toFixed(0)} MB, a checkpoint every ${EVERY.toLocaleString("en")}; Node ${process.versions.node}\n`);
  console.log("| what | time | an entry | rate | ÷ SHA-256 |\n|---|---|---|---|---|");
  row("SHA-256 alone over the same bytes (node:crypto)", hashed);
  row("verifyLog, a stream", verified);
  row("holdpoint audit verify, a process", cli);
  row("sealed and written, 100 events at a time", sealed);
  console.log(`\nMemory while verifying, after each tenth: ${memory.map((rss) => `${(rss / 1e6).toFixed(0)} MB`).join(", ")}`);
} finally {
  rmSync(folder, { recursive: true });
}

/** Events as approvals write them. */
async function* lines(signer) {
  let head = null;
  for (let at = 0; at < COUNT; ) {
    const events = [];
    for (; events.length < Math.min(100, COUNT) && at < COUNT; at++) events.push(event(at));
    const sealed = sealEvents(head, events, 1_795_000_000_000 + at);
    head = sealed.head;
    yield sealed.entries.map(({ text }) => `${text}\n`).join("");
    if (at % EVERY === 0) yield `${JSON.stringify({ checkpoint: await signCheckpoint(head, signer) })}\n`;
  }
}

function event(at) {
  const digest = (kind) => `blake3:${String(at).padStart(60, "0")}${kind}`;
  return {
    type: "responded", request: `req-${at}`, from: "pending", to: "approved", verdict: "approve",
    by: { id: `person-${at % 40}`, roles: ["finance", "support"], source: "oidc:example.com", assurance: "mfa" },
    digests: { action: digest("act1"), package: digest("pkg1") }, shownAt: 1_795_000_000_000 + at, decidedAt: 1_795_000_009_000 + at,
  };
}

function mustBeGood(report) {
  if (!report.ok || report.entries !== COUNT) throw new Error(JSON.stringify(report));
}

async function timed(run) {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
}
