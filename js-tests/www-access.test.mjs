// The page for everybody: by axe-core's rules (WCAG 2.2 AA), in light and dark, on a phone, from right to left, by keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AXE, AXE_OPTIONS, editors, open, skip, start } from "./www-support.mjs";

let world;
before(async () => {
  if (!skip) world = await start();
});
after(() => world?.stop());

/** Every view as it looks in use. */
const SCENES = {
  "the chain": { hash: "#chain", ready: async () => {} },
  "a fitted log": {
    hash: "#chain",
    ready: async (page) => {
      await page.getByRole("button", { name: /Make up/ }).click();
      await page.locator(".result h4").waitFor();
      for (const summary of await page.locator("#chain details > summary").all()) await summary.click();
    },
  },
  "the gate": {
    hash: "#gate",
    ready: async (page) => {
      await editors(page);
      await page.locator(".whole summary").click();
    },
  },
  "a policy with a mistake": {
    hash: "#gate",
    ready: async (page) => {
      await editors(page);
      await page.locator(".policy .cm-content").focus();
      await page.keyboard.press("ControlOrMeta+Home");
      await page.keyboard.insertText("oops: 1\n");
      await page.locator(".policy .cm-problem").waitFor();
    },
  },
  "the package": { hash: "#package", ready: async (page) => page.getByText("open what is collapsed").click() },
  "the tricks themselves": {
    hash: "#package?tricks=bidi",
    ready: async (page) => {
      const fold = page.locator(".fold");
      if (!(await fold.evaluate(({ open }) => open))) await fold.locator("summary").click();
    },
  },
  "the package as a dialog, and its answer": {
    hash: "#package?rendering=dialog&tricks=bidi+approved",
    ready: async (page) => {
      await page.getByRole("button", { name: "Reject…" }).click();
      await page.getByRole("button", { name: "Reject", exact: true }).click();
      await page.getByRole("region", { name: "The answer" }).waitFor();
    },
  },
  "a package full of tricks": { hash: "#package?rendering=slack", ready: async (page) => page.getByRole("button", { name: "Try all at once" }).click() },
};

const PHONE = { viewport: { width: 390, height: 844 } };
for (const [name, { hash, ready }] of Object.entries(SCENES)) {
  for (const [looks, options, dir] of [["light", { colorScheme: "light" }, "ltr"], ["dark", { colorScheme: "dark" }, "ltr"], ["light, on a phone", { colorScheme: "light", ...PHONE }, "ltr"], ["dark, on a phone, right to left", { colorScheme: "dark", ...PHONE }, "rtl"]]) {
    test(`axe-core finds nothing in ${name}, ${looks}`, { skip }, async () => {
      const { page, close } = await open(world, hash, options);
      await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
      await ready(page);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options), AXE_OPTIONS);
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(" ")} ${failureSummary}`).join("; ")}`), []);
      await close();
    });
  }
  for (const [kind, options, dir] of [["on a phone", { viewport: { width: 360, height: 740 } }, "ltr"], ["on a phone, right to left", { viewport: { width: 360, height: 740 } }, "rtl"], ["right to left", {}, "rtl"]]) {
    test(`${name} fits its width ${kind}`, { skip }, async () => {
      const { page, close } = await open(world, hash, options);
      await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
      await ready(page);
      const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      assert.equal(wide, width);
      await close();
    });
  }
}

test("on a phone the tricks are folded, and the package is on the first screen", { skip }, async () => {
  const { page, close } = await open(world, "#package?tricks=bidi html", PHONE);
  const fold = page.locator(".fold");
  assert.equal(await page.locator("#trick-bidi").isVisible(), false);
  assert.equal((await fold.locator("summary").innerText()).replace(/\s+/g, " "), "Try to fool the reviewer 2 of 9 on");
  const { y } = await page.locator("pre.package").boundingBox();
  assert.ok(y < PHONE.viewport.height - 60, `the package begins at ${y} px`);
  // By keyboard: unfolded, one trick off, and what the visitor chose stays at every width.
  await fold.locator("summary").focus();
  await page.keyboard.press("Enter");
  await page.locator("#trick-bidi").focus();
  await page.keyboard.press("Space");
  assert.match(await fold.locator("summary").innerText(), /1 of 9 on/);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.setViewportSize(PHONE.viewport);
  assert.ok(await page.locator("#trick-bidi").isVisible());
  await close();
});

test("beside the package the tricks are open, until the visitor folds them", { skip }, async () => {
  const { page, close } = await open(world, "#package");
  const isOpen = () => page.locator(".fold").evaluate((fold) => fold.open);
  const width = (width) => page.setViewportSize({ width, height: 900 });
  const settled = (open) => page.waitForFunction((open) => document.querySelector(".fold").open === open, open);
  assert.ok(await isOpen());
  await width(390);
  await settled(false);
  await width(1280);
  await settled(true);
  await page.locator(".fold > summary").click();
  await width(390);
  await width(1281);
  await page.waitForFunction(() => innerWidth === 1281);
  assert.equal(await isOpen(), false);
  await close();
});

test("the package's text is wrapped to the width that it has", { skip }, async () => {
  const { page, close } = await open(world, "#package", PHONE);
  const lines = () => page.locator("pre.package").evaluate((pre) => pre.textContent.split("\n"));
  const longest = (all) => Math.max(...all.filter((line) => !/\S{24}/.test(line)).map(({ length }) => length));
  const narrow = longest(await lines());
  assert.ok(narrow >= 24 && narrow <= 45, `${narrow} columns`);
  assert.equal(await page.locator("pre.package").evaluate((pre) => pre.scrollWidth - pre.clientWidth), 0);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.waitForFunction(() => document.querySelector("pre.package").textContent.split("\n").some((line) => line.length > 70));
  assert.ok(longest(await lines()) <= 84);
  await close();
});

test("every view is reached and used by keyboard alone", { skip }, async () => {
  const { page, close } = await open(world);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  for (const view of ["package", "gate", "chain"]) {
    await page.locator(`nav a[data-view=${view}]`).focus();
    await page.keyboard.press("Enter");
    await page.locator(`#${view}[data-built]`).waitFor();
    assert.ok(await page.locator(`#${view}`).isVisible());
  }
  // Out of the editor: Tab is never taken.
  await page.locator("nav a[data-view=gate]").focus();
  await page.keyboard.press("Enter");
  await editors(page);
  await page.locator(".policy .cm-content").focus();
  await page.keyboard.press("Tab");
  assert.notEqual(await page.evaluate(() => document.activeElement.className), "editor policy");
  await close();
});
