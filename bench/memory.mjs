// The memory of a process that decides upon ever new actions, a tenth of them with tools that nobody has heard of: `node --expose-gc memory.mjs OPERATION COUNT`.
import { createGate } from "holdpoint";
import { item, policy } from "./workload.mjs";

const [operation, last] = [process.argv[2], Number(process.argv[3])];
const gate = createGate(policy("confidence"));
const seen = [];
for (let at = 1; at <= last; at++) {
  const { action, context } = item(at);
  if (at % 10 === 0) action.tool = `mcp__server_${at}__tool`;
  gate[operation](action, context);
  if (at === last / 10 || at === last / 2 || at === last) {
    globalThis.gc();
    const { rss, heapUsed } = process.memoryUsage();
    seen.push({ at, rss, heapUsed });
  }
}
console.log(JSON.stringify(seen));
