// The log: one, in order, without gaps, and never changed.
import type { LogHead } from "../store.ts";
import { checkLog, claim, DAY, fakeSeal, get, holds, NOON, put, rejects, same } from "./tools.ts";

export const logs = [
  holds("the log starts empty and grows one by one", async ({ store, other }) => {
    same([await store.head(), await store.entries(), await store.nodes([0])], [null, [], [null]], "at first");
    const heads: (LogHead | null)[] = [];
    for (let at = 0; at < 20; at++) {
      const types = Array.from({ length: at % 4 }, (_, n) => `${at}.${n}`);
      await store.commit({ audit: (head) => (heads.push(head), fakeSeal(head, types, NOON + at)) });
    }
    same(heads.map((head) => head?.size ?? 0), Array.from({ length: 20 }, (_, at) => Math.floor(at / 4) * 6 + [0, 0, 1, 3][at % 4]!), "what audit was given");
    same((await checkLog(other)).length, 30, "the entries");
  }),

  holds("audit is called once for each commit, in the order of the log", async ({ store, other }) => {
    const order: number[] = [];
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        (at % 2 === 0 ? store : other).commit({ expect: [{ key: `o/${at}`, version: 0 }], write: [{ key: `o/${at}`, body: at }], audit: (head) => (order.push(at), fakeSeal(head, [`${at}`], NOON)) }),
      ),
    );
    claim(answers.every(({ ok }) => ok), "all went through");
    same(await checkLog(store), order.map(String), "the log");
    same(answers.map((answer) => (answer.ok ? answer.seqs : [])), answers.map((_, at) => [order.indexOf(at)]), "the places that they were told");
  }),

  holds("entries are read from, up to, and at most", async ({ store }) => {
    await store.commit({ audit: (head) => fakeSeal(head, Array.from({ length: 1100 }, (_, at) => `${at}`), NOON) });
    const seqs = async (range?: Parameters<typeof store.entries>[0]) => (await store.entries(range)).map(({ seq }) => seq);
    same(await seqs({ from: 3, to: 6 }), [3, 4, 5], "from and up to");
    same(await seqs({ from: 3, limit: 2 }), [3, 4], "at most");
    same(await seqs({ from: 1098, to: 5000 }), [1098, 1099], "past the end");
    same(await seqs({ from: 1100 }), [], "behind the end");
    same(await seqs({ from: 5, to: 5 }), [], "nothing");
    same((await seqs()).length, 1000, "the default");
    for (const range of [{ from: -1 }, { to: 0.5 }, { limit: 0 }, { limit: 1001 }]) await rejects(store.entries(range), "input_invalid", JSON.stringify(range));
    same((await store.nodes([1099, 3, 1100, 3])).map((node) => node && [node.seq, node.nodes.length]), [[1099, 2], [3, 2], null, [3, 2]], "what proofs need");
    same((await store.nodes([7]))[0], (({ seq, hash, nodes }) => ({ seq, hash, nodes }))((await store.entries({ from: 7, limit: 1 }))[0]!), "the same as of the entry");
    same((await checkLog(store)).length, 1100, "all");
  }),

  holds("documents go when they were closed long ago, and never while they are open", async ({ store, other, clock }) => {
    await put(store, { "p/open": { index: { at: 1, due: 1 } }, "p/old": { index: { closed: NOON - DAY - 1 } }, "p/edge": { index: { closed: NOON - DAY } }, "p/new": { index: { closed: NOON } } });
    await store.commit({ audit: (head) => fakeSeal(head, ["x"], NOON) });
    same(await store.prune(), { documents: 1, texts: 0 }, "the first time");
    same((await store.load(["p/open", "p/old", "p/edge", "p/new"])).map((doc) => doc?.key ?? null), ["p/open", null, "p/edge", "p/new"], "what is left");
    await rejects(store.prune({ before: NOON - DAY + 1 }), "input_invalid", "what must be retained");
    clock.now += DAY;
    same(await store.prune({ before: NOON - DAY }), { documents: 0, texts: 0 }, "before an earlier time");
    same(await other.prune({ before: NOON }), { documents: 1, texts: 0 }, "before a later time");
    clock.now += 1;
    same(await other.prune(), { documents: 1, texts: 0 }, "the rest");
    same([(await store.query({ kind: "p" })).docs.map(({ key }) => key), await checkLog(store)], [["p/open"], ["x"]], "what stays for ever");
  }),

  holds("texts of the log go only up to a checkpoint, and everything can still be proved", async ({ store, other, clock }) => {
    await store.commit({ audit: (head) => fakeSeal(head, ["a", "b", "c"], NOON - 2 * DAY) });
    await store.commit({ audit: (head) => fakeSeal(head, ["d", "e"], NOON) });
    const [head, nodes, entries] = [await store.head(), await store.nodes([0, 1, 2, 3, 4]), await store.entries()];
    await rejects(store.prune({ checkpoint: { size: 6, note: "n" } }), "input_invalid", "a checkpoint of another log");
    same(await store.prune({ checkpoint: { size: 2, note: "signed" } }), { documents: 0, texts: 2 }, "up to the checkpoint");
    same(await store.prune({ checkpoint: { size: 5, note: "signed" } }), { documents: 0, texts: 1 }, "and none that is retained");
    const left = entries.map((entry) => ({ ...entry, text: entry.seq < 3 ? null : entry.text }));
    same([await other.head(), await other.nodes([0, 1, 2, 3, 4]), await other.entries()], [head, nodes, left], "the log");
    same((await get(other, "meta/pruned"))?.body, { size: 5, note: "signed", at: NOON }, "what says so");
    clock.now += 2 * DAY;
    await other.commit({ audit: (given) => (same(given, head, "the head"), fakeSeal(given, ["f"], clock.now)) });
    same((await other.prune({ checkpoint: { size: 5, note: "signed" } })).texts, 2, "later");
    same((await other.entries()).map(({ text }) => text === null), [true, true, true, true, true, false], "what is left");
  }),
];
