// What a user downloads stays within the budget of bench/budget.json. Whoever makes the package smaller lowers the budget; whoever must raise it says why there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { FILES, sizes } from "../bench/sizes.mjs";

const BUDGET = JSON.parse(readFileSync(new URL("../bench/budget.json", import.meta.url), "utf8"));
const DIST = dirname(fileURLToPath(import.meta.resolve("holdpoint")));

for (const name of FILES) {
  test(`${name} is within its budget`, () => {
    const [size, budget] = [sizes(join(DIST, name)), BUDGET.bytes[name]];
    for (const form of ["raw", "gzip", "brotli"]) assert.ok(size[form] <= budget[form], `${form}: ${size[form]} bytes, and ${budget[form]} are allowed`);
  });
}
