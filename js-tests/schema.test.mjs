// The published JSON Schema: an editor that goes by it accepts what the core accepts, and refuses what has the wrong structure.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import Ajv from "ajv/dist/2020.js";
import { checkPolicy } from "holdpoint";
import { readPolicy } from "holdpoint/node";

const STRUCTURAL = new Set(["unknown_key", "wrong_type", "unknown_word", "missing", "version"]);
const schema = createRequire(import.meta.url)("holdpoint/policy.schema.json");
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, formats: { date: /^\d{4}-\d\d-\d\d$/ } });
const validate = ajv.compile(schema);

const folder = new URL("../tests/cases/", import.meta.url);
const counts = { accepted: 0, refused: 0 };

for (const file of readdirSync(folder).filter((file) => file.endsWith(".json") && file !== "digests.json")) {
  const suite = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
  test(file, () => {
    for (const [name, policy] of Object.entries(suite.policies ?? {})) agrees(name, policy);
    for (const { name, policy, policyText } of suite.cases) {
      const document = policyText === undefined ? policy : parsed(policyText);
      if (document !== undefined && typeof document !== "string") agrees(name, document);
    }
  });
}

test("the example policy", () => {
  const policy = readPolicy(fileURLToPath(new URL("../examples/airline/policy.yaml", import.meta.url)));
  assert.ok(checkPolicy(policy).ok);
  assert.ok(validate(policy), ajv.errorsText(validate.errors));
});

test("many policies were compared", () => assert.ok(counts.accepted >= 80 && counts.refused >= 60, JSON.stringify(counts)));

/** What the core accepts validates; whatever is wrong with the structure is an error of the schema at the same place. */
function agrees(name, policy) {
  const { ok, issues } = checkPolicy(policy);
  const valid = validate(policy);
  if (ok) {
    counts.accepted += 1;
    return assert.ok(valid, `${name}: ${ajv.errorsText(validate.errors)}`);
  }
  const errors = validate.errors ?? [];
  const places = new Set(errors.map(placeOf));
  const emptied = errors.filter(({ keyword }) => keyword === "maxProperties").map(({ instancePath }) => `${instancePath}/`);
  for (const { code, pointer, severity } of issues) {
    if (severity !== "error" || !STRUCTURAL.has(code)) continue;
    counts.refused += 1;
    assert.ok(places.has(pointer) || emptied.some((object) => pointer.startsWith(object)), `${name}: the schema accepts what the core refuses at ${pointer} (${code})`);
  }
}

/** The pointer that the core gives: to the key that should not be there, or to where one is missing. */
function placeOf({ instancePath, params }) {
  const key = params.additionalProperty ?? params.missingProperty;
  return key === undefined ? instancePath : `${instancePath}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** What `JSON.parse` makes of a text; nothing where it is no JSON. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
