// What must hold after a round, judged by the shop's own rules, the effects, and the log read from its first entry on.
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { actionDigest } from "holdpoint";
import { linesOf, verifyLog } from "../../examples/verify-audit/verify.mjs";
import { FINANCE, IDEMPOTENT, notes, PEOPLE, PEOPLE_NEEDED } from "./shop.mjs";

/** Everything that is wrong, in sentences, and what was counted. */
export async function check(folder, { hold, store }) {
  const wrong = [];
  const docs = await all(store, "request");
  const requests = new Map(docs.map((request) => [request.id, request]));
  const entries = await logOf(hold);
  const starts = startsOf(entries, requests, wrong);
  const effects = notes(folder, "effects");
  checkEffects(effects, starts, requests, wrong);
  const answers = notes(folder, "answers");
  checkAnswers(answers, requests, wrong);
  for (const { request, status } of notes(folder, "told")) {
    const now = requests.get(request)?.status;
    if (now !== status) wrong.push(`a caller heard that ${request} is ${status}, and it is ${now}`);
  }
  for (const { message, verb, code, stack } of notes(folder, "surprises")) wrong.push(`${verb} was answered ${code}: ${message} ${stack}`);
  for (const { id, count, uses } of await all(store, "grant")) if (uses.length > count) wrong.push(`the grant ${id} for ${count} was used ${uses.length} times`);
  for (const ledger of await all(store, "ledger")) {
    for (const account of ["exposure", "spend"]) for (const { request, amount } of ledger[account].reserved) {
      const { status } = requests.get(request) ?? {};
      if (status !== "taken_over") wrong.push(`${amount} are still reserved for ${request}, which is ${status}`);
    }
    for (const { id } of ledger.requests) if (requests.get(id)?.status !== "taken_over") wrong.push(`a ledger still waits for ${id}, which is ${requests.get(id)?.status}`);
  }
  const left = docs.filter(({ status }) => ["pending", "approved", "executing", "unknown"].includes(status));
  for (const { id, status } of left) wrong.push(`${id} cannot be settled: it is ${status}`);
  await checkLog(folder, hold, store, wrong);
  return { wrong, counts: { requests: docs.length, starts: [...starts.values()].flat().length, effects: effects.length, answers: answers.length, entries: entries.length } };
}

async function all(store, kind) {
  const found = [];
  for (let cursor = null; ; ) {
    const page = await store.query({ kind, limit: 1000, cursor });
    found.push(...page.docs.map(({ body }) => body));
    if ((cursor = page.cursor) === null) return found;
  }
}

async function logOf(hold) {
  const entries = [];
  for (let from = 0; ; ) {
    const page = await hold.audit.entries({ from });
    if (page.length === 0) return entries;
    entries.push(...page.map(({ text }) => JSON.parse(text)));
    from += page.length;
  }
}

/** Goes through the log as it was written: who had said what, and which switches were thrown, when something started. By idempotency key. */
function startsOf(entries, requests, wrong) {
  const thrown = new Map();
  const said = new Map();
  const starts = new Map();
  for (const entry of entries) {
    if (entry.type === "kill_engaged" || entry.type === "kill_released") thrown.set(entry.scope, entry.level);
    if (entry.refused !== undefined) continue;
    if (entry.type === "responded") said.set(entry.request, [...(said.get(entry.request) ?? []), entry]);
    if (entry.to !== "executing" || entry.from === "executing") continue;
    const { action, grant, idempotencyKey: key } = requests.get(entry.request) ?? {};
    const what = `the start of ${entry.request} at entry ${entry.seq}`;
    if (action === undefined) {
      wrong.push(`${what} is of a request that is not there`);
      continue;
    }
    if (key !== entry.idempotencyKey) wrong.push(`${what} was under ${entry.idempotencyKey}, and the request has ${key}`);
    const before = starts.get(key) ?? [];
    if (before.length > 0 && !IDEMPOTENT.has(action.tool)) wrong.push(`${what} is its second`);
    starts.set(key, [...before, entry]);
    const path = action.path ?? (action.agent === undefined ? [] : [action.agent]);
    for (const scope of ["all", `session:${action.session}`, ...path.map((agent) => `agent:${agent}`)]) {
      if (["pause", "stop", "terminate"].includes(thrown.get(scope))) wrong.push(`${what} came while ${scope} was at ${thrown.get(scope)}`);
    }
    if (grant === null) approved(what, entry, action, said.get(entry.request) ?? [], wrong);
    else if (action.tool !== "mail.send") wrong.push(`${what} was by a grant, and nobody grants ${action.tool}`);
  }
  return starts;
}

/** As many different people as the shop wants, each of whom may, and after the last edit. */
function approved(what, { digests }, action, said, wrong) {
  const needed = PEOPLE_NEEDED[action.tool];
  if (said.some(({ verdict }) => verdict === "reject" || verdict === "take_over")) wrong.push(`${what} came after a person had said no`);
  const edited = said.findLastIndex(({ verdict }) => verdict === "edit");
  const people = new Set(said.slice(Math.max(edited, 0)).filter(({ verdict, shown }, at) => (edited >= 0 && at === 0) || (verdict === "approve" && shown.action === digests.action)).map(({ by }) => by.id));
  if (people.size < needed) wrong.push(`${what} (${action.tool}) has ${people.size} approvals of ${needed}`);
  for (const id of people) {
    if (["bot", "sub", "carl"].includes(id)) wrong.push(`${what} was approved by ${id}, who asks`);
    if (FINANCE.has(action.tool) && !PEOPLE[id].roles.includes("finance")) wrong.push(`${what} was approved by ${id}, who may not`);
  }
}

function checkEffects(effects, starts, requests, wrong) {
  const calls = new Map();
  const done = new Map();
  for (const effect of effects) {
    const { key, tool, session, callId, path, args } = effect;
    const began = starts.get(key) ?? [];
    const request = requests.get(effect.request);
    if (began.length === 0) wrong.push(`an effect of ${effect.request} under ${key} was never started`);
    const count = (done.get(key) ?? 0) + 1;
    done.set(key, count);
    if (count > began.length) wrong.push(`${key} (${tool}) has taken effect ${count} times, and was started ${began.length} times`);
    const call = JSON.stringify([session, callId, path]);
    if (!IDEMPOTENT.has(tool) && calls.has(call)) wrong.push(`the call ${call} (${tool}) has taken effect under ${calls.get(call)} and ${key}`);
    if (IDEMPOTENT.has(tool) && (calls.get(call) ?? key) !== key) wrong.push(`the call ${call} (${tool}) has taken effect under two keys`);
    calls.set(call, key);
    if (request?.status !== "executed") wrong.push(`${effect.request} (${tool}) has taken effect, and is ${request?.status}`);
    if (request !== undefined && began[0] !== undefined && actionDigest({ ...request.action, args }) !== began[0].digests.action) wrong.push(`${effect.request} ran with other arguments than those that were approved`);
  }
}

/** Every answer that was acknowledged is there, once. */
function checkAnswers(answers, requests, wrong) {
  for (const { request, by, verdict, decidedAt } of answers) {
    const kept = requests.get(request)?.responses.filter((response) => response.decidedAt === decidedAt && response.by.id === by && response.verdict === verdict) ?? [];
    if (kept.length !== 1) wrong.push(`the answer of ${by} to ${request} (${verdict}) was acknowledged and is there ${kept.length} times`);
  }
}

async function checkLog(folder, hold, store, wrong) {
  const report = await hold.audit.verify();
  if (!report.ok) wrong.push(`the log does not verify: ${JSON.stringify(report)}`);
  const file = join(folder, "audit.jsonl");
  const lines = [];
  for await (const line of hold.audit.export()) lines.push(line);
  await writeFile(file, lines.map((line) => (line.endsWith("\n") ? line : `${line}\n`)).join(""));
  await verifyLog(linesOf(createReadStream(file))).catch((error) => wrong.push(`the exported log does not verify: ${error.message}`));
  for (const problem of await store.check()) wrong.push(`the file: ${problem}`);
}
