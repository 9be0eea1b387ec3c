// Made from the Rust types by `cargo xtask types`. The difference of this file is the review of the API.

/** A person is on it, so that the ladder tells nobody else. */
export type AcknowledgedEvent = {
  /** Which event. */
  type: "acknowledged";
  /** Who. */
  by: Identity;
};

/** Somebody is on it. */
export type Acknowledgement = {
  /** Who. */
  by: string;
  /** Since when. */
  at: number;
};

/** A tool call as it would run. Nothing in it is the agent's opinion: it is classified by the policy. */
export type Action = {
  /** The tool's name. */
  tool: string;
  /** The exact arguments. */
  args: Json;
  /** The session (conversation, run) that it belongs to. */
  session: string;
  /** The framework's id of this call; `guard` needs it. */
  callId?: string;
  /** The agent that proposes it. */
  agent?: string;
  /** From the root agent down to the sub-agent. */
  path?: Array<string>;
  /** On whose behalf. */
  principal?: string;
};

/** An alarm: from here on the claims are taken for too high, and a calibrator for worth no more than its prior, until it is fitted anew. */
export type Alarm = {
  /** The sample that raised it, counted from 1. */
  at: number;
  /** What raised it. */
  kind: AlarmKind;
  /** The logarithm of the evidence, or the cumulative sum, at that sample. */
  evidence: number;
};

/** What raised an alarm. */
export type AlarmKind = "e_process" | "cusum";

/** Where an amount stands in the arguments. */
export type Amount = {
  /** Pointer to the amount: a JSON number or plain decimal text. */
  pointer: string;
  /** Pointer to a list whose amounts are summed; `pointer` then starts at each element. */
  each?: string;
  /** A pointer to the currency or a literal code. Default: the policy's currency. */
  currency?: string;
};

/** What detectors say, scores from 0 to 1. */
export type Anomaly = {
  /** How far out of distribution. */
  score?: number;
  /** How much like an injection. */
  injection?: number;
  /** Why, for the reviewer. */
  reasons?: Array<string>;
};

/** When something looks wrong. */
export type AnomalySettings = {
  /** `false` switches it off. */
  enabled?: boolean;
  /** The score from which it fires. Default: 0.8. */
  threshold?: number;
};

/** The agent or the host answers the oldest open question. */
export type AnsweredEvent = {
  /** Which event. */
  type: "answered";
  /** With what. */
  text: string;
};

/** How a person may approve. */
export type Approval = {
  /** How long the request waits before `onTimeout`; `null` for `review`. */
  windowMs: number | null;
  /** How long the request lives. */
  ttlMs: number;
  /** How soon an approval must be used. */
  executeWithinMs: number;
  /** What happens when nobody answers in time. */
  onTimeout: OnTimeout;
  /** Who must approve: each on its own, one person counts once in each. */
  requirements: Array<Requirement>;
};

/** What was said to a question. */
export type ApprovalAnswer = {
  /** What. */
  text: string;
  /** When. */
  at: number;
};

/** What a person's answer is about. */
export type ApprovalDigests = {
  /** Of the action. */
  action: string;
  /** Of the package; `null` where there is none. */
  package: string | null;
  /** Of the policy. */
  policy: string;
};

/** The last edit of the arguments. */
export type ApprovalEdit = {
  /** Who. */
  by: string;
  /** When. */
  at: number;
  /** The digest of the action as it was before. */
  action: string;
  /** Whether the edited action is looked at more strictly, so that the editor cannot approve it. */
  stricter: boolean;
};

/** Why a request ended without running. */
export type ApprovalEnd = {
  /** A word: see `docs/codes.md`. */
  code: string;
  /** A sentence for the model and the log. */
  text: string;
  /** Who ended it. */
  by?: string;
  /** Resources that are not as they were. */
  drift?: Array<ResourceDrift>;
};

/** What the log holds of a step, beside its place and time there. */
export type ApprovalEntry = {
  /** The event; `ticked` where time alone did it. */
  type: ApprovalEventType;
  /** The request. */
  request: string;
  /** Its version after the step. */
  version: number;
  /** Where it stood; absent before the first. */
  from?: ApprovalStatus;
  /** Where it stands; absent where no request was made. */
  to?: ApprovalStatus;
  /** The tool. */
  tool: string;
  /** The session. */
  session: string;
  /** The agent. */
  agent?: string;
  /** On whose behalf. */
  principal?: string;
  /** What it is about, after the step. */
  digests: ApprovalDigests;
  /** Who did it, and how that was established. */
  by?: Identity;
  /** The request, the kill switch's thrower or the worker that did it. */
  source?: string;
  /** What a person said. */
  verdict?: Verdict;
  /** Why. */
  reason?: ApprovalReason;
  /** What they wrote, or why it ended. */
  text?: string;
  /** The digests that they were shown. */
  shown?: ShownDigests;
  /** When they opened it, by their own clock. */
  openedAt?: number;
  /** When all of it had been on their screen, by their own clock. */
  shownAt?: number;
  /** When they decided, by their own clock. */
  decidedAt?: number;
  /** Why the event was refused. */
  refused?: Code;
  /** The action, where it is new. */
  action?: Action;
  /** What the gate said of it. */
  oversight?: Oversight;
  /** The grant that released it. */
  grant?: string;
  /** The fencing token. */
  token?: number;
  /** The key of what runs. */
  idempotencyKey?: string;
  /** The policy in force when it was started. */
  policy?: string;
  /** The digest of the result. */
  result?: string;
  /** What went wrong. */
  error?: ExecutionError;
  /** How a person said it ended. */
  outcome?: ExecutionOutcome;
  /** What turned out to be true. */
  label?: string;
  /** Resources that are not as they were. */
  drift?: Array<ResourceDrift>;
  /** Rungs of the ladder that were told. */
  told?: Array<string>;
};

/** What may happen to a request; inside with the terms of the decision that it brings. */
export type ApprovalEvent = RequestedEvent | RespondedEvent | AnsweredEvent | AcknowledgedEvent | ClaimedEvent | RenewedEvent | CompletedEvent | FailedEvent | LostEvent | ResolvedEvent | CancelledEvent | SupersededEvent | KilledEvent | TickedEvent | LabelledEvent | UndoneEvent;

/** What may happen to a request. */
export type ApprovalEventType = "requested" | "responded" | "answered" | "acknowledged" | "claimed" | "renewed" | "completed" | "failed" | "lost" | "resolved" | "cancelled" | "superseded" | "killed" | "ticked" | "labelled" | "undone";

/** What turned out to be true. */
export type ApprovalLabel = {
  /** Who says so. */
  by: string;
  /** What: a word that can be counted. */
  outcome: string;
  /** What else. */
  note?: string;
  /** When. */
  at: number;
};

/** Who may report, until when. */
export type ApprovalLease = {
  /** The fencing token: higher for each claim. */
  token: number;
  /** When it ends unless it is renewed. */
  until: number;
  /** Who holds it. */
  worker: string;
};

/** What a reviewer asked back. */
export type ApprovalQuestion = {
  /** Who asks. */
  by: string;
  /** What. */
  text: string;
  /** When. */
  at: number;
  /** What the agent or the host said to it. */
  answer?: ApprovalAnswer;
};

/** Why a person said so. */
export type ApprovalReason = {
  /** A word that can be counted. */
  code: string;
  /** What the agent is told. */
  text: string;
};

/** A held action, and all that became of it. What it holds of an action, a context, a decision, a package and a result is kept as it came. */
export type ApprovalRequest = {
  /** Its name. */
  id: string;
  /** How often it has changed, from 1. */
  version: number;
  /** Where it stands. */
  status: ApprovalStatus;
  /** What runs, exactly. */
  action: Action;
  /** What was known when it was decided, frozen. */
  context: Context;
  /** What the gate said. */
  decision: Decision;
  /** What people see; `null` where nobody is asked. */
  package: ContextPackage | null;
  /** What an answer must name. */
  digests: ApprovalDigests;
  /** The digest of the action as it was asked, before any edit: by it a call that comes back is known. */
  asked: string;
  /** The same for every try of the same effect. */
  idempotencyKey: string;
  /** Whether the tool honours that key, so that it may be tried again when nobody knows whether it happened. */
  idempotent: boolean;
  /** When it was asked. */
  requestedAt: number;
  /** When it changed last. */
  updatedAt: number;
  /** When the window for an answer ends. */
  deadline: number | null;
  /** When it dies unless it has started; `null` where nobody is asked. */
  expiresAt: number | null;
  /** When an approval is worth nothing any more. */
  executeBy: number | null;
  /** The sum of the kill switches' epochs of its scopes when it was asked. */
  epoch: number;
  /** Who runs the agent: never enough alone. */
  operator: string | null;
  /** The versions of what it touches when it was asked. */
  resources: { [key: string]: string } | null;
  /** Where the credential is found; never the credential. */
  credentialRef: string | null;
  /** Requests with the same tool and arguments that wait or of which nobody knows. */
  similar: Array<string>;
  /** The request whose place it takes. */
  supersedes: string | null;
  /** The request that took its place. */
  supersededBy: string | null;
  /** The grant that released it. */
  grant: string | null;
  /** Who is told when, the soonest first. */
  ladder: Array<LadderStep>;
  /** Every answer. */
  responses: Array<ApprovalResponse>;
  /** Who must still approve, how many and with which roles; absent where it waits for nobody. Nothing goes by it: the answers are counted anew. */
  missing?: Array<ApprovalRequirement>;
  /** What reviewers asked back. */
  questions: Array<ApprovalQuestion>;
  /** Who is on it. */
  acknowledged: Array<Acknowledgement>;
  /** How many rungs of the ladder were told. */
  rung: number;
  /** The last edit. */
  edit: ApprovalEdit | null;
  /** Who runs it, until when. */
  lease: ApprovalLease | null;
  /** The last fencing token that was given; 0 before the first. */
  token: number;
  /** What came of it. */
  result?: Json;
  /** Why it failed, or why nobody knows. */
  error: ExecutionError | null;
  /** Why it ended without running. */
  ended: ApprovalEnd | null;
  /** How a person said it ended. */
  resolution: Resolution | null;
  /** What turned out to be true. */
  label: ApprovalLabel | null;
  /** How to undo it. */
  undo: ApprovalUndo | null;
  /** The request that undoes it. */
  undone: ApprovalUndone | null;
  /** What stood there before, as the host kept it for the undo. */
  before?: Json;
};

/** People who are still needed. */
export type ApprovalRequirement = {
  /** The rule that asks for them; `null` for the policy's own. */
  rule: string | null;
  /** How many. */
  quorum: number;
  /** With which roles; none means any authenticated person. */
  roles: Array<string>;
};

/** A person's answer. */
export type ApprovalResponse = {
  /** Who, and how that was established. */
  by: Identity;
  /** What they said. */
  verdict: Verdict;
  /** What it is about: what was shown, and for an edit what the editor made of it. */
  digests: ShownDigests;
  /** Why. */
  reason?: ApprovalReason;
  /** What else they wrote. */
  text?: string;
  /** When it was taken. */
  at: number;
  /** When they opened it, by their own clock. */
  openedAt?: number;
  /** When all of it had been on their screen, by their own clock. */
  shownAt?: number;
  /** When they decided, by their own clock. */
  decidedAt?: number;
  /** True where it counts for nothing any more: what it is about was edited. */
  void?: boolean;
};

/** What to say to whoever brought the event. */
export type ApprovalSays = { "kind": "started";
/** The fencing token that reports must name. */
token: number;
/** When the lease ends unless it is renewed. */
until: number;
/** The digest of what runs. */
action: string;
/** The same for every try. */
idempotencyKey: string, } | { "kind": "waiting" } | { "kind": "paused" } | { "kind": "in_progress" } | { "kind": "executed" } | { "kind": "failed" } | { "kind": "recorded" } | { "kind": "refused";
/** Why: see `docs/codes.md`. */
code: Code;
/** A sentence for the person or the model. */
text: string;
};

/** How people approve, for the whole policy. */
export type ApprovalSettings = {
  /** How long a held action waits. Default: 30m. */
  window?: string;
  /** What happens then. Default: kill. */
  onTimeout?: OnTimeout;
  /** How long a staged action lives. Default: 7d. */
  ttl?: string;
  /** The same for tier 4 and sensitive rules. Default: 24h. */
  sensitiveTtl?: string;
  /** How soon an approval must be used. Default: 15m. */
  executeWithin?: string;
  /** How many people. Default: 1. */
  quorum?: number;
  /** Which roles may approve; none means any authenticated person. */
  roles?: Array<string>;
  /** Which roles may release what is blocked. Default: security. */
  securityRoles?: Array<string>;
  /** Who is told when. */
  ladder?: Array<LadderStep>;
};

/** Where a request stands. */
export type ApprovalStatus = "pending" | "approved" | "executing" | "executed" | "failed" | "unknown" | "rejected" | "taken_over" | "expired" | "cancelled" | "superseded" | "killed" | "stale";

/** What comes of an event. All of it is committed together or not at all. */
export type ApprovalStep = {
  /** The time that counts: never before the request's last change. */
  at: number;
  /** The request as it is now; `null` where nothing changed. */
  request: ApprovalRequest | null;
  /** What the log is to hold, in this order. */
  entries: Array<ApprovalEntry>;
  /** Whom to tell. */
  notify: Array<Notice>;
  /** What becomes of the amount that was set aside for it; `null` where it stays as it is. */
  exposure: ExposureChange | null;
  /** The session to pause, where nobody answered and the policy says `kill`. */
  pause: string | null;
  /** When to look again, if nothing happens before. */
  due: number | null;
  /** Who must still approve. */
  missing: Array<ApprovalRequirement>;
  /** What to say. */
  answer: ApprovalSays;
};

/** A call that undoes an action. */
export type ApprovalUndo = {
  /** The tool. */
  tool: string;
  /** Its arguments. */
  args: Json;
};

/** The request that undoes this one. */
export type ApprovalUndone = {
  /** Who wanted it. */
  by: string;
  /** Its name. */
  request: string;
  /** When. */
  at: number;
};

/** Whom a notice is for. */
export type Audience = "agent" | "reviewers" | "ladder";

/** The agent's autonomy. */
export type Autonomy = {
  /** The tier. */
  level: Level;
  /** Tools that a constrained agent may use unasked. */
  preApproved?: Array<string>;
  /** The date of the last assessment. */
  assessed?: string;
  /** The share of a full agent's runs that is reviewed afterwards. */
  spotReview?: number;
  /** Limits that hold whatever else is granted. */
  hard?: Array<HardConstraint>;
};

/** A beta distribution of success rates. */
export type BetaBinomialFit = {
  /** Cells with at least one trial. */
  cells: number;
  /** Mean success rate of a cell. */
  mean: number;
  /** Concentration: how many outcomes the mean is worth for a new cell, from 0.001 (each cell is all or nothing) to 1,000,000 (cells do not differ). Null where nothing tells: no cell has two trials, or all or none succeeded. */
  kappa: number | null;
};

/** Counts for each of so many bins of equal width, closed on the right, each drawn to the temperature-2 prior. */
export type BetaBinomialParams = {
  /** How many samples the prior is worth. */
  kappa: number;
  /** Samples in each bin. */
  counts: Array<number>;
  /** Those of them that came true. */
  right: Array<number>;
};

/** σ(a · ln claim − b · ln(1 − claim) + c), Kull et al. 2017. */
export type BetaParams = {
  /** Of ln claim. */
  a: number;
  /** Of −ln(1 − claim). */
  b: number;
  /** In log-odds. */
  c: number;
  /** Claims are clipped to [clip, 1 − clip]. */
  clip: number;
};

/** A bin with something in it. */
export type Bin = {
  /** Which one, from 0. */
  bin: number;
  /** Its lower edge; in bins of equal mass its lowest claim. */
  lower: number;
  /** Its upper edge; in bins of equal mass its highest claim. */
  upper: number;
  /** How many samples. */
  n: number;
  /** How many of them came true. */
  correct: number;
  /** Their mean claim. */
  meanConfidence: number;
  /** The share that came true. */
  accuracy: number;
  /** Mean confidence less accuracy: above 0 where claims are too high. */
  gap: number;
  /** Wilson's interval of the accuracy. */
  wilson95: [number, number];
  /** Clopper's and Pearson's interval of the accuracy. */
  clopperPearson95: [number, number];
  /** Jeffreys' interval of the accuracy. */
  jeffreys95: [number, number];
};

/** Where one bin ends and the next begins. */
export type BinScheme = "ew_right" | "ew_left" | "em_split" | "em_quantile_right";

/** How far confidence and accuracy lie apart over the bins that are not empty. */
export type BinnedErrors = {
  /** Expected calibration error: the mean distance, each bin weighted by its samples. */
  ece: number;
  /** Maximum calibration error: the largest distance. */
  mce: number;
  /** Average calibration error: the mean distance, each bin alike. */
  ace: number;
  /** Root mean square calibration error, each bin weighted by its samples. */
  rmsce: number;
};

/** Digests that a package holds. */
export type Bound = {
  /** Of the action as it would run. */
  action: string;
  /** Of the policy. */
  policy: string;
  /** Of the decision. */
  decision: string;
};

/** What is known without any assumption on how events hang together (Fréchet 1935), and the value were they independent. */
export type Bounds = {
  /** If the events are independent. */
  independent: number;
  /** The least that is possible. */
  lower: number;
  /** The most that is possible. */
  upper: number;
};

/** Brier = mcb − dsc + unc against the best monotone recalibration (Dimitriadis, Gneiting, Jordan 2021): no bins to choose. */
export type BrierCorp = {
  /** Miscalibration: what the best monotone map of the claims would save. Small is good. */
  mcb: number;
  /** Discrimination: what the mapped claims save against the share of right ones alone. Large is good. */
  dsc: number;
  /** Uncertainty: what the share of right ones alone would score. */
  unc: number;
};

/** Brier = rel − res + unc + wbv − wbc over bins (Stephenson, Coelho, Jolliffe 2008). */
export type BrierDecomposition = {
  /** Reliability: mean square distance of confidence and accuracy. Small is good. */
  rel: number;
  /** Resolution: mean square distance of a bin's accuracy and the whole's. Large is good. */
  res: number;
  /** Uncertainty: what the share of right ones alone would score. */
  unc: number;
  /** Variance of the claims within bins. */
  wbv: number;
  /** Twice the covariance of claims and outcomes within bins. */
  wbc: number;
};

/** The length of the short form. */
export type Budget = {
  /** Tokens allowed. */
  limit: number;
  /** Tokens taken: the bytes of the text rendering, its lines not wrapped, in UTF-8, divided by four and rounded up. */
  used: number;
};

/** Tests of the claim that every confidence is exact. */
export type CalibrationTests = {
  /** Mean confidence less accuracy: above 0 where claims are too high. */
  gapMeanConfMinusAcc: number;
  /** Right ones less claimed ones, in standard deviations: below −1.64 is over-confidence at 5 %. Nothing where every claim is 0 or 1. */
  gapZ: number | null;
  /** The probability of this many right ones or fewer if the claims were exact: small means over-confidence. */
  overconfPPoissonBinomial: number;
  /** Spiegelhalter's z (1986): the Brier score less what exact claims would give, in standard deviations. Nothing where every claim is 0, ½ or 1. */
  spiegelhalterZ: number | null;
  /** The probability of a z at least as far from 0. */
  spiegelhalterPTwoSided: number | null;
  /** The largest cumulative difference of outcomes and claims, by ascending claim, over n (Arrieta-Ibarra et al. 2022). */
  ecceMad: number;
  /** The range of those differences, the 0 before the first included. */
  ecceRange: number;
  /** The largest cumulative difference in standard deviations, after Kolmogorov and Smirnov. Nothing as for `gapZ`. */
  ksStat: number | null;
  /** The range of the differences in standard deviations, after Kuiper, the 0 before the first not included, as MAPIE. Nothing as for `gapZ`. */
  kuiperStatMapie: number | null;
};

/** A fitted map from claims to accuracy. */
export type Calibrator = {
  /** The version of this form: 1, and so where it is left out. */
  version?: number;
  /** How it was fitted. */
  method: Method;
  /** Logged outcomes behind it; none where it is left out. */
  n?: number;
  /** The method's parameters; the prior has none. */
  params?: Params;
  /** Whether the fit had more levels than a document holds, and rounds down by up to 1 ∕ 512. */
  thinned?: boolean;
  /** Whether a monitor's alarm is in force: then the gate counts it as without logs, until it is fitted anew. */
  alarm?: boolean;
};

/** It is withdrawn. */
export type CancelledEvent = {
  /** Which event. */
  type: "cancelled";
  /** Who withdraws it; the host or the agent where it is left out. */
  by?: Identity;
  /** Why. */
  reason: string;
};

/** A category's settings. */
export type CategorySettings = {
  /** Its tier. */
  tier: Tier | 1 | 2 | 3 | 4;
  /** What it means, for people. */
  description?: string;
};

/** What one cell has seen, such as the runs of one task. */
export type CellCounts = {
  /** How many succeeded. */
  successes: number;
  /** How many were tried, at most 100,000. */
  trials: number;
};

/** The reliability of a chain whose steps must all be right. */
export type Chain = {
  /** Steps. */
  steps: number;
  /** The product of the claims, or of the raw shares of counts. */
  naive: number;
  /** The product of the calibrated claims, or of the posterior means of counts: what the gate uses. Cautious where failures come together. */
  calibrated: number;
  /** The least that the calibrated steps allow, however they hang together (Fréchet). */
  lower: number;
  /** The most that they allow: the weakest step. */
  upper: number;
  /** With a common cause behind the steps: the Gaussian copula at `correlation`. */
  correlated: number;
  /** The correlation of the copula (latent) and of the two models below (of outcomes). */
  correlation: number;
  /** With a shock that decides for all steps at once. */
  commonShock: number;
  /** With one reliability for all steps that is itself unsure; null where the calibrated steps differ. */
  betaBinomial: number | null;
  /** For counts: how sure one can be of the reliability; null for claims, and where it is too small for a double. */
  interval: ChainInterval | null;
};

/** At most so deep a chain of calls; `usage.depth` counts. */
export type ChainConstraint = {
  /** Its name in decisions. */
  id: string;
  /** `chain` */
  kind: ChainKind;
  /** Calls. */
  maxDepth: number;
};

/** A credible interval of a chain's reliability, from counts. */
export type ChainInterval = {
  /** How it was found: `beta_match` also where the exact one could not be reached to 1e-7, as with very few counts. */
  method: IntervalMethod;
  /** The probability inside. */
  level: number;
  /** Lower end. */
  lower: number;
  /** As likely above as below. */
  median: number;
  /** Upper end. */
  upper: number;
  /** The mean of the reliability. */
  mean: number;
  /** Its variance. */
  variance: number;
  /** Both parameters of the beta distribution with this mean and variance. */
  betaMatch: [number, number];
  /** The normal approximation at the raw shares, for comparison: too narrow and too high where counts are small. Null where a step was never right. */
  delta: DeltaInterval | null;
};

/** The kind's own word. */
export type ChainKind = "chain";

/** What a chain is asked for. Everything may be left out. */
export type ChainOptions = {
  /** What says how much claims are worth, never more than they are; without one it is the discount. */
  calibrator?: Calibrator;
  /** The latent correlation of the copula, and the outcome correlation of the other models; 0.5. */
  correlation?: number;
  /** For counts; `beta_match`. */
  interval?: IntervalMethod;
  /** The probability inside the interval; 0.9. */
  level?: number;
};

/** One earlier step. */
export type ChainStep = {
  /** Its claimed confidence. */
  confidence: number;
  /** The agent that took it, where it was another one. */
  agent?: string;
  /** Whether a person approved it or a check verified it: the chain starts anew after it. */
  verified?: boolean;
};

/** The rates, their ratio, and exact tests of the ratio that is expected. */
export type CheckIn = {
  /** Check-ins a step in complex work. */
  rateComplex: number;
  /** Check-ins a step in simple work. */
  rateSimple: number;
  /** The one over the other. Nothing where simple work had no check-in. */
  ratio: number | null;
  /** The ratio that was expected. */
  expectedRatio: number;
  /** The probability of so few check-ins in complex work, or fewer, if the ratio were as expected. */
  pUnderAsking: number;
  /** The probability of so many, or more. */
  pOverAsking: number;
  /** The exact 95 % interval of the ratio. No upper end where simple work had no check-in, no lower one where no work had any. */
  ratioCi: [number | null, number | null];
  /** What 5 % of risk allows to be said. */
  verdict: CheckInVerdict;
  /** The same in words. */
  text: string;
};

/** Steps, and those with a check-in. */
export type CheckInCounts = {
  /** Steps with a check-in. */
  checkIns: number;
  /** All steps. */
  steps: number;
};

/** What can be said about how often an agent asks. */
export type CheckInVerdict = "under_asks" | "over_asks" | "as_expected" | "no_check_ins";

/** How often an agent checked in of its own accord. */
export type CheckIns = {
  /** In complex work. */
  complex: CheckInCounts;
  /** In simple work. */
  simple: CheckInCounts;
  /** How many times as often it should ask in complex work; 2 if left out. */
  expectedRatio?: number;
};

/** What a checkpoint vouches for: the first `size` entries of the log called `origin` have this root. */
export type Checkpoint = {
  /** The name of the log. */
  origin: string;
  /** How many entries. */
  size: number;
  /** The root over them. */
  root: string;
};

/** Claimed confidences, each from 0 to 1. */
export type ClaimedConfidence = {
  /** That the request was understood. */
  intent?: number;
  /** That what was retrieved answers it. */
  retrieval?: number;
};

/** A worker wants to start it. */
export type ClaimedEvent = {
  /** Which event. */
  type: "claimed";
  /** Who would run it. */
  worker: string;
  /** For how long they may be silent. */
  leaseMs: number;
  /** The digest of what would run, made again now. */
  action: string;
  /** The sum of the epochs of the kill switches of its scopes, now. */
  epoch: number;
  /** Whether a kill switch of its scopes is engaged. */
  paused: boolean;
  /** What the policy in force says of the action with the frozen context. */
  decision: Decision;
  /** The versions of what it touches, now. */
  resources?: { [key: string]: string };
};

/** What the agent claims about its own action. */
export type Claims = {
  /** How sure it says it is. */
  confidence?: ClaimedConfidence;
  /** Whether it says the action can be undone; only `false` counts. */
  reversible?: boolean;
  /** How much money it says is at stake. */
  impact?: Impact;
  /** Its reasoning, for the reviewer. */
  reasoning?: string;
  /** What else it considered, for the reviewer. */
  alternatives?: Array<string>;
  /** It asks for a person. */
  needsHelp?: boolean;
};

/** What an issue, a reason or an error is about. */
export type Code = "policy_invalid" | "input_invalid" | "fault" | "json_syntax" | "duplicate_key" | "lone_surrogate" | "not_finite" | "unsafe_integer" | "too_deep" | "too_large" | "too_many" | "not_json" | "not_plain" | "cycle" | "unreadable" | "wrong_type" | "unknown_key" | "missing" | "empty" | "unknown_word" | "out_of_range" | "bad_time" | "bad_money" | "now_missing" | "version" | "bad_duration" | "bad_date" | "bad_clock" | "bad_pointer" | "bad_glob" | "bad_currency" | "bad_template" | "bad_host" | "bad_path" | "duplicate_id" | "empty_condition" | "tier_lowered" | "unknown_category" | "default_tier_too_low" | "floor_too_low" | "route_needs_autonomy" | "not_switchable" | "rate_of_own_currency" | "calibrator_invalid" | "no_samples" | "lengths_differ" | "undetermined" | "more_than_all" | "few_samples" | "one_class" | "mixed_features" | "patch_failed" | "test_failed" | "test_missing" | "type_changed" | "schema_unsupported" | "digest_differs" | "schema_violated" | "package_too_large" | "critical_redacted" | "not_authenticated" | "no_request" | "already_requested" | "blocked" | "not_grantable" | "not_pending" | "wrong_digest" | "not_authorised" | "self_approval" | "already_answered" | "not_an_edit" | "no_question" | "too_many_questions" | "too_many_edits" | "text_too_long" | "rejected" | "taken_over" | "expired" | "cancelled" | "superseded" | "killed" | "stale" | "tampered" | "unknown" | "resources_missing" | "lease_lost" | "not_started" | "already_started" | "already_settled" | "already_over" | "not_unknown" | "not_over" | "epoch_old" | "not_executed" | "no_way_back" | "already_undone" | "not_engaged" | "same_person" | "too_many_pending" | "grant_void" | "misfit" | "template_unfilled" | "rule_never_matches" | "catch_all_below_external" | "routing_on_prior" | "rule_outdone" | "category_without_rule" | "no_undo" | "no_critical" | "raw_comparison" | "default_tier_lowered" | "no_assessment" | "no_amount" | "no_effect" | "rule_tier" | "default_tier" | "category" | "condition_unknown" | "amount_above_threshold" | "amount_unusable" | "exposure_above_limit" | "exposure_missing" | "tier_allows" | "routed_by_confidence" | "routed_by_policy" | "stage_tier_three" | "tier_four" | "confidence_below_floor" | "chain_below_floor" | "confidence_missing" | "calibrator_alarm" | "user_frustrated" | "repeated_failures" | "deadline_near" | "irreversible_by_rule" | "irreversible_by_claim" | "injection" | "out_of_distribution" | "handoff_open" | "agent_check_in" | "claimed_impact" | "self_protection" | "kill_switch" | "supervised" | "outside_pre_approved" | "anomaly_seen" | "constraint_broken" | "assessment_overdue" | "security_review" | "log_own_key" | "log_head_differs" | "log_malformed" | "log_not_canonical" | "log_sequence" | "log_entry_changed" | "log_chain_broken" | "log_time_backwards" | "log_row_differs" | "log_checkpoint_differs" | "log_rewritten" | "log_truncated" | "note_malformed" | "note_origin" | "note_forged" | "note_untrusted" | "receipt_differs" | "crypto_unsupported" | "key_malformed" | "file_unreadable" | "not_utf8" | "yaml_syntax" | "yaml_duplicate_key" | "yaml_alias" | "yaml_tag" | "yaml_multiple_documents" | "yaml_key" | "store_unavailable" | "store_uncertain" | "store_corrupt" | "store_closed" | "store_unsupported";

/** It ran. */
export type CompletedEvent = {
  /** Which event. */
  type: "completed";
  /** The worker's fencing token. */
  token: number;
  /** What came of it. */
  result: Json;
  /** How to undo it. */
  undo?: ApprovalUndo;
  /** What stood there before. */
  before?: Json;
  /** What went wrong after it ran, such as an answer that is no JSON. */
  error?: ExecutionError;
};

/** A comparison with the value at `arg`. Several operators in one object must all hold; below `arg`, inner pointers start at its value. */
export type Condition = {
  /** Pointer to the value; the arguments themselves, or the value around, where it is left out. */
  arg?: string;
  /** The same JSON value. */
  equals?: Json;
  /** Another JSON value. */
  notEquals?: Json;
  /** One of these JSON values. */
  oneOf?: Array<Json>;
  /** A larger number than this. */
  greaterThan?: number;
  /** This number or a larger one. */
  atLeast?: number;
  /** A smaller number than this. */
  lessThan?: number;
  /** This number or a smaller one. */
  atMost?: number;
  /** Whether there is a value at all. */
  exists?: boolean;
  /** A text that this pattern matches as a whole. */
  matches?: string;
  /** A text with this prefix. For paths and hosts take `pathWithin` and `hostIs`, which parse. */
  startsWith?: string;
  /** A text with this suffix. For addresses take `emailDomain`, which parses. */
  endsWith?: string;
  /** An absolute POSIX path in this folder, or the folder itself. */
  pathWithin?: string;
  /** An absolute URL with exactly this host. */
  hostIs?: string;
  /** One bare e-mail address with exactly this domain. */
  emailDomain?: string;
  /** A list whose every element meets this; an empty list does not. */
  every?: Condition;
  /** A list with an element that meets this. */
  some?: Condition;
  /** Not this. */
  not?: Condition;
  /** All of these. */
  allOf?: Array<Condition>;
  /** Any of these. */
  anyOf?: Array<Condition>;
};

/** Confidence, claimed and calibrated. */
export type Confidence = {
  /** The lower of intent and retrieval, as claimed. */
  claimed: number | null;
  /** What that is worth. */
  calibrated: number | null;
  /** The product over the chain, this step included. */
  chain: number | null;
  /** Digests of the calibrators that were used, by key; none where the prior was. */
  calibrators: { [key: string]: string };
};

/** When calibrated confidence is too low. */
export type ConfidenceSettings = {
  /** `false` switches it off, but not the routing floor. */
  enabled?: boolean;
  /** The least confidence of a step. Default: 0.7. */
  floor?: number;
  /** The least product over the chain. Default: 0.5. */
  chainFloor?: number;
  /** The lowest tier that it looks at. Default: 2. */
  minTier?: Tier | 1 | 2 | 3 | 4;
  /** Which end of a calibrator's band counts. Default: estimate. */
  use?: Take;
};

/** That a log is the beginning of a larger one. */
export type Consistency = {
  /** The size of the earlier log. */
  from: number;
  /** The size of the later one. */
  size: number;
  /** Hashes from the leaves up. */
  path: Array<string>;
};

/** Everything but the action. The host gives it; only `claims` comes from the agent, and can only raise oversight. */
export type Context = {
  /** Epoch milliseconds; the JavaScript wrapper fills in the clock. */
  now?: number;
  /** The agent's own words, possibly an attacker's. */
  claims?: Claims;
  /** What the host has observed. */
  signals?: Signals;
  /** The steps that led here, oldest first. */
  chain?: Array<ChainStep>;
  /** Executed or pending within the financial window, by currency, as exact decimal text. */
  exposure?: { [key: string]: string };
  /** What the hard constraints count. */
  usage?: Usage;
  /** The host's view of the agent's autonomy; it can only tighten. */
  autonomy?: ContextAutonomy;
  /** The kill switch. */
  kill?: KillState;
  /** Hand-overs to a person that are open for this session. */
  handoffs?: Array<Handover>;
};

/** Autonomy as the host knows it. */
export type ContextAutonomy = {
  /** The tier; it counts where it is lower than the policy's. */
  level: Level;
  /** The date of the last assessment. */
  assessed?: string;
};

/** What a reviewer sees. Every text in `parts` is inert: nothing in it is control, markup or layout. */
export type ContextPackage = {
  /** The version of this shape: 1. */
  version: number;
  /** What the gate decided. */
  oversight: Oversight;
  /** How urgent it is. */
  priority: Priority;
  /** The tier in words. */
  tierName: "read_only" | "reversible" | "external" | "irreversible";
  /** Whether anybody can approve it at all. */
  approvable: boolean;
  /** Whether the short form shows all that an approval needs. Where it does not, no rendering of it may offer to approve. */
  approvableShort: boolean;
  /** The exact action, after redaction: where `redactions` is empty, its digest is `digests.action`. */
  action: Action;
  /** What people read, most important first. */
  parts: Array<Part>;
  /** From what stands now to what would stand then, as JSON Patch; only where the host gave the former. */
  patch?: Json;
  /** From the last approved arguments to these, as JSON Patch. */
  patchFromLast?: Json;
  /** What the short form does not show and an approver must have seen. */
  mustView: Array<Spot>;
  /** What cannot be shown faithfully: approving it takes an act of its own. */
  uninspectable: Array<Spot>;
  /** Evidence that the decision asks for and nobody gave. */
  missing: Array<Evidence>;
  /** What was taken out before the package left the host. */
  redactions: Array<Redacted>;
  /** When nobody's answer counts any more, epoch milliseconds; only where it is known when the request was made. */
  deadline?: number;
  /** How long the short form is. */
  budget: Budget;
  /** What the package is bound to. */
  digests: Bound;
  /** Of this package without this member: what an approval names. */
  digest: string;
};

/** How `ltt` pays for looking at more than one threshold. */
export type Correction = "fixed_sequence" | "bonferroni";

/** A critical argument and what it is. */
export type CriticalArgument = {
  /** Where it stands. */
  pointer: string;
  /** Its value; absent where there is none. */
  value?: Json;
};

/** How a C did on runs that were held back. */
export type CrossScore = {
  /** The C. */
  c: number;
  /** Area under the ROC curve, averaged over the folds; absent where no fold had both outcomes. */
  auroc?: number;
  /** Brier score, averaged over the folds. */
  brier: number;
  /** Expected calibration error of all runs held back, in ten bins of equal width, closed on the right. */
  ece: number;
};

/** Days of the week. */
export type Day = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** A decision about one action. */
export type Decision = {
  /** The strictest of all opinions. */
  oversight: Oversight;
  /** True for `proceed` and `log` alone. */
  mayRun: boolean;
  /** What the agent may do meanwhile: `async` goes on with other work, `sync` waits here. No request is held open for either. */
  handoff: Handoff;
  /** `high` where a deadline is near. */
  priority: Priority;
  /** 1 to 4. */
  tier: 1 | 2 | 3 | 4;
  /** The tier in words. */
  tierName: Tier;
  /** The category of the strictest tier, ties by name. */
  category: string | null;
  /** The triggers that fired, strictest first, then by name. */
  triggers: Array<Trigger>;
  /** Every opinion, strictest first. */
  reasons: Array<Reason>;
  /** What the reviewer needs. */
  requiredEvidence: Array<Evidence>;
  /** What was claimed and what it is worth. */
  confidence: Confidence;
  /** How a person may approve; `null` where nobody needs to or nobody can. */
  approval: Approval | null;
  /** Whether this run is sampled for review afterwards (full autonomy). */
  spotReview: boolean;
  /** The part of the context that mattered: deciding on it again gives the same digest. */
  basis: Context;
  /** The version of the rules. */
  engine: string;
  /** What was decided about, by what, and the decision itself. */
  digests: Digests;
};

/** Normal approximations, cut to 0 to 1. */
export type DeltaInterval = {
  /** The product of the raw shares. */
  point: number;
  /** Its standard error. */
  standardError: number;
  /** Both ends, on the scale itself. */
  plain: [number, number];
  /** Both ends, found on the logarithmic scale. */
  logarithmic: [number, number];
};

/** What a policy makes of an action beside the decision. The gate makes it; it says nothing about whether the action may run. */
export type Demand = {
  /** Digest of the action. */
  action: string;
  /** Digest of the policy. */
  policy: string;
  /** Ids of the rules that apply, sorted. */
  rules: Array<string>;
  /** What ledgers keep of it. */
  ledger: LedgerDemand;
  /** Whether repeating it with the same key is harmless: every rule that applies says so, and there is one. */
  idempotent: boolean;
  /** Whether a rule says that it cannot be undone. */
  irreversible: boolean;
  /** Whether the tool could change the gate itself: nobody can release it, and no grant covers it. */
  protected: boolean;
  /** The critical arguments with their values; the whole of the arguments where no rule names any. */
  critical: Array<CriticalArgument>;
  /** How to undo it, as the strictest rule that knows says. */
  undo?: UndoDemand;
  /** Who is told when. */
  ladder: Array<LadderStep>;
  /** Which roles may release what is blocked, sorted. */
  securityRoles: Array<string>;
};

/** An amount of money; without a number it is not known, and counts as above every limit. */
export type DemandedSum = {
  /** Exact decimal text. */
  amount?: string;
};

/** `blake3:` digests. */
export type Digests = {
  /** Of the action: what an approval binds to. */
  action: string;
  /** Of the policy. */
  policy: string;
  /** Of this decision: RFC 8785 text of all but `spotReview` and this digest. */
  decision: string;
};

/** The ECE sweep. */
export type EceSweep = {
  /** How many bins it came to. */
  m: number;
  /** Mean distance over those bins. */
  l1: number;
  /** Root mean square distance over those bins. */
  l2: number;
};

/** An edited action, decided again. */
export type EditedAction = {
  /** The action: the same call with other arguments. */
  action: Action;
  /** What the gate says to it. */
  decision: Decision;
  /** What people will see; `null` where it may run without anybody. */
  package: ContextPackage | null;
};

/** What a reviewer changed: exactly one of the two. */
export type Edits = {
  /**
   * A JSON Patch (RFC 6902) of the arguments. A value that it replaces, removes or moves must be named by a `test` operation before;
   * itself or with what is around it: so a patch that was written for other arguments fails instead of changing these.
   */
  patch?: { op: "add" | "remove" | "replace" | "move" | "copy" | "test"; path: string; from?: string; value?: Json }[];
  /** All arguments anew: not merged, whatever is left out is gone. */
  args?: Json;
};

/** What a claim is estimated to be worth, each number from 0 to 1. */
export type Estimate = {
  /** The estimated accuracy. */
  p: number;
  /** The lower end of the method's band; `null` where it has none. */
  lo: number | null;
  /** The upper end. */
  hi: number | null;
};

/** What a reviewer needs to see, in the order in which packages show it. */
export type Evidence = "query" | "retrieved_evidence" | "alternatives_considered" | "diff" | "reversibility" | "dollar_impact" | "conversation_history" | "account_status" | "prior_attempts" | "sla_clock" | "current_state" | "blocker_reason" | "plain_language_action" | "reasoning" | "impact_estimate" | "raw_input" | "trigger_rationale" | "session_id";

/** What the evidence against "the claims are not too high" is made of. */
export type EvidenceTest = "betting" | "likelihood_ratio";

/** What went wrong. */
export type ExecutionError = {
  /** A word. */
  code: string;
  /** A sentence. */
  message: string;
};

/** How something ended. */
export type ExecutionOutcome = "executed" | "failed";

/** What becomes of the amount that was set aside for an action. */
export type ExposureChange = "reserve" | "keep" | "release";

/** How tier 3 is handled. */
export type ExternalSettings = {
  /** `stage` (default), `confidence` or `log`. */
  route?: Route;
  /** The calibrated confidence from which `confidence` lets an action run: at least 0.5. Default: 0.85. */
  floor?: number;
};

/** It is certain that nothing happened. */
export type FailedEvent = {
  /** Which event. */
  type: "failed";
  /** The worker's fencing token. */
  token: number;
  /** Why. */
  error: ExecutionError;
};

/** Which features to make. */
export type FeatureOptions = {
  /** `htc` or `htc_lite`; what the steps hold where left out. */
  set?: FeatureSet;
};

/** Which features. */
export type FeatureSet = "htc" | "htc_lite" | "own";

/** When money needs a person. */
export type Financial = {
  /** Above this amount an action is tier 4, at or under it tier 3. Default: 100.00. */
  threshold?: string;
  /** How far back payments are summed, so that splitting does not help. Default: 24h. */
  window?: string;
  /** What may be spent within the window. Default: the threshold. */
  limit?: string;
};

/** A method to fit with. */
export type FitMethod = "auto" | "prior" | "platt_map" | "platt" | "platt_raw" | "temperature" | "beta" | "histogram" | "isotonic" | "venn_abers" | "beta_binomial" | "eb_gap";

/** How to fit. */
export type FitOptions = {
  /** The method; `auto` by default. */
  method?: FitMethod;
  /** How many bins `histogram` and `beta_binomial` have, 1 to 1000; 10 by default. */
  bins?: number;
};

/** The first thing that is wrong with a log. */
export type Flaw = {
  /** The line that it is on, from 1; null where it is on none, such as an entry that is missing at the end. */
  line: number | null;
  /** The entry, from 0; where it cannot be told which of several, the first of them. Null where it is no entry. */
  seq: number | null;
  /** What kind of flaw. */
  code: Code;
  /** A sentence that says what is wrong. */
  message: string;
};

/** A floor and what it guarantees. */
export type Floor = {
  /** Accept at or above it and hold below; null where none satisfies the target, or where stakes differ and `loss` takes its place. */
  threshold: number | null;
  /** The guarantee, to be quoted. */
  guarantee: string;
  /** How it was found. */
  method: FloorMethod;
  /** The share of wrong actions that is bearable; null for `cost` and `capacity`. */
  alpha: number | null;
  /** The probability with which the guarantee may fail; null for `crc`, `cost` and `capacity`. */
  delta: number | null;
  /** Samples. */
  n: number;
  /** Samples that the floor accepts. */
  accepted: number;
  /** Those among them that were wrong; for `capacity` the expected number, ties being drawn by lot. */
  errors: number;
  /** Accepted, as a share of all samples. */
  coverage: number;
  /** Upper bound on what `alpha` limits, at this threshold; null where there is no threshold and for `cost` and `capacity`. */
  bound: number | null;
  /** How many accepted samples without any error would just satisfy the target; null for `rcps`, `cost` and `capacity`. */
  needed: number | null;
  /** The thresholds that were tested, in order; for `rcps` and `crc` the one taken and the first that has too many errors. */
  tested: Array<TestedThreshold>;
  /** For `cost`: the confidence at which a review just pays, before it is brought into 0 to 1; null where a review can change nothing. */
  breakEven: number | null;
  /** For `capacity`: hold with this probability what stands exactly at the threshold, and everything below it. */
  tieProbability: number | null;
  /** For `capacity`: samples below the threshold. */
  strictlyBelow: number | null;
  /** For `capacity`: samples at the threshold. */
  at: number | null;
  /** For `capacity` with stakes or costs: the expected loss of the last action held; hold where (1 − confidence)·stake is above it. */
  loss: number | null;
  /** For `capacity` with costs: what one review more would save, net of its cost. */
  shadowPrice: number | null;
};

/** How a floor is found, and with it what is guaranteed. */
export type FloorMethod = "ltt" | "sgr" | "rcps" | "crc" | "cost" | "capacity";

/** What a floor is asked to hold. Everything may be left out. */
export type FloorOptions = {
  /** How to find it; `ltt`. */
  method?: FloorMethod;
  /** The share of wrong actions that is bearable; 0.1. */
  alpha?: number;
  /** The probability with which the guarantee may fail; 0.1. */
  delta?: number;
  /** For `ltt`; `fixed_sequence`. */
  correction?: Correction;
  /** For `ltt`: thresholds to try, at most 1000; 0.95, 0.9 … 0.05. */
  grid?: Array<number>;
  /** For `rcps`; `clopper_pearson`. */
  bound?: RiskBound;
  /** For `cost`; with `capacity`, `review` enters the shadow price. */
  costs?: ReviewCosts;
  /** For `capacity`: how many of as many actions as there are samples can be reviewed. */
  capacity?: number;
  /** For `capacity`: what an error would cost, sample by sample; all alike. */
  stakes?: Array<number>;
};

/** When a user is lost. */
export type FrustrationSettings = {
  /** `false` switches it off. */
  enabled?: boolean;
  /** The score from which it fires. Default: 0.7. */
  threshold?: number;
  /** Failures in a row from which it fires. Default: 3. */
  failures?: number;
};

/** claim − gap, clipped to [0.01, 0.99]. */
export type GapParams = {
  /** How much is claimed too much, on average. */
  gap: number;
  /** How many samples the prior gap is worth. */
  kappa?: number;
  /** The prior gap. */
  priorGap?: number;
};

/** What `createGate` takes beside the policy. */
export type GateOptions = {
  /** Calibrators by `agent/class`, with a star for any agent or any class, or a star alone; the most exact counts. A class is a category, else a tier name. */
  calibrators?: { [key: string]: Calibrator };
};

/** A remembered approval; `grant/<id>` in a store. */
export type Grant = {
  /** Its name. */
  id: string;
  /** The rules that apply to what it covers, all of them, sorted. */
  rules: Array<string>;
  /** The tool. */
  tool: string;
  /** From the root agent down to the one that proposes. */
  agents: Array<string>;
  /** The session. */
  session: string;
  /** On whose behalf. */
  principal?: string;
  /** The critical arguments with their values. */
  critical: Array<CriticalArgument>;
  /** What stood against the action when it was granted: what does not stand here still asks for a person. */
  reasons: Array<GrantReason>;
  /** How strictly. */
  oversight: Oversight;
  /** The policy's digest. */
  policy: string;
  /** How often the kill switches of its scopes had been thrown. */
  thrown: number;
  /** How often it may be used. */
  count: number;
  /** The requests that used it. */
  uses: Array<string>;
  /** Who gave it. */
  by: Identity;
  /** Why. */
  reason?: string;
  /** When. */
  at: number;
  /** From when on it is worth nothing. */
  expiresAt: number;
  /** How it was taken back. */
  revoked?: GrantRevoked;
};

/** A call as grants look at it. */
export type GrantCall = {
  /** The action. */
  action: Action;
  /** What the gate decided. */
  decision: Decision;
  /** What the policy makes of it, `gate.demand(action)`. */
  demand: Demand;
  /** How often the kill switches of its scopes were thrown: `KillFacts.thrown`. */
  thrown: number;
};

/** What the audit trail says of a grant. */
export type GrantEntry = {
  /** `grant_made`, `grant_used` or `grant_revoked`. */
  type: "grant_made" | "grant_used" | "grant_revoked";
  /** Its name. */
  id: string;
  /** Its session. */
  session: string;
  /** How often it can still be used. */
  left: number;
  /** Who. */
  by?: Identity;
  /** Why. */
  reason?: string;
  /** The request that used it. */
  request?: string;
  /** The whole of it, when it is made. */
  grant?: Grant;
};

/** A grant to be made. */
export type GrantInput = {
  /** Its name. */
  id: string;
  /** What it is for. */
  call: GrantCall;
  /** Who gives it. */
  by: Identity;
  /** Who runs the agent, and can give it nothing. */
  operator?: string;
  /** Why. */
  reason?: string;
  /** How often it may be used: 1 to 100. */
  count: number;
  /** From when on it is worth nothing: within 24 hours. */
  expiresAt: number;
  /** Epoch milliseconds of the store. */
  now: number;
};

/** A call that a grant may cover. */
export type GrantMatchInput = {
  /** The grants of its session. */
  grants: Array<Grant>;
  /** The call. */
  call: GrantCall;
  /** Epoch milliseconds of the store. */
  now: number;
};

/** One thing that stood against an action. */
export type GrantReason = {
  /** The reason's code. */
  code: string;
  /** The rule or hard constraint it comes from. */
  rule?: string;
};

/** A grant that is taken back. */
export type GrantRevokeInput = {
  /** The grant. */
  grant: Grant;
  /** By whom; absent where the host does it. */
  by?: Identity;
  /** Why. */
  reason?: string;
  /** Epoch milliseconds of the store. */
  now: number;
};

/** How a grant was taken back. */
export type GrantRevoked = {
  /** By whom; absent where the host did it. */
  by?: string;
  /** Why. */
  reason?: string;
  /** When. */
  at: number;
};

/** A grant as it is now. */
export type GrantStep = {
  /** What is to be written. */
  grant: Grant;
  /** For the audit trail. */
  entry: GrantEntry;
};

/** A grant that covers a call, and the request that uses it. */
export type GrantUseInput = {
  /** The grant. */
  grant: Grant;
  /** The call. */
  call: GrantCall;
  /** The request's id. */
  request: string;
  /** Epoch milliseconds of the store. */
  now: number;
};

/** What the agent may do meanwhile. */
export type Handoff = "none" | "async" | "sync";

/** Triggers that hand the whole conversation to a person. */
export type Handover = "frustration" | "sla";

/** A limit with an id, by kind. */
export type HardConstraint = ToolsConstraint | SpendConstraint | RateConstraint | HoursConstraint | ChainConstraint | SubAgentsConstraint;

/** A bar of the histogram of claims. */
export type HistogramBar = {
  /** Its lower edge. */
  lower: number;
  /** Its upper edge, which belongs to it. */
  upper: number;
  /** How many samples. */
  n: number;
  /** How many of them came true. */
  correct: number;
};

/** What `histogram` takes beside the samples. */
export type HistogramOptions = {
  /** How many bars, 1 to 1000; 10 if left out. */
  bins?: number;
};

/** One value for each of so many bins of equal width, closed on the right. */
export type HistogramParams = {
  /** The accuracy in each bin, its middle where it holds no sample. */
  binValues: Array<number>;
};

/** What a hold sees. */
export type HoldMode = "topk" | "knapsack" | "segment";

/** What reviews are there, and where they may be placed. */
export type HoldOptions = {
  /** How many holds, or for `knapsack` what they may cost together. */
  budget: number;
  /** The share of wrong steps that a reviewer finds. */
  catchRate: number;
  /** The share of right steps that a reviewer stops; 0. */
  falseFlag?: number;
  /** The probability that a stopped step is done right in the end; 1. */
  rework?: number;
  /** What a hold sees. */
  mode: HoldMode;
  /** For `knapsack`: what a hold costs, step by step, in whole units. */
  costs?: Array<number>;
  /** The steps that cannot be undone, counted from 0. Only they are held then, before they run; what they did no later hold can mend. */
  irreversible?: Array<number>;
};

/** What the host expects an action to touch. */
export type HostImpact = {
  /** Money. */
  money?: Impact;
  /** Rows, records or files. */
  rows?: number;
  /** Who is affected. */
  affected?: Array<string>;
};

/** Only at these hours. `from` after `to` spans midnight. */
export type HoursConstraint = {
  /** Its name in decisions. */
  id: string;
  /** `hours` */
  kind: HoursKind;
  /** The first minute. */
  from: string;
  /** The minute after the last. */
  to: string;
  /** Days of the week; all where left out. A night belongs to the day on which it begins. */
  days?: Array<Day>;
  /** From UTC. Default: Z. */
  offset?: string;
};

/** The kind's own word. */
export type HoursKind = "hours";

/** A person, as the host established it. */
export type Identity = {
  /** One name for one person, whatever they call themselves elsewhere. */
  id: string;
  /** What they may do. */
  roles: Array<string>;
  /** What says so: an identity provider, the operating system. */
  source: string;
  /** How sure that is. */
  assurance: string;
};

/** An amount of money that the agent names. */
export type Impact = {
  /** Plain decimal text. */
  amount: string;
  /** ISO 4217 code. */
  currency: string;
};

/** That an entry is in a log of a size. */
export type Inclusion = {
  /** The entry's `seq`. */
  index: number;
  /** How many entries the log has. */
  size: number;
  /** Hashes from the leaf up. */
  path: Array<string>;
};

/** How a credible interval is found. */
export type IntervalMethod = "beta_match" | "exact";

/** Intervals for a share of which so many of so many were counted. */
export type Intervals = {
  /** The probability inside each. */
  level: number;
  /** Wilson's: right on average, narrow. */
  wilson: [number, number];
  /** Clopper's and Pearson's: never too narrow. */
  clopperPearson: [number, number];
  /** Jeffreys': the middle of the posterior. */
  jeffreys: [number, number];
  /** The one-sided upper bound of Clopper and Pearson at the same level. */
  upper: number;
};

/** Lines between knots. */
export type IsotonicParams = {
  /** Confidences, ascending. */
  xThresholds: Array<number>;
  /** The accuracy at each of them, never descending. */
  yThresholds: Array<number>;
};

/** One problem in a policy or an input. */
export type Issue = {
  /** What kind of problem; `docs/codes.md` has them all. */
  code: Code;
  /** JSON Pointer (RFC 6901) to the offending value, or to the place where a missing one belongs. */
  pointer: string;
  /** A sentence that says what is wrong and what to write instead. */
  message: string;
  /** What was probably meant. */
  hint?: string;
  /** Errors refuse, warnings advise. */
  severity: Severity;
};

/** One JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What came of it. */
export type KillAnswer = "engaged" | "already" | "released" | "waiting";

/** A switch that is thrown. */
export type KillEngagement = {
  /** How far. */
  level: KillLevel;
  /** Since when. */
  at: number;
  /** By whom; absent where nobody threw it. */
  by?: string;
  /** Why. */
  reason: string;
  /** Whether no person threw it. */
  automatic: boolean;
  /** The request whose time ran out. */
  request?: string;
};

/** What the audit trail says of it. */
export type KillEntry = {
  /** `kill_engaged` or `kill_released`. */
  type: "kill_engaged" | "kill_released";
  /** The scope. */
  scope: string;
  /** What came of it. */
  answer: KillAnswer;
  /** The level that was asked for. */
  asked?: KillLevel;
  /** The level before, `null` where it was not thrown. */
  before: KillLevel | null;
  /** The level now. */
  level: KillLevel | null;
  /** Who, and how that was established. */
  by?: Identity;
  /** Why. */
  reason: string;
  /** Whether nobody threw it. */
  automatic: boolean;
  /** The request whose time ran out. */
  request?: string;
  /** The epoch now. */
  epoch: number;
};

/** What happens to a switch. */
export type KillEvent = {
  /** What. */
  type: KillEventType;
  /** For `engage`: how far. */
  level?: KillLevel;
  /** Who, authenticated; only what is automatic has nobody. */
  by?: Identity;
  /** Why. */
  reason: string;
  /** For `engage`: whether no person threw it. It does not count toward `terminate`. */
  automatic?: boolean;
  /** For what is automatic: the request whose time ran out. */
  request?: string;
};

/** What can happen to a switch. */
export type KillEventType = "engage" | "release";

/** What the switches of an action's scopes say together. */
export type KillFacts = {
  /** For the gate: the strictest. */
  kill: KillState;
  /** The sum of the epochs. */
  epoch: number;
  /** How often the switches were thrown. */
  thrown: number;
  /** Whether nothing may start. */
  paused: boolean;
};

/** A switch, what happens to it, and when. */
export type KillInput = {
  /** `all`, `agent:<name>` or `session:<name>`. */
  scope: string;
  /** What is known of it, or `null`. */
  state: KillSwitch | null;
  /** What happens. */
  event: KillEvent;
  /** Epoch milliseconds of the store. */
  now: number;
};

/** Kill switch levels, mildest first. */
export type KillLevel = "throttle" | "pause" | "stop" | "terminate";

/** One of the two who unlatch `terminate`. */
export type KillRelease = {
  /** Who. */
  by: string;
  /** Why. */
  reason: string;
  /** When. */
  at: number;
};

/** The kill switch as it stands for this action. */
export type KillState = {
  /** Whether it is thrown. */
  engaged: boolean;
  /** How far; a thrown switch without a level stops everything. */
  level?: KillLevel;
  /** What it covers, for the record. */
  scope?: string;
};

/** The switches that an action falls under. */
export type KillStateInput = {
  /** The action. */
  action: Action;
  /** By scope, `null` for one that was never thrown; every scope that `scopes` names. */
  states: { [key: string]: KillSwitch | null };
};

/** The switch as it is now, and what is to be done about it. */
export type KillStep = {
  /** What is to be written. */
  state: KillSwitch;
  /** For the audit trail. */
  entry: KillEntry;
  /** What came of it. */
  answer: KillAnswer;
  /** Whether everything pending and approved in the scope is to become `killed`. */
  kills: boolean;
};

/** What is known of one switch; `kill/<scope>` in a store. */
export type KillSwitch = {
  /** Of what: a key may hold a digest of it. */
  scope?: string;
  /** How it is thrown; absent where it is not. */
  engaged?: KillEngagement;
  /** Goes up whenever the scope is stopped or terminated: approvals of an earlier epoch are void. */
  epoch: number;
  /** Goes up whenever it is thrown, or thrown further: grants of before are void. */
  thrown: number;
  /** When people stopped the scope within the last 24 hours; the last three. */
  stops: Array<number>;
  /** Who has agreed to unlatch `terminate`. */
  releases: Array<KillRelease>;
  /** How many people must still release it; absent where it is not thrown. Nothing goes by it. */
  missing?: number;
  /** When anything last happened here. */
  updatedAt: number;
};

/** A kill switch is thrown. */
export type KilledEvent = {
  /** Which event. */
  type: "killed";
  /** The sum of the epochs of the kill switches of its scopes, now. */
  epoch: number;
  /** Who threw it; nobody where it threw itself. */
  by?: string;
  /** Why. */
  reason: string;
};

/** What turned out to be true. */
export type LabelledEvent = {
  /** Which event. */
  type: "labelled";
  /** Who says so. */
  by: Identity;
  /** What: a word that can be counted, such as `needless`. */
  outcome: string;
  /** What else. */
  note?: string;
};

/** One step of the notification ladder. */
export type LadderStep = {
  /** How long after the request. */
  at: string;
  /** Whom to tell. */
  notify: string;
};

/** An approval that a reviewer may remember. */
export type LastApproved = {
  /** The arguments that ran. */
  args: Json;
  /** When, epoch milliseconds. */
  at?: number;
  /** The request's id. */
  requestId?: string;
};

/** What is kept for one session, principal or agent; `ledger/<scope>` in a store. */
export type Ledger = {
  /** What counts toward the financial limit. */
  exposure: LedgerAccount;
  /** What counts toward `spend` constraints. */
  spend: LedgerAccount;
  /** Calls within the last minute, oldest first. */
  calls: Array<LedgerCalls>;
  /** Requests of the session that wait for a person, or for whose sake one has the conversation. */
  requests: Array<OpenRequest>;
  /** Sub-agents of the session that were heard of within a day. */
  agents: Array<SubAgent>;
  /** When a sub-agent last found no room in that list: until a day later, how many there are is not known. */
  agentsLost?: number;
  /** When it last changed. */
  updatedAt: number;
};

/** Money: reserved by requests that have not ended, and spent. */
export type LedgerAccount = {
  /** Sums of requests that wait, run, or ended nobody knows how. */
  reserved: Array<ReservedSum>;
  /** What was spent, oldest first. */
  spent: Array<SpentSum>;
  /** How far back it is kept, in milliseconds: the longest window that a policy asked for. */
  keep: number;
};

/** Calls at one time; of many within a second, when the last was. */
export type LedgerCalls = {
  /** When. */
  at: number;
  /** How many. */
  count: number;
};

/** What ledgers keep of an action, and for how long. */
export type LedgerDemand = {
  /** The policy's currency, which all amounts here are in. */
  currency: string;
  /** How far back the financial limit looks, in milliseconds. */
  window: number;
  /** What counts toward the financial limit; absent where the action is not financial. */
  exposes?: DemandedSum;
  /** What counts toward `spend` constraints; absent where it spends nothing that they look at. */
  spends?: DemandedSum;
  /** The policy's `spend` constraints. */
  spend: Array<SpendWindow>;
  /** Whether a `rate` constraint counts calls. */
  rate: boolean;
  /** Whether a `subAgents` constraint counts sub-agents. */
  subAgents: boolean;
};

/** What happens to a request, for ledgers. */
export type LedgerEvent = {
  /** What. */
  type: LedgerEventType;
  /** The action: whose ledgers these are. */
  action: Action;
  /** The request's id; not for `pruned`. */
  request?: string;
  /** Where it stands now; not for `pruned`. */
  status?: ApprovalStatus;
  /** For `moved`: what the step says of its money. Where it says nothing, the status does. */
  exposure?: ExposureChange;
  /** For `asked` and `edited`: what the policy makes of the action, `gate.demand(action).ledger`. */
  demand?: LedgerDemand;
  /** For `asked` and `edited`: which triggers fired. */
  triggers?: Array<TriggerKind>;
  /** For `asked`: how many requests of one session may wait; 20. */
  mostPending?: number;
};

/** What ledgers are told. */
export type LedgerEventType = "asked" | "edited" | "moved" | "pruned";

/** What belongs into the gate's context, whatever the caller of the host says. */
export type LedgerFacts = {
  /**
   * By currency: reserved, and spent within the financial window. What is not known stands as `unknown`, which no policy has a rate for, so
   * that it counts as above the limit.
   */
  exposure: { [key: string]: string };
  /** What hard constraints count; what is not known is left out, which breaks them. */
  usage: Usage;
  /** Hand-overs that are open for the session. */
  handoffs: Array<Handover>;
  /** Requests of the session that wait. */
  pending: PendingRequests;
};

/** The ledgers of an action, and what the policy looks at. */
export type LedgerFactsInput = {
  /** The action. */
  action: Action;
  /** By scope, `null` where there is none yet; every scope that `scopes` names. */
  ledgers: { [key: string]: Ledger | null };
  /** What the policy makes of the action, `gate.demand(action).ledger`. */
  demand: LedgerDemand;
  /** A request whose own sum does not count: the one that is decided again. */
  except?: string;
  /** How many requests of one session may wait; 20. */
  mostPending?: number;
  /** Epoch milliseconds of the store. */
  now: number;
};

/** The ledgers of an action, what happens, and when. */
export type LedgerInput = {
  /** By scope, `null` where there is none yet; every scope that `scopes` names. */
  ledgers: { [key: string]: Ledger | null };
  /** What happens. */
  event: LedgerEvent;
  /** Epoch milliseconds of the store. */
  now: number;
};

/** What is to be committed; what is in neither list has not changed. */
export type LedgerStep = {
  /** Ledgers that have changed. */
  write: Array<LedgerWrite>;
  /** Scopes whose ledgers hold nothing any more. */
  remove: Array<string>;
};

/** A ledger that has changed. */
export type LedgerWrite = {
  /** Its scope. */
  scope: string;
  /** When nothing in it will count any more; absent while something is open. */
  due?: number;
  /** What it is now. */
  ledger: Ledger;
};

/** What was left out for the budget. */
export type LeftOut = {
  /** Lines. */
  lines: number;
  /** Bytes of their text. */
  bytes: number;
  /** Of what was left out. */
  digest: string;
};

/** Autonomy tiers, least first. */
export type Level = "supervised" | "constrained" | "monitored" | "full";

/** How sure an interval is to be. */
export type LevelOptions = {
  /** The probability inside; 0.95. */
  level?: number;
};

/** A line, or a short block of lines. */
export type Line = {
  /** A text of several lines. */
  block?: Array<string>;
  /** True where the short form leaves it out. */
  collapsed?: boolean;
  /** The value in a form that nobody can mistake. */
  forms?: Array<string>;
  /** What it is about, inert. */
  label?: string;
  /** What kind of line it is. */
  mark?: Mark;
  /** What is odd about it. */
  notes?: Array<string>;
  /** Where the value came from, as the host says. */
  origin?: Origin;
  /** The argument that it shows. */
  pointer?: string;
  /** What it says, inert, on one line. */
  text: string;
};

/** The worker cannot tell whether it happened. */
export type LostEvent = {
  /** Which event. */
  type: "lost";
  /** Its fencing token. */
  token: number;
  /** What it saw. */
  error: ExecutionError;
};

/** Kinds of lines. */
export type Mark = "added" | "removed" | "changed" | "missing" | "warning" | "untrusted";

/** How a calibrator was fitted. */
export type Method = "prior" | "platt_map" | "platt" | "platt_raw" | "temperature" | "beta" | "histogram" | "isotonic" | "venn_abers" | "beta_binomial" | "eb_gap";

/** How the quality of a trigger is measured. */
export type Metric = "false_escalation_rate" | "approval_to_execution_accuracy" | "post_handoff_resolution_rate" | "on_time_resolution_rate" | "override_and_rejection_rate" | "true_positive_injection_catch_rate";

/** Everything that is measured. What is undefined by definition is `null`. */
export type Metrics = {
  /** What a report says first: counts, interval, gap. Sentences. */
  summary: Array<string>;
  /** What a reader must know before the numbers are used. */
  notes: Array<MetricsNote>;
  /** How many samples. */
  n: number;
  /** How many of them came true. */
  correct: number;
  /** The share that came true. */
  accuracy: number;
  /** Wilson's interval of the accuracy. */
  wilson95: [number, number];
  /** Clopper's and Pearson's interval of the accuracy. */
  clopperPearson95: [number, number];
  /** Jeffreys' interval of the accuracy. */
  jeffreys95: [number, number];
  /** The mean claim. */
  meanConfidence: number;
  /** Mean confidence less accuracy: above 0 where claims are too high. */
  gap: number;
  /** How many bins, where there are bins. */
  bins: number;
  /** Expected calibration error over bins of equal width, (lower, upper], as scikit-learn bins. */
  ece: number;
  /** The largest distance over those bins. */
  mce: number;
  /** The mean distance over those bins, each alike. */
  ace: number;
  /** The root mean square distance over those bins. */
  rmsce: number;
  /** The squared error over those bins less what chance gives; below 0 where chance gives more. */
  ewRightDebiasedSq: number;
  /** Over bins of equal width, [lower, upper), as NumPy and netcal. */
  ewLeft: BinnedErrors;
  /** Over bins of equal mass. Nothing where there are fewer samples than bins. */
  emSplit: BinnedErrors | null;
  /** The squared error over those bins less what chance gives. */
  emSplitDebiasedSq: number | null;
  /** Over bins between quantiles, (lower, upper], as scikit-learn's `quantile`. */
  emQuantileRight: BinnedErrors;
  /** Over as many bins of equal mass as leave accuracy rising. */
  eceSweep: EceSweep;
  /** Smooth ECE: no bins, and little bias where samples are few. */
  smoothEce: number;
  /** The width of its smoothing. */
  smoothEceWidth: number;
  /** The same at a width of 0.05. */
  smoothEceSigma005: number;
  /** The Brier score: the mean square distance of claim and outcome. */
  brier: number;
  /** Its parts over bins of equal width, (lower, upper]. */
  brierDecomposition: BrierDecomposition;
  /** Its parts against the best monotone recalibration. */
  brierCorp: BrierCorp;
  /** The mean of −ln of what was claimed for the outcome; probabilities at least 2^−52, as scikit-learn. */
  logLoss: number;
  /** The same with probabilities at least 1e-12. */
  logLossClip1e12: number;
  /** How often a right one has the higher claim than a wrong one, ties half. Nothing where all are right or all wrong. */
  auroc: number | null;
  /** Precision averaged over recall. Nothing where all are right or all wrong. */
  averagePrecision: number | null;
  /** The area under the risk-coverage curve, over all orders of equal claims. */
  aurc: number;
  /** The same with equal claims in the order in which they were logged. */
  aurcStable: number;
  /** The least area that this many errors allow. */
  aurcOpt: number;
  /** `aurc` less `aurcOpt`. */
  eaurc: number;
  /** Whether chance explains it. */
  tests: CalibrationTests;
};

/** What a reader must know before the numbers are used. */
export type MetricsNote = {
  /** Which one: `few_samples` or `one_class`. */
  code: Code;
  /** The same in words. */
  text: string;
};

/** What `metrics` takes beside the samples. */
export type MetricsOptions = {
  /** How many bins, 1 to 1000; 10 if left out. */
  bins?: number;
};

/** How to watch. Everything may be left out; only the first sample looks at it, later ones go on as the state says. */
export type MonitorOptions = {
  /** What the evidence is made of; `betting`. */
  evidence?: EvidenceTest;
  /** The share of streams without a fault that may raise an alarm; 0.05. */
  alpha?: number;
  /** For `betting`: the size of the bet; 0.5. */
  lambda?: number;
  /** How much too high a claim may be before the cumulative sum grows, half of the gap to be found; 0.075. */
  cusumK?: number;
  /** The limit of the cumulative sum; 4. */
  cusumH?: number;
};

/** One logged outcome. */
export type MonitorSample = {
  /** What was claimed; to watch a calibrator, what it made of the claim. */
  confidence: number;
  /** Whether it came true. */
  correct: boolean;
  /**
   * For `likelihood_ratio`: what the claim is thought to be worth; the discount. Above the claim it bears witness against "claims are
   * exact", not against "claims are not too high".
   */
  calibrated?: number;
};

/** What was seen so far, as plain JSON: stored and read again, it goes on with the same bits. */
export type MonitorState = {
  /** 1. */
  version: number;
  /** How it is watched. */
  options: MonitorOptions;
  /** Samples. */
  n: number;
  /** Those that came true. */
  correct: number;
  /** Their mean claim. */
  meanConfidence: number;
  /** The share that came true. */
  accuracy: number;
  /** Natural logarithm of the evidence; 0 at the start. */
  logE: number;
  /** The highest that it was: e to the power of minus it is a p-value that holds at any time. */
  maxLogE: number;
  /** The cumulative sum. */
  cusum: number;
  /** The first alarm of each kind, in the order in which they were raised; they stay until the state is reset. */
  alarms: Array<Alarm>;
};

/** One signature under a note. */
export type NoteSignature = {
  /** The key's name. */
  name: string;
  /** The key's id, 8 hex digits. */
  id: string;
  /** The signature, base64. */
  signature: string;
};

/** Somebody is to be told. */
export type Notice = {
  /** Whom. */
  to: Audience;
  /** The rung, as the policy names it. */
  name?: string;
  /** About what. */
  topic: Topic;
  /** The request. */
  request: string;
};

/** What happens when nobody answers, strictest first. */
export type OnTimeout = "kill" | "deny" | "escalate";

/** A request of the session. */
export type OpenRequest = {
  /** Its id. */
  id: string;
  /** Whether it waits for an answer. */
  pending: boolean;
  /** Why a person has the conversation until it ends. */
  handoffs: Array<Handover>;
};

/** Where a value came from. */
export type Origin = "user" | "trusted_tool" | "untrusted";

/** What may happen to an action, mildest first. Opinions join to the strictest. */
export type Oversight = "proceed" | "log" | "review" | "hold" | "block" | "halt";

/**
 * What goes into a package beside the action, the context and the decision. The host gives all of it, from its own stores: nothing here
 * may be what the agent said.
 */
export type PackageExtra = {
  /** The request's id. */
  requestId?: string;
  /** When it is asked, epoch milliseconds; the context's `now` where it is left out. The deadline counts from here. */
  requestedAt?: number;
  /** Which step of the run this is, counted from 1. */
  step?: number;
  /** The tool as the host's registry has it, pinned: never as the agent or a server describes it at the moment. */
  tool?: ToolCard;
  /** What the action would change, from the host's store. */
  state?: StateChange;
  /** The last similar action that a person approved. */
  lastApproved?: LastApproved;
  /** What the host expects to happen. */
  impact?: HostImpact;
  /** What the decision's `requiredEvidence` asks for, by name: a text, a list of texts, or any value. */
  evidence?: { [name in Evidence]?: Json };
  /** What must not leave the host. */
  redactions?: Redactions;
  /** The key of the digests that stand for what is redacted, in hex: 32 bytes or more, kept by the host. */
  redactionKey?: string;
  /** How many tokens the short form may take; 1,500 where it is left out. */
  budget?: number;
};

/** The parameters of a method. */
export type Params = PriorParams | PlattParams | TemperatureParams | BetaParams | HistogramParams | IsotonicParams | VennAbersParams | BetaBinomialParams | GapParams;

/** A part of a package. Its members and those of its lines are declared in canonical order: what is written most needs no sorting. */
export type Part = {
  /** What is not there, or not shown in the short form. */
  leftOut?: LeftOut;
  /** What it says. */
  lines: Array<Line>;
  /** Which. */
  name: PartName;
  /** Its heading. */
  title: string;
};

/** The parts of a package, in their order. */
export type PartName = "headline" | "critical" | "arguments" | "why" | "impact" | "diff" | "answers" | "evidence" | "statement" | "identity";

/** Requests that wait. */
export type PendingRequests = {
  /** Their ids, oldest first. */
  ids: Array<string>;
  /** Whether no more may wait. */
  full: boolean;
};

/** Where to hold, and what it gains. */
export type Placement = {
  /** The steps to hold, counted from 0, in order; fewer than the budget where one more would not help. */
  holds: Array<number>;
  /** The probability that the whole chain is right with them. */
  reliability: number;
  /** The same without any hold. */
  without: number;
};

/** σ(slope · x + intercept), x the claim or its logit. */
export type PlattParams = {
  /** Of x. */
  slope: number;
  /** In log-odds. */
  intercept: number;
  /** The claim is clipped to [clip, 1 − clip] and its logit taken; absent: the claim itself. */
  clip?: number;
  /** The posterior's covariance of slope and intercept, two rows: a 90 % band by Laplace's approximation. */
  cov?: Array<Array<number>>;
  /** The band's lower end by Venn–Abers, in place of `cov`; it need not hold the estimate. */
  p0?: Steps;
  /** Its upper end. */
  p1?: Steps;
};

/** A policy: which tools may run, which wait for a person, and what that person must see. */
export type PolicyDocument = {
  /** The schema version: 1. */
  holdpoint: 1;
  /** A name for people. */
  name: string;
  /** What this policy is for, in a sentence or two. */
  description?: string;
  /** The currency that thresholds and limits are in. Default: USD. */
  currency?: string;
  /** Units of the policy's currency for one unit of another. */
  rates?: { [key: string]: string };
  /** The tier of tools that no rule gives one: irreversible, or external at the lowest. Default: irreversible. */
  defaultTier?: Tier | 1 | 2 | 3 | 4;
  /** The threshold above which money is tier 4. */
  financial?: Financial;
  /** Categories beside the five canonical ones, or those made stricter. */
  categories?: { [key: string]: CategorySettings };
  /** What happens in a tier. */
  tiers?: TierSettings;
  /** The rules. All that apply count, the strictest wins, their order does not matter. */
  tools?: Array<ToolRule>;
  /** When the six triggers fire. */
  triggers?: TriggerSettings;
  /** Tools that nobody can release, beside the built-in ones. */
  protected?: Array<string>;
  /** What the agent as a whole is granted. */
  autonomy?: Autonomy;
  /** How people approve. */
  approval?: ApprovalSettings;
};

/** Parameters of the prior: it has none. */
export type PriorParams = Record<symbol, never>;

/** How urgent a review is. */
export type Priority = "normal" | "high";

/** At most so many calls a minute; `usage.callsLastMinute` counts them, this one is added. */
export type RateConstraint = {
  /** Its name in decisions. */
  id: string;
  /** `rate` */
  kind: RateKind;
  /** Calls. */
  perMinute: number;
};

/** The kind's own word. */
export type RateKind = "rate";

/** One opinion. */
export type Reason = {
  /** What kind of opinion. */
  code: Code;
  /** What it asks for; `proceed` where it only informs. */
  oversight: Oversight;
  /** The rule or hard constraint it comes from. */
  rule?: string;
  /** Pointer to the argument it is about. */
  pointer?: string;
  /** What was seen. */
  observed?: Json;
  /** What it was compared with. */
  expected?: Json;
  /** A plain sentence. */
  text: string;
};

/** A value that was taken out. */
export type Redacted = {
  /** The argument. */
  pointer: string;
  /** What it is, where that is known. */
  class?: Sensitive;
  /** Its last characters, four at most. */
  last: string;
  /** The same for the same value under one key. */
  digest: string;
  /** False where it was a part of a text. */
  whole: boolean;
};

/** What a reviewer does not get to see. */
export type Redactions = {
  /** JSON Pointers into the arguments; `*` as a step stands for every key or index. */
  pointers?: Array<string>;
  /** What is hidden wherever it stands. */
  types?: Array<Sensitive>;
};

/** What `reliability` takes beside the samples. */
export type ReliabilityOptions = {
  /** How many bins, 1 to 1000; 10 if left out. */
  bins?: number;
  /** Where bins begin and end; `ew_right` if left out. */
  scheme?: BinScheme;
};

/** How to render. */
export type RenderOptions = {
  /** Columns to wrap text at, from 20 up; not wrapped where it is left out. */
  width?: number;
  /** Whether what is collapsed in the short form is shown too (text and Markdown). */
  full?: boolean;
  /** Where people can see all of it; Slack needs it for packages that do not fit into a message. */
  reviewUrl?: string;
};

/** How a package is written. */
export type Rendering = "text" | "markdown" | "slack" | "json";

/** The worker is still at it. */
export type RenewedEvent = {
  /** Which event. */
  type: "renewed";
  /** Its fencing token. */
  token: number;
  /** For how long it may be silent from now on. */
  leaseMs: number;
};

/** Somebody asks: a decision that holds an action, or one that lets it run and is written down. */
export type RequestedEvent = {
  /** Which event. */
  type: "requested";
  /** The name of the request. */
  id: string;
  /** What is to run. */
  action: Action;
  /** What the decision was made with. */
  context: Context;
  /** The decision. */
  decision: Decision;
  /** What people will see; `null` where nobody is asked. */
  package: ContextPackage | null;
  /** Made before anything is interrupted, and used for every try. */
  idempotencyKey: string;
  /** Whether the tool honours it. */
  idempotent: boolean;
  /** The sum of the epochs of the kill switches of its scopes. */
  epoch: number;
  /** Who runs the agent. */
  operator?: string;
  /** The versions of what it touches. */
  resources?: { [key: string]: string };
  /** Where the credential is found. */
  credentialRef?: string;
  /** Requests with the same tool and arguments that wait or of which nobody knows. */
  similar?: Array<string>;
  /** The request whose place it takes. */
  supersedes?: string;
  /** The grant that releases it. */
  grant?: string;
  /** The policy's ladder. */
  ladder?: Array<LadderStep>;
  /** Who would run it. */
  worker: string;
  /** For how long they may be silent. */
  leaseMs: number;
};

/** One requirement for approval. */
export type Requirement = {
  /** The rule it comes from; `null` for the policy's own. */
  rule: string | null;
  /** How many people. */
  quorum: number;
  /** Which roles; none means any authenticated person. */
  roles: Array<string>;
};

/** What a request may spend. */
export type ReservedSum = {
  /** Its id. */
  request: string;
  /** The policy's currency when it was asked. */
  currency: string;
  /** How much; absent where that is not known. */
  amount?: string;
};

/** How a person said it ended. */
export type Resolution = {
  /** Who. */
  by: string;
  /** How. */
  outcome: ExecutionOutcome;
  /** How they know. */
  note: string;
  /** When. */
  at: number;
};

/** A person says how it ended. */
export type ResolvedEvent = {
  /** Which event. */
  type: "resolved";
  /** Who. */
  by: Identity;
  /** How. */
  outcome: ExecutionOutcome;
  /** How they know. */
  note: string;
  /** What came of it. */
  result?: Json;
};

/** A resource that is not as it was. */
export type ResourceDrift = {
  /** Its name. */
  name: string;
  /** Its version when it was asked; absent where it was not among them. */
  was?: string;
  /** Its version now; absent where it is gone. */
  is?: string;
};

/** A person answers. */
export type RespondedEvent = {
  /** Which event. */
  type: "responded";
  /** Who, as the host's `authenticate` says. */
  by: Identity;
  /** What they say. */
  verdict: Verdict;
  /** What they were shown. */
  digests: ShownDigests;
  /** Why. */
  reason?: ApprovalReason;
  /** The question, or what else they wrote. */
  text?: string;
  /** For an edit: the edited action, already decided again. */
  edited?: EditedAction;
  /** When they opened it, by their own clock. */
  openedAt?: number;
  /** When all of it had been on their screen, by their own clock. */
  shownAt?: number;
  /** When they decided, by their own clock. */
  decidedAt?: number;
};

/** A step that is tried again when its failure is noticed. */
export type Retried = {
  /** The probability that it is right in the end. */
  success: number;
  /** The expected number of attempts, the first included. */
  expectedAttempts: number;
};

/** A step that is tried again when its failure is noticed. */
export type RetryOptions = {
  /** The probability that one attempt is right. */
  p: number;
  /** The probability that a failure is noticed. */
  detect: number;
  /** How often it is tried again at most. */
  retries: number;
};

/** What errors and reviews cost, in any one unit. */
export type ReviewCosts = {
  /** An error that gets through. */
  error: number;
  /** A review. */
  review: number;
  /** The share of errors that a reviewer finds; 1. */
  catchRate?: number;
  /** The share of right actions that a reviewer stops; 0. */
  falseFlag?: number;
  /** What stopping a right action costs; 0. */
  falseFlagCost?: number;
};

/** Which upper bound `rcps` takes. */
export type RiskBound = "clopper_pearson" | "hoeffding" | "hoeffding_bentkus";

/** What `riskCoverage` takes beside the samples. */
export type RiskOptions = {
  /** Thresholds to look at, at most 1000; those of the samples if left out. */
  thresholds?: Array<number>;
  /** How many of the samples' own thresholds, 2 to 10,000, about evenly by coverage; 100 if left out. */
  points?: number;
  /** The probability with which each upper bound may fail; 0.05 if left out. */
  delta?: number;
};

/** One point of the risk–coverage curve. */
export type RiskPoint = {
  /** Accept from here on. */
  threshold: number;
  /** Samples at or above it. */
  accepted: number;
  /** Those among them that were wrong. */
  errors: number;
  /** Accepted, as a share of all samples. */
  coverage: number;
  /** Errors, as a share of the accepted; null where nothing is accepted. */
  risk: number | null;
  /** One-sided Clopper–Pearson upper bound on the risk at 1 − `delta`; null where nothing is accepted. */
  upper: number | null;
};

/** What happens to tier 3. */
export type Route = "stage" | "confidence" | "log";

/** How people approve what a rule is about; what is left out is the policy's. */
export type RuleApproval = {
  /** How many people. */
  quorum?: number;
  /** Which roles may approve. */
  roles?: Array<string>;
  /** Whether the shorter TTL counts. */
  sensitive?: boolean;
  /** How long a held action waits; the shortest counts. */
  window?: string;
  /** How long a staged action lives; the shortest counts. */
  ttl?: string;
  /** What happens when nobody answers; the strictest counts. */
  onTimeout?: OnTimeout;
};

/** The scopes that an action falls under. Whoever decides about it loads all of them, and commits only if none has changed. */
export type Scopes = {
  /** Of kill switches: `all`, one for each agent on its path, its session. */
  kill: Array<string>;
  /** Of ledgers: its session, the principal, one for each agent on its path. */
  ledger: Array<string>;
};

/** Types of values that are recognized in any text. */
export type Sensitive = "card" | "email" | "iban" | "phone" | "secret";

/** Scores from 0 to 1. */
export type Sentiment = {
  /** How angry. */
  anger?: number;
  /** How confused. */
  confusion?: number;
};

/** How bad an issue is. */
export type Severity = "error" | "warning";

/** What was shown to the person who answers. */
export type ShownDigests = {
  /** Of the action. */
  action: string;
  /** Of the package. */
  package: string | null;
};

/** What the host observed. */
export type Signals = {
  /** How the user feels. */
  sentiment?: Sentiment;
  /** Failures in a row. */
  failures?: number;
  /** The clock of a promise to the user. */
  sla?: Sla;
  /** Injection and out-of-distribution detectors. */
  anomaly?: Anomaly;
  /** Where argument values came from, by JSON Pointer. */
  origins?: { [key: string]: Origin };
};

/** A checkpoint with its signatures, none of them checked. */
export type SignedNote = {
  /** What it says. */
  checkpoint: Checkpoint;
  /** The text that was signed, its last newline included. */
  body: string;
  /** Who signed. */
  signatures: Array<NoteSignature>;
};

/** An Ed25519 key that signs notes. */
export type SigningKey = {
  /** Its name. */
  name: string;
  /** Its id, 8 hex digits. */
  id: string;
  /** The public key, 32 bytes in base64. */
  key: string;
  /** All of it in one text, as C2SP writes verifier keys. */
  vkey: string;
};

/** A promise with a deadline. */
export type Sla = {
  /** Epoch milliseconds. */
  deadline: number;
  /** Where things stand, for the reviewer. */
  state?: string;
  /** What is in the way, for the reviewer. */
  blocker?: string;
};

/** When a deadline is near. */
export type SlaSettings = {
  /** `false` switches it off. */
  enabled?: boolean;
  /** How long before the deadline it fires. Default: 15m. */
  buffer?: string;
};

/** At most so much money in a window; `usage.spend` counts it, this action's own amount is added. */
export type SpendConstraint = {
  /** Its name in decisions, and its key in `usage.spend`. */
  id: string;
  /** `spend` */
  kind: SpendKind;
  /** In the policy's currency. */
  limit: string;
  /** How far back. */
  window: string;
};

/** The kind's own word. */
export type SpendKind = "spend";

/** How far back a `spend` constraint looks. */
export type SpendWindow = {
  /** Its id. */
  id: string;
  /** In milliseconds. */
  window: number;
};

/** What was spent; of many at nearly one time, their sum. */
export type SpentSum = {
  /** When it was known to be done; of many, the last. */
  at: number;
  /** The policy's currency when it was asked. */
  currency: string;
  /** How much; absent where that is not known. */
  amount?: string;
};

/** A place in a package. */
export type Spot = {
  /** Which part. */
  part: PartName;
  /** The argument. */
  pointer: string;
  /** Why. */
  reason: string;
};

/** What stands now and what would stand then. */
export type StateChange = {
  /** What stands now, in the shape of `after`. */
  before: Json;
  /** What would stand then; the arguments where it is left out. */
  after?: Json;
};

/** A step that was tried before. */
export type StepCounts = {
  /** How often it was right. */
  correct: number;
  /** How often it was tried, at least once. */
  n: number;
};

/** Steps that never go down: confidences, and what holds from there on (for a lower end) or up to there (for an upper end). */
export type Steps = {
  /** Confidences, ascending. */
  x: Array<number>;
  /** A value for each of them, never descending. */
  y: Array<number>;
};

/** A sub-agent. */
export type SubAgent = {
  /** Its name. */
  name: string;
  /** When it was last heard of, to the hour. */
  at: number;
};

/** At most so many sub-agents; `usage.subAgents` counts. */
export type SubAgentsConstraint = {
  /** Its name in decisions. */
  id: string;
  /** `subAgents` */
  kind: SubAgentsKind;
  /** Sub-agents. */
  max: number;
};

/** The kind's own word. */
export type SubAgentsKind = "subAgents";

/** Another request takes its place. */
export type SupersededEvent = {
  /** Which event. */
  type: "superseded";
  /** Which. */
  by: string;
};

/** What the gate takes from a calibrator. */
export type Take = "estimate" | "lower";

/** σ(logit(claim) ∕ T). */
export type TemperatureParams = {
  /** The temperature; above 1 it draws claims to ½. */
  T: number;
  /** Claims are clipped to [clip, 1 − clip]. */
  clip: number;
  /** Whether the samples asked for a temperature outside [0.05, 20]. */
  atBound?: boolean;
};

/** One threshold that was tested. */
export type TestedThreshold = {
  /** The threshold. */
  threshold: number;
  /** Samples at or above it. */
  accepted: number;
  /** Those among them that were wrong. */
  errors: number;
  /** The p-value for `ltt`, else the upper bound. */
  value: number;
};

/** Time has passed. */
export type TickedEvent = {
  /** Which event. */
  type: "ticked";
};

/** Risk tiers: what an action can do, not how sure anybody is. */
export type Tier = "read_only" | "reversible" | "external" | "irreversible";

/** Settings by tier. */
export type TierSettings = {
  /** Tier 3. */
  external?: ExternalSettings;
};

/** A tool as the host's registry describes it. */
export type ToolCard = {
  /** What people call it. */
  title?: string;
  /** The version of its schema. */
  schemaVersion?: string;
};

/** A rule about tools. */
export type ToolRule = {
  /** Its name in decisions; unique. */
  id: string;
  /** Exact name or pattern: `*` any run of characters, `?` one. */
  tool: string;
  /** Why the rule is there, for people. */
  description?: string;
  /** The risk tier: a name or 1 to 4. */
  tier?: Tier | 1 | 2 | 3 | 4;
  /** One of the five canonical categories or of `categories`. */
  category?: string;
  /** The rule applies only where this holds; unknown counts as holding. */
  when?: Condition;
  /** The rule does not apply where this holds; unknown does not exempt. */
  unless?: Condition;
  /** Where the amount of money stands. */
  amount?: Amount;
  /** Arguments that a reviewer must see. */
  critical?: Array<string>;
  /** Where the number of rows touched stands. */
  rows?: string;
  /** One plain sentence, filled from the real arguments. */
  summary?: string;
  /** How to undo the action. */
  undo?: Undo;
  /** Whether repeating it with the same key is harmless; holds only if all rules say so. */
  idempotent?: boolean;
  /** `false` where the action cannot be cleanly undone. */
  reversible?: boolean;
  /** Trigger settings for these tools; they can only be stricter. */
  triggers?: TriggerSettings;
  /** How people approve these tools. */
  approval?: RuleApproval;
};

/** Only these tools. */
export type ToolsConstraint = {
  /** Its name in decisions. */
  id: string;
  /** `tools` */
  kind: ToolsKind;
  /** Names or patterns. */
  allow: Array<string>;
};

/** The kind's own word. */
export type ToolsKind = "tools";

/** What a notice is about. */
export type Topic = "requested" | "edited" | "overdue" | "question" | "answer" | "status";

/** The features of one run. */
export type TrajectoryFeatures = {
  /** Which they are. */
  set: FeatureSet;
  /** Their values, in the order of the set's names; each from −1e15 to 1e15. */
  values: Array<number>;
};

/** How a model is fitted. */
export type TrajectoryFitOptions = {
  /** `l2` where left out. */
  penalty?: TrajectoryPenalty;
  /** The weight C of the data against the penalty, from 1e-6 to 1e6, as in scikit-learn; chosen from `grid` by cross-validation where left out. */
  c?: number;
  /** The values of C to cross-validate, at most 32. Where left out: none if `c` is given, else the paper's, with 0.3 added for logs below 500 runs. */
  grid?: Array<number>;
  /** Folds of the cross-validation, 2 to 20; 5 where left out. Fewer are made where an outcome has fewer runs. */
  folds?: number;
};

/** A logistic model of how a run ends: σ(Σ coef·(feature − mean)∕scale + intercept). */
export type TrajectoryModel = {
  /** 1, the version of this form. */
  version: number;
  /** The features it takes. */
  set: FeatureSet;
  /** What kept the coefficients small. */
  penalty: TrajectoryPenalty;
  /** The weight of the data against the penalty: the smaller, the smaller the coefficients. */
  c: number;
  /** Runs it was fitted on. */
  n: number;
  /** How many of them ended well. */
  right: number;
  /** What is subtracted from each feature: its mean over these runs. */
  mean: Array<number>;
  /** What each is divided by: its standard deviation (÷ n), or 1 for a constant. */
  scale: Array<number>;
  /** The weight of each standardised feature. */
  coef: Array<number>;
  /** What is added: the log-odds of an average run. */
  intercept: number;
  /** Folds of the cross-validation, if there was one. */
  folds?: number;
  /** How each C did in cross-validation. That of the chosen C is optimistic, since it was chosen by it: for an honest figure cross-validate with a grid of one. */
  cv?: Array<CrossScore>;
};

/** What keeps the coefficients small. */
export type TrajectoryPenalty = "l2" | "l1";

/** A logged run. */
export type TrajectoryRun = {
  /** What `features` gave for its steps. */
  features: TrajectoryFeatures;
  /** Whether it ended well. */
  correct: boolean;
  /** What it has in common with other runs, such as its task: cross-validation never learns from one run of a group and tests on another. */
  group?: string;
};

/** One step of a run. `top1` and `topk` where the model gives log-probs, else `confidence` and `tokens`; the rest belongs to the latter. */
export type TrajectoryStep = {
  /** For each token the probability of the likeliest one, e^logprob. Parts of a step with a confidence of their own (plan, tool, arguments) can stand in for tokens. */
  top1?: Array<number>;
  /** For each token the mean probability of the alternatives listed (five in the paper's baseline). */
  topk?: Array<number>;
  /** What the agent claims for this step. */
  confidence?: number;
  /** Tokens written. */
  tokens?: number;
  /** Tools called; 0 where left out. */
  toolCalls?: number;
  /** How many of these calls failed; 0 where left out. */
  toolErrors?: number;
  /** How often the agent asked a person; 0 where left out. */
  checkins?: number;
};

/** A trigger that fired. */
export type Trigger = {
  /** Which. */
  kind: TriggerKind;
  /** What it asks for. */
  oversight: Oversight;
  /** What was seen. */
  observed: Json;
  /** What it was compared with. */
  threshold: Json;
  /** What the reviewer needs because of it. */
  evidence: Array<Evidence>;
  /** How its quality is measured. */
  metric: Metric;
};

/** The six triggers. */
export type TriggerKind = "anomaly" | "confidence" | "frustration" | "irreversibility" | "risk_tier" | "sla";

/** Settings of the six triggers. */
export type TriggerSettings = {
  /** Calibrated confidence. */
  confidence?: ConfidenceSettings;
  /** Anger, confusion, failures in a row. */
  frustration?: FrustrationSettings;
  /** Deadlines. */
  sla?: SlaSettings;
  /** Injection and out-of-distribution scores. */
  anomaly?: AnomalySettings;
  /** Always on. */
  riskTier?: Record<string, never>;
  /** Always on. */
  irreversibility?: Record<string, never>;
};

/** The call that undoes an action. */
export type Undo = {
  /** Its tool. */
  tool: string;
  /** Its arguments; texts in them are templates. */
  args?: Json;
};

/** A call that undoes an action. It is proposed as any other, and the gate decides about it. */
export type UndoCall = {
  /** Its tool. */
  tool: string;
  /** Its arguments. */
  args: Json;
};

/** The call that undoes an action, before its templates are filled. */
export type UndoDemand = {
  /** The rule that says so. */
  rule: string;
  /** Its tool. */
  tool: string;
  /** Its arguments; texts in them are templates. */
  args?: Json;
};

/** What an undo is filled from, beside the arguments. */
export type UndoOutcome = {
  /** The action's result. */
  result?: Json;
  /** What the host recorded before it. */
  before?: Json;
};

/** Another request undoes it. */
export type UndoneEvent = {
  /** Which event. */
  type: "undone";
  /** Who wants it. */
  by: Identity;
  /** Which. */
  request: string;
};

/** Counts for the hard constraints. */
export type Usage = {
  /** Spent within each `spend` constraint's window, by its id, in the policy's currency. */
  spend?: { [key: string]: string };
  /** Calls in the last minute, this one not among them. */
  callsLastMinute?: number;
  /** How deep the chain of calls is. */
  depth?: number;
  /** Sub-agents alive. */
  subAgents?: number;
};

/** The two isotonic fits with the claim itself among the samples, once as wrong and once as right (Vovk et al. 2015). */
export type VennAbersParams = {
  /** As wrong: each value holds from its confidence on, 0 before the first. */
  p0: Steps;
  /** As right: each value holds up to its confidence, 1 after the last. */
  p1: Steps;
};

/** What people can answer. */
export type Verdict = "approve" | "reject" | "edit" | "ask" | "take_over";
