// A program that requires the package.
const holdpoint = require("holdpoint");

import("../check.mjs")
  .then(({ check }) => check(holdpoint))
  .then((result) => console.log(JSON.stringify({ entry: require.resolve("holdpoint"), ...result })));
