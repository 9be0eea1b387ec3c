// Another process on a store: `node stores-worker.mjs TASK PATH NAME NUMBER`.
import { writeSync } from "node:fs";
import { isHoldpointError } from "holdpoint";
import { fakeSeal } from "holdpoint/stores/conformance";
import { sqliteStore } from "holdpoint/stores/sqlite";

const [task, path, name, number] = process.argv.slice(2);
const say = (value) => writeSync(1, `${JSON.stringify(value)}\n`);
const next = async (store, keys) => (await store.load(keys)).map((doc, at) => ({ key: keys[at], version: doc?.version ?? 0 }));

const TASKS = {
  /** Wins so many versions of one document against everybody else, and says which. */
  async win(store) {
    for (let won = 0; won < Number(number); ) {
      const expect = await next(store, ["race/1", "race/2"]);
      const answer = await store.commit({ expect, write: expect.map(({ key }) => ({ key, body: name, index: { status: "open", at: won } })), audit: (head) => fakeSeal(head, [name], Date.now()), outbox: [{ id: `${name}-${won}`, topic: "won", body: name }] });
      if (answer.ok) say({ version: answer.versions["race/1"], seqs: answer.seqs, won: ++won });
    }
  },

  /** Takes messages until there are none. */
  async take(store) {
    for (let taken; (taken = await store.take(7, 60_000)).length > 0; ) for (const message of taken) say({ id: message.id, done: await store.done(message) });
  },

  /** Commits for ever, and says what was answered. */
  async endlessly(store) {
    for (;;) {
      const expect = await next(store, ["pair/a", "pair/b"]);
      const version = expect[0].version + 1;
      const body = { version, filler: "x".repeat(3000) };
      const answer = await store.commit({ expect, write: expect.map(({ key }) => ({ key, body, index: { at: version } })), audit: (head) => fakeSeal(head, [`${version}`, `${version}`], Date.now()), outbox: [{ id: `${version}`, topic: "t", body: version }] });
      if (answer.ok) say(version);
    }
  },

  /** Opens and commits once, as a user who is nobody. */
  async nobody() {
    if (process.getuid() === 0) process.seteuid(65534);
    await TASKS.once();
  },

  async once() {
    try {
      const store = sqliteStore(path);
      say(await store.commit({ expect: [{ key: "a/1", version: 0 }], write: [{ key: "a/1", body: 1 }] }));
      await store.close();
    } catch (error) {
      say({ code: isHoldpointError(error) ? error.code : String(error), message: error.message });
    }
  },
};

if (task === "once" || task === "nobody") await TASKS[task]();
else {
  const store = sqliteStore(path, { busyTimeout: 60_000 });
  await TASKS[task](store);
  await store.close();
}
