// One open file: its statements, its transactions, and patience with whoever else has it.
import { closeSync, openSync, statSync } from "node:fs";
import { HoldpointError } from "holdpoint";
import { BUSY, failure, FULL, isBusy, resultOf, sqlite, translated, type Database, type Row, type Statement, type Value } from "./driver.ts";
import { prepare, rollback, SCHEMA } from "./schema.ts";

/** How long SQLite itself waits for a lock: the thread sleeps meanwhile, so the rest of the patience is asynchronous. */
const BLOCKING_MS = 5;
const LONGEST_PAUSE_MS = 40;

export class Handle {
  private readonly db: Database;
  private readonly statements = new Map<string, Statement>();
  private readonly file: string;
  private inside = false;
  private closed = false;

  constructor(
    readonly path: string,
    private readonly patience: number,
  ) {
    const { DatabaseSync } = sqlite();
    createPrivate(path);
    let db: Database | undefined;
    try {
      db = new DatabaseSync(path);
      prepare(db, path, patience);
      db.exec(`PRAGMA busy_timeout = ${BLOCKING_MS}`);
      this.file = identity(path);
    } catch (error) {
      db?.close();
      throw translated(error, path);
    }
    this.db = db;
  }

  /** Runs `act` on one snapshot. */
  read<T>(act: () => T): Promise<T> {
    return this.patiently(() => this.snapshot(act));
  }

  /** The same at once, without patience. */
  snapshot<T>(act: () => T): T {
    this.db.exec("BEGIN");
    try {
      return act();
    } finally {
      rollback(this.db);
    }
  }

  /** Runs `act` while nobody else writes, and makes what it wrote true unless it answers `undo` or throws. */
  write<T>(act: () => T, undo: (answer: T) => boolean = () => false): Promise<T> {
    return this.patiently(() => {
      this.same();
      this.db.exec("BEGIN IMMEDIATE");
      this.inside = true;
      let answer: T;
      try {
        if (this.ask("user_version") !== SCHEMA) throw failure("store_unsupported", this.path, "was migrated by a newer version of the package while it was open; use that version");
        answer = act();
      } catch (error) {
        rollback(this.db);
        throw isBusy(error) ? translated(error, this.path) : error; // nothing in here is tried twice: `audit` is called once
      } finally {
        this.inside = false;
      }
      if (undo(answer)) rollback(this.db);
      else this.settle();
      return answer;
    });
  }

  get(sql: string, ...values: Value[]): Row | undefined {
    return this.statement(sql).get(...values);
  }
  all(sql: string, ...values: Value[]): Row[] {
    return this.statement(sql).all(...values);
  }
  run(sql: string, ...values: Value[]): number {
    return Number(this.statement(sql).run(...values).changes);
  }
  /** Makes SQLite overwrite what is removed, or not. */
  wipe(on: boolean): void {
    this.db.exec(`PRAGMA secure_delete = ${on ? "ON" : "OFF"}`);
  }
  /** A number in the file's header. */
  ask(name: "user_version" | "data_version"): Value {
    return this.get(`PRAGMA ${name}`)![name]!;
  }

  /** @throws HoldpointError where nothing may be asked. */
  usable(): void {
    if (this.closed) throw failure("store_closed", this.path, "was closed; open it again");
    if (this.inside) throw new HoldpointError("input_invalid", "`audit` called the store; it only makes entries of what it is given");
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.statements.clear();
    this.db.close();
  }

  private statement(sql: string): Statement {
    let statement = this.statements.get(sql);
    if (statement === undefined) this.statements.set(sql, (statement = this.db.prepare(sql)));
    return statement;
  }

  /** `COMMIT`, of which alone it can be unknown whether it happened. */
  private settle(): void {
    try {
      this.db.exec("COMMIT");
    } catch (error) {
      rollback(this.db);
      // Locked or full: the commit's own frame was not written. After any other error it may have been, and come to life when the file is opened next.
      if (resultOf(error) === FULL || resultOf(error) === BUSY) throw translated(error, this.path);
      throw failure("store_uncertain", this.path, `did not say whether it committed; load again and see, and look at the disk (SQLite: ${(error as Error).message})`, error);
    }
  }

  /** What is written to a file that was moved away or replaced is lost. */
  private same(): void {
    if (identity(this.path) !== this.file) throw failure("store_unavailable", this.path, "was moved or replaced while it was open; nothing was changed: close it and open it again");
  }

  private async patiently<T>(act: () => T): Promise<T> {
    const deadline = performance.now() + this.patience;
    for (let pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      this.usable();
      try {
        return act();
      } catch (error) {
        if (!isBusy(error) || performance.now() >= deadline) throw translated(error, this.path);
      }
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
    }
  }
}

/** Makes the file for this user alone: it holds the arguments of calls. SQLite gives the files beside it the same rights. */
function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, "a", 0o600));
  } catch (error) {
    throw failure("store_unavailable", path, `cannot be opened for writing; look whether its folder exists and this user may write there (${(error as Error).message})`, error);
  }
}

function identity(path: string): string {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return "gone";
  }
}
