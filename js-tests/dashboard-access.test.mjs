// The example dashboard for everybody: by axe-core's rules (WCAG 2.2 AA) in light and dark, on a phone, by keyboard alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AXE, AXE_OPTIONS, person, skip, start, visit } from "./dashboard-support.mjs";

let world;
before(async () => {
  if (!skip) world = await start();
});
after(() => world?.stop());

/** Looks at the page as it stands, in both lights, of which the dark one has other colours alone; `name` is what its picture is called. */
async function look(page, name) {
  if (await page.evaluate(() => globalThis.axe === undefined)) await page.evaluate(AXE);
  for (const [colorScheme, options] of [["light", AXE_OPTIONS], ["dark", { runOnly: ["color-contrast"] }]]) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate((options) => globalThis.axe.run(document, options), options);
    assert.deepEqual(violations.map(({ id, nodes }) => `${name}, ${colorScheme}: ${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(" ")} ${failureSummary}`).join("; ")}`), []);
    const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.equal(wide, width, `${name} fits its width`);
    if (process.env.HOLDPOINT_PICTURES) await page.screenshot({ path: `${process.env.HOLDPOINT_PICTURES}/${name.replaceAll(/\W+/g, "-")}-${colorScheme}.png` });
  }
}

test("axe-core finds nothing at a desk", { skip, timeout: 120_000 }, async () => {
  const options = { viewport: { width: 1280, height: 900 } };
  const stranger = await visit(world, options);
  await stranger.page.getByLabel("Code").fill("AAAA-AAAA");
  await stranger.page.getByRole("radio", { name: "Sue" }).check();
  await stranger.page.getByRole("button", { name: "Sign in" }).click();
  await stranger.page.getByRole("alert").filter({ hasText: /./ }).waitFor();
  await look(stranger.page, "sign-in");
  await stranger.close();
  const { page, button, reject, state, close } = await person(world, "Sue Tanaka", options);
  await look(page, "list");
  await page.getByRole("link", { name: /Refund 250/ }).click();
  await button("Reject…").click();
  await page.evaluate(() => (document.querySelector("holdpoint-review").problem = "Somebody was faster."));
  await look(page, "request");
  await button("Reject…").click();
  await reject("wrong_amount");
  await state("rejected");
  await page.getByText("History in the log").click();
  await page.locator(".history li").nth(1).waitFor();
  await look(page, "answered");
  await page.getByRole("button", { name: "Stop agents…" }).click();
  await page.getByLabel("Whom").selectOption("release-agent");
  await page.locator("#reason").fill("look first");
  await page.getByRole("button", { name: "Throw the switch" }).click();
  await page.locator("#thrown p").waitFor();
  await page.getByRole("button", { name: "Stop agents…" }).click();
  await look(page, "brakes");
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Running, unknown" }).click();
  await page.getByRole("link", { name: /crm\.sync/ }).click();
  await page.getByRole("button", { name: "Settle it" }).waitFor();
  await look(page, "unknown");
  await close();
});

test("on a phone: the list, or what is open", { skip, timeout: 120_000 }, async () => {
  const { page, readAll, button, state, close } = await person(world, "Ann Okafor", { viewport: { width: 320, height: 640 } });
  await look(page, "phone list");
  await page.getByRole("link", { name: /Deploy v2\.14\.1/ }).click();
  await button("Reject…").waitFor();
  assert.ok(await page.locator("#rows").isHidden());
  await look(page, "phone request");
  await readAll();
  await button("Ask back…").click();
  await page.getByLabel("Your question").fill("What if the index is slow?");
  await button("Ask").click();
  await page.locator(".told", { hasText: "The agent:" }).waitFor();
  await state("waits");
  await page.getByRole("link", { name: "All requests" }).click();
  assert.ok(await page.locator("#detail").isHidden());
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Deploy v2\.14\.1/, "and stands where it was");
  await close();
});

test("by keyboard alone: sign in, find it, read it, approve it, go back, sign out", { skip, timeout: 120_000 }, async () => {
  const { page, complaints, close } = await visit(world, { viewport: { width: 1280, height: 700 } });
  const press = (key) => page.keyboard.press(key);
  const focused = () => page.evaluate(() => ((active) => `${active.id} ${active.className} ${active.textContent.trim().slice(0, 60)}`)(document.activeElement.shadowRoot?.activeElement ?? document.activeElement));
  const tabTo = async (wanted, key = "Tab") => {
    for (let at = 0; at < 80; at += 1) {
      if (wanted.test(await focused())) return;
      await press(key);
    }
    assert.fail(`Tab does not reach ${wanted}`);
  };
  await page.locator("input[type=radio]:focus").waitFor(); // the first person
  await press("ArrowDown");
  await press("ArrowUp");
  await tabTo(/^code/);
  await page.keyboard.type(world.server.code("Ann Okafor"));
  await press("Enter");
  await page.locator("#rows a").first().waitFor();
  await tabTo(/Write to "?warehouse|Deploy/);
  await tabTo(/Write to "?warehouse/, "ArrowDown");
  await press("Enter");
  await page.locator("holdpoint-review .digest").waitFor();
  assert.match(await focused(), /^detail-title/, "what was opened has the focus");
  for (let at = 0; at < 60 && (await page.locator("button.next").count()) > 0; at += 1) {
    await tabTo(/^ quiet next/);
    await press("Enter");
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  }
  await page.locator("button.approve[aria-disabled=false]").waitFor();
  await tabTo(/^ approve/);
  await press("Enter");
  await page.locator("#detail-title .state", { hasText: "done" }).waitFor();
  await tabTo(/Sign out/, "Shift+Tab");
  await press("Enter");
  await page.getByText("You are signed out.").waitFor();
  assert.deepEqual(complaints, []);
  await close();
});
