#!/usr/bin/env node
// Turns the tool calls of tau-bench's airline runs (a CSV with the columns task_id, trial, call_index, tool, args) into the lines
// that `holdpoint decide` reads. The data set is not part of this project: https://github.com/sierra-research/tau-bench (MIT).
//
//   node from-tau-bench.mjs toolcalls.csv | npx holdpoint decide --policy policy.yaml --summary
import { readFileSync } from "node:fs";

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error("usage: node from-tau-bench.mjs TOOLCALLS.csv > actions.jsonl");
  process.exit(2);
}
process.stdout.on("error", (error) => process.exit(error.code === "EPIPE" ? 0 : 1));

const [header, ...rows] = parseCsv(readFileSync(path, "utf8"));
const column = Object.fromEntries(header.map((name, index) => [name, index]));
for (const name of ["task_id", "trial", "call_index", "tool", "args"]) {
  if (!(name in column)) {
    console.error(`${path} has no column \`${name}\``);
    process.exit(2);
  }
}
let lines = "";
for (const row of rows) {
  const of = (name) => row[column[name]];
  // One run of a task is one conversation: a session.
  const session = `task-${of("task_id")}-trial-${of("trial")}`;
  // The arguments stay the text that the agent wrote, so that the gate sees it as it was.
  lines += `{"tool": ${JSON.stringify(of("tool"))}, "args": ${of("args").replaceAll(/\r?\n/g, " ")}, "session": "${session}", "callId": "${of("call_index")}", "agent": "tau-bench-airline"}\n`;
}
process.stdout.write(lines);

/** RFC 4180: fields in quotes may hold commas, newlines and doubled quotes. */
function parseCsv(text) {
  const rows = [];
  let row = [];
  const field = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/gy;
  for (let match; field.lastIndex < text.length && (match = field.exec(text)); ) {
    row.push(match[1].startsWith('"') ? match[1].slice(1, -1).replaceAll('""', '"') : match[1]);
    if (match[2] !== ",") {
      rows.push(row);
      row = [];
    }
  }
  if (row.length > 0) rows.push([...row, ""]); // the text ends with a comma
  return rows;
}
