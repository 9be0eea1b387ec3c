// The generated actions as JSON texts, for the native core: `node write-cases.mjs FILE`.
import { writeFileSync } from "node:fs";
import { cases, policies } from "./generate.mjs";

writeFileSync(
  process.argv[2],
  JSON.stringify({
    policies: policies().map((policy) => JSON.stringify(policy)),
    cases: Array.from(cases(), ({ policy, ...texts }) => [policy, ...[texts.action, texts.context, texts.extra].map((value) => JSON.stringify(value))]),
  }),
);
