// A fresh process until its first decision: `node cold.mjs ROW`.
import { ROWS } from "./rows.mjs";
import { item } from "./workload.mjs";

const row = ROWS[process.argv[2]];
const decide = await row.open("confidence");
const input = (await row.input?.()) ?? ((one) => one);
await decide(input(item(0)));
