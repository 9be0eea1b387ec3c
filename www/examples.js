// What the page starts with.
export const POLICY = {
  holdpoint: 1,
  name: "support-desk",
  currency: "USD",
  rates: { EUR: "1.10" },
  tools: [
    { id: "lookups", tool: "get_*", tier: "read_only" },
    { id: "drafts", tool: "email.draft", tier: "reversible", undo: { tool: "email.discard" } },
    {
      id: "refund",
      tool: "payments.refund",
      category: "financial_transaction",
      amount: { pointer: "/amount", currency: "/currency" },
      critical: ["/amount", "/recipient"],
      approval: { roles: ["finance"] },
    },
    { id: "mail", tool: "email.send", tier: "external", critical: ["/to"] },
    {
      id: "mail-out",
      tool: "email.send",
      category: "send_external_communication",
      critical: ["/to", "/body"],
      unless: { arg: "/to", every: { emailDomain: "example.com" } },
    },
  ],
};

export const CONTEXT = { claims: { confidence: { intent: 0.95 } } };

const act = (tool, args) => ({ tool, args, session: "s-1", callId: "c-1" });

/** Name, action, and the context where it is not the usual one. */
export const EXAMPLES = [
  ["a refund of 250", act("payments.refund", { amount: "250.00", currency: "USD", recipient: "ann" })],
  ["a small refund", act("payments.refund", { amount: "40.00", currency: "EUR", recipient: "ann" })],
  ["a second small refund", act("payments.refund", { amount: "60.00", currency: "USD", recipient: "ann" }), { ...CONTEXT, exposure: { USD: "60.00" } }],
  ["a look-up", act("get_order", { id: 7 })],
  ["a doubtful draft", act("email.draft", { to: "ann" }), { claims: { confidence: { intent: 0.8 } } }],
  ["mail to a colleague", act("email.send", { to: ["ann@example.com"], body: "hi" })],
  ["mail to a look-alike", act("email.send", { to: ["ann@example.com.evil.test"], body: "hi" })],
  ["an injection", act("get_order", { id: 8 }), { ...CONTEXT, signals: { anomaly: { injection: 0.95 } } }],
  ["a tool nobody named", act("rocket.launch", {})],
  ["the gate itself", act("holdpoint.respond", { verdict: "approve" })],
];
