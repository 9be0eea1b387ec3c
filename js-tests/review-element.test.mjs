// <holdpoint-review> in a real browser: what it shows, what it refuses, what it hands over.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { actionDigest, applyEdits } from "holdpoint";
import { refund, shop } from "./hold-support.mjs";
import { review, skip, start } from "./review-support.mjs";

let world;
before(async () => {
  if (!skip) world = await start();
});
after(() => world?.stop());

const SCHEMA = {
  type: "object",
  required: ["amount", "to"],
  additionalProperties: false,
  properties: {
    amount: { type: "number", maximum: 1000 },
    to: { type: "string" },
    urgent: { type: "boolean" },
    currency: { enum: ["USD", "EUR"] },
    address: { type: "object", properties: { city: { type: "string" }, floor: { type: "integer" } } },
    tags: { type: "array", items: { type: "string" } },
    note: { type: "string" },
  },
};
const ARGS = { amount: 250, to: "alice@example.com", urgent: false, currency: "USD", address: { city: "Lyon", floor: 3 }, tags: ["a"] };

/** A request as a store holds it. */
async function held(args = ARGS, { claims = {}, ...options } = {}) {
  const { hold, execute, clock } = shop({ clock: { now: Date.now() } });
  const outcome = await hold.guard(refund(0, { args }), { claims }, execute, options);
  assert.equal(outcome.status, "pending");
  return { hold, clock, request: JSON.parse(JSON.stringify(outcome.request)) };
}

/** Clicks a button of the element, also one that says that it is disabled. */
const press = (page, selector) => page.evaluate((selector) => document.querySelector("holdpoint-review").shadowRoot.querySelector(selector).click(), selector);
const drawn = (page) => page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
const seen = ({ digests: { action, package: shown } }) => ({ action, package: shown });

test("approve: the answer that hold.respond takes", { skip }, async () => {
  const { hold, request } = await held();
  const { answers, approvable, button, page, complaints, close } = await review(world, request, { viewport: { width: 1000, height: 3000 } });
  await approvable();
  await drawn(page);
  await button("Approve").click();
  const [answer, ...more] = await answers();
  assert.deepEqual(more, []);
  const { openedAt, shownAt, decidedAt, ...rest } = answer;
  assert.deepEqual(rest, { id: request.id, verdict: "approve", digests: seen(request) });
  assert.ok(openedAt <= shownAt && shownAt <= decidedAt, JSON.stringify(answer));
  assert.ok(await button("Approve").isDisabled(), "one answer only");
  const { id, ...given } = answer;
  const after = await hold.respond(id, { ...given, by: "ann" });
  assert.equal(after.status, "approved");
  await page.evaluate((after) => (document.querySelector("holdpoint-review").request = after), JSON.parse(JSON.stringify(after)));
  await page.getByText("Not open any more: approved").waitFor();
  assert.equal(await button("Approve").count(), 0);
  assert.deepEqual(complaints, []);
  await close();
});

test("reject, ask back, take over: each with what the person says", { skip }, async () => {
  const { hold, request } = await held();
  for (const [opens, fill, send, expected, status] of [
    ["Ask back…", async (page) => page.getByLabel("Your question").fill("Which order?"), "Ask", { verdict: "ask", text: "Which order?" }, "pending"],
    ["Reject…", async (page) => (await page.getByLabel("Why", { exact: true }).selectOption("wrong_amount"), page.getByLabel(/What the agent is told/).fill("Too much <b>money</b>")), "Reject", { verdict: "reject", reason: { code: "wrong_amount", text: "Too much <b>money</b>" } }, "rejected"],
  ]) {
    const { answers, button, page, close } = await review(world, request);
    await button(opens).click();
    await fill(page);
    await button(send).click();
    const [{ id, openedAt, shownAt, decidedAt, ...answer }] = await answers();
    assert.deepEqual(answer, { ...expected, digests: seen(request) });
    const after = await hold.respond(id, { ...answer, openedAt, decidedAt, by: "ann" });
    assert.equal(after.status, status);
    await page.evaluate((after) => (document.querySelector("holdpoint-review").request = after), JSON.parse(JSON.stringify(after)));
    assert.equal(await button(opens).count(), status === "pending" ? 1 : 0, "a question leaves it open");
    if (status === "pending") await button(opens).click();
    assert.equal(await page.getByLabel("Your question").count(), status === "pending" ? 1 : 0);
    await close();
  }
  const { answers, button, close } = await review(world, request);
  await button("Take over…").click();
  await button("Take over").click();
  assert.equal((await answers())[0].verdict, "take_over");
  await close();
});

test("a question needs words, and Escape goes back to the button", { skip }, async () => {
  const { request } = await held();
  const { answers, button, page, close } = await review(world, request);
  await button("Ask back…").click();
  await button("Ask").click();
  assert.deepEqual(await answers(), []);
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.querySelector("holdpoint-review").shadowRoot.activeElement.textContent), "Ask back…");
  await close();
});

test("edit: a form made of the schema, every value with its type", { skip }, async () => {
  const { hold, request } = await held();
  const { answers, approvable, button, page, complaints, close } = await review(world, request, { schema: SCHEMA });
  await approvable();
  await button("Edit…").click();
  await page.getByLabel("amount").fill("99.5");
  await page.getByLabel("urgent").selectOption("true");
  await page.getByLabel("currency").selectOption({ label: "EUR" });
  await page.getByLabel("floor").fill("4");
  await button("Add an item to tags").click();
  await page.getByLabel("Item 2", { exact: true }).fill("b");
  await page.getByLabel("note").fill("42");
  await button("Propose these arguments").click();
  const [{ id, ...answer }] = await answers();
  const wanted = { ...ARGS, amount: 99.5, urgent: true, currency: "EUR", address: { city: "Lyon", floor: 4 }, tags: ["a", "b"], note: "42" };
  assert.equal(answer.verdict, "edit");
  assert.deepEqual(applyEdits(request.action.args, answer.edits, SCHEMA), wanted);
  const after = await hold.respond(id, { ...answer, by: "ann" });
  assert.deepEqual(after.action.args, wanted);
  assert.deepEqual(complaints, []);
  await close();
});

test("edit: what the schema forbids is said and not sent; as JSON too", { skip }, async () => {
  const { request } = await held();
  const { answers, approvable, button, page, close } = await review(world, request, { schema: SCHEMA });
  await approvable();
  await button("Edit…").click();
  const alert = page.locator(".panel [role=alert]");
  for (const [amount, says] of [["250", /as it was/], ["1,000", /is no number/], ["12345678901234567890", /is no number/], ["5000", /1000/]]) {
    await page.getByLabel("amount").fill(amount);
    await button("Propose these arguments").click();
    await alert.filter({ hasText: says }).waitFor();
  }
  await button("Edit as JSON").click();
  const whole = page.getByLabel("Arguments, as JSON");
  assert.equal(JSON.parse(await whole.inputValue()).amount, 5000);
  for (const [text, says] of [["{", /no JSON/], ['{"amount":"1","to":"a"}', /amount/], ['{"amount":1}', /to/]]) {
    await whole.fill(text);
    await button("Propose these arguments").click();
    await alert.filter({ hasText: says }).waitFor();
  }
  assert.deepEqual(await answers(), []);
  await whole.fill('{"amount":1,"to":"bob@example.com"}');
  await button("Propose these arguments").click();
  const [{ edits }] = await answers();
  assert.deepEqual(applyEdits(request.action.args, edits, SCHEMA), { amount: 1, to: "bob@example.com" });
  await close();
});

test("an answer that was not taken is said, and may be given again", { skip }, async () => {
  const { request } = await held();
  const { answers, approvable, button, page, close } = await review(world, request);
  await approvable();
  await button("Approve").click();
  await page.evaluate(() => (document.querySelector("holdpoint-review").problem = "You may not approve <i>this</i>."));
  await page.getByRole("alert").filter({ hasText: "You may not approve <i>this</i>." }).waitFor();
  await button("Approve").click();
  assert.equal((await answers()).length, 2);
  await close();
});

test("what must be seen keeps Approve from working until it was on screen", { skip }, async () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`a${at}`, `nothing to see ${at}`]));
  const { request } = await held({ ...ARGS, ...many });
  assert.ok(request.package.mustView.length > 100);
  const { answers, approvable, button, page, close } = await review(world, request, { viewport: { width: 1000, height: 700 } });
  await press(page, ".approve");
  assert.deepEqual(await answers(), []);
  await page.locator("button.show").click();
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await drawn(page);
  assert.ok(await page.getByText(/lines that must be seen have not been on screen/).isVisible(), "the end alone is not enough");
  await press(page, ".edit");
  assert.equal(await page.locator(".panel").count(), 0, "an edit counts as an approval");
  for (let at = 0; at < 200 && (await page.locator("button.next").count()) > 0; at += 1) {
    // The last line may come on screen by itself between the two; then the button is gone.
    await button("Go to what you have not seen").click({ timeout: 3000 }).catch(() => {});
    await drawn(page);
  }
  await approvable();
  await button("Approve").click();
  assert.equal((await answers()).length, 1);
  await close();
});

test("of a long value every piece must have been on screen", { skip }, async () => {
  const { request } = await held({ ...ARGS, to: `alice ${"x ".repeat(20_000)}mallory` });
  const { answers, button, page, close } = await review(world, request, { viewport: { width: 800, height: 600 } });
  for (const show of await page.locator("button.show").all()) await show.click();
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await drawn(page);
  await press(page, ".approve");
  assert.deepEqual(await answers(), []);
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let top = 0; top <= height; top += 400) {
    await page.evaluate((top) => scrollTo(0, top), top);
    await drawn(page);
  }
  await page.locator("button.approve[aria-disabled=false]").waitFor();
  await button("Approve").click();
  assert.equal((await answers()).length, 1);
  await close();
});

test("what cannot be shown takes an act of its own", { skip }, async () => {
  const blob = Buffer.from(Uint8Array.from({ length: 300 }, (_, at) => (at * 151 + 77) % 256)).toString("base64");
  const { request } = await held({ ...ARGS, blob });
  assert.equal(request.package.uninspectable.length, 1);
  const { answers, approvable, button, page, close } = await review(world, request, { viewport: { width: 1000, height: 3000 } });
  if ((await page.locator("button.show").count()) > 0) await page.locator("button.show").first().click();
  await page.getByText("One value cannot be shown faithfully").waitFor();
  await press(page, ".approve");
  assert.deepEqual(await answers(), []);
  await page.getByRole("checkbox", { name: /I answer for \/blob/ }).check();
  await approvable();
  await button("Approve").click();
  assert.equal((await answers()).length, 1);
  await close();
});

test("what is shown must be what the digests name, and what would run", { skip }, async () => {
  const { request } = await held();
  const other = await held({ ...ARGS, amount: 9 });
  const changed = (change) => {
    const copy = structuredClone(request);
    change(copy);
    return copy;
  };
  const cases = {
    "a changed text": changed(({ package: { parts } }) => (parts[0].lines[0].text = "Refund 1 USD to alice@example.com")),
    "a changed argument": changed(({ package: { action } }) => (action.args.amount = 9000)),
    "another package": changed((copy) => (copy.package = other.request.package)),
    "another package digest": changed(({ digests }) => (digests.package = other.request.digests.package)),
    "another action digest": changed(({ digests }) => (digests.action = other.request.digests.action)),
    "another action beside": changed(({ action }) => (action.args.amount = 9000)),
    "another action with its digest": changed((copy) => {
      copy.action.args.amount = 9000;
      copy.digests.action = actionDigest(copy.action);
    }),
    "a package that is none": changed((copy) => (copy.package.digest = "x")),
  };
  for (const [name, tampered] of Object.entries(cases)) {
    const { answers, button, page, close } = await review(world, tampered);
    await page.locator(".differs").waitFor();
    await press(page, ".approve");
    await press(page, ".edit");
    assert.equal(await page.locator(".panel").count(), 0, name);
    assert.deepEqual(await answers(), [], name);
    await button("Reject…").click();
    await button("Reject").click();
    assert.equal((await answers())[0].verdict, "reject", name);
    await close();
  }
});

test("what the page does to the request afterwards changes nothing that was shown", { skip }, async () => {
  const { request } = await held();
  const { answers, approvable, button, page, close } = await review(world, request);
  await approvable();
  await page.evaluate(() => (document.querySelector("holdpoint-review").request.package.parts[0].lines[0].text = "Harmless"));
  await button("Approve").click();
  assert.deepEqual((await answers())[0].digests, seen(request));
  await close();
});

test("another package begins anew, the same one goes on", { skip }, async () => {
  const { request } = await held();
  const other = await held({ ...ARGS, amount: 9 });
  const { approvable, button, page, close } = await review(world, request);
  const set = (request) => page.evaluate((request) => (document.querySelector("holdpoint-review").request = request), request);
  await approvable();
  await button("Ask back…").click();
  await page.getByLabel("Your question").fill("Why?");
  await set({ ...request, version: 2 });
  assert.equal(await page.getByLabel("Your question").inputValue(), "Why?");
  await set(other.request);
  assert.equal(await page.locator(".panel").count(), 0);
  await page.getByText("Refund 9 USD").waitFor();
  await set(null);
  await page.getByText("There is nothing to review.").waitFor();
  await close();
});

test("nobody answers what has expired", { skip }, async () => {
  const { request } = await held();
  const { button, page, close } = await review(world, { ...request, deadline: Date.now() - 1000, expiresAt: Date.now() - 1000 });
  await page.getByText("The time for an answer ended at").waitFor();
  assert.equal(await button("Approve").count(), 0);
  await close();
});

test("what is redacted can be approved and stays hidden in an edit", { skip }, async () => {
  const { hold, execute } = shop({ redactions: { pointers: ["/card"] }, redactionKey: "ab".repeat(32), clock: { now: Date.now() } });
  const outcome = await hold.guard(refund(0, { args: { ...ARGS, card: "4242424242424242" } }), {}, execute);
  const { action, ...request } = JSON.parse(JSON.stringify(outcome.request));
  const { answers, approvable, button, page, close } = await review(world, request, { schema: { ...SCHEMA, properties: { ...SCHEMA.properties, card: { type: "string" } } } });
  await approvable();
  await button("Edit…").click();
  assert.ok(await page.getByLabel("card").isDisabled());
  await page.getByLabel("amount").fill("5");
  await button("Propose these arguments").click();
  const [{ id, ...answer }] = await answers();
  const after = await hold.respond(id, { ...answer, by: "ann" });
  assert.deepEqual(after.action.args, { ...ARGS, card: "4242424242424242", amount: 5 });
  await close();
});
