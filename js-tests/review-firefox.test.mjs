// <holdpoint-review> in Firefox, by keyboard alone: each answer, what must be seen, and what is refused.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { applyEdits } from "holdpoint";
import { call, refund, shop } from "./hold-support.mjs";
import { put, sent, serve } from "./review-support.mjs";

const executablePath = process.env.HOLDPOINT_FIREFOX;
const skip =
  (executablePath === undefined && "HOLDPOINT_FIREFOX names no browser; `cargo xtask test` sets it") ||
  (Number(process.versions.node.split(".")[0]) < 22 && "what drives Firefox needs Node 22");

let browser, world;
before(async () => {
  if (skip) return;
  const { launch } = await import("puppeteer-core");
  world = await serve();
  browser = await launch({ browser: "firefox", executablePath, headless: true });
});
after(async () => {
  await browser?.close();
  world?.server.close();
});

const ARGS = { amount: 250, to: "alice@example.com", tags: ["a", "b"] };
async function held(action = refund(0, { args: ARGS })) {
  const { hold, execute } = shop({ clock: { now: Date.now() } });
  const { request } = await hold.guard(action, {}, execute);
  return { hold, request: sent(request) };
}

/** A page that shows a request, and what a keyboard does in it. */
async function open(request, { width = 1000, height = 1600 } = {}) {
  const page = await browser.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.setViewport({ width, height });
  await page.goto(world.origin);
  await page.waitForFunction(() => globalThis.ready);
  await page.evaluate(put, [request, null]);
  /** Where the focus stands: there, before or after something, or nowhere in the element. */
  const stands = (wanted) => page.evaluate((wanted) => {
    const root = document.querySelector("holdpoint-review").shadowRoot;
    const [at, there] = [root.activeElement, root.querySelector(wanted)];
    if (at === null || there === null || at === there) return at === there && at !== null ? "there" : "before";
    return at.compareDocumentPosition(there) & Node.DOCUMENT_POSITION_PRECEDING ? "after" : "before";
  }, wanted);
  const tabTo = async (wanted) => {
    for (let at = 0; at < 80; at += 1) {
      const where = await stands(wanted);
      if (where === "there") return;
      if (where === "after") await page.keyboard.down("Shift");
      await page.keyboard.press("Tab");
      if (where === "after") await page.keyboard.up("Shift");
    }
    assert.fail(`Tab does not reach ${wanted}`);
  };
  const enter = async (wanted) => {
    await tabTo(wanted);
    await page.keyboard.press("Enter");
  };
  const has = (selector) => page.evaluate((selector) => document.querySelector("holdpoint-review").shadowRoot.querySelector(selector) !== null, selector);
  const approvable = () => page.waitForFunction(() => document.querySelector("holdpoint-review").shadowRoot.querySelector(".approve[aria-disabled=false]") !== null);
  const focus = (wanted) => page.waitForFunction((wanted) => document.querySelector("holdpoint-review").shadowRoot.activeElement?.matches(wanted), {}, wanted);
  return { page, complaints, enter, tabTo, has, focus, approvable, answers: () => page.evaluate(() => globalThis.answers) };
}

test("approve, once all that must be seen was on screen", { skip }, async () => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`a${at}`, `nothing to see ${at} ${"x".repeat(60)}`]));
  const { hold, request } = await held(refund(0, { args: { ...ARGS, ...many } }));
  assert.ok(request.package.mustView.length > 0);
  const { page, complaints, enter, has, approvable, answers } = await open(request, { height: 700 });
  await enter(".approve");
  assert.deepEqual(await answers(), []);
  for (let at = 0; at < 60 && (await has("button.next")); at += 1) {
    // The last line may come on screen by itself between the two; then the button is gone.
    await enter(".next").catch(async (error) => assert.ok(!(await has("button.next")), error.message));
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }
  await approvable();
  await enter(".approve");
  const [{ id, ...answer }, ...more] = await answers();
  assert.deepEqual(more, []);
  assert.equal((await hold.respond(id, { ...answer, by: "ann" })).status, "approved");
  assert.deepEqual(complaints, []);
  await page.close();
});

test("reject, ask back, take over", { skip }, async () => {
  const { hold, request } = await held();
  const { page, complaints, enter, focus, answers } = await open(request);
  await enter(".ask");
  await focus("textarea");
  await page.keyboard.type("Which order?");
  await enter(".send");
  const [{ id, ...question }] = await answers();
  await hold.respond(id, { ...question, by: "ann" });
  const now = await hold.answer(id, "Order \u202e7 <b>seven</b>");
  await page.evaluate((now) => (document.querySelector("holdpoint-review").request = now), sent(now));
  await page.waitForFunction(() => /Order ⟦U\+202E⟧7 <b>seven<\/b>/.test(document.querySelector("holdpoint-review").shadowRoot.querySelector(".so-far")?.innerText ?? ""));
  await enter(".reject");
  await focus("select");
  await page.keyboard.type("Something");
  await enter(".send");
  assert.deepEqual((await answers()).map(({ verdict, text, reason }) => [verdict, text ?? reason.code]), [["ask", "Which order?"], ["reject", "other"]]);
  await page.evaluate(() => (document.querySelector("holdpoint-review").problem = "Not you"));
  await enter(".cancel");
  await enter(".take_over");
  await focus("textarea");
  await enter(".send");
  assert.equal((await answers())[2].verdict, "take_over");
  assert.deepEqual(complaints, []);
  await page.close();
});

test("edit: a list, by keyboard", { skip }, async () => {
  const { hold, request } = await held(call("refund", ARGS));
  const { page, complaints, enter, focus, tabTo, approvable, answers } = await open(request);
  await approvable();
  await enter(".edit");
  await focus("textarea");
  const id = (name) => page.evaluate((name) => [...document.querySelector("holdpoint-review").shadowRoot.querySelectorAll(".panel button")].find(({ textContent }) => textContent.replace(/\s+/g, " ").trim() === name)?.id, name).then((id) => `#${id}`);
  await enter(await id("Add an item to tags"));
  await focus("textarea");
  await page.keyboard.type("c");
  await enter(await id("Up item 3 of tags"));
  await enter(await id("Remove item 1 of tags"));
  await tabTo(".send");
  await page.keyboard.press("Enter");
  const [{ id: of, ...answer }] = await answers();
  assert.deepEqual(applyEdits(request.action.args, answer.edits), { ...ARGS, tags: ["c", "b"] });
  assert.deepEqual((await hold.respond(of, { ...answer, by: "ann" })).action.args.tags, ["c", "b"]);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("what is shown is not what would run: refused", { skip }, async () => {
  const { request } = await held();
  request.package.action.args.amount = 1;
  const { page, enter, has, answers } = await open(request);
  assert.ok(await has(".differs"));
  await enter(".approve");
  await enter(".edit");
  assert.ok(!(await has(".panel")));
  assert.deepEqual(await answers(), []);
  await page.close();
});
