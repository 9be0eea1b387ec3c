// The review engine as it is shipped, called without the package around it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Calls an operation with texts and gives its text; throws the refusal. */
export function engine() {
  const module = new WebAssembly.Module(readFileSync(require.resolve("holdpoint/review.wasm")));
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) imports[from] = { ...imports[from], [name]: () => {} };
  const wasm = new WebAssembly.Instance(module, imports).exports;
  wasm.__wbindgen_start();
  return (name, ...texts) => {
    const inputs = texts.map((text) => new TextEncoder().encode(text));
    const whole = inputs.reduce((sum, { length }) => sum + length, 0);
    let place = wasm.reserve(whole);
    for (const bytes of inputs) {
      new Uint8Array(wasm.memory.buffer).set(bytes, place);
      place += bytes.length;
    }
    const length = wasm[name](...inputs.map((bytes) => bytes.length));
    const text = new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, wasm.output(), Math.abs(length)));
    if (length < 0) throw JSON.parse(text);
    return text;
  };
}
