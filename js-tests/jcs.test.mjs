// RFC 8785 through the package: its authors' files, and the ES6 number sequence against the hashes that they publish.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { canonicalJson } from "holdpoint";

const vectors = new URL("../tests/vectors/jcs/", import.meta.url);
const read = (file) => readFileSync(new URL(file, vectors), "utf8");
const files = readdirSync(new URL("input/", vectors));

for (const file of files) {
  test(file, () => {
    const text = canonicalJson(JSON.parse(read(`input/${file}`)));
    assert.equal(text, read(`output/${file}`));
    const bytes = read(`outhex/${file.replace(".json", ".txt")}`).trim().split(/\s+/).map((byte) => parseInt(byte, 16));
    assert.deepEqual([...Buffer.from(text)], bytes);
    assert.equal(canonicalJson(JSON.parse(text)), text, "a fixed point");
  });
}

test("all of them are there", () => assert.equal(files.length, 6));

// Line counts and SHA-256 of `hex-ieee,expected\n` as the README beside the files lists them.
const HASHES = [
  [1_000, "be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687"],
  [10_000, "b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892"],
  [100_000, "22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7"],
  [1_000_000, "49415fee2c56c77864931bd3624faad425c3c577d6d74e89a83bc725506dad16"],
].slice(0, process.env.HOLDPOINT_ALL ? 4 : 3);

test("the number sequence", () => {
  const sha = createHash("sha256");
  const numbers = sequence();
  let lines = 0;
  for (const [count, hash] of HASHES) {
    for (; lines < count; lines++) {
      const { value: [hex, number] } = numbers.next();
      sha.update(`${hex},${canonicalJson(number)}\n`);
    }
    assert.equal(sha.copy().digest("hex"), hash, `${count} lines`);
  }
});

/** The sequence of the README: fixed bit patterns, 2,000 small ones in a row, then a SHA-256 chain read as doubles. */
function* sequence() {
  const view = new DataView(new ArrayBuffer(8));
  const line = (bits) => {
    view.setBigUint64(0, bits);
    return [bits.toString(16), view.getFloat64(0)];
  };
  const listed = /staticU64s = new BigUint64Array\(\[([^\]]+)\]\)/.exec(read("README.md"))[1].match(/0x[0-9a-f]{16}/g);
  assert.equal(listed.length, 168);
  yield* listed.map((bits) => line(BigInt(bits)));
  for (let i = 0n; i < 2_000n; i++) yield line(0x0010000000000000n + i);
  let block = Buffer.alloc(32);
  for (;;) {
    block = createHash("sha256").update(block).digest();
    for (let at = 0; at < 32; at += 8) {
      const [hex, number] = line(block.readBigUInt64LE(at));
      if (number !== 0 && Number.isFinite(number)) yield [hex, number];
    }
  }
}
