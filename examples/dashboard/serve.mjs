// Starts the dashboard: node serve.mjs [--store FILE] [--port N] [--origin https://review.example.com] [--pace SECONDS]
import { fork } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const HELP = `node serve.mjs [--store FILE] [--port N] [--origin ORIGIN] [--pace SECONDS]

Serves a page on which people answer what agents ask for. On an empty store it also starts a few agents of a made-up shop.

  --store FILE      the requests, in a SQLite file; default: holdpoint-dashboard/approvals.db
  --port N          default: 8090, or any that is free where that is taken
  --origin ORIGIN   the https address that people open, where a proxy in front of this server speaks https
  --pace SECONDS    how often the made-up shop asks for something new; default: 90
`;

const { values } = parseArgs({ options: { store: { type: "string" }, port: { type: "string" }, origin: { type: "string" }, pace: { type: "string" }, help: { type: "boolean" } } });
if (values.help) process.exit((console.log(HELP), 0));

try {
  await main();
} catch (error) {
  const [missing] = /'(holdpoint[^']*)'/.exec(error.code === "ERR_MODULE_NOT_FOUND" ? error.message : "")?.slice(1) ?? [];
  console.error(missing === undefined ? `cannot start: ${error.code === undefined ? error.stack : error.message}` : `\`${missing}\` is not installed here; README.md says how`);
  process.exit(1); // the store and its timers may be open
}

async function main() {
  const { createGate, createHoldpoint, storedPolicy } = await import("holdpoint");
  const { readPolicy } = await import("holdpoint/node");
  const { sqliteStore } = await import("holdpoint/stores/sqlite");
  const { createApp } = await import("./server/app.mjs");
  const { Sessions } = await import("./server/sessions.mjs");
  const { SignIn } = await import("./server/sign-in.mjs");
  const { TOOLS } = await import("./demo/calls.mjs");
  const { PEOPLE } = await import("./demo/people.mjs");

  const origin = values.origin === undefined ? undefined : new URL(values.origin).origin;
  if (origin !== undefined && !origin.startsWith("https:")) throw Object.assign(new Error("`--origin` is the https address of the proxy in front; without https people use this machine's own browser, and no --origin"), { code: "usage" });
  const file = values.store ?? "holdpoint-dashboard/approvals.db";
  mkdirSync(dirname(file), { recursive: true });
  const store = sqliteStore(file); // throws on a Node without SQLite, and says so

  // The policy that the store's requests were decided by; an empty store gets the made-up shop's.
  const stored = await storedPolicy(store);
  const shops = createGate(readPolicy(fileURLToPath(new URL("demo/policy.yaml", import.meta.url))));
  const gate = stored === null ? shops : createGate(stored.policy, JSON.parse(stored.options));
  const sessions = new Sessions({ secure: origin !== undefined });
  const hold = createHoldpoint({ gate, store, authenticate: sessions.authenticate, tools: TOOLS, ...(stored !== null && { namespace: stored.namespace }) });

  console.log("Codes to sign in with, each for one use:\n");
  const signIn = new SignIn(PEOPLE, console.log);
  const app = createApp({ hold, store, sessions, signIn, schemas: TOOLS, origin });
  const { port } = await listen(app.server, values.port === undefined ? [8090, 0] : [Number(values.port)]);
  const agents = gate.policyDigest === shops.policyDigest ? startAgents(file) : undefined;
  const sweeping = setInterval(() => hold.sweep().catch(({ message }) => console.error(message)), 5000);

  console.log(`\nopen ${origin ?? `http://localhost:${port}`} (Ctrl-C ends)`);
  if (origin === undefined) console.log("Plain http: this server listens to this machine alone, and its cookie lacks `Secure`. For others, put a proxy with https in front and say --origin.");

  let ending;
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => (ending ??= end()));
  async function end() {
    clearInterval(sweeping);
    await Promise.all([app.close(), agents?.stop()]);
    await hold.close();
    process.exit(0);
  }
}

/** Listens on the first port that is free, on this machine's own address. */
async function listen(server, [port, ...others]) {
  try {
    await new Promise((listening, failed) => server.once("error", failed).listen(port, "127.0.0.1", () => (server.off("error", failed), listening())));
    return server.address();
  } catch (error) {
    if (others.length === 0 || error.code !== "EADDRINUSE") throw error;
    return listen(server, others);
  }
}

/** The made-up shop, in a process of its own: what people approve here runs there. */
function startAgents(file) {
  const agents = fork(new URL("demo/agent.mjs", import.meta.url), [file, values.pace ?? "90"], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const over = new Promise((ended) => agents.once("exit", ended));
  let stopping = false;
  agents.once("exit", (status) => !stopping && console.error(`the shop's agents ended with ${status}; the page goes on without them`));
  return { stop: () => ((stopping = true), agents.connected && agents.disconnect(), over) };
}
