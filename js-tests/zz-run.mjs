import { cases } from "holdpoint/stores/conformance";
import { sqliteStore } from "holdpoint/stores/sqlite";
import { mkdtempSync, rmSync } from "node:fs";
const folder = mkdtempSync("/tmp/zz-"); let n = 0, bad = 0;
for (const { name, run } of cases) {
  try { await run(({ clock, retention }) => { const p = `${folder}/${n++}.db`; const open = () => sqliteStore(p, { clock, retention, poll: 10 }); return { store: open(), again: open }; }); }
  catch (e) { bad++; console.log("FAIL", name, e.code, String(e.message).slice(0, 300)); if (bad > 6) break; }
}
console.log(n, "cases", bad, "failed"); rmSync(folder, { recursive: true });
