// <holdpoint-review> against what an agent, a requester and other people write, in its real DOM: what is visible is the inert text, and nothing is there that it did not make.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { contextPackage, createGate, inertText } from "holdpoint";
import { review, sent, skip, start } from "./review-support.mjs";

let world;
before(async () => {
  if (!skip) world = await start();
});
after(() => world?.stop());

const vectors = (name) => JSON.parse(readFileSync(new URL(`../tests/vectors/inert/${name}.json`, import.meta.url), "utf8")).cases.map(({ text }) => text);
const TEXTS = [...vectors("forging"), ...vectors("show"), ...vectors("decoded")].filter((text) => text.isWellFormed());

const POLICY = { holdpoint: 1, name: "shop", currency: "USD", approval: { window: "30m" }, tools: [{ id: "r", tool: "*", tier: 4, critical: ["/amount", "/to"], summary: "Refund {/amount} USD to {/to}" }] };
const BLOB = Buffer.from(Uint8Array.from({ length: 300 }, (_, at) => (at * 151 + 77) % 256)).toString("base64");

/** A request that holds texts wherever somebody else writes. */
function forged(texts) {
  const args = Object.fromEntries([["amount", 1], ["to", texts[0]], ...texts.map((text, n) => [`v${n}`, text]), ...texts.map((text, n) => [`${text}${n}`.slice(0, 200).toWellFormed(), n]), [`${texts[1]}blob`, BLOB]]);
  const claims = { reasoning: texts.join("\n"), alternatives: texts.slice(0, 5) };
  const shown = contextPackage(createGate(POLICY), { tool: "refund", args, session: "s-1", callId: "c-1", agent: "bot" }, { now: Date.now(), claims }, { requestId: "req-1", budget: 1_000_000, evidence: { query: texts.join("\n") }, impact: { affected: texts.slice(0, 3) } });
  const digests = { action: shown.digests.action, package: shown.digest };
  const by = (id) => ({ id, roles: [id], source: id, assurance: "mfa" });
  return sent({
    id: texts[0], package: shown, digests,
    decision: { approval: { requirements: [{ rule: null, quorum: 2, roles: [texts[2]] }] } },
    questions: texts.map((text, n) => ({ by: text, text, at: 2 * n, answer: { text, at: 2 * n + 1 } })),
    responses: texts.map((text, n) => ({ by: by(text), verdict: "reject", digests, reason: { code: text, text }, at: 1e6 + n })),
  });
}

/** Everything that stands in the element: its shape, and its texts as they are and as they are visible. */
const standing = () => {
  const root = document.querySelector("holdpoint-review").shadowRoot;
  for (const details of root.querySelectorAll("details")) details.open = true;
  const all = [...root.querySelectorAll("*")];
  const shape = (element) => [element.localName, Object.fromEntries(element.getAttributeNames().sort().map((name) => [name, element.getAttribute(name)])), [...element.children].filter(({ className }) => className !== "unseen").map(shape)]; // what has been on screen yet is no part of it
  const fields = (line) => [...line.querySelectorAll("bdi")].map((field) => [field.textContent, field.innerText]);
  return {
    parts: [...root.querySelectorAll(".part")].map((part) => ({ title: part.querySelector("h2").textContent, lines: [...part.querySelectorAll(".line")].map(fields) })),
    said: [...root.querySelectorAll(".entry")].map((entry) => ({ about: entry.querySelector("p").innerText, lines: [...entry.querySelectorAll(".line")].map(fields) })),
    answersFor: [...root.querySelectorAll(".answers-for bdi")].map((field) => [field.textContent, field.innerText]),
    shape: JSON.stringify([...root.querySelectorAll(".part")].map(shape)),
    visible: root.querySelector("article").innerText,
    tags: [...new Set(all.map(({ localName }) => localName))].sort(),
    attributes: [...new Set(all.flatMap((element) => element.getAttributeNames()))].sort(),
    values: [...new Set(all.flatMap((element) => element.getAttributeNames().filter((name) => !["data-line", "data-piece"].includes(name)).map((name) => element.getAttribute(name))))],
    others: all.flatMap((element) => [...element.childNodes]).filter(({ nodeType }) => ![Node.TEXT_NODE, Node.ELEMENT_NODE, Node.COMMENT_NODE].includes(nodeType)).length,
  };
};

/** A package of the same structure whose every text is as long and harmless. */
function harmless(request) {
  const letters = (text) => "x".repeat([...text].length);
  const calm = ({ parts, ...shown }) => ({
    ...shown,
    parts: parts.map((part) => ({ ...part, lines: part.lines.map((line) => ({ ...line, ...Object.fromEntries(["label", "text"].filter((key) => key in line).map((key) => [key, letters(line[key])])), ...Object.fromEntries(["block", "forms", "notes"].filter((key) => key in line).map((key) => [key, line[key].map(letters)])) })) })),
  });
  return { ...request, package: calm(request.package), questions: [], responses: [] };
}

const fields = ({ label, text, block = [], forms = [], notes = [] }) => [...(label === undefined ? [] : [label]), text, ...block, ...forms, ...notes];
const only = (lines) => lines.map((line) => line.map(([text]) => text));

/** What must hold of what stands there for a request. */
function check(found, request, plain) {
  const wanted = request.package.parts.filter(({ lines, leftOut }) => lines.length > 0 || leftOut).map(({ title, lines }) => ({ title, lines: lines.map(fields) }));
  assert.deepEqual(found.parts.map(({ title, lines }) => ({ title, lines: only(lines) })), wanted);
  const words = [...request.questions.flatMap(({ text, answer }) => [text, answer.text]), ...request.responses.map(({ reason }) => reason.text)];
  assert.deepEqual(found.said.map(({ lines }) => only(lines)), words.map((text) => (text === "" ? [] : inertText(text).map(fields))));
  for (const [text, visible] of [...found.parts, ...found.said].flatMap(({ lines }) => lines).flat().concat(found.answersFor)) assert.equal(visible, text, "what is visible is what is there");
  assert.doesNotMatch(found.visible, /[^\P{C}\n\t]|\p{Default_Ignorable_Code_Point}/u, "nothing hides");
  assert.deepEqual(found.tags.filter((tag) => !plain.tags.includes(tag)), []);
  assert.deepEqual(found.attributes.filter((name) => !plain.attributes.includes(name)), []);
  assert.ok(found.values.every((value) => /^[\w# -]*$/.test(value)), "no attribute holds what somebody else wrote");
  assert.equal(found.others, 0);
}

/** What stands there for a harmless request that has all that the others have. */
async function plainly() {
  const { page, close } = await review(world, forged(["a", "b", `c\n${"d\n".repeat(20)}e`, "pa\u0443pal", "JTNDYiUzRQ=="]), { viewport: { width: 1000, height: 3000 } });
  const found = await page.evaluate(standing);
  await close();
  return found;
}

test("every known payload, everywhere that somebody else writes", { skip }, async () => {
  const plain = await plainly();
  for (let at = 0; at < TEXTS.length; at += 75) {
    const request = forged(TEXTS.slice(at, at + 75).concat("end", "end", "end"));
    const { page, complaints, close } = await review(world, request);
    const found = await page.evaluate(standing);
    check(found, request, plain);
    assert.equal(await page.locator(".differs").count(), 0);
    await page.evaluate(async (request) => {
      const element = document.querySelector("holdpoint-review");
      element.request = request;
      await element.updateComplete;
      return element.updateComplete;
    }, harmless(request));
    assert.equal(found.shape, (await page.evaluate(standing)).shape, "the same elements and attributes as for letters");
    assert.deepEqual(complaints, []);
    await close();
  }
});

test("why an answer was not taken is a text like any other", { skip }, async () => {
  const { page, complaints, close } = await review(world, forged(["a", "b", "c"]));
  for (const text of TEXTS.slice(0, 30)) {
    await page.evaluate((text) => (document.querySelector("holdpoint-review").problem = text), text);
    const alert = page.locator("p.complaint");
    assert.equal(await alert.textContent(), `Your answer was not taken: ${inertText(text).map((line) => line.text).join(" ")}`);
    assert.equal(await alert.locator("*").count(), 1);
  }
  assert.deepEqual(complaints, []);
  await close();
});

test("without a defence this would be noticed", { skip }, async () => {
  const plain = await plainly();
  const request = forged(TEXTS.slice(0, 40));
  const broken = await review(world, request, { path: "/broken" });
  const raw = await broken.page.evaluate(standing);
  assert.throws(() => check(raw, request, plain), { name: "AssertionError" }, "texts of others as they came");
  await broken.close();
  const { page, close } = await review(world, request);
  const good = await page.evaluate(standing);
  check(good, request, plain);
  // A renderer that takes a text for markup: a policy with trusted types does not let it, and if it could, it would be seen.
  const markup = () => (document.querySelector("holdpoint-review").shadowRoot.querySelector(".line bdi").innerHTML = "<b>x</b>");
  await assert.rejects(page.evaluate(markup), /TrustedHTML/);
  for (const [name, make] of Object.entries({
    "an element": (field) => field.append(document.createElement("i")),
    "a link": (field) => (field.setAttribute("href", "https://evil.test"), undefined),
    "a style": (field) => (field.setAttribute("style", "display:none"), undefined),
    "a text that is hidden": (field) => (field.hidden = true),
    "another text": (field) => (field.textContent += " "),
  })) {
    await page.evaluate(`(${make})(document.querySelector("holdpoint-review").shadowRoot.querySelector(".entry .line bdi"))`).catch(() => {});
    const found = await page.evaluate(standing);
    assert.throws(() => check(found, request, plain), { name: "AssertionError" }, name);
    await page.evaluate((request) => {
      const old = document.querySelector("holdpoint-review");
      const element = document.createElement("holdpoint-review");
      element.request = request;
      old.replaceWith(element);
      return element.updateComplete;
    }, request);
    check(await page.evaluate(standing), request, plain);
  }
  await close();
});
