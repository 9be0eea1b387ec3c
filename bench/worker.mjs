// One row in a process of its own, so that no engine heats up, fills or brings down another's. Does a round when it is told to.
import { BATCH, ROWS } from "./rows.mjs";
import { COUNT, item, ROUTES } from "./workload.mjs";

const [name, warmUp] = process.argv.slice(2);
const row = ROWS[name];
const now = () => performance.now();

/** The items in portions, each a sample of all of them; made in the order in which they are used, as they lie in a program that meets one after the other. */
function portions(input, size) {
  const count = COUNT / size;
  return Array.from({ length: count }, (_, first) => Array.from({ length: size }, (_, at) => input(item(first + at * count))));
}

async function runner(route) {
  const decide = await row.open(route);
  const input = (await row.input?.()) ?? ((one) => one);
  const list = portions(input, row.batch ? BATCH : 100);
  const portion = row.batch ? decide : row.waits ? each(decide) : all(decide);
  let next = 0;
  /** Nanoseconds of one decision. */
  return async (time) => {
    const start = now();
    let [end, count] = [start, 0];
    while (end - start < time) {
      const inputs = list[next++ % list.length];
      if (row.waits) await portion(inputs);
      else portion(inputs);
      count += inputs.length;
      end = now();
    }
    return ((end - start) * 1e6) / count;
  };
}

function all(decide) {
  let last;
  return (inputs) => {
    for (const input of inputs) last = decide(input);
    return last;
  };
}

function each(decide) {
  let last;
  return async (inputs) => {
    for (const input of inputs) last = await decide(input);
    return last;
  };
}

const missing = await row.missing?.();
if (missing === undefined) {
  const runners = [];
  for (const route of ROUTES) runners.push(await runner(route));
  for (const run of runners) await run(Number(warmUp));
  process.on("message", async (time) => {
    const nanos = [];
    for (const run of runners) {
      // The others had the processor and its caches meanwhile: what that costs is nobody's in particular.
      await run(time / 4);
      nanos.push(await run(time));
    }
    process.send({ nanos });
  });
}
process.send({ missing, ready: true });
if (missing !== undefined) process.disconnect();
