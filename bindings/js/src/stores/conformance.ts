// holdpoint/stores/conformance: what every store must do, as cases that any test runner can run, and what tests of programs on top of a store need: a log that chains
// without cryptography, and a store whose calls fail when they are told to.
//
//   import { cases } from "holdpoint/stores/conformance";
//   for (const { name, run } of cases) test(name, () => run(makeMyStore));
import { clocks } from "./conformance/clocks.ts";
import { commits } from "./conformance/commits.ts";
import { logs } from "./conformance/logs.ts";
import { outboxes } from "./conformance/outboxes.ts";
import { queries } from "./conformance/queries.ts";
import { races } from "./conformance/races.ts";
import type { Case } from "./conformance/tools.ts";
import { values } from "./conformance/values.ts";

export { faulty, type Fault, type FaultPlan } from "./conformance/faulty.ts";
export { checkLog, fakeSeal, type Case, type Made, type MakeStore } from "./conformance/tools.ts";

/** The specification, one sentence a case. A case throws where the store does not do what its name says. */
export const cases: readonly Case[] = [...commits, ...values, ...queries, ...logs, ...outboxes, ...clocks, ...races];
