// jsdom lacks these three, which every browser has.
const { webcrypto } = require("node:crypto");
const { TextDecoder, TextEncoder } = require("node:util");

Object.assign(globalThis, { TextDecoder, TextEncoder });
Object.defineProperty(globalThis, "crypto", { value: webcrypto });
