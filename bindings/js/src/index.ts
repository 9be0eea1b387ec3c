// The package for every platform that may compile wasm from bytes: they are in this file, as text, so that no bundler can lose them.
import base64 from "../generated/holdpoint_bg.wasm";
import { bytesOf } from "./base64.ts";
import { provide } from "./engine.ts";

provide(() => new WebAssembly.Module(bytesOf(base64)));

export * from "./api.ts";
