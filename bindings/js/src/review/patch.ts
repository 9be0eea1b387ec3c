// What was changed, as operations.
import { canonicalJson } from "holdpoint";
import type { Edits, Json } from "../wire.ts";
import { isMembers, own, step } from "./fields.ts";

type Operation = NonNullable<Edits["patch"]>[number];

/** The changes as a JSON Patch; whatever is changed is tested before. A list of another length takes the place of the whole one: nobody can say which item became which. */
export function patch(before: Json, after: Json, pointer = ""): Operation[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  const test: Operation = { op: "test", path: pointer, value: before };
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) return before.flatMap((one, at) => patch(one, after[at] as Json, `${pointer}/${at}`));
  if (!isMembers(before) || !isMembers(after)) return [test, { op: "replace", path: pointer, value: after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key): Operation[] => {
    const [path, was, is] = [pointer + step(key), own(before, key), own(after, key)];
    if (was === undefined) return [{ op: "add", path, value: is as Json }];
    if (is === undefined) return [{ op: "test", path, value: was }, { op: "remove", path }];
    return patch(was, is, path);
  });
}
