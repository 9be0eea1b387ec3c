// The outbox: at least once, by one at a time.
import type { Store } from "../store.ts";
import { holds, NOON, rejects, same } from "./tools.ts";

const post = (store: Store, ...messages: [id: string, dueAt?: number][]) =>
  store.commit({ outbox: messages.map(([id, dueAt]) => ({ id, topic: "t", body: { id }, ...(dueAt !== undefined && { dueAt }) })) });
const taken = async (store: Store, count = 10, lockMs = 100) => (await store.take(count, lockMs)).map(({ id, attempts }) => `${id}:${attempts}`);

export const outboxes = [
  holds("messages are taken once they are due, those due first first", async ({ store, other, clock }) => {
    await post(store, ["b", NOON - 1], ["a", NOON - 1], ["later", NOON + 50], ["first"]);
    same(await taken(other, 2), ["first:1", "a:1"], "two");
    same(await taken(store), ["b:1"], "the rest");
    clock.now += 50;
    same(await store.take(10, 100), [{ id: "later", topic: "t", body: { id: "later" }, attempts: 1, dueAt: NOON + 50 }], "once it is due");
  }),

  holds("a message that was taken is nobody else's until its time is over", async ({ store, other, clock }) => {
    await post(store, ["m"]);
    same([await taken(store), await taken(other), await taken(store)], [["m:1"], [], []], "taken once");
    clock.now += 99;
    same(await taken(other), [], "just before");
    clock.now += 1;
    same([await taken(other), await taken(store)], [["m:2"], []], "then by whoever comes");
  }),

  holds("what is done is gone", async ({ store, other, clock }) => {
    await post(store, ["m"], ["n"]);
    const [m] = await store.take(1, 100);
    same([await other.done(m!), await store.done(m!)], [true, false], "once");
    clock.now += 1000;
    same(await taken(store), ["n:1"], "what is left");
  }),

  holds("what is given back can be taken again from its time on, unless somebody else has it", async ({ store, other, clock }) => {
    await post(store, ["m"]);
    const [m] = await store.take(1, 100);
    same(await store.retry(m!, NOON + 500), true, "given back");
    clock.now += 499;
    same(await taken(other), [], "before its time");
    clock.now += 1;
    const [again] = await other.take(1, 100);
    same([again!.attempts, again!.dueAt], [2, NOON + 500], "at its time");
    same([await store.retry(m!, NOON), await taken(store)], [false, []], "who had it before can't give it back");
    same([await other.done(again!), await other.retry(again!, NOON)], [true, false], "nor who is done");
  }),

  holds("an id that waits already is left as it is", async ({ store }) => {
    await post(store, ["m", NOON + 5]);
    await post(store, ["m"], ["n"]);
    same(await taken(store), ["n:1"], "the other one");
  }),

  holds("no two take the same", async ({ store, other }) => {
    await post(store, ...Array.from({ length: 200 }, (_, at): [string] => [`m-${at}`]));
    const all = (await Promise.all(Array.from({ length: 60 }, (_, at) => taken(at % 2 === 0 ? store : other, 5)))).flat();
    same([all.length, new Set(all).size], [200, 200], "all, each once");
  }),

  holds("what cannot be meant is refused", async ({ store }) => {
    for (const [count, lockMs] of [[0, 1], [1001, 1], [1, 0], [0.5, 1], [1, NaN]] as const) await rejects(store.take(count, lockMs), "input_invalid", `take(${count}, ${lockMs})`);
    await rejects(store.retry({ id: "m", attempts: 1 }, -1), "input_invalid", "retry");
  }),
];
