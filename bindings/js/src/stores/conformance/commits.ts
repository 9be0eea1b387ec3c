// Everything changes together or not at all.
import type { Change, Doc, LogHead, Store } from "../store.ts";
import { all, checkLog, claim, fakeSeal, get, holds, NOON, put, rejects, same } from "./tools.ts";

const one = (key: string, version: number): Change => ({ expect: [{ key, version }], write: [{ key, body: 1 }] });

/** A change of every sort on top of `a/1` at version 1, and a way to see that none of it happened. */
const WHOLE: Change = {
  expect: [{ key: "a/1", version: 1 }, { key: "a/2", version: 1 }, { key: "a/3", version: 0 }],
  write: [{ key: "a/1", body: "new" }, { key: "a/3", body: "new" }],
  remove: ["a/2"],
  outbox: [{ id: "m-1", topic: "t", body: null }],
};
async function before(store: Store): Promise<() => Promise<void>> {
  await put(store, { "a/1": { body: "old" }, "a/2": { body: "old" } }, { audit: (head) => fakeSeal(head, ["first"], NOON) });
  const docs = await all(store, "a");
  return async () => {
    same(await all(store, "a"), docs, "the documents");
    same(await checkLog(store), ["first"], "the log");
    same(await store.take(10, 1), [], "the outbox");
  };
}

export const commits = [
  holds("a new document has version 1, and every write adds one", async ({ store }) => {
    same(await store.commit(one("a/1", 0)), { ok: true, versions: { "a/1": 1 }, seqs: [] }, "the first commit");
    same(await store.commit(one("a/1", 1)), { ok: true, versions: { "a/1": 2 }, seqs: [] }, "the second");
    same(await get(store, "a/1"), { key: "a/1", version: 2, body: 1, index: {} }, "the document");
    same(await get(store, "a/2"), null, "what was never written");
  }),

  holds("everything changes together", async ({ store, other }) => {
    await before(store);
    const answer = await store.commit({ ...WHOLE, audit: (head) => fakeSeal(head, ["second", "third"], NOON) });
    same(answer, { ok: true, versions: { "a/1": 2, "a/3": 1 }, seqs: [1, 2] }, "the answer");
    same((await other.load(["a/1", "a/2", "a/3"])).map((doc) => doc && [doc.body, doc.version]), [["new", 2], null, ["new", 1]], "the documents");
    same(await checkLog(other), ["first", "second", "third"], "the log");
    same(await other.take(10, 1), [{ id: "m-1", topic: "t", body: null, attempts: 1, dueAt: 0 }], "the outbox");
  }),

  holds("a conflict names every key, changes nothing and calls no audit", async ({ store }) => {
    const unchanged = await before(store);
    let called = 0;
    const audit: Change["audit"] = (head) => (called++, fakeSeal(head, ["never"], NOON));
    const expect = [{ key: "a/1", version: 2 }, { key: "a/2", version: 1 }, { key: "a/3", version: 1 }, { key: "a/4", version: 0 }];
    same(await store.commit({ ...WHOLE, expect, audit }), { ok: false, conflicts: ["a/1", "a/3"] }, "the answer");
    same(await store.commit({ ...WHOLE, expect: [...WHOLE.expect!, { key: "b/1", version: 1 }], audit }), { ok: false, conflicts: ["b/1"] }, "of a key that is only leaned on");
    same(await store.commit({ expect: [{ key: "a/1", version: 0 }] }), { ok: false, conflicts: ["a/1"] }, "of a key that must not be there");
    same(called, 0, "calls of audit");
    await unchanged();
  }),

  holds("what audit throws comes through, and nothing was changed", async ({ store }) => {
    const unchanged = await before(store);
    const mine = new Error("mine");
    const thrown = await store.commit({ ...WHOLE, audit: () => { throw mine; } }).catch((error: unknown) => error);
    claim(thrown === mine, `thrown was ${String(thrown)}`);
    await unchanged();
    claim((await store.commit(WHOLE)).ok, "the same change goes through without it");
  }),

  holds("an audit that does not go on with the log is refused, and nothing was changed", async ({ store }) => {
    const unchanged = await before(store);
    const bad: Change["audit"][] = [
      () => fakeSeal(null, ["from the start"], NOON),
      (head) => ({ ...fakeSeal(head, ["x"], NOON), head }),
      (head) => ({ ...fakeSeal(head, ["x"], NOON), head: null }),
      (head) => { const { head: end, entries } = fakeSeal(head, ["x", "y"], NOON); return { head: end, entries: [entries[1]!, entries[0]!] }; },
      (head) => { const { head: end, entries } = fakeSeal(head, ["x", "y"], NOON); return { head: end, entries: entries.slice(0, 1) }; },
      (head) => { const { head: end, entries } = fakeSeal(head, ["x"], NOON); return { head: { ...end!, at: head!.at - 1 }, entries }; },
      (head) => { const { head: end, entries } = fakeSeal(head, ["x"], NOON); return { head: { ...end!, last: "00" }, entries }; },
      (async (head: LogHead | null) => fakeSeal(head, ["x"], NOON)) as unknown as Change["audit"],
    ];
    for (const [at, audit] of bad.entries()) await rejects(store.commit({ ...WHOLE, ...(audit && { audit }) }), "input_invalid", `audit ${at}`);
    await unchanged();
  }),

  holds("an audit that calls the store is refused there, and goes on here", async ({ store }) => {
    await put(store, { "a/1": {} });
    let inner: Promise<unknown> | undefined;
    const answer = await store.commit({ ...one("a/1", 1), audit: (head) => ((inner = store.commit(one("a/1", 1)).catch((error: { code: string }) => error.code)), fakeSeal(head, ["x"], NOON)) });
    same([answer.ok, await inner], [true, "input_invalid"], "outside and inside");
    same((await get(store, "a/1"))?.version, 2, "the version");
  }),

  holds("an audit without entries leaves the log alone", async ({ store }) => {
    for (const size of [0, 1]) {
      const head = await store.head();
      same(head?.size ?? 0, size, "the size");
      same(await store.commit({ audit: (given) => (same(given, head, "the head it is given"), { head: given, entries: [] }) }), { ok: true, versions: {}, seqs: [] }, "the answer");
      same(await store.head(), head, "the head");
      await put(store, { "a/1": {} }, { audit: (given) => fakeSeal(given, ["x"], NOON) });
    }
  }),

  holds("a change without anything is one, and changes nothing", async ({ store }) => {
    same(await store.commit({}), { ok: true, versions: {}, seqs: [] }, "the answer");
  }),

  holds("what was removed is gone, and what is made again counts from 1", async ({ store }) => {
    await put(store, { "a/1": { index: { status: "x" } } });
    await put(store, { "a/1": { index: { status: "x" } } });
    same(await store.commit({ expect: [{ key: "a/1", version: 2 }], remove: ["a/1"] }), { ok: true, versions: {}, seqs: [] }, "removing");
    same([await get(store, "a/1"), (await store.query({ kind: "a", status: "x" })).docs], [null, []], "what is there");
    same(await store.commit({ expect: [{ key: "a/1", version: 0 }], remove: ["a/1"] }), { ok: true, versions: {}, seqs: [] }, "removing what is not there");
    same((await put(store, { "a/1": {} })).versions, { "a/1": 1 }, "made again");
  }),

  holds("a change that cannot be meant is refused with every place, and nothing was changed", async ({ store }) => {
    const unchanged = await before(store);
    const bad: [Change, [code: string, pointer: string][]][] = [
      [{ write: [{ key: "a/1", body: 1 }] }, [["missing", "/write/0/key"]]],
      [{ remove: ["a/1"] }, [["missing", "/remove/0"]]],
      [{ expect: [{ key: "a/1", version: 1 }, { key: "a/1", version: 1 }] }, [["duplicate_id", "/expect/1/key"]]],
      [{ expect: [{ key: "a/1", version: 1 }], write: [{ key: "a/1", body: 1 }], remove: ["a/1"] }, [["duplicate_id", "/remove/0"]]],
      [{ expect: [{ key: "a/1", version: -1 }, { key: "a/2", version: 0.5 }] }, [["out_of_range", "/expect/0/version"], ["wrong_type", "/expect/1/version"]]],
      ...["", "a", "a/", "/a", "A/1", "1/a", "a b/1"].map((key): [Change, [string, string][]] => [{ expect: [{ key, version: 0 }] }, [["out_of_range", "/expect/0/key"]]]),
      [{ expect: [{ key: "a/\0", version: 0 }] }, [["out_of_range", "/expect/0/key"]]],
      [{ expect: [{ key: "a/\ud800", version: 0 }] }, [["lone_surrogate", "/expect/0/key"]]],
      [{ expect: [{ key: `a/${"x".repeat(511)}`, version: 0 }] }, [["too_large", "/expect/0/key"]]],
      [one("a/1", 1), []],
    ];
    const bodies: unknown[] = [undefined, NaN, Infinity, { a: -Infinity }, 1n, () => 1, Symbol("s"), [undefined], new Map(), { deep: [new Set()] }, /x/];
    for (const body of bodies) bad.push([{ expect: [{ key: "a/1", version: 1 }], write: [{ key: "a/1", body: body as never }] }, [["not_json", "/write/0/body"]]]);
    bad.push([{ expect: [{ key: "a/1", version: 1 }], write: [{ key: "a/1", body: 1, index: { status: 1 as never, agent: "\0", at: 0.5, due: -1, closed: NaN } }] },
      [["wrong_type", "/write/0/index/status"], ["out_of_range", "/write/0/index/agent"], ["wrong_type", "/write/0/index/at"], ["out_of_range", "/write/0/index/due"], ["wrong_type", "/write/0/index/closed"]]]);
    bad.push([{ outbox: [{ id: "m", topic: "t", body: NaN, dueAt: -1 }] }, [["not_json", "/outbox/0/body"], ["out_of_range", "/outbox/0/dueAt"]]]);
    for (const [at, [change, issues]] of bad.entries()) {
      if (issues.length === 0) continue;
      const { issues: found } = await rejects(store.commit(change), "input_invalid", `change ${at}`);
      same(found.map(({ code, pointer }) => [code, pointer]), issues, `the issues of change ${at}`);
    }
    await unchanged();
  }),

  holds("what is given and what is got belong to the caller", async ({ store }) => {
    const body = { list: [1] };
    const index = { status: "x" };
    const promise = store.commit({ expect: [{ key: "a/1", version: 0 }], write: [{ key: "a/1", body, index }] });
    body.list.push(2);
    index.status = "y";
    await promise;
    const got = (await get(store, "a/1")) as Doc & { body: { list: number[] } };
    same([got.body, got.index], [{ list: [1] }, { status: "x" }], "what was written");
    got.body.list.push(3);
    got.index.status = "z";
    same(await get(store, "a/1"), { key: "a/1", version: 1, body: { list: [1] }, index: { status: "x" } }, "what is there");
  }),

  holds("what is closed says so, and what was committed is there for the next", async ({ store, other }) => {
    await put(store, { "a/1": { body: "kept" } });
    if (other !== store) {
      await store.close();
      same((await get(other, "a/1"))?.body, "kept", "what the other handle sees");
    }
    await store.close();
    await store.close();
    const calls: [string, () => Promise<unknown>][] = [
      ["now", () => store.now()], ["load", () => store.load(["a/1"])], ["query", () => store.query({ kind: "a" })], ["commit", () => store.commit({})], ["entries", () => store.entries()],
      ["nodes", () => store.nodes([0])], ["head", () => store.head()], ["take", () => store.take(1, 1)], ["done", () => store.done({ id: "m" })], ["retry", () => store.retry({ id: "m", attempts: 1 }, 0)],
      ["prune", () => store.prune()], ["subscribe", async () => store.subscribe(() => {})],
    ];
    for (const [name, call] of calls) await rejects(call(), "store_closed", name);
  }),
];
