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
  "a package full of tricks": { hash: "#package?rendering=slack", ready: async (page) => page.getByRole("button", { name: "Try all at once" }).click() },
};

for (const [name, { hash, ready }] of Object.entries(SCENES)) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe-core finds nothing in ${name}, ${colorScheme}`, { skip }, async () => {
      const { page, close } = await open(world, hash, { colorScheme });
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
