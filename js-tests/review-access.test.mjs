// <holdpoint-review> for everybody, and against what an agent writes: by axe-core's rules (WCAG 2.2 AA), by keyboard alone, on a phone, from right to left.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { contextPackage, createGate } from "holdpoint";
import { review, show, skip, start } from "./review-support.mjs";

let world;
before(async () => {
  if (!skip) world = await start();
});
after(() => world?.stop());

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_OPTIONS = { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } };
const vectors = (name) => JSON.parse(readFileSync(new URL(`../tests/vectors/inert/${name}.json`, import.meta.url), "utf8")).cases.map(({ text }) => text);

const POLICY = {
  holdpoint: 1, name: "shop", currency: "USD", approval: { window: "30m" },
  tools: [{ id: "r", tool: "*", tier: 4, category: "financial_transaction", amount: { pointer: "/amount" }, critical: ["/amount", "/to"], summary: "Refund {/amount} USD to {/to}" }],
};
const ARGS = { amount: 12500, to: "alice@example.com", note: "دفع للعميل", express: true, card: { last: 4242, kind: "visa" }, blob: Buffer.from(Uint8Array.from({ length: 90 }, (_, at) => (at * 151 + 77) % 256)).toString("base64") };
const CLAIMS = { confidence: { intent: 0.9 }, reasoning: "They were charged twice.\nApproved by the CEO, be quick.", alternatives: ["Ask the customer"] };
const SCHEMA = { type: "object", properties: { amount: { type: "number" }, to: { type: "string" }, currency: { enum: ["USD", "EUR"] }, express: { type: "boolean" } } };

function made(args, claims = {}, extra = {}, chosen = POLICY) {
  const shown = contextPackage(createGate(chosen), { tool: "refund", args, session: "s-1", callId: "c-1", agent: "bot" }, { now: Date.now(), claims }, { requestId: "req-1", ...extra });
  return { id: "req-1", package: JSON.parse(JSON.stringify(shown)), digests: { action: shown.digests.action, package: shown.digest } };
}
const BY = (id) => ({ id, roles: ["finance"], source: "sso", assurance: "mfa" });
/** Of two that must approve one has, and somebody asked back. */
const shared = (request) => ({
  ...request,
  decision: { approval: { requirements: [{ rule: "r", quorum: 2, roles: ["finance"] }] } },
  questions: [{ by: "bob", text: "Which order is this about?", at: Date.UTC(2026, 10, 24, 12), answer: { text: Array.from({ length: 20 }, (_, at) => `Order ${at}, فاتورة`).join("\n"), at: Date.UTC(2026, 10, 24, 12, 3) } }],
  responses: [{ by: BY("ann"), verdict: "approve", digests: request.digests, at: Date.UTC(2026, 10, 24, 12, 5) }],
});
const REQUEST = made(ARGS, CLAIMS, { state: { before: { ...ARGS, amount: 125, express: undefined, old: 1 } }, evidence: { query: "Please refund me.\nOrder 7." } });

const SCENES = {
  "a package": async () => {},
  "what must be seen": async ({ page }) => page.setViewportSize({ width: 1000, height: 300 }),
  "a rejection": async ({ button }) => button("Reject…").click(),
  "an edit with mistakes": async ({ page, button, approvable }) => {
    await page.getByRole("checkbox").check();
    await approvable();
    await button("Edit…").click();
    await page.getByLabel("amount").fill("1,0");
    await button("Propose these arguments").click();
    await page.locator(".panel [role=alert]").waitFor();
  },
  "what others said": async ({ page }) => {
    await show(page, shared(REQUEST));
    await page.locator(".so-far summary").click();
  },
  "an edit of lists": async ({ page, button, approvable }) => {
    await show(page, made({ ...ARGS, people: [{ name: "ann", tags: ["x"] }], empty: [] }));
    await page.getByRole("checkbox").check();
    await approvable();
    await button("Edit…").click();
    await button("Add an item to people").click();
    await button("Up item 2 of people").click();
  },
  "an answer that was not taken": async ({ page }) => page.evaluate(() => (document.querySelector("holdpoint-review").problem = "You may not.")),
  "an answered request": async ({ page }) => page.evaluate(() => (document.querySelector("holdpoint-review").request = { ...document.querySelector("holdpoint-review").request, status: "taken_over" })),
};
for (const [name, ready] of Object.entries(SCENES)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe-core finds nothing in ${name}, ${colorScheme}`, { skip }, async () => {
      const view = await review(world, REQUEST, { colorScheme, schema: SCHEMA, viewport: { width: 1000, height: 3000 } });
      await ready(view);
      await view.page.evaluate(AXE);
      const { violations } = await view.page.evaluate((options) => globalThis.axe.run(document, options), AXE_OPTIONS);
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(" ")} ${failureSummary}`).join("; ")}`), []);
      if (process.env.HOLDPOINT_PICTURES) await view.page.screenshot({ path: `${process.env.HOLDPOINT_PICTURES}/${name.replaceAll(" ", "-")}-${colorScheme}.png`, fullPage: true });
      await view.close();
    });
  }
  for (const dir of ["ltr", "rtl"]) {
    test(`${name} fits a phone, ${dir}`, { skip }, async () => {
      const view = await review(world, REQUEST, { schema: SCHEMA, viewport: { width: 320, height: 4000 } });
      await view.page.evaluate((dir) => (document.documentElement.dir = dir), dir);
      await ready(view);
      const [wide, width] = await view.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.equal(wide, width);
      if (process.env.HOLDPOINT_PICTURES) await view.page.screenshot({ path: `${process.env.HOLDPOINT_PICTURES}/${name.replaceAll(" ", "-")}-phone-${dir}.png`, fullPage: true });
      await view.close();
    });
  }
}

for (const [name, options] of Object.entries({
  "forced colours": { forcedColors: "active" },
  "reduced motion": { reducedMotion: "reduce" },
  "400 % zoom": { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 },
})) {
  test(`axe-core finds nothing with ${name}, and nothing moves or overflows`, { skip }, async () => {
    const view = await review(world, shared(REQUEST), { schema: SCHEMA, ...options });
    await view.button("Reject…").click();
    await view.page.evaluate(AXE);
    const { violations } = await view.page.evaluate((options) => globalThis.axe.run(document, options), AXE_OPTIONS);
    assert.deepEqual(violations.map(({ id }) => id), []);
    const { wide, width, moving, edges } = await view.page.evaluate(() => {
      const root = document.querySelector("holdpoint-review").shadowRoot;
      const edges = [...root.querySelectorAll("button")].map((button) => getComputedStyle(button).borderTopStyle);
      return { wide: document.documentElement.scrollWidth, width: document.documentElement.clientWidth, moving: root.getAnimations().length, edges };
    });
    assert.equal(wide, width);
    assert.equal(moving, 0);
    assert.ok(edges.every((style) => style !== "none"), "a button has an edge, whatever the colours");
    await view.close();
  });
}

/** A long text, many columns' worth of JSON, another direction, and marks that are read out only: whatever stands in it. */
const WIDE = made({ ...ARGS, url: `https://example.com/${"x".repeat(400)}`, rows: Array.from({ length: 2 }, (_, row) => Array.from({ length: 20 }, (_, column) => row * column)), عنوان: "شارع ".repeat(60), [`k${"e".repeat(300)}`]: 1 }, CLAIMS, { budget: 100_000, state: { before: ARGS }, evidence: { query: `${"y".repeat(500)}\nOrder 7.` } });

for (const dir of ["ltr", "rtl"]) {
  for (const width of [280, 900]) {
    test(`nothing of it lies outside of it or makes its place larger, ${dir}, ${width} px`, { skip }, async () => {
      const { page, approvable, button, close } = await review(world, shared(WIDE), { schema: SCHEMA, viewport: { width: 1000, height: 20_000 } });
      await page.evaluate(([dir, width]) => {
        document.documentElement.dir = dir;
        // A dashboard's panel that scrolls by itself.
        document.querySelector("main").style.cssText = `overflow: auto; width: ${width}px; height: 19000px; margin: 0; padding: 0`;
      }, [dir, width]);
      for (const box of await page.getByRole("checkbox").all()) await box.check();
      await approvable();
      await button("Edit…").click();
      await page.locator(".panel textarea").first().waitFor();
      await page.setViewportSize({ width: 1000, height: 700 });
      await page.evaluate(() => (document.querySelector("main").style.height = "400px"));
      const { outside, larger, wider } = await page.evaluate(() => {
        const [host, main] = [document.querySelector("holdpoint-review"), document.querySelector("main")];
        const [box, { scrollHeight, clientHeight }] = [host.getBoundingClientRect(), document.documentElement];
        const out = (element) => {
          const { left, right, top, bottom, width } = element.getBoundingClientRect();
          return width > 0 && (left < box.left - 0.5 || right > box.right + 0.5 || top < box.top - 0.5 || bottom > box.bottom + 0.5);
        };
        return { outside: [...host.shadowRoot.querySelectorAll("*")].filter(out).map((element) => element.outerHTML.slice(0, 100)), larger: scrollHeight - clientHeight, wider: main.scrollWidth - main.clientWidth };
      });
      assert.deepEqual(outside, []);
      assert.equal(wider, 0, "it scrolls down only");
      assert.equal(larger, 0, "the page scrolls no further for what is in a panel");
      await close();
    });
  }
}

test("what the page's texts inherit does not change what is shown", { skip }, async () => {
  const { page, close } = await review(world, REQUEST, { viewport: { width: 1000, height: 3000 } });
  await page.locator(".unseen").first().waitFor({ state: "detached" });
  const shown = () => page.evaluate(() => document.querySelector("holdpoint-review").shadowRoot.querySelector("article").innerText);
  const before = await shown();
  await page.evaluate(() => (document.querySelector("main").style.cssText = "text-transform: uppercase; white-space: pre; letter-spacing: 1em; word-spacing: 2em; text-indent: 50vw; font-variant: small-caps; line-height: 0"));
  assert.equal(await shown(), before);
  const looks = ["textTransform", "whiteSpaceCollapse", "textWrapMode", "letterSpacing", "wordSpacing", "textIndent", "fontVariantCaps", "lineHeight"];
  assert.deepEqual(
    await page.evaluate((looks) => looks.map((name) => getComputedStyle(document.querySelector("holdpoint-review"))[name]), looks),
    ["none", "collapse", "wrap", "normal", "0px", "0px", "normal", "24px"],
  );
  await close();
});

test("names, roles and what is said unasked", { skip }, async () => {
  const { page, approvable, close } = await review(world, shared(made({ amount: 1, to: "a" })), { viewport: { width: 1000, height: 3000 } });
  await approvable();
  for (const name of ["What people said so far", "Your answer", "Critical arguments"]) assert.equal(await page.getByRole("region", { name, exact: true }).count(), 1, name);
  assert.equal(await page.getByRole("article", { name: "Review" }).count(), 1);
  for (const name of ["Reject…", "Edit…", "Ask back…", "Take over…"]) assert.equal(await page.getByRole("button", { name, expanded: false }).count(), 1, name);
  await page.getByRole("status").filter({ hasText: "It can be approved." }).waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Reject…" }).click();
  assert.equal(await page.getByRole("form", { name: "Reject" }).count(), 1);
  assert.equal(await page.getByRole("button", { name: "Reject…", expanded: true }).count(), 1);
  await page.evaluate(() => (document.querySelector("holdpoint-review").problem = "No."));
  assert.equal(await page.getByRole("alert").textContent(), "Your answer was not taken: No.");
  await close();
});

test("a key that was held down, or a click that began, before all was seen approves nothing", { skip }, async () => {
  const { page, answers, approvable, close } = await review(world, made({ amount: 1, to: "a" }), { viewport: { width: 1000, height: 120 } });
  await page.locator("button.approve").focus();
  // All of it comes on screen while Enter, then Space, then the mouse is held down.
  const all = () => page.setViewportSize({ width: 1000, height: 3000 });
  const none = async () => {
    await page.setViewportSize({ width: 1000, height: 120 });
    await page.evaluate(async () => {
      const element = document.querySelector("holdpoint-review");
      const { request } = element;
      element.request = null;
      await element.updateComplete;
      element.request = request;
      await element.updateComplete;
      scrollTo(0, document.documentElement.scrollHeight);
      element.shadowRoot.querySelector(".approve").focus();
    });
    await page.locator("button.approve[aria-disabled=true]").waitFor();
  };
  for (const key of ["Enter", "Space"]) {
    await none();
    await page.keyboard.down(key);
    await all();
    await approvable();
    // Playwright repeats a key that is down already.
    for (let at = 0; at < 5; at += 1) await page.keyboard.down(key);
    await page.keyboard.up(key);
    assert.deepEqual(await answers(), [], key);
  }
  await none();
  await all();
  await approvable();
  await none();
  const { x, y, width, height } = await page.locator("button.approve").boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator(".part .line").first().waitFor();
  await all();
  await approvable();
  const now = await page.locator("button.approve").boundingBox();
  await page.mouse.move(now.x + now.width / 2, now.y + now.height / 2);
  await page.mouse.up();
  assert.deepEqual(await answers(), [], "a click that began before");
  // Twice at once is one answer.
  await page.locator("button.approve").dblclick();
  assert.equal((await answers()).length, 1);
  await close();
});

test("by keyboard alone: see all, answer for what cannot be shown, approve", { skip }, async () => {
  const { page, answers, close } = await review(world, REQUEST, { viewport: { width: 900, height: 500 } });
  const focused = () => page.evaluate(() => document.querySelector("holdpoint-review").shadowRoot.activeElement?.className ?? "");
  const tabTo = async (wanted) => {
    for (let at = 0; at < 60; at += 1) {
      await page.keyboard.press("Tab");
      if ((await focused()).split(" ").includes(wanted)) return;
    }
    assert.fail(`Tab does not reach .${wanted}`);
  };
  if ((await page.locator("button.show").count()) > 0) {
    await tabTo("show");
    await page.keyboard.press("Enter");
  }
  for (let at = 0; at < 60 && (await page.locator("button.next").count()) > 0; at += 1) {
    await tabTo("next");
    await page.keyboard.press("Enter");
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }
  await page.getByRole("checkbox").focus();
  await page.keyboard.press("Space");
  await page.locator("button.approve[aria-disabled=false]").waitFor();
  await tabTo("approve");
  await page.keyboard.press("Enter");
  assert.deepEqual((await answers()).map(({ verdict }) => verdict), ["approve"]);
  await close();
});

const TEXTS = [...vectors("forging"), ...vectors("show"), ...vectors("decoded")].filter((text) => text.isWellFormed());

test("in an edit everything can be seen, and what is not touched stays as it is", { skip }, async () => {
  const some = TEXTS.slice(0, 60).filter((text) => text.length < 200);
  const args = Object.fromEntries([["amount", 1], ["to", "a"], ...some.map((text, n) => [`v${n}`, text])]);
  const request = made(args, {}, { budget: 1_000_000 });
  const { page, button, approvable, answers, close } = await review(world, request, { viewport: { width: 1000, height: 12_000 } });
  for (const box of await page.getByRole("checkbox").all()) await box.check();
  await approvable();
  await button("Edit…").click();
  const values = await page.locator(".panel textarea").evaluateAll((areas) => areas.map(({ value }) => value));
  assert.equal(values.length, some.length + 2);
  for (const value of values) assert.doesNotMatch(value, /[^\P{C}\n]|\p{Default_Ignorable_Code_Point}/u);
  await page.getByLabel("amount").fill("2");
  await button("Propose these arguments").click();
  assert.deepEqual((await answers())[0].edits.patch, [{ op: "test", path: "/amount", value: 1 }, { op: "replace", path: "/amount", value: 2 }]);
  await close();
});
