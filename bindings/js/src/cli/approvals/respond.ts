// holdpoint approve, reject, edit, ask, take-over: a person's answer from a terminal.
import { createInterface } from "node:readline/promises";
import { isHoldpointError, type Answer, type ApprovalRequest as Request } from "holdpoint";
import { readSource } from "../../node.ts";
import type { Output } from "../output.ts";
import { parse, UsageError } from "../usage.ts";
import { ID_HELP, idOf } from "./named.ts";
import { OPTIONS, OPTIONS_HELP, withHoldpoint } from "./open.ts";
import { needs } from "./requests.ts";
import { commonOf, page, shown } from "./show.ts";

type Verb = { verb: string; verdict: Answer["verdict"]; done: string };

const MORE = `${ID_HELP}
${OPTIONS_HELP}
  --seen DIGEST   the digest that \`holdpoint show\` printed: what you saw is what you answer. Without it the
                  package is shown first, and you are asked`;

/** The command of one verdict. */
function command({ verb, verdict, done }: Verb, usage: string, about: string, extra: Record<string, { type: "string" }>, read: (values: Record<string, string | undefined>) => Partial<Answer>) {
  return {
    help: `holdpoint ${verb} ID --store STORE ${usage}\n\n${about}\n\n${MORE}\n`,
    async run(args: readonly string[], out: Output): Promise<number> {
      const { values, positionals } = parse(verb, args, { ...OPTIONS, seen: { type: "string" }, ...extra });
      const given = values as Record<string, string | undefined>;
      const [name] = positionals;
      if (name === undefined || positionals.length > 1) throw new UsageError(`\`holdpoint ${verb}\` takes the id of one request: \`holdpoint ${verb} req_… --store approvals.db\``);
      const said = read(given);
      return withHoldpoint(verb, values, async (hold, store) => {
        const id = await idOf(store, name);
        const request = await hold.request(id);
        const openedAt = Date.now();
        if (!(await seen(request, given["seen"], commonOf(values), verb, out))) return 1;
        const after = await hold.respond(id, { verdict, by: null, digests: { action: request.digests.action, package: request.digests.package ?? "" }, openedAt, decidedAt: Date.now(), ...said });
        await out.write(`${done}. The request ${id} is ${after.status}${after.missing === undefined ? "" : `; it still needs ${needs(after)}`}.\n`);
        return 0;
      });
    },
  };
}

/** Whether the person saw what is about to be answered: by its digest, or by showing it now. */
async function seen(request: Request, digest: string | undefined, common: string, verb: string, out: Output): Promise<boolean> {
  if (request.package === null) throw new UsageError(`nothing was asked about ${request.id}: it is ${request.status}`);
  if (digest !== undefined) {
    if (digest.length >= 8 && request.package.digest.replace("blake3:", "").startsWith(digest.replace("blake3:", ""))) return true;
    process.stderr.write(`holdpoint: ${request.id} is not what you saw: its package is ${shown(request.package.digest)} now. Look again: npx holdpoint show ${request.id} ${common}\n`);
    return false;
  }
  if (!process.stdin.isTTY) throw new UsageError(`say what you saw: \`npx holdpoint show ${request.id} ${common}\` prints the digest for --seen`);
  await out.write(page(request, true, common));
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  const word = await ask.question(`\nTo ${verb} exactly this, write ${verb}: `);
  ask.close();
  return word.trim() === verb;
}

function needed(verb: string, option: string, value: string | undefined): string {
  if (value === undefined || value.trim() === "") throw new UsageError(`\`holdpoint ${verb}\` needs ${option} "…"`);
  return value;
}

export const approve = command({ verb: "approve", verdict: "approve", done: "Approved" }, "[--seen DIGEST]", "Approves a request exactly as it was shown. The agent runs it, once.", {}, () => ({}));

export const reject = command(
  { verb: "reject", verdict: "reject", done: "Rejected" },
  '--reason "…" [--code WORD] [--seen DIGEST]',
  "Rejects a request. The reason goes to the agent, as data, and into the log.",
  { reason: { type: "string" }, code: { type: "string" } },
  ({ reason, code }) => ({ reason: { code: code ?? "rejected", text: needed("reject", "--reason", reason) } }),
);

export const edit = command(
  { verb: "edit", verdict: "edit", done: "Edited" },
  "(--args FILE | --patch FILE) [--seen DIGEST]",
  "Approves a request with other arguments: all of them from a JSON file, or a JSON Patch (RFC 6902) with `test` operations.\nThe gate decides upon them anew.",
  { args: { type: "string" }, patch: { type: "string" } },
  ({ args, patch }) => {
    if ((args === undefined) === (patch === undefined)) throw new UsageError("`holdpoint edit` takes --args FILE or --patch FILE");
    return { edits: args === undefined ? { patch: document(patch!) } : { args: document(args) } };
  },
);

export const ask = command(
  { verb: "ask", verdict: "ask", done: "Asked" },
  '--text "…" [--seen DIGEST]',
  "Asks the agent something before answering. The request goes on waiting.",
  { text: { type: "string" } },
  ({ text }) => ({ text: needed("ask", "--text", text) }),
);

export const takeOver = command({ verb: "take-over", verdict: "take_over", done: "Taken over" }, "[--seen DIGEST]", "Takes a request over: the agent stops, and you finish it yourself.", {}, () => ({}));

function document(path: string): never {
  try {
    return readSource(path).document() as never;
  } catch (error) {
    if (error instanceof SyntaxError || isHoldpointError(error)) throw new UsageError(`cannot read \`${path}\`: ${error.message}`);
    throw error;
  }
}
