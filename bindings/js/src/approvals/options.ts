// What a holdpoint is made of, and what it answers.
import type { AuditOptions } from "../audit/index.ts";
import type { Gate } from "../gate.ts";
import type { Store } from "../stores/store.ts";
import type { ApprovalRequest, Decision, Identity, Json, KillLevel, Notice, PackageExtra, Redactions } from "../wire.ts";

/** What {@link createHoldpoint} takes. */
export type HoldpointOptions = {
  /** Decides. */
  gate: Gate;
  /** Keeps everything: `memoryStore()`, `sqliteStore(path)`. */
  store: Store;
  /** Who somebody is: the only place where identities and roles come from. */
  authenticate: Authenticate;
  /** The time, in epoch milliseconds. Default: the store's clock, which machines that share a store share too. */
  clock?: () => number;
  /** The tools as the host's registry has them, pinned: what edits are checked against, and what people call a tool. */
  tools?: Record<string, ToolEntry>;
  /** The name of the log, and the origin of its checkpoints. Default: `holdpoint`. */
  namespace?: string;
  /** Signs checkpoints of the log, and the keys of earlier signers. */
  audit?: Omit<AuditOptions, "origin">;
  /**
   * How the log holds arguments: as they are, or as salted commitments. The salt stands in the store as `salt/<request>`; erase it with the request, and the log still
   * verifies while nobody can find out what the arguments were. Default: `plain`.
   */
  logArguments?: "plain" | "committed";
  /** Who runs the agents: alone, this person approves nothing that they ask for. */
  operator?: string;
  /** How long a process that executes may be silent before its lease is over. Renewed meanwhile. Default: 30,000 ms. */
  leaseMs?: number;
  /** How many requests of one session may wait at once. Default: 20. */
  mostPending?: number;
  /** What must not leave the host in a context package, and the key of the digests that stand for it, in hex. */
  redactions?: Redactions;
  redactionKey?: string;
  /** Called on the way: notifications, traces. */
  hooks?: Hooks;
};

/** A tool of the host's registry. */
export type ToolEntry = { schema?: Json; title?: string; schemaVersion?: string };

/**
 * Establishes who holds a credential. Throw, or answer null, where nobody is known by it: then nothing happens.
 *
 * @example
 * const authenticate = async (token) => ({ id: "ann", roles: ["finance"], source: "sso", assurance: "mfa" });
 */
export type Authenticate = (credential: unknown) => Identity | null | Promise<Identity | null>;

/** What the host may listen to. What a hook throws is swallowed, except that a notification which is not delivered is tried again. */
export type Hooks = {
  /** Delivers a notification; throw where it did not arrive. Each has an id, by which a receiver knows one that comes twice. */
  notify?: (notice: Notification) => void | Promise<void>;
  /** A tool call was decided upon. */
  onDecision?: (decision: Decision, action: { tool: string; session: string; agent?: string; callId?: string }) => void;
  /** A request changed. */
  onRequest?: (request: ApprovalRequest) => void;
  /** Wraps what runs: `trace("execute payments.refund", attributes, run)`. See {@link openTelemetry}. */
  trace?: <T>(name: string, attributes: Record<string, string | number | boolean>, run: () => Promise<T>) => Promise<T>;
};

/** Something that somebody must be told. */
export type Notification = { id: string; attempt: number } & Notice;

/** What runs a tool. Throw {@link NotExecuted} when it is certain that nothing happened; anything else that is thrown leaves it unknown. */
export type Execute = (args: Json, about: { idempotencyKey: string; requestId: string; credentialRef?: string; signal?: AbortSignal }) => Promise<unknown> | unknown;

/** What `guard` takes beside the action. */
export type GuardOptions = {
  /** Versions of what the action touches, by name: an ETag, a row version, a cursor. A difference when it is resumed makes the request stale. */
  resources?: Record<string, string>;
  /** Which credential to use: a reference, never the credential itself. It is handed to `execute`. */
  credentialRef?: string;
  signal?: AbortSignal;
  /** What the reviewer should see beside it; never what the agent said. */
  evidence?: Omit<PackageExtra, "requestId" | "requestedAt" | "tool" | "redactions" | "redactionKey">;
  /** What stood before, for the undo of a logged action. */
  before?: Json;
};

/** What became of a guarded call. */
export type Outcome =
  | { status: "executed"; result: Json; request: ApprovalRequest }
  | { status: "failed"; error: { code: string; message: string }; request: ApprovalRequest }
  | { status: "pending"; request: ApprovalRequest }
  | { status: "in_progress"; request: ApprovalRequest }
  | { status: "refused"; reason: RefusalReason; message: string; decision?: Decision; request?: ApprovalRequest; next?: ApprovalRequest };

/** Why a call does not run. */
export type RefusalReason =
  | "rejected"
  | "taken_over"
  | "expired"
  | "cancelled"
  | "superseded"
  | "killed"
  | "stale"
  | "tampered"
  | "unknown"
  | "blocked"
  | "conflict"
  | "too_many_pending";

/** A person's answer. */
export type Answer = {
  verdict: "approve" | "reject" | "edit" | "ask" | "take_over";
  /** The credential of whoever answers: `authenticate` says who that is. */
  by: unknown;
  /** Of what was shown. */
  digests: { action: string; package: string | null };
  /** For `edit`. */
  edits?: { patch?: Json; args?: Json };
  /** For `reject`: a word for programs and a text for the model and the log. */
  reason?: { code: string; text?: string };
  /** For `ask`: the question. */
  text?: string;
  /** When it was shown, opened and decided, by the client's clock; kept beside the server's. */
  shownAt?: number;
  openedAt?: number;
  decidedAt?: number;
};

/** Where a kill switch stands: over everything, one agent, one session. */
export type KillScope = "all" | { agent: string } | { session: string };

export type { KillLevel };
