// holdpoint/node: policies and logs that live in files. JSON text is handed on untouched, so that the core sees for itself what a parser would hide (two keys of one
// name); YAML is read strictly: yaml.ts.
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { HoldpointError, type Json, type Policy } from "holdpoint";
import { locator, parseYaml, type Position } from "./yaml.ts";

export type { FileIssueCode, Position } from "./yaml.ts";
export { openStore } from "./open-store.ts";
export { osUser } from "./os-user.ts";
export { replay, type PolicyReplay, type Refusal, type Replay, type ReplayChange, type ReplayOptions } from "./replay.ts";

/**
 * Reads a policy file, JSON or YAML by its extension, into what `createGate` and `checkPolicy` take: the text of a JSON file, the plain document of a YAML one.
 *
 * @throws HoldpointError when the file cannot be read, or holds YAML that is refused; every issue at once.
 * @example const gate = createGate(readPolicy("policy.yaml"));
 */
export function readPolicy(path: string): Policy | string {
  return readSource(path).policy();
}

/**
 * The plain document in a YAML text. It is not checked as a policy yet: `createGate` does that.
 *
 * @throws HoldpointError with an issue for each thing refused: a code, a JSON Pointer, and a sentence with line and column.
 */
export function parseYamlPolicy(text: string): Policy {
  return parseYaml(text) as unknown as Policy;
}

/** A JSON or YAML file that was read, before anyone has looked at what it says. */
export type Source = {
  path: string;
  format: "json" | "yaml";
  text: string;
  /** What `createGate` takes; throws HoldpointError where YAML is refused. */
  policy(): Policy | string;
  /** Its plain document; throws HoldpointError where YAML is refused, SyntaxError where JSON is broken. */
  document(): Json;
  /** Where a JSON Pointer leads, or the nearest thing around it that exists. */
  locate(pointer: string): Position | undefined;
};

/** Reads a JSON or YAML file. @throws HoldpointError `file_unreadable` */
export function readSource(path: string): Source {
  const extension = extname(path).toLowerCase();
  const format = extension === ".json" ? "json" : extension === ".yaml" || extension === ".yml" ? "yaml" : undefined;
  if (format === undefined) throw unreadable(path, "its name has to end in .json, .yaml or .yml, which says how to read it");
  const text = readText(path);
  let find: Source["locate"] | undefined;
  return {
    path,
    format,
    text,
    policy: () => (format === "json" ? text : parseYamlPolicy(text)),
    document: () => (format === "json" ? (JSON.parse(text) as Json) : parseYaml(text)),
    locate: (pointer) => (find ??= locator(text))(pointer),
  };
}

// ---- reading ----

function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw unreadable(path, systemReason(error));
  }
  if (!isUtf8(bytes)) throw unreadable(path, "it is not UTF-8 text; save it as UTF-8");
  const text = bytes.toString("utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** What the operating system said, in words. */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const words: Record<string, string> = {
    ENOENT: "there is no such file", EACCES: "it may not be read by this user", EISDIR: "it is a folder",
    ENOSPC: "no space is left", EEXIST: "it exists already", ENOTDIR: "a part of its path is no folder",
  };
  return (code !== undefined && words[code]) || message;
}

/** @internal */
export function unreadable(path: string, reason: string): HoldpointError {
  const message = `cannot read \`${path}\`: ${reason}`;
  return new HoldpointError("file_unreadable", message, [{ code: "file_unreadable", pointer: "", message, severity: "error" }]);
}
