// What is measured. A row opens for a routing of tier 3 and gives the function that is timed; `input` makes what that function takes, beforehand.
import { facts } from "./opinions.mjs";
import { policy, SCALE } from "./workload.mjs";

/** Items at once, where many are given together. */
export const BATCH = 1000;

const given = (item) => item;
const gate = async (route) => (await import("holdpoint")).createGate(policy(route));
const place = (word) => SCALE.indexOf(word);

const written = (name) => ({ open: async (route) => (await import("./baseline.mjs"))[name](route), answer: given });

const peer = (name) => ({
  peer: true,
  open: async (route) => (await import(`./peers/${name}.mjs`)).open(policy(route)),
  input: async () => {
    const { input } = await import(`./peers/${name}.mjs`);
    return (item) => input(facts(item));
  },
  answer: given,
});

/** By name; `peer` is somebody else's. `open` gives the function, `answer` makes its result a place on the scale where it is one. */
export const ROWS = {
  "hand-written": written("baseline"),
  "hand-written, memoised": written("memoised"),
  "gate.screen": { open: async (route) => screen(await gate(route)), answer: place },
  "gate.screenAll": { open: async (route) => screenAll(await gate(route)), answer: place, batch: true },
  "gate.screenPlaces": { open: async (route) => screenPlaces(await gate(route)), answer: given, batch: true },
  "gate.decide": { open: async (route) => decide(await gate(route)), answer: ({ oversight }) => place(oversight) },
  "gate.decideAll": { open: async (route) => decideAll(await gate(route)), answer: ({ oversight }) => place(oversight), batch: true },
  actionDigest: { open: async () => digest((await import("holdpoint")).actionDigest) },
  "JSON.stringify": { open: async () => ({ action }) => JSON.stringify(action) },
  "JSON.stringify + BLAKE3": { open: async () => blake3(await (await import("hash-wasm")).createBLAKE3()) },
  "json-logic-engine": peer("json-logic-engine"),
  "json-rules-engine": { ...peer("json-rules-engine"), waits: true },
  casbin: peer("casbin"),
  cedar: peer("cedar"),
  opa: { ...peer("opa"), missing: async () => (await import("./peers/opa.mjs")).missing() },
};

function screen(gate) {
  return ({ action, context }) => gate.screen(action, context);
}

function screenAll(gate) {
  return (items) => gate.screenAll(items);
}

function screenPlaces(gate) {
  return (items) => gate.screenPlaces(items);
}

function decide(gate) {
  return ({ action, context }) => gate.decide(action, context);
}

function decideAll(gate) {
  return (items) => gate.decideAll(items);
}

function digest(actionDigest) {
  return ({ action }) => actionDigest(action);
}

function blake3(hasher) {
  return ({ action }) => {
    hasher.init();
    hasher.update(JSON.stringify(action));
    return hasher.digest("hex");
  };
}
