// The example dashboard in Chromium: people answer in the page, and the agents in another process go on.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { createGate, createHoldpoint } from "holdpoint";
import { readPolicy } from "holdpoint/node";
import { person, skip, start, visit } from "./dashboard-support.mjs";

let world, agent, ann, ben, sue;
before(async () => {
  if (skip) return;
  world = await start();
  const { sqliteStore } = await import("holdpoint/stores/sqlite");
  const gate = createGate(readPolicy(`${world.home.folder}/dashboard/demo/policy.yaml`));
  agent = createHoldpoint({ gate, store: sqliteStore(world.home.file), authenticate: () => null });
  [ann, ben, sue] = [await person(world, "Ann Okafor"), await person(world, "Ben Lindqvist"), await person(world, "Sue Tanaka")];
});
after(async () => {
  await agent?.close();
  await world?.stop();
});

/** What happened in the agents' world. */
const effects = (callId) => readFileSync(`${world.home.file}.effects.jsonl`, "utf8").trim().split("\n").map((line) => JSON.parse(line)).filter((effect) => effect.callId === callId);

let calls = 0;
/** One more request, of an agent that is not among the demo's. */
async function ask(amount = 150, tool = "payments.refund") {
  const order = `77${++calls}`;
  const args = tool === "payments.refund" ? { amount, recipient: "zoe@mail.example", order } : { amount, supplier: `Firma ${order}`, iban: "DE00" };
  const { request } = await agent.guard({ tool, args, session: `test-${order}`, callId: `t-${order}`, agent: "test-agent" }, {}, () => assert.fail("it waits"));
  return { id: request.id, headline: new RegExp(`order ${order}|Firma ${order}`) };
}

test("approve: the agents' process runs it, once, and the page shows what came of it", { skip }, async () => {
  await ben.page.getByRole("link", { name: /Refund 250 EUR/ }).click();
  await ben.readAll();
  await ben.button("Approve").click();
  await ben.state("done");
  await ben.page.locator(".result pre", { hasText: '"done": true' }).waitFor();
  assert.equal(await ben.page.getByText("You approved it").count(), 1);
  assert.deepEqual(effects("c-02").map(({ args }) => args.amount), [250]);
  await ben.page.getByText("History in the log").click();
  await ben.page.locator(".history li", { hasText: "done → executed" }).waitFor();
  const lines = await ben.page.locator(".history li").allTextContents();
  assert.deepEqual(lines.map((line) => / (asked for|answered|started|done)/.exec(line)?.[1]), ["asked for", "answered", "started", "done"]);
  assert.match(lines[1], /\(approve\) by ben signed_token, signed/);
  ben.quiet();
});

test("ask back: the agent answers, and it is still open; then reject", { skip }, async () => {
  await ben.page.getByRole("link", { name: /Refund 38.5 EUR/ }).click();
  await ben.button("Ask back…").click();
  await ben.page.getByLabel("Your question").fill("What is it for?");
  await ben.button("Ask").click();
  await ben.page.locator(".said", { hasText: "You asked: What is it for?" }).locator(".told", { hasText: "which we charged twice" }).waitFor();
  await ben.reject("not_enough_information");
  await ben.state("rejected");
  assert.deepEqual(effects("c-03"), []);
  ben.quiet();
});

test("edit: other arguments run, once", { skip }, async () => {
  const { id } = await ask(180);
  await ben.open(id);
  await ben.readAll();
  await ben.button("Edit…").click();
  await ben.page.getByLabel("amount", { exact: true }).fill("120");
  await ben.button("Propose these arguments").click();
  await ben.state("approved, not started yet");
  const ran = [];
  const run = () => agent.resume(id, ({ amount }) => void ran.push(amount));
  await Promise.all([run(), run(), run()]);
  await ben.state("done");
  assert.deepEqual(ran, [120]);
  ben.quiet();
});

test("take over, and say later how it ended", { skip }, async () => {
  await ben.open((await ask()).id);
  await ben.button("Take over…").click();
  await ben.button("Take over").click();
  await ben.state("taken over");
  await ben.page.getByRole("radio", { name: "happened", exact: true }).check();
  await ben.page.getByLabel("How you know").fill("I sent the money myself");
  await ben.page.getByRole("button", { name: "Settle it" }).click();
  await ben.page.getByText("settled it as executed: I sent the money myself").waitFor();
  ben.quiet();
});

test("what nobody knows is settled by a person", { skip }, async () => {
  await ann.page.getByRole("button", { name: "Running, unknown" }).click();
  await ann.page.getByRole("link", { name: /crm\.sync/ }).click();
  await ann.page.getByRole("radio", { name: "did not happen" }).check();
  await ann.page.getByLabel("How you know").fill("the ledger has no such line");
  await ann.page.getByRole("button", { name: "Settle it" }).click();
  await ann.state("failed");
  await ann.page.getByRole("button", { name: "Waiting" }).click();
  ann.quiet();
});

test("two people at once: one answers, the other sees it live, and what they were reading stays", { skip }, async () => {
  const { id, headline } = await ask();
  await sue.page.mouse.move(1200, 10);
  await sue.page.getByRole("link", { name: headline }).click();
  await ben.open(id);
  await Promise.all([ben.readAll(), sue.readAll()]);
  const digest = () => sue.page.locator("holdpoint-review .digest").textContent();
  const before = await digest();
  await ben.button("Approve").click();
  await sue.page.locator(".news", { hasText: "Ben Lindqvist approved it" }).waitFor();
  await sue.state("approved, not started yet");
  assert.equal(await digest(), before);
  await sue.page.getByRole("link", { name: headline }).locator(".state", { hasText: "approved, not started yet by Ben Lindqvist" }).waitFor();
  await sue.page.getByRole("button", { name: /no longer waiting: update the list/ }).click();
  await sue.page.getByRole("link", { name: headline }).waitFor({ state: "detached" });
  ben.quiet();
  sue.quiet();
});

test("two people at the same moment: one wins, the other is told who and how, and nothing of theirs is recorded", { skip }, async () => {
  const { id } = await ask();
  await Promise.all([ben.open(id), sue.open(id)]);
  await sue.readAll();
  // Sue's answer is sent first, and is held on its way until Ben's has arrived.
  let release;
  const arrived = new Promise((done) => (release = done));
  await sue.page.route(`**/api/requests/${id}/answer`, async (route) => (await arrived, route.continue()));
  const sent = sue.page.waitForRequest(`**/api/requests/${id}/answer`);
  await sue.button("Approve").click();
  await sent;
  await ben.reject("too_risky");
  await ben.state("rejected");
  release();
  await sue.page.getByRole("alert").filter({ hasText: /Your answer was not taken: Ben Lindqvist rejected it at .*\(too risky\), before your answer came\./ }).waitFor();
  await sue.state("rejected");
  const { status, responses } = await agent.request(id);
  assert.deepEqual([status, responses.map(({ by, verdict }) => [by.id, verdict])], ["rejected", [["ben", "reject"]]]);
  ben.quiet();
  sue.quiet("status of 409");
});

test("an edit of somebody else: what is read stays until the reader says so, and an answer to it is not taken", { skip }, async () => {
  const { id } = await ask(4000, "payments.payout");
  await Promise.all([ben.open(id), sue.open(id)]);
  await Promise.all([ben.readAll(), sue.readAll()]);
  await ben.button("Edit…").click();
  await ben.page.getByLabel("amount", { exact: true }).fill("3000");
  await ben.button("Propose these arguments").click();
  await sue.page.locator(".news", { hasText: "Ben Lindqvist changed what is asked." }).waitFor();
  const critical = () => sue.page.locator("holdpoint-review .part[data-part=critical]").innerText();
  assert.match(await critical(), /4000/);
  await sue.button("Approve").click();
  await sue.page.getByRole("alert").filter({ hasText: /Ben Lindqvist changed it at .*, before your answer came\./ }).waitFor();
  assert.equal((await agent.request(id)).status, "pending");
  await sue.page.getByRole("button", { name: "Show it as it is now" }).click();
  await sue.page.getByText("Needs 2 people of finance. Approved by Ben Lindqvist.").waitFor();
  await sue.readAll();
  assert.match(await critical(), /3000/);
  await sue.button("Approve").click();
  await sue.state("approved, not started yet");
  assert.deepEqual((await agent.request(id)).responses.map(({ by, verdict }) => [by.id, verdict]), [["ben", "edit"], ["sue", "approve"]]);
  ben.quiet();
  sue.quiet("status of 409");
});

test("what the server refuses is said in the element", { skip }, async () => {
  await ann.open((await ask()).id);
  await ann.readAll();
  await ann.button("Approve").click();
  await ann.page.getByRole("alert").filter({ hasText: /Your answer was not taken: .*role/ }).waitFor();
  // It may be given again, once there was time to read why.
  await ann.page.locator("button.approve[aria-disabled=false]").waitFor();
  ann.quiet("status of 403");
});

test("a new request comes into the list by itself; while the list is in use it waits for a click", { skip }, async () => {
  await ann.page.mouse.move(1200, 10);
  await ann.page.getByRole("button", { name: "Sign out" }).focus();
  const first = await ask();
  await ann.page.getByRole("link", { name: first.headline }).waitFor();
  const names = () => ann.page.locator("#rows .headline").allTextContents();
  await ann.page.locator("#rows a").first().focus();
  const before = await names();
  const second = await ask();
  await ann.page.getByRole("button", { name: /1 new.*: update the list/ }).waitFor();
  assert.deepEqual(await names(), before, "nothing moves under the reader's hand");
  await ann.page.getByRole("button", { name: /1 new.*: update the list/ }).click();
  await ann.page.getByRole("link", { name: second.headline }).waitFor();
  ann.quiet();
});

test("filters: tool and agent", { skip }, async () => {
  const { headline } = await ask();
  const choose = (label, option) => ann.page.locator(".filters").getByLabel(label).selectOption(option);
  await choose("Agent", "test-agent");
  await ann.page.getByRole("link", { name: "Deploy v2.14.1" }).waitFor({ state: "detached" });
  await ann.page.getByRole("link", { name: headline }).waitFor();
  await choose("Tool", "shop.deploy");
  await ann.page.getByText("Nothing waits for a person.").waitFor();
  await choose("Agent", "every agent");
  await ann.page.getByRole("link", { name: "Deploy v2.14.1" }).waitFor();
  ann.quiet();
});

test("the kill switch: security throws and releases it, everybody sees it", { skip }, async () => {
  assert.ok(await ben.page.getByRole("button", { name: "Stop agents…" }).isHidden());
  await sue.page.getByRole("button", { name: "Stop agents…" }).click();
  await sue.page.getByLabel("Whom").selectOption("billing-agent");
  await sue.page.locator("#reason").fill("it pays twice");
  await sue.page.getByRole("button", { name: "Throw the switch" }).click();
  const line = ({ page }) => page.locator("#thrown p", { hasText: /Paused: agent billing-agent by Sue Tanaka .*: it pays twice/ });
  await Promise.all([ben, sue].map((one) => line(one).waitFor()));
  await sue.page.getByRole("button", { name: "Stop agents…" }).click();
  await sue.page.getByLabel(/may go on/).fill("it was the bank");
  await sue.page.getByRole("button", { name: "Release" }).click();
  await Promise.all([ben, sue].map((one) => line(one).waitFor({ state: "detached" })));
  ben.quiet();
  sue.quiet();
});

test("no secret is in an address, in storage, or within a script's reach", { skip }, async () => {
  const [cookie] = await ben.page.context().cookies();
  assert.ok(cookie.httpOnly && cookie.sameSite === "Strict");
  const { csrf } = await (await ben.page.request.get(`${world.server.origin}/api/session`)).json();
  assert.ok(ben.addresses.length > 20);
  for (const address of ben.addresses) {
    for (const secret of [cookie.value, csrf, ben.code, ben.code.replace("-", "")]) assert.ok(!decodeURIComponent(address).includes(secret), address);
    assert.ok(address.startsWith(world.server.origin), address);
  }
  const within = await ben.page.evaluate(() => [document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.documentElement.outerHTML]);
  for (const text of within) for (const secret of [cookie.value, csrf]) assert.ok(!text.includes(secret));
  assert.equal(await ben.page.evaluate(() => document.querySelectorAll("[style], style, script:not([src]), [onclick]").length), 0);
});

test("a link leads to a request, through the sign-in; signing out closes the page", { skip }, async () => {
  const { id } = await ask();
  const { page, complaints, close } = await visit(world);
  await page.goto(`${world.server.origin}/#${id}`);
  await page.getByRole("radio", { name: "Sue Tanaka" }).check();
  await page.getByLabel("Code").fill("WRONG-ONE");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").filter({ hasText: "not this person's code" }).waitFor();
  await page.getByLabel("Code").fill(world.server.code("Sue Tanaka").toLowerCase());
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator("holdpoint-review").waitFor();
  assert.match(await page.locator("#detail-title").textContent(), /payments\.refund/);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed out.").waitFor();
  assert.equal(await page.locator("holdpoint-review").count() + (await page.locator("#rows li").count()), 0, "nothing is left to read");
  assert.deepEqual(complaints.filter((text) => !text.includes("401")), []);
  await close();
});

test("a request that could not be shown is shown once it can be: by the button, or when something changes", { skip }, async () => {
  const [{ id }, other] = [await ask(), await ask()];
  const { page } = ann;
  const of = (id) => (url) => url.pathname === `/api/requests/${id}`;
  const fail = (id, times) => page.route(of(id), (route) => route.fulfill({ status: 503, json: { code: "store_unavailable", message: "the store is locked; try again" } }), { times });
  const go = (id) => page.evaluate((id) => (location.hash = id), id);
  const sorry = page.getByRole("heading", { name: "This request cannot be shown" });
  const again = page.getByRole("button", { name: "Try again" });
  const shown = async (id) => {
    await page.locator("holdpoint-review .digest").waitFor();
    assert.equal(await page.evaluate(() => document.querySelector("holdpoint-review").request.id), id);
    assert.equal(await sorry.count(), 0);
  };
  // Without hints, nothing but the button tries again.
  await page.route("**/api/live", (route) => route.abort());
  await page.reload();
  await page.getByText("Not connected, trying again…").waitFor();
  await fail(id, 2);
  await go(id);
  await page.getByRole("alert").filter({ hasText: "The store is locked; try again." }).waitFor();
  const failed = page.waitForResponse((response) => of(id)(new URL(response.url())) && response.status() === 503);
  await again.click();
  await failed;
  await again.click();
  await shown(id);
  assert.equal(await page.evaluate(() => document.activeElement.id), "detail-title");
  // The connection comes back, after which anything may have changed.
  await fail(other.id, 1);
  await go(other.id);
  await sorry.waitFor();
  await page.unroute("**/api/live");
  await shown(other.id);
  // Something else changes.
  await page.getByText("Live", { exact: true }).waitFor();
  await fail(id, 1);
  await go(id);
  await sorry.waitFor();
  await ask();
  await shown(id);
  // What was left is not brought back.
  await fail(other.id, 1);
  await go(other.id);
  await sorry.waitFor();
  await go("");
  await page.getByRole("heading", { name: "No request is open" }).waitFor();
  const heard = page.waitForResponse((response) => new URL(response.url()).pathname === "/api/requests");
  await ask();
  await heard;
  await page.getByRole("heading", { name: "No request is open" }).waitFor();
  assert.equal(await page.locator("holdpoint-review").count(), 0);
  ann.quiet("status of 503", "ERR_FAILED");
});
