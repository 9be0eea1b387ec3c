// The same for the package as CommonJS.
const { createGate } = require("holdpoint");

import("./workload.mjs").then(({ item, policy }) => {
  const { action, context } = item(0);
  createGate(policy("confidence")).decide(action, context);
});
