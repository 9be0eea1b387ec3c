// Makes the engine trap from outside, so that what is tested is what is shipped. To be imported before the package, whose instances it watches.
import assert from "node:assert/strict";

// (module (func (export "trap") unreachable))
const TRAP = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 8, 1, 4, 116, 114, 97, 112, 0, 0, 10, 5, 1, 3, 0, 0, 11]);
const { trap } = new WebAssembly.Instance(new WebAssembly.Module(TRAP)).exports;

let armed;
/** How many engines were started. */
export let instances = 0;
let latest;
/** The memory of the engine in use. */
export const memory = () => latest;
const { Instance } = WebAssembly;
WebAssembly.Instance = function (module, imports) {
  if (armed === "boot") trap();
  instances++;
  const { exports } = new Instance(module, imports);
  latest = exports.memory;
  const watched = Object.entries(exports).map(([name, value]) => [name, typeof value === "function" ? (...args) => (armed === name ? trap() : value(...args)) : value]);
  return { exports: Object.fromEntries(watched) };
};

/** Calls while one export of the engine traps. */
export function faulty(name, call) {
  armed = name;
  try {
    return { answer: call() };
  } catch (error) {
    return { error };
  } finally {
    armed = undefined;
  }
}

/** Asserts that a call throws a fault, and nothing else, while one export traps. */
export function assertFault(name, call) {
  const { answer, error } = faulty(name, call);
  assert.ok(error?.[Symbol.for("holdpoint.error")] === true, `answered ${JSON.stringify(answer)}, or threw ${error}`);
  assert.equal(error.code, "fault");
  assert.equal(error.issues[0].code, "fault");
  assert.ok(error.cause instanceof WebAssembly.RuntimeError);
}

