// The page: three texts in, one decision out, as you type.
import { createGate, isHoldpointError } from "./holdpoint.js";
import { CONTEXT, EXAMPLES, POLICY } from "./examples.js";

const element = (id) => document.getElementById(id);
const inputs = ["policy", "action", "context"].map(element);

let compiled = { text: undefined, gate: undefined };

/** A policy is compiled once for each text, not for each key press in the action. */
function gateOf(text) {
  if (compiled.text !== text) compiled = { text, gate: createGate(text) };
  return compiled.gate;
}

function decide() {
  const [policy, action, context] = inputs.map((input) => input.value);
  try {
    const gate = gateOf(policy);
    const decision = gate.decide(parse("action", action), parse("context", context));
    show(decision.oversight, gate.explain(decision), decision);
  } catch (error) {
    if (!isHoldpointError(error) && !(error instanceof SyntaxError)) throw error;
    show("refused", error.issues?.filter(({ severity }) => severity === "error").map((issue) => [issue.message, issue.hint].filter(Boolean).join("; ")) ?? [error.message], undefined);
  }
}

function parse(name, text) {
  try {
    return JSON.parse(text || "{}");
  } catch (error) {
    throw new SyntaxError(`the ${name} is not JSON: ${error.message}`);
  }
}

// Everything is written as text: an action may hold anything.
function show(oversight, sentences, decision) {
  const title = element("oversight");
  title.className = oversight;
  title.textContent = oversight;
  element("sentences").replaceChildren(
    ...sentences.map((sentence) => {
      const item = document.createElement("li");
      item.textContent = sentence;
      return item;
    }),
  );
  element("decision").textContent = decision ? JSON.stringify(decision, null, 2) : "";
}

function write(action, context) {
  element("action").value = JSON.stringify(action, null, 2);
  element("context").value = JSON.stringify(context, null, 2);
  decide();
}

for (const [name, action, context = CONTEXT] of EXAMPLES) {
  const button = document.createElement("button");
  button.textContent = name;
  button.addEventListener("click", () => write(action, context));
  element("examples").append(button, " ");
}
element("policy").value = JSON.stringify(POLICY, null, 2);
for (const input of inputs) input.addEventListener("input", decide);
write(...EXAMPLES[0].slice(1), CONTEXT);
