// <holdpoint-review> when several people are on it: what they said so far, who is still needed, and what a change of that leaves alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { call, POLICY, seen, shop } from "./hold-support.mjs";
import { review, sent, show, skip, start } from "./review-support.mjs";

let world;
before(async () => {
  if (!skip) world = await start();
});
after(() => world?.stop());

const TALL = { viewport: { width: 1000, height: 3000 } };
const WIRE = { amount: 900, to: "alice@example.com", list: Array.from({ length: 40 }, (_, at) => `item ${at}`) };

/** A request that two people of finance must approve, by the clock of this machine. */
async function wire({ policy = POLICY, args = WIRE, ...options } = {}) {
  const { hold, execute, clock } = shop({ policy, clock: { now: Date.now() }, ...options });
  const { request } = await hold.guard(call("wire", args, { principal: "carol" }), {}, execute);
  return { hold, clock, request: sent(request) };
}
const state = (page) => page.locator(".state").innerText();
const entries = (page) => page.locator(".so-far li.entry").allInnerTexts();
const oneLine = (text) => text.replace(/\s+/g, " ");
const status = (page) => page.locator("[role=status]").textContent();

test("a quorum: who approved, who is still needed, and what became of it", { skip }, async () => {
  const { hold, clock, request } = await wire();
  const { page, complaints, close } = await review(world, request, TALL);
  assert.match(await state(page), /^Waits for 2 people with the role finance/);
  assert.match(await page.locator(".so-far .need").innerText(), /not enough: approved by 0 of 2 people with the role finance/);
  clock.now = request.requestedAt + 60_000;
  let now = await hold.respond(request.id, { verdict: "ask", text: "Which invoice?", digests: seen(request), by: "bob" });
  clock.now += 60_000;
  now = await hold.answer(request.id, "Invoice 7,\nsee above.");
  clock.now += 60_000;
  now = await hold.respond(request.id, { verdict: "approve", digests: seen(request), by: "ann" });
  await show(page, now);
  const at = (minutes) => new Date(request.requestedAt + minutes * 60_000).toISOString().replace(/\.\d+Z$/, "Z");
  assert.deepEqual((await entries(page)).map(oneLine), [
    `bob asked ${at(1)} “ unchecked Which invoice?`,
    `The requester answered bob ${at(2)} “ unchecked Invoice 7, “ unchecked see above.`,
    `ann approved ${at(3)}`,
  ]);
  assert.match(await state(page), /^Waits for one more person with the role finance/);
  assert.match(await page.locator(".so-far .need").innerText(), /approved by 1 of 2/);
  assert.match(await status(page), /^ann approved\./, "what is new is said to those who do not see it");
  now = await hold.respond(request.id, { verdict: "reject", reason: { code: "suspicious", text: "No such invoice" }, digests: seen(request), by: "bob" });
  await show(page, now);
  assert.match(oneLine((await entries(page)).at(-1)), /^bob rejected: it looks like an attack .* “ unchecked No such invoice$/);
  assert.match(await state(page), /^Not open any more: rejected/);
  assert.deepEqual(complaints, []);
  await close();
});

test("what is said meanwhile takes nothing away that was seen or written", { skip }, async () => {
  const { hold, request } = await wire();
  const { page, button, answers, approvable, close } = await review(world, request, TALL);
  if ((await page.locator("button.show").count()) > 0) await page.locator("button.show").click();
  await approvable();
  const lines = await page.locator(".part .line").count();
  await button("Edit…").click();
  await page.getByLabel("amount").fill("5");
  await page.getByLabel("amount").focus();
  await hold.respond(request.id, { verdict: "ask", text: "Why?", digests: seen(request), by: "bob" });
  await show(page, await hold.answer(request.id, "Because."));
  assert.equal((await entries(page)).length, 2);
  assert.equal(await page.locator(".part .line").count(), lines, "what was open stays open");
  assert.equal(await page.locator("button.approve").getAttribute("aria-disabled"), "false");
  assert.equal(await page.getByLabel("amount").inputValue(), "5");
  assert.ok(await page.getByLabel("amount").evaluate((area) => area.getRootNode().activeElement === area), "nor the place in it");
  await button("Propose these arguments").click();
  const [{ openedAt, shownAt, decidedAt }] = await answers();
  assert.ok(openedAt <= shownAt && shownAt <= decidedAt);
  await close();
});

test("what others say is no reason to answer twice, and one's own approval is said", { skip }, async () => {
  const { hold, request } = await wire();
  const { page, button, answers, approvable, close } = await review(world, request, TALL);
  if ((await page.locator("button.show").count()) > 0) await page.locator("button.show").click();
  await approvable();
  await button("Approve").dblclick();
  assert.equal((await answers()).length, 1);
  await show(page, await hold.respond(request.id, { verdict: "ask", text: "Why?", digests: seen(request), by: "bob" }));
  assert.match(await state(page), /^Your answer is on its way/);
  assert.ok(await button("Approve").isDisabled());
  const [{ id, ...answer }] = await answers();
  await show(page, await hold.respond(id, { ...answer, by: "ann" }));
  assert.match(await state(page), /^You have approved it. It waits for one more person with the role finance/);
  await page.locator(".why").filter({ hasText: "You have approved it already." }).waitFor();
  assert.equal(await button("Approve").getAttribute("aria-disabled"), "true");
  await page.evaluate(() => document.querySelector("holdpoint-review").shadowRoot.querySelector(".approve").click());
  assert.equal((await answers()).length, 1);
  // It may still be stopped.
  await button("Reject…").click();
  await button("Reject").click();
  assert.equal((await answers())[1].verdict, "reject");
  await close();
});

test("an answer that comes back keeps what was written", { skip }, async () => {
  const { request } = await wire();
  const { page, button, answers, close } = await review(world, request, TALL);
  await button("Ask back…").click();
  await page.getByLabel("Your question").fill("A long question");
  await button("Ask").click();
  assert.ok(!(await page.locator(".panel").isVisible()));
  await page.evaluate(() => (document.querySelector("holdpoint-review").problem = "The server sleeps"));
  assert.equal(await page.getByLabel("Your question").inputValue(), "A long question");
  await button("Ask").click();
  assert.equal((await answers()).length, 2);
  await close();
});

test("who is still needed is what the machine says, whoever answers in whatever order", { skip }, async () => {
  const rule = (approval) => ({ ...POLICY, tools: [{ id: "big", tool: "wire", tier: "irreversible", critical: ["/amount"], approval }] });
  const people = Object.fromEntries(["ann", "bob", "sue", "eve", "carol", "bot", "op"].map((id) => [id, { id, roles: { ann: ["finance"], bob: ["finance", "security"], sue: ["security"], op: ["finance"], carol: ["finance"], bot: ["finance"] }[id] ?? [], source: "test", assurance: "mfa" }]));
  const view = await review(world, null);
  let waited = 0;
  for (const approval of [{ quorum: 2, roles: ["finance"] }, { quorum: 1 }, { quorum: 3, roles: ["finance", "security"] }, { quorum: 1, roles: ["finance"] }]) {
    for (const order of [["op", "ann", "bob"], ["eve", "carol", "bot", "ann", "ann", "op"], ["sue", "bob", "op", "ann"]]) {
      const { hold, request } = await wire({ policy: rule(approval), operator: "op", authenticate: (name) => people[name] ?? null });
      let now = request;
      for (const by of order) {
        now = sent(await hold.respond(request.id, { verdict: "approve", digests: seen(request), by }).catch(() => now));
        await show(view.page, now);
        const shown = await state(view.page);
        if (now.status !== "pending") {
          assert.match(shown, /^Not open any more: approved/);
          break;
        }
        waited += 1;
        const approved = new Set(now.responses.map(({ by: { id } }) => id));
        const more = Math.max(approval.quorum - approved.size, 1);
        const people = more > 1 ? `${more}${approved.size > 0 ? " more" : ""} people` : approved.size > 0 ? "one more person" : "a person";
        assert.ok(shown.startsWith(`Waits for ${people}${approval.roles ? " with " : ""}`), `${shown} after ${[...approved]} of ${JSON.stringify(approval)}`);
      }
    }
  }
  assert.ok(waited > 8, `${waited}`);
  await view.close();
});

test("a request that tells nothing of this shows nothing of it", { skip }, async () => {
  const { request: { id, package: shown, digests } } = await wire();
  const { page, close } = await review(world, { id, package: shown, digests });
  assert.match(await state(page), /^Waits for a person/);
  assert.equal(await page.locator(".so-far").count(), 0);
  await show(page, { id, package: shown, digests, questions: [{ by: "bob", text: "Why?", at: 1e300 }] });
  assert.match((await entries(page))[0], /^bob asked a time that is none/);
  await close();
});
