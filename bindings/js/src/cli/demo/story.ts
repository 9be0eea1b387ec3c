// holdpoint demo story: what a gate is, shown on a made-up day at an airline's support desk.
import { copyFileSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createGate, type Action, type Decision, type Gate, type Json } from "holdpoint";
import { readPolicy, systemReason } from "../../node.ts";
import type { Output } from "../output.ts";
import { mainReason, renderOutcome, style, Summary } from "../summary.ts";
import { cut, inert, painter, wrap, type Paint } from "../text.ts";
import { UsageError } from "../usage.ts";
import { DATA, readLog, type Entry } from "./data.ts";

export async function story(folder: string | undefined, out: Output): Promise<number> {
  const paint = painter(process.stdout);
  const gate = createGate(readPolicy(DATA.policy));
  const log = readLog();
  const summary = new Summary();
  const decisions = new Map<string | undefined, [Entry, Decision]>();
  for (const entry of log) {
    const decision = gate.decide(entry.action, entry.context);
    summary.add(entry.action, decision);
    decisions.set(entry.action.callId, [entry, decision]);
  }
  const cards = STORY.flatMap(([callId, tale], index) => {
    const found = decisions.get(callId);
    return found ? [card(index + 1, tale, found[0].action, found[1], gate, paint)] : [];
  });
  const intro = wrap("An AI agent wants to call tools. Before each call runs, the gate compares it with a policy that people wrote, and answers: run, run and log, stage for review, hold for a person, block. What the agent says about itself can only make the answer stricter.", WIDTH);
  await out.write([intro, ...cards, `And all of the log:\n\n${renderOutcome(summary.figures(), paint)}`, next(folder, paint)].join("\n\n"));
  return 0;
}

/** Moments of the log, by call id, in the words of someone who watches. */
const STORY: readonly (readonly [string, string])[] = [
  ["c-01", "The agent looks up a customer."],
  ["c-05", "It books a ticket for 298 dollars; the policy's threshold is 400."],
  ["c-10", "It books a second ticket for 260, right after a first for 260."],
  ["c-20", "It cancels a reservation, is 99 % sure, and claims that this can be undone."],
  ["c-23", "It looks up a reservation, while the customer is getting angry."],
  ["c-24", "The same look-up, once a colleague has been called in."],
  ["c-29", "It sends 95 dollars to somebody else: a remark in a booking told it to."],
  ["c-30", "It tries to approve its own request."],
  ["c-34", "It is quite unsure, and hands over to a person: the policy lets that run, always."],
  ["c-36", "Somebody has pulled the kill switch."],
];

function card(number: number, tale: string, action: Action, decision: Decision, gate: Gate, paint: Paint): string {
  const args = Object.entries(action.args as Record<string, Json>).map(([name, value]) => `${inert(name)}: ${inert(show(value))}`);
  const word = decision.oversight.toUpperCase();
  const [verdict = ""] = gate.explain(decision);
  return [
    `${String(number).padStart(2)}. ${paint("strong", tale)}`,
    `    ${paint("faint", cut(`${inert(action.tool)}(${args.join(", ")})`, WIDTH - 4))}`,
    `    → ${paint(style(decision.oversight), word)}${" ".repeat(9 - word.length)}${wrap(inert(`${verdict} ${mainReason(decision)}`), WIDTH, INDENT).slice(INDENT.length)}`,
  ].join("\n");
}

function show(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (value !== null && typeof value === "object") return `{${Object.values(value).map(show).join(" ")}}`;
  return String(value);
}

function next(folder: string | undefined, paint: Paint): string {
  if (folder !== undefined) save(folder);
  const place = folder ?? "my-demo";
  const [policy, actions] = [quoted(join(place, "policy.yaml")), quoted(join(place, "actions.jsonl"))];
  const steps = folder === undefined ? [`npx holdpoint demo story --save ${place}`] : [];
  steps.push(`npx holdpoint check ${policy}`, `npx holdpoint decide --policy ${policy} --summary ${actions}`);
  return `${paint("strong", "Try next")}\n${steps.map((step) => `  ${step}`).join("\n")}\n\nThen change a threshold in ${policy} and decide again.\n`;
}

/** Puts the files into a folder of the user, never over one that is there. */
function save(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [source, name] of [[DATA.policy, "policy.yaml"], [DATA.actions, "actions.jsonl"]] as const) {
      copyFileSync(source, join(folder, name), constants.COPYFILE_EXCL);
    }
  } catch (error) {
    throw new UsageError(`cannot save the demo in \`${folder}\`: ${systemReason(error)}; give the name of a new folder`);
  }
}

/** A path as a shell takes it for one word. */
function quoted(path: string): string {
  return /^[\w./\\:-]+$/.test(path) ? path : `"${path}"`;
}

const WIDTH = 100;
const INDENT = " ".repeat(15);
