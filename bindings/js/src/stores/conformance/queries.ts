// What is found, in which order, and what a cursor promises.
import type { Doc, DocIndex, DocQuery, Store } from "../store.ts";
import { claim, holds, put, random, rejects, same } from "./tools.ts";

type Docs = Record<string, { index?: DocIndex }>;

const keys = async (store: Store, query: DocQuery) => (await store.query(query)).docs.map(({ key }) => key);

/** All pages of a query, with something happening between them. */
async function pages(store: Store, query: DocQuery, between: (page: number) => Promise<unknown> = async () => {}): Promise<string[]> {
  const found: string[] = [];
  for (let page = 0, cursor: string | null = null; ; page++) {
    const { docs, cursor: next }: { docs: Doc[]; cursor: string | null } = await store.query({ ...query, cursor });
    found.push(...docs.map(({ key }) => key));
    if (next === null) return found;
    claim(page < 1000, `the pages of ${JSON.stringify(query)} never end`);
    cursor = next;
    await between(page);
  }
}

/** What the text of `DocQuery` says, as plainly as it can be said. */
function model(docs: Docs, { kind, prefix = "", status, dueBefore, order = dueBefore === undefined ? "at" : "due", descending, ...names }: DocQuery): string[] {
  const statuses = status === undefined ? undefined : [status].flat();
  const found = Object.entries(docs).filter(([key, { index = {} }]) => {
    if (!key.startsWith(`${kind}/${prefix}`)) return false;
    if (statuses !== undefined && !statuses.includes(index.status!)) return false;
    for (const name of ["agent", "tool", "session", "group"] as const) if (names[name] !== undefined && index[name] !== names[name]) return false;
    if (dueBefore !== undefined && !(index.due! < dueBefore)) return false;
    return order === "at" || index.due !== undefined;
  });
  const time = ([, { index = {} }]: [string, { index?: DocIndex }]) => index[order] ?? 0;
  found.sort((a, b) => time(a) - time(b) || (a[0] < b[0] ? -1 : 1)); // the keys are ASCII here
  return (descending ? found.reverse() : found).map(([key]) => key);
}

export const queries = [
  holds("documents are found by what they are, and by nothing else", async ({ store, other }) => {
    await put(store, { "a/1": { index: { status: "x", agent: "p", at: 2 } }, "a/2": { index: { status: "y", agent: "p", at: 1 } }, "a/3": { index: { due: 5 } }, "ab/1": { index: { status: "x" } } });
    same(await keys(other, { kind: "a" }), ["a/3", "a/2", "a/1"], "by kind, in the order of their making");
    same(await keys(other, { kind: "a", status: "x" }), ["a/1"], "by status");
    same(await keys(other, { kind: "a", status: ["y", "x", "x", "z"] }), ["a/2", "a/1"], "by one of several statuses");
    same(await keys(other, { kind: "a", status: [] }), [], "by none of no statuses");
    same(await keys(other, { kind: "a", agent: "p", status: "y" }), ["a/2"], "by two conditions");
    same(await keys(other, { kind: "a", dueBefore: 6 }), ["a/3"], "by when it is due");
    same(await keys(other, { kind: "a", dueBefore: 5 }), [], "before, and not at");
    same(await keys(other, { kind: "a", order: "due" }), ["a/3"], "in the order of being due");
    same(await keys(other, { kind: "c" }), [], "of a kind that there is not");
  }),

  holds("every query finds what the definition says, in that order, page by page", async ({ store }) => {
    const next = random(7);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
    const maybe = <T>(value: T): T | undefined => (next() < 0.3 ? undefined : value);
    const docs: Docs = {};
    for (let at = 0; at < 240; at++) {
      const index = { status: maybe(pick(["p", "q", "r"])), agent: maybe(pick(["a", "b"])), tool: maybe(pick(["t", "u"])), session: maybe(pick(["s", "v"])), group: maybe(pick(["g", "h"])), at: maybe(Math.floor(next() * 20)), due: maybe(Math.floor(next() * 20)) };
      docs[`${pick(["m", "n"])}/${at}`] = { index: Object.fromEntries(Object.entries(index).filter(([, value]) => value !== undefined)) as DocIndex };
    }
    await put(store, docs);
    for (let round = 0; round < 250; round++) {
      const asked = {
        kind: pick(["m", "n"]), prefix: pick([undefined, undefined, undefined, "1", "23", "nobody"]), status: pick([undefined, "p", ["p", "r"], ["q", "nobody"]]), agent: pick([undefined, undefined, "a"]), tool: pick([undefined, undefined, "t"]), session: pick([undefined, undefined, "s"]),
        group: pick([undefined, undefined, "g"]), dueBefore: pick([undefined, undefined, 7, Infinity]), order: pick([undefined, "at", "due"] as const), descending: pick([undefined, true]),
      };
      const query = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as DocQuery;
      same(await pages(store, { ...query, limit: pick([1, 3, 7, 1000]) }), model(docs, query), JSON.stringify(query));
    }
  }),

  holds("documents made at one moment follow their keys, by code points", async ({ store }) => {
    const names = ["k/!", "k/A", "k/a", "k/a/", "k/aa", "k/é", "k/\uffee", "k/😀", "k/😀😀"];
    await put(store, Object.fromEntries([...names].reverse().map((key) => [key, { index: { at: 1, due: 1, status: "s" } }])));
    for (const query of [{ kind: "k" }, { kind: "k", status: "s" }, { kind: "k", order: "due" }] as DocQuery[]) {
      same(await pages(store, { ...query, limit: 2 }), names, JSON.stringify(query));
      same(await pages(store, { ...query, limit: 2, descending: true }), [...names].reverse(), `${JSON.stringify(query)}, descending`);
    }
  }),

  holds("documents are found by how their name begins, of whatever characters", async ({ store }) => {
    const names = ["k/a", "k/a_", "k/a_1", "k/a%", "k/a%1", "k/a\ud7ff", "k/a\ud7ff1", "k/a\ue000", "k/a\u{10ffff}", "k/a\u{10ffff}\u{10ffff}1", "k/b", "k/A", "ka/a"];
    await put(store, Object.fromEntries(names.map((key) => [key, { index: { at: 1, due: 1, status: "s" } }])));
    for (const prefix of ["", "a", "a_", "a%", "a\ud7ff", "a\ue000", "a\u{10ffff}", "a\u{10ffff}\u{10ffff}", "b", "c", "a/"]) {
      const found = names.filter((key) => key.startsWith(`k/${prefix}`));
      for (const query of [{ kind: "k", prefix }, { kind: "k", prefix, order: "due" }, { kind: "k", prefix, status: ["s", "t"] }] as DocQuery[]) {
        same((await pages(store, { ...query, limit: 2 })).sort(), [...found].sort(), JSON.stringify(query));
      }
    }
  }),

  holds("bodies are left out where nobody wants them", async ({ store }) => {
    await put(store, { "a/1": { body: { much: true }, index: { status: "s", at: 4 } } });
    same((await store.query({ kind: "a", bodies: false })).docs, [{ key: "a/1", version: 1, body: null, index: { status: "s", at: 4 } }], "without");
    same((await store.query({ kind: "a", bodies: true })).docs[0]!.body, { much: true }, "with");
    same((await store.load(["a/1"]))[0]!.body, { much: true }, "and they are still there");
  }),

  holds("what stays where it is comes exactly once, whatever is written between the pages", async ({ store, other }) => {
    const name = (at: number) => `w/${String(at).padStart(3, "0")}`;
    await put(store, Object.fromEntries(Array.from({ length: 60 }, (_, at) => [name(at), { index: { at: 10 * at, status: "s" } }])));
    for (const query of [{ kind: "w" }, { kind: "w", status: ["s", "other"] }, { kind: "w", descending: true }] as DocQuery[]) {
      const found = await pages(store, { ...query, limit: 7 }, async (page) => {
        await put(other, { [`w/new-${page}-before`]: { index: { at: 1, status: "s" } }, [`w/new-${page}-behind`]: { index: { at: 595, status: "s" } } });
        await put(other, { [name(7 * page)]: { body: page, index: { at: 70 * page, status: "s" } } }); // written again, and where it was
        const gone = `w/new-${page - 1}-before`;
        if (page > 0) await other.commit({ expect: [{ key: gone, version: 1 }], remove: [gone] });
      });
      same(new Set(found).size, found.length, `none comes twice, of ${JSON.stringify(query)}`);
      const old = found.filter((key) => !key.includes("new"));
      if (query.descending) old.reverse();
      same(old, Array.from({ length: 60 }, (_, at) => name(at)), `all that stayed, of ${JSON.stringify(query)}`);
      for (const key of await pages(store, { kind: "w" })) if (key.includes("new")) await store.commit({ expect: [{ key, version: 1 }], remove: [key] });
    }
  }),

  holds("a page has at most as many as asked, and no cursor when it was the last", async ({ store }) => {
    await put(store, Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`l/${at}`, {}])));
    same((await store.query({ kind: "l" })).docs.length, 50, "the default");
    same((await store.query({ kind: "l", limit: 60 })).cursor, null, "exactly all");
    same((await store.query({ kind: "l", limit: 59 })).cursor !== null, true, "one less");
    same((await store.query({ kind: "l", limit: 60, cursor: null })).docs.length, 60, "a cursor that is null is none");
  }),

  holds("a query that cannot be meant is refused", async ({ store }) => {
    await put(store, { "a/1": { index: { due: 1 } }, "a/2": { index: { due: 2 } } });
    const { cursor } = await store.query({ kind: "a", order: "due", limit: 1 });
    const bad: [unknown, string][] = [
      [{ kind: "a/b" }, "/kind"], [{ kind: "" }, "/kind"], [{}, "/kind"], [{ kind: "a", limit: 0 }, "/limit"], [{ kind: "a", limit: 1001 }, "/limit"], [{ kind: "a", cursor: "x" }, "/cursor"],
      [{ kind: "a", cursor }, "/cursor"], [{ kind: "a", order: "key" }, "/order"], [{ kind: "a", dueBefore: NaN }, "/dueBefore"], [{ kind: "a", agent: 1 }, "/agent"], [{ kind: "a", prefix: 1 }, "/prefix"], [{ kind: "a", status: ["\0"] }, "/status"],
    ];
    for (const [query, pointer] of bad) {
      const { issues } = await rejects(store.query(query as DocQuery), "input_invalid", JSON.stringify(query));
      same(issues.map((issue) => issue.pointer), [pointer], JSON.stringify(query));
    }
    await rejects(store.load(["a"]), "input_invalid", "load");
  }),
];
