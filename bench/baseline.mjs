// What a good programmer writes by hand for this one policy: no interpreter, no digests, no reasons, no checks of the input. The yardstick of every ratio.
// Its answers are those of the gate (equivalent.test.mjs).
const [PROCEED, LOG, REVIEW, HOLD, BLOCK, HALT] = [0, 1, 2, 3, 4, 5];
const BUFFER = 15 * 60_000;

/** The oversight of an item, 0 to 5, with this routing of tier 3. */
export function baseline(route) {
  return route === "stage" ? ({ action, context }) => decide(action, context, tierOf(action, context), false) : ({ action, context }) => decide(action, context, tierOf(action, context), true);
}

/** The same, remembering what it found out about a tool's name. */
export function memoised(route) {
  const routed = route === "confidence";
  const known = new Map();
  return ({ action, context }) => {
    let kind = known.get(action.tool);
    if (kind === undefined) {
      if (known.size >= 4096) known.clear();
      known.set(action.tool, (kind = kindOf(action.tool)));
    }
    return decide(action, context, tierOfKind(kind, action.args, context), routed);
  };
}

function decide(action, context, tier, routed) {
  if (context.kill !== undefined && context.kill.engaged && context.kill.level !== "throttle") return HALT;
  const signals = context.signals;
  if (tier === PROTECTED) return BLOCK;
  if (signals !== undefined) {
    const anomaly = signals.anomaly;
    if (anomaly !== undefined && (anomaly.injection >= 0.8 || anomaly.score >= 0.8)) return BLOCK;
  }
  if (tier === 4 || tier === UNDOABLE) return HOLD;
  const claims = context.claims;
  if (claims !== undefined && (claims.needsHelp === true || claims.reversible === false)) return HOLD;
  if (signals !== undefined) {
    const { sentiment, sla } = signals;
    if (sentiment !== undefined && (sentiment.anger >= 0.7 || sentiment.confusion >= 0.7)) return HOLD;
    if (signals.failures >= 3) return HOLD;
    if (sla !== undefined && sla.deadline - context.now <= BUFFER) return HOLD;
  }
  if (tier === 1) return PROCEED;
  let calibrated = -1;
  if (claims !== undefined && claims.confidence !== undefined) {
    const { intent, retrieval } = claims.confidence;
    calibrated = worth(retrieval === undefined || intent < retrieval ? intent : retrieval);
    if (calibrated < 0.7) return REVIEW;
  }
  if (context.chain !== undefined) {
    let product = 1;
    for (const step of context.chain) product *= worth(step.confidence);
    if (calibrated >= 0) product *= calibrated;
    if (product < 0.5) return REVIEW;
  }
  if (tier === 2) return LOG;
  return routed && calibrated >= 0.85 ? LOG : REVIEW;
}

/** The temperature-2 prior, never above the claim. */
export function worth(claim) {
  const c = claim < 0.025 ? 0.025 : claim > 0.975 ? 0.975 : claim;
  const prior = 1 / (1 + Math.sqrt((1 - c) / c));
  return prior < claim ? prior : claim;
}

const UNDOABLE = 5;
const PROTECTED = 6;
const ROWS = 7;
const DEPLOY = 8;
const MAIL = 9;
const MONEY = 10;

function tierOf(action, context) {
  return tierOfKind(kindOf(action.tool), action.args, context);
}

function tierOfKind(kind, args, context) {
  switch (kind) {
    case ROWS:
      return args.rows > 1000 ? 4 : 3;
    case DEPLOY:
      return args.environment === "production" ? 4 : 3;
    case MAIL:
      return args.recipient.endsWith("@example.com") ? 3 : 4;
    case MONEY: {
      const before = context.exposure === undefined ? 0 : Number(context.exposure.USD);
      return args.amount + before > 100 ? 4 : 3;
    }
    default:
      return kind;
  }
}

function kindOf(tool) {
  switch (tool) {
    case "kb.search": case "kb.fetch": case "calendar.list": case "weather.now": case "fx.rates": case "tickets.get": case "tickets.search":
      return 1;
    case "email.draft": case "tickets.comment": case "tickets.tag": case "tickets.assign": case "calendar.hold": case "crm.note": case "cart.add": case "cart.remove":
      return 2;
    case "slack.post_message": case "calendar.invite": case "tickets.close": case "files.upload": case "sms.queue": case "social.schedule":
      return 3;
    case "k8s.apply": case "sms.send": case "users.set_role":
      return 4;
    case "vendor.order_sample":
      return UNDOABLE;
    case "email.send":
      return MAIL;
    case "payments.refund": case "payments.charge":
      return MONEY;
  }
  if (tool.startsWith("policy.") || tool.includes("holdpoint")) return PROTECTED;
  if (tool.endsWith(".delete") || tool.startsWith("db.drop_") || tool.startsWith("iam.")) return 4;
  if (tool.startsWith("payouts.")) return MONEY;
  if (tool.startsWith("deploy.")) return DEPLOY;
  if (tool.startsWith("db.write_")) return ROWS;
  if (tool.startsWith("webhooks.") || tool.startsWith("crm.update_") || tool.startsWith("jira.create_")) return 3;
  if (tool.startsWith("notes.") || tool.startsWith("cache.") || tool.startsWith("files.stage_")) return 2;
  if (tool.startsWith("get_") || tool.startsWith("list_") || tool.startsWith("search_") || tool.startsWith("db.read_") || tool.startsWith("crm.get_") || tool.startsWith("crm.list_") || tool.endsWith(".describe")) return 1;
  return 4;
}
