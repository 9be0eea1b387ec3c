// A test file for Jest, in CommonJS.
const { writeFileSync } = require("node:fs");
const holdpoint = require("holdpoint");
const { check } = require("../out/check.cjs");

test("the package in Jest", async () => {
  const result = await check(holdpoint);
  expect(result.count).toBe(10_000);
  writeFileSync(process.env.RESULT, JSON.stringify({ entry: require.resolve("holdpoint"), ...result }));
}, 60_000);
