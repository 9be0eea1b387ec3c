#!/usr/bin/env node
// The command line. Exit status: 0 success, 1 what was checked is bad, 2 bad usage.
import { readFileSync } from "node:fs";
import { isHoldpointError } from "holdpoint";
import * as requests from "./approvals/requests.ts";
import { approve, ask, edit, reject, takeOver } from "./approvals/respond.ts";
import * as show from "./approvals/show.ts";
import * as switches from "./approvals/switches.ts";
import * as audit from "./audit.ts";
import * as calibrate from "./calibrate.ts";
import * as chain from "./chain.ts";
import * as check from "./check.ts";
import * as decide from "./decide.ts";
import * as demo from "./demo/index.ts";
import { Output } from "./output.ts";
import * as pack from "./package.ts";
import * as replay from "./replay.ts";
import { inert } from "./text.ts";
import { UsageError } from "./usage.ts";

type Command = { help: string; run(args: readonly string[], out: Output): Promise<number> };

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ["demo", demo],
  ["check", check],
  ["decide", decide],
  ["package", pack],
  ["replay", replay],
  ["calibrate", calibrate],
  ["chain", chain],
  ["requests", requests],
  ["show", show],
  ["approve", approve],
  ["reject", reject],
  ["edit", edit],
  ["ask", ask],
  ["take-over", takeOver],
  ["switches", switches],
  ["audit", audit],
]);

const HELP = `holdpoint: a gate between AI agents and the world

  holdpoint demo                                      see it at work
  holdpoint check POLICY                              what is wrong with a policy
  holdpoint decide --policy POLICY < actions.jsonl    decide a log of actions
  holdpoint package --policy POLICY < actions.jsonl   what a person would see before answering
  holdpoint replay --policy OLD --policy NEW < actions.jsonl
                                                      what a changed policy would do to a log
  holdpoint calibrate < samples.csv                   what an agent's confidence is worth
  holdpoint chain 0.9 0.9 0.9                         how far to trust several steps
  holdpoint requests --store STORE                    what waits for a person
  holdpoint show | approve | reject | edit | ask | take-over ID --store STORE
                                                      look at a request, and answer it
  holdpoint switches --store STORE                    which kill switches are thrown
  holdpoint audit verify audit.jsonl                  whether a log is what it was
  holdpoint help COMMAND                              the options of a command
  holdpoint --version
`;

const out = new Output(process.stdout);
// A reader of standard error that has gone is no reason to stop.
process.stderr.on("error", () => {});
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const status = await dispatch(args);
    await out.flush();
    return status;
  } catch (error) {
    return explain(error);
  }
}

async function dispatch([verb, ...rest]: readonly string[]): Promise<number> {
  if (verb === undefined) {
    process.stderr.write(HELP);
    return 2;
  }
  if (verb === "--version" || verb === "-v") return say(`${version()}\n`);
  if (verb === "help" || verb === "--help" || verb === "-h") return say(rest[0] === undefined ? HELP : command(rest[0]).help);
  if (rest.includes("--help") || rest.includes("-h")) return say(command(verb).help);
  return command(verb).run(rest, out);
}

function command(verb: string): Command {
  const found = COMMANDS.get(verb);
  if (!found) throw new UsageError(`there is no command \`${verb}\`; there are ${[...COMMANDS.keys()].map((name) => `\`${name}\``).join(", ")} and \`help\``);
  return found;
}

async function say(text: string): Promise<number> {
  await out.write(text);
  return 0;
}

/** Every failure is a sentence and an exit status; a stack trace would help nobody who reads it here. */
function explain(error: unknown): number {
  const tell = (text: string) => process.stderr.write(`holdpoint: ${inert(text)}\n`);
  if (error instanceof UsageError) {
    tell(error.message);
    for (const line of error.list) process.stderr.write(`  ${inert(line)}\n`);
    return 2;
  }
  if (isHoldpointError(error)) {
    const problems = error.issues.filter(({ severity }) => severity === "error");
    if (problems.length < 2) tell(error.message);
    else tell(`the policy is refused for ${problems.length} reasons; \`holdpoint check\` shows their places`);
    if (problems.length > 1) for (const { message, hint } of problems) process.stderr.write(`  ${inert(message)}${hint === undefined ? "" : ` (${inert(hint)})`}\n`);
    return error.code === "file_unreadable" ? 2 : 1;
  }
  tell(error instanceof Error ? error.message : String(error));
  return 1;
}

function version(): string {
  return (JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string }).version;
}
