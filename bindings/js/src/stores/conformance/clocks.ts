// Time and hints.
import { fakeSeal, holds, NOON, put, same, until } from "./tools.ts";

export const clocks = [
  holds("the clock never runs backwards, whatever the machine's does", async ({ store, other, clock }) => {
    same(await store.now(), NOON, "at first");
    clock.now = NOON + 10.7;
    same(await store.now(), NOON + 10, "whole milliseconds");
    clock.now = 0;
    same(await store.now(), NOON + 10, "after a jump back");
    await store.commit({ audit: (head) => fakeSeal(head, ["x"], NOON + 1000) });
    same([await store.now(), await other.now()], [NOON + 1000, NOON + 1000], "never before the log's last entry");
    clock.now = NOON + 2000;
    same(await other.now(), NOON + 2000, "and onwards");
  }),

  holds("a message is not due because the machine's clock jumped back", async ({ store, clock }) => {
    await store.commit({ outbox: [{ id: "m", topic: "t", body: 1 }] });
    await store.take(1, 1000);
    clock.now = 0;
    same(await store.take(1, 1000), [], "still locked");
    clock.now = NOON + 1000;
    same((await store.take(1, 1000)).length, 1, "its time is over");
  }),

  holds("whoever subscribes hears of every change, by whatever handle", async ({ store, other }) => {
    const [heard, too, gone]: [string[], string[], string[]] = [[], [], []];
    const hear = (list: string[]) => (keys: string[]) => void list.push(...(keys.length === 0 ? ["anything"] : keys));
    const stops = [store.subscribe(hear(heard)), store.subscribe(hear(too))];
    store.subscribe(hear(gone))();
    await put(store, { "s/1": {} });
    await until(() => heard.includes("s/1") && too.includes("s/1"), "nobody heard of the own change");
    await put(other, { "s/2": {} });
    await until(() => heard.includes("s/2") || heard.includes("anything"), "nobody heard of the other handle's change");
    stops.forEach((stop) => stop());
    const before = heard.length;
    await put(store, { "s/3": {} });
    await new Promise((resolve) => setTimeout(resolve, 20));
    same([heard.length, gone], [before, []], "who stopped listening hears nothing");
  }),

  holds("a conflict and a reader are not heard", async ({ store }) => {
    await put(store, { "s/1": {} });
    await new Promise((resolve) => setTimeout(resolve, 20)); // what that was to tell is told
    const heard: string[][] = [];
    const stop = store.subscribe((keys) => heard.push(keys));
    await store.commit({ expect: [{ key: "s/1", version: 7 }] });
    await store.load(["s/1"]);
    await store.query({ kind: "s" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    stop();
    same(heard, [], "the hints");
  }),
];
