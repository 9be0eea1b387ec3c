// A test file for Vitest.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as holdpoint from "holdpoint";
import { expect, test } from "vitest";
import { check } from "../check.mjs";

test("the package in Vitest", async () => {
  const result = await check(holdpoint);
  expect(result.count).toBe(10_000);
  writeFileSync(process.env.RESULT, JSON.stringify({ entry: fileURLToPath(import.meta.resolve("holdpoint")), ...result }));
}, 60_000);
