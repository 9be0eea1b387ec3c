// What is decided: one realistic policy, and as many varied actions as anybody asks for, the same ones in every run.

/** Noon, UTC, on a day of 2026: the workload reads no clock. */
export const NOW = 1_795_521_600_000;

const READ = ["get_*", "list_*", "search_*", "db.read_*", "crm.get_*", "crm.list_*", "*.describe", "kb.search", "kb.fetch", "calendar.list", "weather.now", "fx.rates", "tickets.get", "tickets.search"];
const REVERSIBLE = ["notes.*", "cache.*", "files.stage_*", "email.draft", "tickets.comment", "tickets.tag", "tickets.assign", "calendar.hold", "crm.note", "cart.add", "cart.remove"];
const EXTERNAL = ["webhooks.*", "crm.update_*", "db.write_*", "jira.create_*", "deploy.*", "slack.post_message", "calendar.invite", "tickets.close", "files.upload", "sms.queue", "social.schedule", "email.send"];

/** The policy. Tier 3 is staged, or runs from a calibrated confidence of 0.85. */
export function policy(route) {
  const tiered = (tools, tier, more = {}) => tools.map((tool) => ({ id: id(tool), tool, tier, ...more }));
  const asked = (tool, category, more = {}) => ({ id: `ask-${id(tool)}`, tool, category, critical: ["/reason"], ...more });
  const money = (tool, pointer) => asked(tool, "financial_transaction", { amount: { pointer }, critical: [pointer, "/recipient"], approval: { roles: ["finance"] } });
  return {
    holdpoint: 1,
    name: "bench",
    currency: "USD",
    financial: { threshold: "100.00" },
    tiers: { external: { route, floor: 0.85 } },
    tools: [
      ...tiered(READ, "read_only"),
      ...tiered(REVERSIBLE, "reversible", { undo: { tool: "undo.last" } }),
      ...tiered(EXTERNAL, "external"),
      { id: "sample", tool: "vendor.order_sample", tier: "external", reversible: false },
      { id: "many-rows", tool: "db.write_*", when: { arg: "/rows", greaterThan: 1000 }, tier: "irreversible", rows: "/rows" },
      asked("deploy.*", "deploy_production", { when: { arg: "/environment", equals: "production" }, summary: "Deploy {/target} to {/environment}" }),
      asked("k8s.apply", "deploy_production"),
      asked("email.send", "send_external_communication", { unless: { arg: "/recipient", emailDomain: "example.com" }, summary: "Mail {/recipient}" }),
      asked("sms.send", "send_external_communication"),
      asked("*.delete", "delete_data"),
      asked("db.drop_*", "delete_data"),
      asked("iam.*", "change_privileges"),
      asked("users.set_role", "change_privileges"),
      money("payments.refund", "/amount"),
      money("payments.charge", "/amount"),
      money("payouts.*", "/amount"),
    ],
    protected: ["policy.*"],
    triggers: { confidence: { floor: 0.7, chainFloor: 0.5 }, frustration: { threshold: 0.7, failures: 3 }, sla: { buffer: "15m" }, anomaly: { threshold: 0.8 } },
  };
}

export const ROUTES = ["stage", "confidence"];

/** Tool names, with how often each group is called. */
const CALLS = [
  [45, ["get_order", "get_user", "get_invoice_lines", "list_orders", "list_users", "search_products", "search_tickets", "db.read_orders", "db.read_events", "crm.get_contact", "crm.list_deals", "orders.describe", "kb.search", "kb.fetch", "calendar.list", "weather.now", "fx.rates", "tickets.get", "tickets.search"]],
  [20, ["notes.add", "notes.edit", "cache.put", "cache.warm", "files.stage_report", "email.draft", "tickets.comment", "tickets.tag", "tickets.assign", "calendar.hold", "crm.note", "cart.add", "cart.remove"]],
  [15, ["webhooks.fire", "crm.update_contact", "crm.update_deal", "db.write_orders", "db.write_events", "jira.create_issue", "slack.post_message", "calendar.invite", "tickets.close", "files.upload", "sms.queue", "social.schedule", "vendor.order_sample"]],
  [15, ["deploy.service", "deploy.site", "k8s.apply", "email.send", "sms.send", "notes.delete", "files.delete", "db.drop_table", "iam.attach_policy", "users.set_role", "payments.refund", "payments.charge", "payouts.send"]],
  [4, ["rocket.launch", "browser.open", "shell.run", "mcp__unknown__tool"]],
  [1, ["policy.update", "mcp__holdpoint__respond"]],
];
const WHOLE = CALLS.reduce((sum, [share]) => sum + share, 0);

/** Action number `i` and its context: a tool call of seven fields with six or so arguments. Every number gives another one. */
export function item(i) {
  const random = generator(i);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const sometimes = (share, value) => (random() < share ? value() : undefined);
  const share = () => Math.round(random() * 1000) / 1000;
  let left = random() * WHOLE;
  const tool = pick((CALLS.find(([weight]) => (left -= weight) < 0) ?? CALLS[0])[1]);
  const args = {
    id: `A-${100000 + ((i * 7919) % 900000)}`,
    reason: pick(REASONS),
    recipient: pick(RECIPIENTS),
    amount: Math.floor(random() * 800) / 4, // exact in binary, so that everybody's sum is the same
    rows: Math.floor(random() * 1500),
    environment: pick(["production", "staging", "test"]),
  };
  const extra = sometimes(0.3, () => ({ note: pick(NOTES), tags: [pick(WORDS), pick(WORDS)] }));
  const action = {
    tool,
    args: extra === undefined ? args : { ...args, ...extra },
    session: `s-${i % 997}`,
    callId: `call-${i}`,
    agent: pick(["support", "billing", "ops"]),
    path: ["root", pick(["support", "billing", "ops"])],
    principal: `user-${i % 4999}`,
  };
  const context = { now: NOW };
  const claims = sometimes(0.8, () => {
    // Most models claim much.
    const confidence = { intent: Math.min(1, 0.8 + 0.25 * share()) };
    if (random() < 0.6) confidence.retrieval = Math.min(1, 0.85 + 0.25 * share());
    const made = { confidence };
    if (random() < 0.02) made.needsHelp = true;
    if (random() < 0.05) made.reversible = random() < 0.5;
    return made;
  });
  if (claims !== undefined) context.claims = claims;
  const chain = sometimes(0.4, () => Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({ confidence: 0.85 + 0.15 * share() })));
  if (chain !== undefined) context.chain = chain;
  const signals = sometimes(0.5, () => {
    const seen = {};
    if (random() < 0.6) seen.sentiment = { anger: 0.75 * share(), confusion: 0.75 * share() };
    if (random() < 0.4) seen.failures = Math.floor(random() ** 3 * 5);
    if (random() < 0.4) seen.anomaly = { score: 0.82 * share(), injection: 0.82 * share() };
    if (random() < 0.3) seen.sla = { deadline: NOW + Math.floor((random() * 240 - 2) * 60_000) };
    return seen;
  });
  if (signals !== undefined) context.signals = signals;
  const exposure = sometimes(0.2, () => ({ USD: `${Math.floor(random() * 60)}.50` }));
  if (exposure !== undefined) context.exposure = exposure;
  if (random() < 0.002) context.kill = { engaged: true, level: "stop" };
  return { action, context };
}

/** The first so many. */
export const items = (count, first = 0) => Array.from({ length: count }, (_, at) => item(first + at));

/** How many actions the speeds are measured on. */
export const COUNT = 10_000;

/** 0 to 5. */
export const SCALE = ["proceed", "log", "review", "hold", "block", "halt"];

const REASONS = ["customer asked for it in chat", "routine", "order arrived damaged", "second reminder, see ticket", "requested by the on-call engineer", "clean-up after the migration"];
const RECIPIENTS = ["ann@example.com", "bob@example.com", "carol@example.org", "dave@mail.example.net", "ops@example.com"];
const NOTES = ["The parcel was left with a neighbour and the box was torn open.", "Kundin wünscht Rückruf vor 17 Uhr.", "See \"runbook 12\", step 3.", "line one\nline two"];
const WORDS = ["urgent", "vip", "eu", "us", "retry", "manual", "draft"];

function id(tool) {
  return tool.replaceAll("*", "any").replaceAll(/[^a-z0-9]+/gi, "-");
}

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
function generator(seed) {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
