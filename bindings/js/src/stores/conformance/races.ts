// Many at once, and calls that fail.
import { faulty } from "./faulty.ts";
import { checkLog, claim, fakeSeal, get, holds, NOON, put, rejects, same } from "./tools.ts";

export const races = [
  holds("of hundreds that replace one version, one does", async ({ store, other }) => {
    await put(store, { "r/1": {} });
    for (let version = 1; version <= 3; version++) {
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? store : other).commit({ expect: [{ key: "r/1", version }], write: [{ key: "r/1", body: at }], audit: (head) => fakeSeal(head, [`${at}`], NOON) })),
      );
      const winners = answers.flatMap(({ ok }, at) => (ok ? [at] : []));
      same(winners.length, 1, "winners");
      same(await get(store, "r/1"), { key: "r/1", version: version + 1, body: winners[0], index: {} }, "the document");
      same((await checkLog(store)).length, version, "entries");
    }
  }),

  holds("of hundreds that make one document, one does", async ({ store, other }) => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? store : other).commit({ expect: [{ key: "call/1", version: 0 }], write: [{ key: "call/1", body: at }] })));
    same(answers.filter(({ ok }) => ok).length, 1, "winners");
  }),

  holds("counters that many raise lose nothing", async ({ store, other }) => {
    const raise = async (at: number) => {
      for (const handle = at % 2 === 0 ? store : other; ; ) {
        const docs = await handle.load(["c/a", "c/b"]);
        const expect = docs.map((doc, n) => ({ key: `c/${"ab"[n]}`, version: doc?.version ?? 0 }));
        const write = docs.map((doc, n) => ({ key: `c/${"ab"[n]}`, body: ((doc?.body as number | undefined) ?? 0) + 1 }));
        if ((await handle.commit({ expect, write, audit: (head) => fakeSeal(head, ["raised"], NOON) })).ok) return;
      }
    };
    await Promise.all(Array.from({ length: 40 }, (_, at) => raise(at)));
    same((await store.load(["c/a", "c/b"])).map((doc) => [doc?.body, doc?.version]), [[40, 40], [40, 40]], "the counters");
    same((await checkLog(store)).length, 40, "the entries");
  }),

  holds("documents that are loaded together are of one moment", async ({ store, other }) => {
    await put(store, { "t/a": { body: 0 }, "t/b": { body: 0 } });
    let writing = true;
    const writer = (async () => {
      for (let body = 1; body <= 60; body++) await put(other, { "t/a": { body }, "t/b": { body } });
      writing = false;
    })();
    writer.catch(() => (writing = false)); // said below, unless something else fails first
    while (writing) {
      const [a, b] = await store.load(["t/a", "t/b"]);
      same(a?.body, b?.body, "the two");
      const { docs } = await store.query({ kind: "t" });
      same(docs[0]?.body, docs[1]?.body, "the two, by a query");
      await new Promise((resolve) => setTimeout(resolve));
    }
    await writer;
  }),

  holds("a store that fails as planned fails as it says", async ({ store }) => {
    const plan: (undefined | "unavailable" | "lost" | "unanswered")[] = [undefined, "unavailable", "lost", "unanswered"];
    const bad = faulty(store, (method, count) => (method === "commit" ? plan[count - 1] : undefined));
    const commit = (version: number) => bad.commit({ expect: [{ key: "f/1", version }], write: [{ key: "f/1", body: version }], audit: (head) => fakeSeal(head, [`${version}`], NOON) });
    claim((await commit(0)).ok, "as if nothing was");
    await rejects(commit(1), "store_unavailable", "unavailable");
    await rejects(commit(1), "store_uncertain", "lost");
    same((await get(bad, "f/1"))?.version, 1, "the version after two that did nothing");
    await rejects(commit(1), "store_uncertain", "unanswered");
    same([(await get(bad, "f/1"))?.version, await checkLog(bad)], [2, ["0", "1"]], "after one that did everything");
  }),
];
