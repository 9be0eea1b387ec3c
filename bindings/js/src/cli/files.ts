// Files that a command writes: whole or not at all.
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { systemReason } from "../node.ts";
import { UsageError } from "./usage.ts";

/** Refuses a place where nothing can be written, before an hour was spent on what is to be written there. @throws UsageError */
export function checkPlace(path: string): void {
  const stat = (at: string) => statSync(at, { throwIfNoEntry: false });
  if (stat(path)?.isDirectory()) throw new UsageError(`cannot write \`${path}\`: it is a folder`);
  if (!stat(dirname(path))?.isDirectory()) throw new UsageError(`cannot write \`${path}\`: there is no folder \`${dirname(path)}\``);
}

/** Makes a folder where there is none. @throws UsageError */
export function makeFolder(path: string): void {
  tryTo(path, () => mkdirSync(path, { recursive: true }));
}

/** Puts a file in its place in one step, so that nobody reads half of it: it takes the place of an older one. @throws UsageError */
export function writeWhole(path: string, text: string): void {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  tryTo(path, () => {
    try {
      writeFileSync(draft, text, { flag: "wx", flush: true });
      renameSync(draft, path);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
  });
}

function tryTo(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new UsageError(`cannot write \`${path}\`: ${systemReason(error)}`);
  }
}
