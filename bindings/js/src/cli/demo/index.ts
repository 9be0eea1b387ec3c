// holdpoint demo: an agent at work with a holdpoint in front of its tools, stopped, started, and answered from another terminal.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Output } from "../output.ts";
import { painter, wrap } from "../text.ts";
import { parse, UsageError } from "../usage.ts";
import { agent } from "./agent.ts";
import { ROLES } from "./data.ts";
import { script } from "./script.ts";
import { story } from "./story.ts";

export const help = `holdpoint demo [--unattended] [--folder FOLDER]
holdpoint demo story [--save FOLDER]

Runs an airline's support agent over a made-up day of tool calls, with a holdpoint in front of its tools. Some calls run, some
wait for a person: you, in a second terminal. Stop it whenever you like and start it again: what ran does not run twice.

  --unattended    answers by itself: kills the agent, starts it again, approves, rejects and edits, verifies the log
  --folder FOLDER where the store and everything else goes; default: holdpoint-demo
  story           only what the gate decides about ten of the calls, and why
  --save FOLDER   with \`story\`: puts the policy and the log there, to play with; existing files are left alone
`;

export async function run(args: readonly string[], out: Output): Promise<number> {
  const options = { unattended: { type: "boolean" }, folder: { type: "string" }, save: { type: "string" }, until: { type: "string" } } as const;
  const { values, positionals } = parse("demo", args, options);
  const [part, ...more] = positionals;
  if (more.length > 0 || (part !== undefined && part !== "story" && part !== "agent")) throw new UsageError("the demo takes no file: `holdpoint demo`, or `holdpoint demo story`");
  if (part === "story") return story(values.save, out);
  const folder = values.folder ?? "holdpoint-demo";
  if (part === "agent") return agent(folder, out, { until: values.until });
  prepare(folder, values.unattended === true);
  return values.unattended === true || !process.stdin.isTTY ? script(folder, out) : attended(folder, out);
}

/** A folder with what the second terminal needs. The unattended demo begins anew; the other goes on with what is there. */
function prepare(folder: string, anew: boolean): void {
  if (existsSync(folder) && !existsSync(join(folder, "roles.json"))) throw new UsageError(`\`${folder}\` is there and is no folder of this demo; give another with --folder`);
  if (anew) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "roles.json"), JSON.stringify({ [userInfo().username]: ROLES }));
}

async function attended(folder: string, out: Output): Promise<number> {
  const paint = painter(process.stdout);
  const common = `--store ${join(folder, "approvals.db")} --roles ${join(folder, "roles.json")}`;
  await out.write(`${wrap("An airline's support agent works through its calls. Each goes to the holdpoint first. What may run runs; what needs a person waits for you. Answer from a second terminal:", 100)}

  ${paint("strong", `npx holdpoint requests ${common}`)}
  ${paint("strong", `npx holdpoint show ID ${common}`)}
  ${paint("strong", `npx holdpoint approve ID ${common}`)}      (or reject, edit, ask, take-over)

Stop this with Ctrl-C and start it again whenever you like.

`);
  return agent(folder, out, {});
}
