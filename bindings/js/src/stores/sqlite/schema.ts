// The tables, and how older ones become these. A migration that was published is never edited: another one is written after it.
import { failure, isBusy, type Database } from "./driver.ts";

/** "hold", by which a file says whose it is. */
export const APPLICATION = 0x686f6c64;

/** From version n to n + 1. */
const MIGRATIONS = [
  `
  CREATE TABLE docs (
    key TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    change INTEGER NOT NULL,                                        -- the commit that wrote it, which tells other processes what is new
    sum INTEGER NOT NULL,                                           -- CRC-32 of all that follows and of key and version: SQLite has no checksum of its pages
    status TEXT, agent TEXT, tool TEXT, session TEXT, "group" TEXT,
    at INTEGER, due INTEGER, closed INTEGER,
    place INTEGER NOT NULL GENERATED ALWAYS AS (ifnull(at, 0)) VIRTUAL,
    body TEXT NOT NULL                                              -- last, so that the columns before it are found without reading it
  ) STRICT;
  -- Those that end in \`status\` answer a filter by status from the index alone.
  CREATE INDEX docs_at ON docs (kind, place, key, status);
  CREATE INDEX docs_status ON docs (kind, status, place, key) WHERE status IS NOT NULL;
  CREATE INDEX docs_due ON docs (kind, due, key, status) WHERE due IS NOT NULL;
  CREATE INDEX docs_session ON docs (kind, session, place, key, status) WHERE session IS NOT NULL;
  CREATE INDEX docs_agent ON docs (kind, agent, place, key, status) WHERE agent IS NOT NULL;
  CREATE INDEX docs_tool ON docs (kind, tool, place, key, status) WHERE tool IS NOT NULL;
  CREATE INDEX docs_group ON docs (kind, "group", place, key, status) WHERE "group" IS NOT NULL;
  CREATE INDEX docs_closed ON docs (closed) WHERE closed IS NOT NULL;
  CREATE INDEX docs_change ON docs (change);

  CREATE TABLE log (
    seq INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    hash TEXT NOT NULL,
    nodes TEXT NOT NULL,
    text TEXT
  ) STRICT;

  CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due INTEGER NOT NULL,
    locked INTEGER NOT NULL,
    sum INTEGER NOT NULL,                                           -- of id, topic and body
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX outbox_due ON outbox (due, id, locked);

  -- One row: commits so far, the place before which texts of the log may be pruned, and the log's head as JSON (null: no entry) with its CRC-32.
  CREATE TABLE state (id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), change INTEGER NOT NULL, floor INTEGER NOT NULL, sum INTEGER NOT NULL, head TEXT NOT NULL) STRICT;
  INSERT INTO state VALUES (1, 0, 0, 0xb4d5084f, 'null');

  CREATE TRIGGER log_goes_on BEFORE INSERT ON log WHEN NEW.seq <> (SELECT ifnull(max(seq) + 1, 0) FROM log)
  BEGIN SELECT RAISE(ABORT, 'the log has no gaps'); END;
  CREATE TRIGGER log_stays BEFORE DELETE ON log
  BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
  CREATE TRIGGER log_says_the_same BEFORE UPDATE ON log
  WHEN NOT (NEW.text IS NULL AND OLD.seq < (SELECT floor FROM state) AND (NEW.seq, NEW.at, NEW.hash, NEW.nodes) IS (OLD.seq, OLD.at, OLD.hash, OLD.nodes))
  BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
  `,
];

/** The version that this package writes. */
export const SCHEMA = MIGRATIONS.length;

/** Makes an open file one that this package uses: its settings, its tables. What belongs to somebody else is refused untouched. */
export function prepare(db: Database, path: string, patience: number): void {
  db.exec(`PRAGMA busy_timeout = ${Math.ceil(patience)}`);
  refuseOthers(db, path);
  // `synchronous = FULL` waits for the disk at every commit; `fullfsync` does on macOS what that means elsewhere.
  const mode = stubbornly(patience, () => pragma(db, "journal_mode = WAL"));
  if (mode !== "wal") throw failure("store_unsupported", path, "lies where SQLite cannot keep a write-ahead log; put it on a local disk");
  db.exec("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 67108864");
  if (pragma(db, "user_version") === SCHEMA) return;
  stubbornly(patience, () => db.exec("BEGIN IMMEDIATE"));
  try {
    refuseOthers(db, path); // somebody may have been faster
    for (const migration of MIGRATIONS.slice(pragma(db, "user_version") as number)) db.exec(migration);
    db.exec(`PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${SCHEMA}; COMMIT`);
  } catch (error) {
    rollback(db);
    throw error;
  }
}

/** What a `PRAGMA` says. */
export function pragma(db: Database, text: string): string | number | null {
  return Object.values(db.prepare(`PRAGMA ${text}`).get() ?? {})[0] ?? null;
}

/** Ends a transaction that SQLite may have ended already. */
export function rollback(db: Database): void {
  try {
    db.exec("ROLLBACK");
  } catch {
    // There is none, or there is no database any more: nothing is changed either way.
  }
}

function refuseOthers(db: Database, path: string): void {
  const [application, version] = [pragma(db, "application_id"), pragma(db, "user_version") as number];
  if (application !== APPLICATION && (application !== 0 || version !== 0 || db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() !== undefined)) {
    throw failure("store_unsupported", path, "is a database of another program; give a file of its own");
  }
  if (version > SCHEMA) throw failure("store_unsupported", path, `has schema ${version}, and this version of the package knows ${SCHEMA}; use the newer version that wrote it`);
}

/** Tries again where SQLite itself does not wait, such as while another process changes the journal's mode. */
function stubbornly<T>(patience: number, act: () => T): T {
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      return act();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
