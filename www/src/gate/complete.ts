// What may stand at a place in a policy, by its schema.
import { isMap, isScalar, isSeq, parseDocument, visit, type Node, type Pair } from "yaml";
import schema from "holdpoint/policy.schema.json";

/** One thing that may be written. */
export type Proposal = { readonly label: string; readonly detail: string; readonly info: string; readonly kind: "key" | "value" };

type Schema = {
  readonly $ref?: string; readonly properties?: { readonly [name: string]: Schema }; readonly additionalProperties?: Schema | boolean; readonly items?: Schema;
  readonly anyOf?: readonly Schema[]; readonly oneOf?: readonly Schema[]; readonly allOf?: readonly Schema[];
  readonly enum?: readonly (string | number)[]; readonly const?: string | number; readonly type?: string; readonly description?: string; readonly required?: readonly string[];
};

/** What may be written where the text, YAML or JSON, has a hole between `before` and `after`. Rests on a reader that goes on after mistakes. */
export function proposals(before: string, after: string): Proposal[] {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const alone = /^\s*(- +)*$/.test(line) && /^[ \t]*(\r?\n|$)/.test(after);
  // A quote that is open is closed, or it would take the rest with it.
  const open = (line.match(/"/g)?.length ?? 0) % 2 === 1 && !after.startsWith('"') ? '"' : "";
  const place = placeOf(before + (alone ? `${HOLE}:` : HOLE + open) + after);
  if (place === undefined) return [];
  const { path, key, siblings } = place;
  const keys = alternatives(schema as Schema, path).flatMap((one) => keysOf(one, siblings));
  if (key && keys.length > 0) return unique(keys);
  return unique(alternatives(schema as Schema, path).flatMap((one) => valuesOf(one, path.at(-1))));
}

type Place = { readonly path: readonly (string | number)[]; readonly key: boolean; readonly siblings: ReadonlySet<string> };

/** Where the hole is: for a key the path of its map. */
function placeOf(text: string): Place | undefined {
  const document = parseDocument(text, { logLevel: "silent", prettyErrors: false, uniqueKeys: false });
  let place: Place | undefined;
  visit(document, {
    Scalar(role, node, parents) {
      if (node.value !== HOLE) return undefined;
      const path: (string | number)[] = [];
      const chain: readonly unknown[] = [...parents, node];
      for (const [at, parent] of parents.entries()) {
        if (isSeq(parent)) path.push(parent.items.indexOf(chain[at + 1] as Node));
        else if (isPair(parent) && !(role === "key" && at === parents.length - 1)) path.push(isScalar(parent.key) ? String(parent.key.value) : "");
      }
      const around = role === "key" ? parents.at(-2) : undefined;
      const siblings = isMap(around) ? around.items.flatMap(({ key }) => (isScalar(key) && key.value !== HOLE ? [String(key.value)] : [])) : [];
      place = { path, key: role === "key", siblings: new Set(siblings) };
      return visit.BREAK;
    },
  });
  return place;
}

function isPair(value: unknown): value is Pair {
  return typeof value === "object" && value !== null && "key" in value && "value" in value;
}

/** Every schema that holds at a path. */
function alternatives(root: Schema, path: readonly (string | number)[]): Schema[] {
  let now = open(root);
  for (const step of path) {
    now = now.flatMap(({ properties, additionalProperties, items }) => {
      if (typeof step === "number") return items ? open(items) : [];
      const named = properties && Object.hasOwn(properties, step) ? properties[step] : additionalProperties;
      return typeof named === "object" ? open(named) : [];
    });
  }
  return now;
}

/** References and alternatives, followed. What is said beside a reference stays. */
function open(one: Schema, depth = 0): Schema[] {
  if (depth > 12) return [];
  const { $ref, anyOf = [], oneOf = [], allOf = [], ...rest } = one;
  const referred = $ref === undefined ? [] : open(DEFINITIONS[$ref.slice("#/$defs/".length)] ?? {}, depth + 1).map((inner) => ({ ...inner, ...rest }));
  return [...referred, ...[...anyOf, ...oneOf, ...allOf].flatMap((inner) => open(inner, depth + 1)), ...($ref === undefined ? [rest] : [])];
}

function keysOf({ properties = {}, required = [] }: Schema, siblings: ReadonlySet<string>): Proposal[] {
  return Object.entries(properties)
    .filter(([name]) => !siblings.has(name))
    .map(([label, inner]) => ({ label, detail: required.includes(label) ? "required" : "", info: inner.description ?? open(inner)[0]?.description ?? "", kind: "key" }));
}

function valuesOf({ enum: words, const: only, type, description = "" }: Schema, name: string | number | undefined): Proposal[] {
  const values = words ?? (only !== undefined ? [only] : type === "boolean" ? ["true", "false"] : name === "category" ? CATEGORIES : []);
  return values.map((value) => ({ label: String(value), detail: "", info: description, kind: "value" }));
}

function unique(all: readonly Proposal[]): Proposal[] {
  return [...new Map(all.map((one) => [one.label, one])).values()];
}

const DEFINITIONS = (schema as unknown as { $defs: { [name: string]: Schema } }).$defs;
/** The five that every policy has; the schema leaves the word open for one's own. */
const CATEGORIES = ["financial_transaction", "delete_data", "deploy_production", "change_privileges", "send_external_communication"];
/** No policy has such a word. */
const HOLE = "zzHOLEzz";
