// The conformance suite, which is the specification of a store, on the stores of this package.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { memoryStore } from "holdpoint";
import { cases, faulty } from "holdpoint/stores/conformance";
import { sqliteStore } from "holdpoint/stores/sqlite";
import { WITHOUT_SQLITE } from "./support.mjs";

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

test("the page about stores says what happens", async () => {
  const page = readFileSync(new URL("../docs/stores.md", import.meta.url), "utf8");
  const [, program] = /```ts\n(.*?)```/s.exec(page);
  const said = [];
  const AsyncFunction = (async () => {}).constructor;
  await new AsyncFunction("memoryStore", "console", program.replace(/^import .*$/m, ""))(memoryStore, { log: (line) => said.push(`// ${line}`) });
  assert.deepEqual(said, program.match(/^\/\/ .*$/gm));
  assert.match(page, new RegExp(`: ${cases.length} cases`));
});

test("the cases have names of their own", () => {
  assert.ok(cases.length > 40, String(cases.length));
  assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length);
});

// A suite that every store passes says nothing. Each of these is wrong in one way, and some case has to say so.
const whole = (store) => faulty(store, () => undefined);
const current = async (store, expect) => (await store.load(expect.map(({ key }) => key))).map((doc, at) => ({ key: expect[at].key, version: doc?.version ?? 0 }));
const WRONG = {
  "writes over any version": (store) => ({ commit: async (change) => store.commit(change.expect ? { ...change, expect: await current(store, change.expect) } : change) }),
  "forgets what is only leaned on": (store) => ({ commit: (change) => store.commit({ ...change, expect: change.expect?.filter(({ key }) => change.write?.some((one) => one.key === key) || change.remove?.includes(key)) }) }),
  "names one conflict": (store) => ({ commit: async (change) => ((answer) => (answer.ok ? answer : { ...answer, conflicts: answer.conflicts.slice(0, 1) }))(await store.commit(change)) }),
  "writes before it asks audit": (store) => ({
    async commit({ audit, ...change }) {
      const answer = await store.commit(change);
      return answer.ok && audit ? { ...answer, seqs: (await store.commit({ audit })).seqs } : answer;
    },
  }),
  "asks audit after a conflict": (store) => ({ commit: async (change) => ((answer) => (answer.ok || change.audit?.(null), answer))(await store.commit(change)) }),
  "loses the outbox": (store) => ({ commit: ({ outbox, ...change }) => store.commit(change) }),
  "rounds numbers": (store) => ({ load: async (keys) => JSON.parse(JSON.stringify(await store.load(keys), (key, value) => (key === "body" && typeof value === "number" ? Math.fround(value) : value))) }),
  "sorts keys": (store) => ({ load: async (keys) => (await store.load(keys)).map((doc) => doc && { ...doc, body: sorted(doc.body) }) }),
  "forgets prototypes' names": (store) => ({ load: async (keys) => (await store.load(keys)).map((doc) => doc && { ...doc, body: typeof doc.body === "object" && doc.body !== null && !Array.isArray(doc.body) ? Object.assign({}, doc.body) : doc.body }) }),
  "knows one status": (store) => ({ query: (query) => store.query(Array.isArray(query.status) && query.status.length > 0 ? { ...query, status: query.status[0] } : query) }),
  "goes on by number": (store) => ({
    async query({ cursor, limit = 50, ...query }) {
      const { docs } = await store.query({ ...query, limit: 1000 });
      const from = Number(cursor ?? 0);
      return { docs: docs.slice(from, from + limit), cursor: docs.length > from + limit ? `${from + limit}` : null };
    },
  }),
  "sorts by UTF-16": (store) => ({ query: async (query) => ((page) => ({ ...page, docs: page.docs.toSorted((a, b) => (a.index.at ?? 0) - (b.index.at ?? 0) || (a.key < b.key ? -1 : 1)) }))(await store.query(query)) }),
  "never ends": (store) => ({ query: async (query) => ((page) => ({ ...page, cursor: page.cursor ?? (page.docs.length > 0 ? `at:${page.docs.at(-1).index.at ?? 0}:${page.docs.at(-1).key}` : null) }))(await store.query(query)) }),
  "gives one entry too many": (store) => ({ entries: (range) => store.entries(range?.to === undefined ? range : { ...range, to: range.to + 1 }) }),
  "lets two take": (store) => ({ take: async (count, lockMs) => ((taken) => (taken.forEach(({ id, attempts }) => void store.retry({ id, attempts }, 0)), taken))(await store.take(count, lockMs)) }),
  "gives back what is another's": (store) => ({ retry: async (message, at) => (await store.retry(message, at)) || (await store.retry({ ...message, attempts: message.attempts + 1 }, at)) }),
  "runs backwards": (store, { clock }) => ({ now: async () => clock() }),
  "tells nobody": () => ({ subscribe: () => () => {} }),
  "goes on telling": (store) => ({ subscribe: (listener) => (store.subscribe(listener), () => {}) }),
  "prunes what is retained": (store, options) => ({ prune: (prune) => store.prune({ ...prune, before: undefined }) }),
  "never closes": () => ({ close: async () => {} }),
};

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

for (const [name, wrong] of Object.entries(WRONG)) {
  test(`the suite notices a store that ${name}`, async () => {
    const make = (options) => {
      const store = memoryStore(options);
      return { store: { ...whole(store), ...wrong(store, options) } };
    };
    for (const { run } of cases) {
      const failed = await run(make).then(() => false, () => true);
      if (failed) return;
    }
    assert.fail("no case failed");
  });
}
