// The package for workerd, which forbids compiling wasm from bytes and compiles what is imported instead.
import wasm from "../dist/holdpoint.wasm";
import { provide } from "./engine.ts";

provide(() => wasm);

export * from "./api.ts";
