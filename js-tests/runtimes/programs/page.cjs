// A page's script in CommonJS, for bundlers.
const holdpoint = require("holdpoint");
const { check } = require("../check.mjs");

globalThis.result = check(holdpoint);
