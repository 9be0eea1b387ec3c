// Ten thousand actions with their policies, contexts and what a host adds to their packages, the same in every runtime: from one seed, by integer arithmetic, with no dependency.

export const COUNT = 10_000;
/** A Wednesday, 2026-11-18 11:06:40 UTC. */
export const NOW = 1_795_000_000_000;

/** Policies as documents. */
export function policies() {
  const random = new Random(1);
  return Array.from({ length: 40 }, (_, at) => policy(random, at));
}

/** Cases in order: the place of the policy, the action, the context, and what a host adds to its package. About one in fifty is refused. */
export function* cases() {
  for (let at = 0; at < COUNT; at++) {
    const random = new Random(1000 + at);
    const one = { policy: random.below(40), action: action(random), context: context(random), extra: extra(random) };
    if (random.below(50) === 0) spoil(random, one);
    yield one;
  }
}

/** xorshift32, on integers alone: no engine's `Math` has a say. */
class Random {
  #state;

  constructor(seed) {
    this.#state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 1;
    for (let round = 0; round < 8; round++) this.bits();
  }

  bits() {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (this.#state = state | 0) >>> 0;
  }

  below(limit) {
    return this.bits() % limit;
  }

  pick(values) {
    return values[this.below(values.length)];
  }

  /** The value that a function makes, or `undefined`: an absent member. */
  maybe(make, percent = 50) {
    return this.below(100) < percent ? make() : undefined;
  }

  list(most, make) {
    return Array.from({ length: this.below(most + 1) }, make);
  }
}

const SHARES = [0, 0.2, 0.5, 0.69, 0.7, 0.75, 0.8, 0.85, 0.9, 0.97, 1, 1 / 3, 0.1 + 0.2, 5e-324, 0.9999999999999999];
const LEVELS = ["supervised", "constrained", "monitored", "full"];
const GLOBS = ["get_order", "get_*", "pay", "pa?", "mail.send", "mail.*", "*", "wipe", "vault.open", "größe.*", "订单.?", "🧾*"];
const TOOLS = ["get_order", "get_order", "get_user", "mail.draft", "pay", "pay", "mail.send", "mail.draft", "wipe", "vault.open", "größe.ändern", "订单.删", "🧾🧾", "mcp__Holdpoint__respond", "never.seen"];
const TEXTS = ["", "a", "b", "1", "é", "e\u0301", "ß", "Ω", "订单", "👩‍💻", "\u{10ffff}", "\ufeff", "\u2028", "\u0000", "\u001f\u007f", '"\\/', "\r\n\t", "x".repeat(60), "ﬀ", "İ", "100.00", "USD", "null"];
const NUMBERS = [0, -0, 1, -1, 50, 99.99, 100, 100.01, 0.1, 1e-7, 5e-324, 2 ** 53 - 1, 1 - 2 ** 53, 123456.789, 0.000001, 1 / 3, 4503599627370495.5];
const MONEY = ["0", "0.10", "99.99", "100.00", "100.000000000000000001", "100.01", "-5", "x", "", "1e3", "99999999999999999999.99", "１００", "007.50"];
const CURRENCIES = ["USD", "EUR", "JPY", "CHF"];
const KEYS = ["k", "é", "e\u0301", "__proto__x", "constructor", "z", "a b", "~", "/", "😀", "ﬀ", "\u0001"];

/** Rules that most policies have: without them nearly everything is of the default tier. */
const USUAL = [
  { id: "lookups", tool: "get_*", tier: "read_only" },
  { id: "drafts", tool: "mail.draft", tier: 2, undo: { tool: "mail.discard", args: { of: "{result/id}", to: ["{/to/0}"] } } },
  { id: "sizes", tool: "größe.*", tier: "reversible" },
  { id: "mail", tool: "mail.send", tier: "external", critical: ["/to"] },
  { id: "mail-out", tool: "mail.send", category: "send_external_communication", unless: { arg: "/to", every: { emailDomain: "example.com" } } },
  { id: "money", tool: "pay", category: "financial_transaction", amount: { pointer: "/amount", currency: "/currency" }, summary: "Zahle {/amount} {/currency} an {/to/0}" },
];

function policy(random, at) {
  const autonomy = random.maybe(() => ({
    level: random.pick(["constrained", "monitored", "monitored", "full", "full", "supervised"]),
    preApproved: random.maybe(() => random.list(2, () => random.pick(GLOBS))),
    assessed: random.maybe(() => random.pick(["2020-01-01", "2026-11-01", "2026-11-18"])),
    spotReview: random.maybe(() => random.pick([0, 0.1, 0.5, 1])),
    hard: random.maybe(() => random.list(3, () => hard(random)).map((constraint, place) => ({ id: `h${place}`, ...constraint }))),
  }));
  const free = autonomy?.level === "monitored" || autonomy?.level === "full";
  return defined({
    holdpoint: 1,
    name: `generated ${at} ${random.pick(TEXTS.slice(1, 10))}`,
    currency: random.maybe(() => "USD"),
    rates: { EUR: random.pick(["1.10", "1.0833333333333333333", "0.9"]), JPY: "0.0066" },
    defaultTier: random.maybe(() => random.pick(["external", "irreversible", 3, 4])),
    financial: random.maybe(() => ({ threshold: random.pick(["0", "50.00", "100.00"]), limit: random.maybe(() => random.pick(["100.00", "1000.00"])) })),
    categories: { filing: { tier: "irreversible" }, chat: { tier: "external" } },
    tiers: { external: { route: random.pick(["stage", "confidence", free ? "log" : "stage"]), floor: random.maybe(() => random.pick([0.5, 0.7, 0.85])) } },
    tools: [...random.list(6, () => 0).map((_, place) => rule(random, `r${place}`)), ...(random.below(5) > 0 ? USUAL : [])],
    triggers: random.maybe(() => triggers(random)),
    protected: random.maybe(() => ["vault.*"], 30),
    autonomy,
    approval: random.maybe(() => ({ ...approval(random), sensitive: undefined, securityRoles: random.maybe(() => ["security", "ciso"]) })),
  });
}

function hard(random) {
  return random.pick([
    { kind: "tools", allow: ["get_*", "pay", "größe.*"] },
    { kind: "spend", limit: "100.00", window: "24h" },
    { kind: "rate", perMinute: 10 },
    { kind: "hours", from: "09:00", to: "17:00", days: ["mon", "wed"], offset: "+02:00" },
    { kind: "chain", maxDepth: 3 },
    { kind: "subAgents", max: 2 },
  ]);
}

function rule(random, id) {
  const [tier, category] = random.pick([
    [], [1], [2], [3], [4], ["read_only"], ["reversible"], ["external"], ["irreversible"], [undefined, "financial_transaction"], [undefined, "financial_transaction"],
    [undefined, "delete_data"], [undefined, "send_external_communication"], [undefined, "filing"], [undefined, "chat"], [4, "chat"],
  ]);
  return {
    id,
    tool: random.pick(GLOBS),
    tier,
    category,
    when: random.maybe(() => condition(random, 2), 30),
    unless: random.maybe(() => condition(random, 2), 30),
    amount: random.maybe(() => random.pick([{ pointer: "/amount" }, { pointer: "/amount", currency: "/currency" }, { each: "/parts", pointer: "/amount", currency: "EUR" }])),
    critical: random.maybe(() => ["/amount", "/to"]),
    rows: random.maybe(() => "/amount", 20),
    summary: random.maybe(() => "Zahle {/amount} {/currency} an {/to/0} – {/t}"),
    reversible: random.maybe(() => random.below(2) === 0, 30),
    idempotent: random.maybe(() => random.below(2) === 0, 30),
    triggers: random.maybe(() => triggers(random), 20),
    approval: random.maybe(() => approval(random), 40),
  };
}

function condition(random, depth) {
  if (depth > 0 && random.below(3) === 0) {
    const inner = () => condition(random, depth - 1);
    return random.pick([() => ({ not: inner() }), () => ({ allOf: [inner(), inner()] }), () => ({ anyOf: [inner(), inner()] })])();
  }
  return random.pick([
    { arg: "/t", equals: random.pick(["a", "é", "e\u0301", 1, 0, null, "👩‍💻"]) },
    { arg: "/t", notEquals: "a" },
    { arg: "/t", oneOf: ["a", 1, null, "订单", 0.1] },
    { arg: "/amount", atLeast: 50 },
    { arg: "/amount", greaterThan: 0.1, atMost: 100.01 },
    { arg: "/amount", lessThan: 100, exists: true },
    { arg: "/to", every: { emailDomain: "example.com" } },
    { arg: "/to", some: { matches: "*@evil.?est" } },
    { arg: "/to/0", exists: true },
    { arg: "/path", pathWithin: "/srv/data" },
    { arg: "/url", hostIs: "api.example.com" },
    { arg: "/t", startsWith: "e", endsWith: "\u0301" },
    { arg: "/parts", some: { arg: "/amount", equals: "0.10" } },
  ]);
}

function triggers(random) {
  const enabled = () => random.maybe(() => random.below(2) === 0, 30);
  const share = () => random.maybe(() => random.pick([0.2, 0.5, 0.69, 0.7, 0.8, 0.9]));
  return {
    confidence: random.maybe(() => ({ enabled: enabled(), floor: share(), chainFloor: share(), minTier: random.maybe(() => 1 + random.below(4)), use: random.maybe(() => random.pick(["estimate", "lower"])) })),
    frustration: random.maybe(() => ({ enabled: enabled(), threshold: share(), failures: random.maybe(() => 1 + random.below(4)) })),
    sla: random.maybe(() => ({ enabled: enabled(), buffer: random.maybe(() => random.pick(["0m", "15m", "1h", "P1D"])) })),
    anomaly: random.maybe(() => ({ enabled: enabled(), threshold: share() })),
  };
}

function approval(random) {
  return {
    quorum: random.maybe(() => 1 + random.below(3)),
    roles: random.maybe(() => random.list(2, () => random.pick(["ops", "finance", "rückgabe"]))),
    sensitive: random.maybe(() => random.below(2) === 0),
    window: random.maybe(() => random.pick(["5m", "30m", "24h"])),
    ttl: random.maybe(() => random.pick(["24h", "7d", "PT36H"])),
    onTimeout: random.maybe(() => random.pick(["kill", "deny", "escalate"])),
  };
}

function action(random) {
  const amount = () => random.maybe(() => (random.below(2) === 0 ? random.pick(NUMBERS) : random.pick(MONEY)), 80);
  const known = {
    amount: amount(),
    currency: random.maybe(() => random.pick([...CURRENCIES, "usd", 7])),
    t: random.maybe(() => (random.below(2) === 0 ? random.pick(["a", "é", "e\u0301", 1, null]) : json(random, 0)), 80),
    to: random.maybe(() => random.list(3, () => random.pick(["a@example.com", "b@evil.test", "a@example.com.evil.test", "nobody", "ü@example.com", "a@EXAMPLE.com"])), 70),
    parts: random.maybe(() => random.list(3, () => ({ amount: amount() })), 50),
    path: random.maybe(() => random.pick(["/srv/data/x", "/srv/data/../etc", "/srv/database", "x", "/srv/data/\u0000"])),
    url: random.maybe(() => random.pick(["https://api.example.com/", "https://API.example.com:443/ü", "https://api.example.com.evil.test/", "http://a@api.example.com\\@evil", "::", "https://münchen.example/"])),
  };
  const free = Object.fromEntries(random.list(3, () => [random.pick(KEYS), json(random, 3)]));
  const agent = random.maybe(() => random.pick(TEXTS.slice(1, 10)));
  return {
    tool: random.pick(TOOLS),
    args: { ...known, ...free },
    session: `s-${random.below(9)}`,
    callId: random.maybe(() => `call-${random.bits()}`),
    agent,
    path: agent && ["root", agent],
    principal: random.maybe(() => random.pick(["alice", "Zoë"])),
  };
}

/** Any JSON value, so many containers deep at most. */
function json(random, depth) {
  switch (random.below(depth > 0 ? 7 : 5)) {
    case 0:
      return random.pick(TEXTS) + random.pick(TEXTS);
    case 1:
      return random.pick(NUMBERS);
    case 2:
      return (random.bits() - 2 ** 31) / random.pick([1, 3, 1000, 2 ** 20]); // one correctly rounded division
    case 3:
      return random.pick([true, false, null]);
    case 4:
      return String.fromCodePoint(...random.list(6, () => character(random)));
    case 5:
      return random.list(4, () => json(random, depth - 1));
    default:
      return Object.fromEntries(random.list(4, () => [random.pick(KEYS) + random.pick(KEYS), json(random, depth - 1)]));
  }
}

/** Any character but half of a surrogate pair. */
function character(random) {
  const code = random.pick([0x80, 0x800, 0x10000, 0x110000]);
  const point = random.below(code);
  return point >= 0xd800 && point < 0xe000 ? point - 0x800 : point;
}

function context(random) {
  const share = () => random.maybe(() => random.pick(SHARES));
  return {
    now: NOW + random.below(86_400_000),
    claims: random.maybe(() => ({
      confidence: random.maybe(() => ({ intent: share(), retrieval: share() }), 80),
      reversible: random.maybe(() => random.below(2) === 0, 20),
      impact: random.maybe(() => ({ amount: random.pick(["5.00", "250.00", "-1"]), currency: random.pick(CURRENCIES) }), 20),
      needsHelp: random.maybe(() => random.below(2) === 0, 20),
      reasoning: random.maybe(() => random.pick(TEXTS)),
      alternatives: random.maybe(() => random.list(2, () => random.pick(TEXTS))),
    }), 80),
    signals: random.maybe(() => ({
      sentiment: random.maybe(() => ({ anger: share(), confusion: share() }), 30),
      failures: random.maybe(() => random.below(5), 20),
      sla: random.maybe(() => ({ deadline: NOW + random.pick([0, 900_000, 900_001, 90_000_000]), state: random.maybe(() => random.pick(TEXTS)), blocker: random.maybe(() => "wartet auf Zoë") }), 30),
      anomaly: random.maybe(() => ({ score: share(), injection: share(), reasons: random.maybe(() => random.list(2, () => random.pick(TEXTS))) }), 30),
      origins: random.maybe(() => ({ "/amount": random.pick(["user", "trusted_tool", "untrusted"]), "/to/0": "untrusted" }), 20),
    })),
    chain: random.maybe(() => random.list(5, () => ({ confidence: random.pick(SHARES), agent: random.maybe(() => random.pick(["planner", "Prüfer"])), verified: random.maybe(() => random.below(2) === 0, 30) }))),
    exposure: random.maybe(() => Object.fromEntries(random.list(2, () => [random.pick(CURRENCIES), random.pick(["0", "59.99", "99.90", "-3", "12345678901234567890.123456789"])]))),
    usage: random.maybe(() => ({
      spend: random.maybe(() => ({ h0: random.pick(["0", "99.00", "100.01"]), h1: "0.01" })),
      callsLastMinute: random.maybe(() => random.below(20)),
      depth: random.maybe(() => random.below(6)),
      subAgents: random.maybe(() => random.below(4)),
    })),
    autonomy: random.maybe(() => ({ level: random.pick(LEVELS), assessed: random.maybe(() => random.pick(["2020-01-01", "2026-11-01"])) }), 15),
    kill: random.maybe(() => ({ engaged: random.below(2) === 0, level: random.maybe(() => random.pick(["throttle", "pause", "stop", "terminate"])), scope: random.maybe(() => random.pick(TEXTS)) }), 10),
    handoffs: random.maybe(() => random.list(2, () => random.pick(["frustration", "sla"])), 15),
  };
}

/** What a host adds to a package. */
function extra(random) {
  const args = () => action(random).args;
  const words = () => random.maybe(() => random.pick([...TEXTS, "Line one.\nLine two: pay $5 to `mallory`\n[approve](https://evil.test)", "word ".repeat(200), "cm0gLXJmIC8gLS1uby1wcmVzZXJ2ZS1yb290"]));
  return {
    requestId: random.maybe(() => `req-${random.pick(TEXTS)}`),
    requestedAt: random.maybe(() => NOW + random.below(1_000_000)),
    step: random.maybe(() => random.below(40)),
    tool: random.maybe(() => ({ title: words(), schemaVersion: random.maybe(() => "3") })),
    state: random.maybe(() => ({ before: args(), after: random.maybe(args, 20) })),
    lastApproved: random.maybe(() => ({ args: args(), at: random.maybe(() => NOW - 1_000_000), requestId: random.maybe(() => "r-7") })),
    impact: random.maybe(() => ({ money: { amount: "1234567.80", currency: random.pick(CURRENCIES) }, rows: random.maybe(() => random.bits()), affected: random.maybe(() => random.list(3, () => random.pick(TEXTS))) }), 30),
    evidence: random.maybe(() => ({ query: words(), retrieved_evidence: random.maybe(() => random.list(3, () => random.pick(TEXTS))), account_status: random.maybe(() => json(random, 3)) })),
    budget: random.maybe(() => random.pick([0, 150, 400, 1_500, 100_000])),
    ...random.maybe(() => ({ redactions: { pointers: random.maybe(() => ["/t"]), types: random.maybe(() => ["email", "card"]) }, redactionKey: "ab".repeat(32) }), 20),
  };
}

/** Something that every reader refuses: the words and places of the refusal are compared too. */
function spoil(random, { action, context, extra }) {
  random.pick([
    () => delete action.session,
    () => (action.tool = 7),
    () => (action.argz = {}),
    () => (context.signalz = {}),
    () => (context.chain = [{ confidence: 1.5 }, { confidence: "high" }]),
    () => (context.exposure = { USD: "1,00" }),
    () => (action.args = { "ä/~": random.pick([2 ** 53, -1e21, 1.5e300]) }),
    () => (context.autonomy = { level: "monitord" }),
    () => (extra.evidence = { qwery: 1 }),
    () => (extra.redactions = { types: ["ibn"] }),
  ])();
}

/** Without the absent members, which JSON leaves out. */
function defined(value) {
  return JSON.parse(JSON.stringify(value));
}
