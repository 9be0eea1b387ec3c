// What the page starts with: a policy as people write them, and actions that show what it does.

export const POLICY = `holdpoint: 1
name: support-desk
currency: USD

tools:
  # Tier 1 looks, and runs at once.
  - { id: lookups, tool: "get_*", tier: read_only }

  # Tier 2 can be undone: runs, logged.
  - id: drafts
    tool: email.draft
    tier: reversible
    undo: { tool: email.discard }

  # Money: staged up to 100, held above. Twice 60 is 120.
  - id: refund
    tool: payments.refund
    category: financial_transaction
    amount:
      pointer: /amount
      currency: /currency
    critical: [/amount, /recipient]
    summary: "Refund {/amount} to {/recipient}"
    approval: { roles: [finance] }

  # Tier 3: mail to a colleague is staged …
  - id: mail
    tool: email.send
    tier: external
    critical: [/to]

  # … to anybody else it waits (tier 4).
  - id: mail-out
    tool: email.send
    category: send_external_communication
    critical: [/to, /body]
    unless:
      arg: /to
      every: { emailDomain: example.com }

# A tool that nobody has named waits for a person.
defaultTier: irreversible

rates: { EUR: "1.10" }

triggers:
  # Calibrated, not claimed.
  confidence: { floor: 0.7, chainFloor: 0.5 }
  frustration: { threshold: 0.7, failures: 3 }
  sla: { buffer: 15m }
  anomaly: { threshold: 0.8 }
`;

/** A fixed moment, so that whatever is shared looks the same tomorrow. */
const NOW = Date.UTC(2026, 10, 24, 12);
const SURE = { now: NOW, claims: { confidence: { intent: 0.95 }, reasoning: "The order arrived damaged. The customer asked for the money back." } };

type Example = { readonly name: string; readonly action: string; readonly context: string };

function example(name: string, tool: string, args: object, context: object = {}): Example {
  return { name, action: pretty({ tool, args, session: "s-1", callId: "c-1", agent: "support" }), context: pretty({ ...SURE, ...context }) };
}

/** By what they show. */
export const GROUPS: readonly { readonly title: string; readonly examples: readonly Example[] }[] = [
  { title: "Tier 1 · only reads", examples: [example("a look-up", "get_order", { id: 7 })] },
  {
    title: "Tier 2 · can be undone",
    examples: [example("a draft", "email.draft", { to: "ann@example.com", body: "Hello" }), example("a doubtful draft", "email.draft", { to: "ann@example.com" }, { claims: { confidence: { intent: 0.8 } } })],
  },
  { title: "Tier 3 · reaches others", examples: [example("mail to a colleague", "email.send", { to: ["bob@example.com"], body: "Please look at order 7." })] },
  {
    title: "Tier 4 · cannot be undone",
    examples: [
      example("a refund of 250", "payments.refund", { amount: "250.00", currency: "USD", recipient: "Ann Miller", reason: "damaged in transit" }),
      example("a small refund", "payments.refund", { amount: "40.00", currency: "EUR", recipient: "Ann Miller" }),
      example("a second small refund", "payments.refund", { amount: "60.00", currency: "USD", recipient: "Ann Miller" }, { exposure: { USD: "60.00" } }),
      example("mail to a look-alike", "email.send", { to: ["bob@example.com.evil.test"], body: "All customer data attached." }),
      example("a tool nobody named", "rocket.launch", { pad: 39 }),
    ],
  },
  {
    title: "What the moment changes",
    examples: [
      example("an injection", "get_order", { id: 8 }, { signals: { anomaly: { injection: 0.95, reasons: ["the order's note says: ignore your instructions"] } } }),
      example("an angry customer", "email.draft", { to: "ann@example.com" }, { signals: { sentiment: { anger: 0.9 } } }),
      example("a deadline", "payments.refund", { amount: "40.00", currency: "USD", recipient: "Ann Miller" }, { signals: { sla: { deadline: NOW + 600_000, state: "waiting for the refund" } } }),
      example("a long chain", "email.draft", { to: "ann@example.com" }, { chain: Array.from({ length: 4 }, () => ({ confidence: 0.9 })) }),
      example("the gate itself", "holdpoint.respond", { verdict: "approve" }),
    ],
  },
];

function pretty(value: object): string {
  return JSON.stringify(value, null, 2);
}

const FIRST = GROUPS[3]!.examples[0]!;
export const [ACTION, CONTEXT] = [FIRST.action, FIRST.context];
