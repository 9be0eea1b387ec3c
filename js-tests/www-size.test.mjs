// What a visitor downloads before the first view works, as a server sends it, stays within the budget of bench/budget.json.
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { isBuilt, skip, start } from "./www-support.mjs";

const { page: BUDGET } = JSON.parse(readFileSync(new URL("../bench/budget.json", import.meta.url), "utf8"));
const FOLDER = fileURLToPath(new URL("../target/www/", import.meta.url));
const sent = new Map();

let world;
before(async () => {
  if (!skip) world = await start((name, bytes) => sent.set(name, bytes));
});
after(() => world?.stop());

for (const view of ["chain", "gate", "package"]) {
  test(`the first load of ${view}`, { skip }, async () => {
    const context = await world.browser.newContext();
    const page = await context.newPage();
    sent.clear();
    await page.goto(`${world.origin}/#${view}`);
    await isBuilt(page, view);
    await context.close();
    const names = [...sent.keys()].filter((name) => !LATER.test(name) && !name.endsWith(".woff2"));
    const fonts = [...sent].filter(([name]) => name.endsWith(".woff2")).reduce((sum, [, bytes]) => sum + bytes, 0);
    assert.ok(fonts <= BUDGET.fonts, `fonts: ${fonts} bytes, and ${BUDGET.fonts} are allowed`);
    assert.ok([...sent.keys()].every((name) => !/^review.*\.js$/.test(name)), "the element waits until it is asked for");
    assert.ok(names.includes("index.html") && names.some((name) => name.endsWith(".wasm")), names.join());
    for (const [form, ending] of [["brotli", ".br"], ["gzip", ".gz"]]) {
      const sizes = names.map((name) => [name, statSync(existsSync(FOLDER + name + ending) ? FOLDER + name + ending : FOLDER + name).size]);
      const bytes = sizes.reduce((sum, [, size]) => sum + size, 0);
      assert.ok(bytes <= BUDGET[view][form], `${form}: ${bytes} bytes, and ${BUDGET[view][form]} are allowed: ${sizes.map((one) => one.join(" ")).join(", ")}`);
    }
  });
}

test("the page asks for nothing outside", { skip }, async () => {
  const context = await world.browser.newContext();
  const page = await context.newPage();
  const outside = [];
  page.on("request", (request) => request.url().startsWith(world.origin) || outside.push(request.url()));
  for (const view of ["chain", "gate", "package"]) {
    await page.goto(`${world.origin}/#${view}`);
    await isBuilt(page, view);
  }
  assert.deepEqual(outside, []);
  await context.close();
});

test("it is served with types, a strict policy, and nothing from outside its folder", { skip }, async () => {
  const get = (path, headers = {}) => fetch(world.origin + path, { headers });
  const page = await get("/");
  assert.match(page.headers.get("content-security-policy"), /^default-src 'self'; script-src 'self' 'wasm-unsafe-eval';/);
  assert.equal((await get("/calibration.wasm")).headers.get("content-type"), "application/wasm");
  assert.equal((await get("/main.js", { "accept-encoding": "gzip" })).headers.get("content-encoding"), "gzip");
  for (const path of ["/..%2f..%2fpackage.json", "/%2e%2e/package.json", "/package.json", "/index.html.br", "/nowhere"]) assert.equal((await get(path)).status, 404, path);
  assert.ok(readFileSync(`${FOLDER}licenses.txt`, "utf8").includes("SIL OPEN FONT LICENSE"));
});

/** What comes after the view works: the editor, and what fits logs. */
const LATER = /^(editor|worker)/;
