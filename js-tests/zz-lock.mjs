import { sqliteStore } from "holdpoint/stores/sqlite";
import { rmSync, writeFileSync } from "node:fs";
const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
const p = "/tmp/zz-lock.db"; for (const x of ["", "-wal", "-shm"]) rmSync(p + x, { force: true });
const s = sqliteStore(p, { busyTimeout: 100 });
const o = new DatabaseSync(p); o.exec("BEGIN IMMEDIATE");
await s.commit({}).catch((e) => console.log(e.code, e.message)); o.exec("ROLLBACK"); o.close();
console.log(await s.commit({}), await s.check(), await s.backup(`/tmp/zz-b${process.pid}.db`).catch((e) => e.message)); await s.close();
writeFileSync("/tmp/zz-bad.db", "not a database at all, and long enough to look at".repeat(100)); try { sqliteStore("/tmp/zz-bad.db"); } catch (e) { console.log(e.code, e.message); }
