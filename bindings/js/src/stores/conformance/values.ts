// Bodies are JSON, exactly.
import type { Json } from "../../wire.ts";
import { claim, get, holds, put, same } from "./tools.ts";

const VALUES: Json[] = [
  null, true, false, 0, 1, -1, 0.1, 1e21, 1e-7, 5e-324, 1.7976931348623157e308, 9007199254740993, -9007199254740991, 0.30000000000000004,
  "", "a", "é", "\u0301", "日本語", "😀", "\ud83d", "\ude00\ud83d", "\0", "\u0001\u001f\u007f\u0080", "\u2028\u2029", "\ufeff", "\uffff", "\\u0041", '"', "'; DROP TABLE docs; --", "100", "1e3", "null",
  [], {}, [[]], [null], { "": 1 }, { b: 1, a: 2, "10": 3, "9": 4 }, { constructor: 1, toString: 2, hasOwnProperty: 3 }, { "a/b": { "~": 1 }, "\ud83d": 2, "\0": 3 },
];

export const values = [
  holds("every JSON value comes back as it was written, the order of keys too", async ({ store, other }) => {
    for (const [at, body] of VALUES.entries()) await put(store, { [`v/${at}`]: { body } });
    for (const [at, body] of VALUES.entries()) same((await get(other, `v/${at}`))?.body, body, `value ${at}`);
    await put(store, { "v/all": { body: VALUES } });
    same((await get(other, "v/all"))?.body, VALUES, "all of them");
  }),

  holds("`__proto__` is a key like any other", async ({ store, other }) => {
    await put(store, { "v/1": { body: JSON.parse('{"__proto__":{"polluted":true},"a":1}') as Json } });
    const body = (await get(other, "v/1"))!.body as { a: number };
    same(Object.keys(body), ["__proto__", "a"], "the keys");
    claim(Object.getPrototypeOf(body) === Object.prototype && !("polluted" in {}), "nothing has another prototype");
  }),

  holds("a member that is undefined is absent", async ({ store }) => {
    await put(store, { "v/1": { body: { a: undefined, b: 1 } as never } });
    same((await get(store, "v/1"))?.body, { b: 1 }, "the body");
  }),

  holds("deep values come back", async ({ store, other }) => {
    let body: Json = 1;
    for (let depth = 0; depth < 500; depth++) body = depth % 2 === 0 ? [body] : { in: body };
    await put(store, { "v/1": { body } });
    same((await get(other, "v/1"))?.body, body, "the body");
  }),

  holds("large documents come back", async ({ store, other }) => {
    const body = { text: "ä😀x".repeat(400_000), list: Array.from({ length: 50_000 }, (_, at) => at / 7) };
    await put(store, { "v/1": { body }, "v/2": { body: [body, body] } }, { outbox: [{ id: "m", topic: "t", body }] });
    same(JSON.stringify((await get(other, "v/1"))?.body) === JSON.stringify(body), true, "one is the same");
    same(JSON.stringify((await get(other, "v/2"))?.body) === JSON.stringify([body, body]), true, "the other is the same");
    same(JSON.stringify((await other.take(1, 1))[0]?.body) === JSON.stringify(body), true, "the message is the same");
  }),

  holds("keys and names are any text, told apart by every character", async ({ store, other }) => {
    const names = ["a", "A", " a", "a ", "ä", "a\u0308", "😀", "a/b", "a%", "a_", "%", "*", "'", '"', "a\nb", "\u0001", "\u2028", "x".repeat(500)];
    await put(store, Object.fromEntries(names.map((name, at) => [`n/${name}`, { body: at, index: { status: name, agent: name, tool: name, session: name, group: name } }])));
    for (const [at, name] of names.entries()) {
      same((await get(other, `n/${name}`))?.body, at, `the document ${JSON.stringify(name)}`);
      for (const column of ["status", "agent", "tool", "session", "group"]) {
        const { docs } = await other.query({ kind: "n", [column]: name });
        same(docs.map(({ body }) => body), [at], `by the ${column} ${JSON.stringify(name)}`);
      }
    }
    same(await other.load(["n/a", "n/nobody", "n/A", "n/a"]).then((docs) => docs.map((doc) => doc && doc.body)), [0, null, 1, 0], "many keys, each in its place");
  }),

  holds("many documents in one change", async ({ store, other }) => {
    const keys = Array.from({ length: 700 }, (_, at) => `many/${at}`);
    await put(store, Object.fromEntries(keys.map((key) => [key, { body: key }])));
    same((await other.load(keys)).map((doc) => doc?.body), keys, "all of them");
  }),

  holds("an index comes back as it was written, and is replaced as a whole", async ({ store }) => {
    const full = { status: "s", agent: "a", tool: "t", session: "x", group: "g", at: 5, due: 6, closed: 7 };
    for (const index of [full, {}, { at: 0 }, { status: "" }, { due: Number.MAX_SAFE_INTEGER }]) {
      await put(store, { "i/1": { index } });
      same((await get(store, "i/1"))?.index, index, "the index");
    }
    same((await store.query({ kind: "i", agent: "a" })).docs, [], "by what it had before");
  }),
];
