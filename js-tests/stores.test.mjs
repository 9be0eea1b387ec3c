// The conformance suite, which is the specification of a store, on the stores of this package.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { memoryStore } from "holdpoint";
import { cases, checkLog, fakeSeal, faulty } from "holdpoint/stores/conformance";
import { sqliteStore } from "holdpoint/stores/sqlite";
import { refusalOf, WITHOUT_SQLITE } from "./support.mjs";

const folder = mkdtempSync(join(tmpdir(), "holdpoint-stores-"));
after(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const STORES = {
  memory: { make: (options) => ({ store: memoryStore(options) }) },
  SQLite: {
    skip: WITHOUT_SQLITE,
    make({ clock, retention }) {
      const path = join(folder, `${files++}.db`);
      const open = () => sqliteStore(path, { clock, retention, poll: 10 });
      const store = open();
      return { store, again: open, remove: async () => assert.deepEqual(await checked(path), []) };
    },
  },
};

/** Every case leaves a sound file. */
async function checked(path) {
  const store = sqliteStore(path);
  try {
    return await store.check();
  } finally {
    await store.close();
  }
}

for (const [store, { make, skip }] of Object.entries(STORES)) {
  describe(store, { skip }, () => {
    for (const { name, run } of cases) test(name, () => run(make));
  });
}

test("the cases have names of their own", () => {
  assert.ok(cases.length > 40, String(cases.length));
  assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length);
});

// A suite that every store passes says nothing: each of these is wrong in one way, and some case must say so.
const WRONG = {
  "takes a stale version": (store) => ({ ...store, commit: (change) => store.commit({ ...change, expect: change.expect?.filter(({ version }) => version === 0) }) }),
};
