// The demo without a person: the same commands that a person would give, and what they print.
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Action, ApprovalRequest as Request, Json } from "holdpoint";
import type { Output } from "../output.ts";
import { painter, plural } from "../text.ts";
import { shown } from "../approvals/show.ts";
import { cli, printed } from "./process.ts";

/** What the script answers, by call id; everything else that waits is rejected. */
const ANSWERS: Readonly<Record<string, "approve" | "edit">> = { "c-05": "approve", "c-17": "approve", "c-12": "edit" };
/** The call whose package is shown. */
const SHOWN = "c-12";
/** The call after which the agent is killed. */
const KILLED_AFTER = "c-20";

export async function script(folder: string, out: Output): Promise<number> {
  const paint = painter(process.stdout);
  const common = ["--store", join(folder, "approvals.db"), "--roles", join(folder, "roles.json")];
  const heading = (text: string) => out.write(`\n${paint("strong", text)}\n`);
  const command = async (args: readonly string[]) => {
    await out.write(`\n$ npx holdpoint ${args.map((arg) => (/^[\w./=-]+$/.test(arg) ? arg : JSON.stringify(arg))).join(" ")}\n`);
    const text = await printed(args);
    await out.write(text);
    return text;
  };

  await heading("An agent goes through its calls. Halfway it is killed.");
  await out.flush();
  const first = cli(["demo", "agent", "--folder", folder, "--until", KILLED_AFTER], "pipe");
  await untilPrinted(first, out, new RegExp(`^  ${KILLED_AFTER} .*\n`, "m"));
  first.kill("SIGKILL");
  await once(first, "close");

  await heading("It is started again: what ran does not run twice, and what waits is still there.");
  const second = cli(["demo", "agent", "--folder", folder], "pipe");
  await untilPrinted(second, out, /calls wait for people\..*\n/);

  await heading("Meanwhile, in a second terminal:");
  await command(["requests", ...common]);
  const waiting = requests(await printed(["requests", "--json", ...common]));
  for (const request of [...waiting].reverse()) {
    const answer = ANSWERS[request.action.callId ?? ""];
    const seen = ["--seen", shown(request.digests.package!)];
    if (request.action.callId === SHOWN) await command(["show", request.id, ...common]);
    if (answer === "approve") await command(["approve", request.id, ...seen, ...common]);
    else if (answer === "edit") await command(["edit", request.id, "--args", edited(folder, request.action), ...seen, ...common]);
    else await printed(["reject", request.id, "--reason", "not without the customer's word", ...seen, ...common]);
  }
  await out.write(`\nThe others are rejected in the same way.\n`);

  await heading("The agent comes back for the answers:");
  second.stdout!.pipe(process.stdout, { end: false });
  await once(second, "close");

  await heading("What happened, and whether the log is whole:");
  const effects = readFileSync(join(folder, "effects.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line) as { callId: string; pid: number });
  const [calls, processes] = [new Set(effects.map(({ callId }) => callId)).size, new Set(effects.map(({ pid }) => pid)).size];
  const good = effects.length === calls;
  await out.write(`${plural(effects.length, "effect")} of ${plural(calls, "call")}, by ${plural(processes, "process", "processes")}: ${good ? "none twice" : "SOME TWICE"}\n`);
  const log = join(folder, "audit.jsonl");
  await command(["audit", "export", "--out", log, ...common.slice(0, 2)]);
  await command(["audit", "verify", log]);
  return good ? 0 : 1;
}

/** Copies what a process prints, until it has printed this. */
async function untilPrinted(child: ReturnType<typeof cli>, out: Output, mark: RegExp): Promise<void> {
  let text = "";
  await new Promise<void>((resolve, reject) => {
    child.once("close", (status) => reject(new Error(`the agent ended with ${status}`)));
    child.stdout!.setEncoding("utf8").on("data", function listen(chunk: string) {
      text += chunk;
      if (!mark.test(text)) return;
      child.stdout!.off("data", listen).pause();
      child.removeAllListeners("close");
      resolve();
    });
  });
  await out.write(text);
}

function requests(lines: string): Request[] {
  return lines.split("\n").filter(Boolean).map((line) => JSON.parse(line) as Request);
}

/** The reviewer's arguments, in a file. */
function edited(folder: string, { args }: Action): string {
  const file = join(folder, "edited.json");
  writeFileSync(file, JSON.stringify(lower(args)));
  return file;
}

/** Less money. */
function lower(args: Json): Json {
  return typeof args === "object" && args !== null && !Array.isArray(args) ? { ...args, amount: 50 } : args;
}
