// What a visitor downloads before the first view works, as a server sends it, stays within the budget of bench/budget.json.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { isBuilt, skip, start } from "./www-support.mjs";

const { page: BUDGET } = JSON.parse(readFileSync(new URL("../bench/budget.json", import.meta.url), "utf8"));
const sent = new Map();

let world;
before(async () => {
  if (!skip) world = await start((name, bytes) => sent.set(name, bytes));
});
after(() => world?.stop());

for (const view of ["chain", "gate", "package"]) {
  for (const encoding of ["br", "gzip"]) {
    test(`the first load of ${view} as ${encoding}`, { skip }, async () => {
      const context = await world.browser.newContext();
      const page = await context.newPage();
      await page.route("**", (route) => route.continue({ headers: { ...route.request().headers(), "accept-encoding": encoding } }));
      sent.clear();
      await page.goto(`${world.origin}/#${view}`);
      await isBuilt(page, view);
      const all = [...sent].filter(([name]) => !LATER.test(name));
      const bytes = all.reduce((sum, [, bytes]) => sum + bytes, 0);
      await context.close();
      const list = all.map(([name, bytes]) => `${name} ${bytes}`).join(", ");
      assert.ok(sent.has("index.html") && all.some(([name]) => name.endsWith(".wasm")), list);
      assert.ok(bytes <= BUDGET[view][encoding], `${bytes} bytes, and ${BUDGET[view][encoding]} are allowed: ${list}`);
    });
  }
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
  assert.ok(readFileSync(fileURLToPath(new URL("../target/www/licenses.txt", import.meta.url)), "utf8").includes("SIL OPEN FONT LICENSE"));
});

/** What comes after the view works: the editor, and what fits logs. */
const LATER = /^(editor|worker)/;
