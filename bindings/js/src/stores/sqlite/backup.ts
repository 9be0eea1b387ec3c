// A copy of a file that is in use, and whether a file is sound.
import { closeSync, existsSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { LogHead } from "../store.ts";
import { failure, resultOf, sqlite, translated, type Database, type Row, type Value } from "./driver.ts";
import { COLUMNS, headOf, isWhole } from "./rows.ts";
import { rollback } from "./schema.ts";

/** Pages copied in one step, between which others of this process have their turn. */
const PAGES = 1024;
const ROWS = 500;

/** A copy that was made and found sound. */
export type Backup = { path: string; bytes: number; head: LogHead | null };

/** Copies one snapshot of the file, whatever is committed meanwhile. The copy has its name only once it is whole and sound. */
export async function backup(from: string, to: string): Promise<Backup> {
  const { DatabaseSync, backup: copy } = sqlite();
  const partial = `${to}.partial`;
  if (existsSync(to)) throw failure("input_invalid", from, `is not copied over \`${to}\`, which exists; give another name`);
  rmSync(partial, { force: true });
  let source: Database | undefined;
  try {
    closeSync(openSync(partial, "wx", 0o600)); // for this user alone, as the file itself
    source = new DatabaseSync(from, { readOnly: true });
    if (copy === undefined) source.prepare("VACUUM INTO ?").run(partial);
    else {
      source.exec("BEGIN");
      source.prepare("SELECT 1 FROM state").get(); // the snapshot is taken now
      await copy(source, partial, { rate: PAGES });
    }
    const [first] = await problems(partial);
    if (first !== undefined) throw failure("store_corrupt", from, `gave a copy that is not sound: ${first}`);
    const head = headIn(partial);
    renameSync(partial, to);
    return { path: to, bytes: statSync(to).size, head };
  } catch (error) {
    if (resultOf(error) === 0 && (error as NodeJS.ErrnoException).syscall !== undefined) throw failure("store_unavailable", from, `cannot be copied to \`${to}\`: ${(error as Error).message}`, error);
    throw translated(error, from);
  } finally {
    if (source !== undefined) {
      rollback(source);
      source.close();
    }
    for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(partial + suffix, { force: true });
  }
}

/** Everything about a file that cannot be as this package wrote it, in sentences. It reads the whole file. */
export async function problems(path: string): Promise<string[]> {
  const { DatabaseSync } = sqlite();
  const found: string[] = [];
  let db: Database | undefined;
  try {
    db = new DatabaseSync(path, { readOnly: true });
    db.exec("BEGIN");
    for (const row of db.prepare("PRAGMA integrity_check(20)").all()) if (row["integrity_check"] !== "ok") found.push(`SQLite: ${row["integrity_check"]}`);
    if (found.length > 0) return found;
    found.push(...logProblems(db));
    const page = db.prepare(`SELECT rowid AS row, ${COLUMNS} FROM docs WHERE rowid > ? ORDER BY rowid LIMIT ${ROWS}`);
    for (let rows: Row[], last: Value = -Infinity; (rows = page.all(last)).length > 0; last = rows.at(-1)!["row"]!) {
      for (const row of rows) if (!isWhole(row)) found.push(`the document \`${row["key"]}\` is not as it was written`);
      await setImmediate();
    }
  } catch (error) {
    found.push((translated(error, path) as Error).message);
  } finally {
    if (db !== undefined) {
      rollback(db);
      db.close();
    }
  }
  return found;
}

/** What the head and the entries say of each other. */
function logProblems(db: Database): string[] {
  const found = headOf((sql) => db.prepare(sql).get());
  if (found === undefined) return ["the log's head and its last entry contradict each other"];
  const { count } = db.prepare("SELECT count(*) AS count FROM log").get()!;
  const size = found.head?.size ?? 0;
  return count === size ? [] : [`the log's head counts ${size} entries, and there are ${count}`];
}

function headIn(path: string): LogHead | null {
  const db = new (sqlite().DatabaseSync)(path, { readOnly: true });
  try {
    return headOf((sql) => db.prepare(sql).get())?.head ?? null;
  } finally {
    db.close();
  }
}
