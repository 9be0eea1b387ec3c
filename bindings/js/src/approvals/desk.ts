// What every operation of a holdpoint works with.
import { actionDigest } from "../canonical.ts";
import type { Gate } from "../gate.ts";
import { HoldpointError } from "../errors.ts";
import type { Doc, Key, Store } from "../stores/store.ts";
import type { Action, Code, Identity, KillState, Request, Step } from "../wire.ts";
import { killState, type AuditEvent } from "./core.ts";
import { change, type Draft } from "./draft.ts";
import { newId } from "./ids.ts";
import type { HoldpointOptions, Notification } from "./options.ts";

/** The parts of a holdpoint, and the words in which they speak with the store. */
export class Desk {
  gate: Gate;
  readonly store: Store;
  readonly options: HoldpointOptions;
  readonly leaseMs: number;
  /** Of this process: it stands in leases. */
  readonly worker = newId("worker");
  closed = false;

  constructor(options: HoldpointOptions) {
    this.options = options;
    this.gate = options.gate;
    this.store = options.store;
    this.leaseMs = options.leaseMs ?? 30_000;
  }

  now = async (): Promise<number> => (this.options.clock === undefined ? this.store.now() : Math.max(0, Math.trunc(this.options.clock())));

  /** One change of the store; see {@link change}. Requests that it wrote are told to the hook afterwards. */
  async change<T>(keys: readonly Key[], body: (draft: Draft) => T): Promise<T> {
    if (this.closed) throw failure("store_closed", "this holdpoint is closed; make another");
    let last: Draft | undefined;
    const value = await change(this.store, this.now, keys, (draft) => body((last = draft)));
    for (const [key, { body: written }] of last?.writes ?? []) if (key.startsWith("request/")) this.heard(() => this.options.hooks?.onRequest?.(written as unknown as Request));
    return value;
  }

  /** What a hook throws is its own affair. */
  heard(call: () => void): void {
    try {
      call();
    } catch {
      // A listener that fails must not decide what happens to a tool call.
    }
  }

  async who(credential: unknown): Promise<Identity> {
    let found: Identity | null;
    try {
      found = await this.options.authenticate(credential);
    } catch (error) {
      throw failure("not_authenticated", `nobody is known by this credential: ${error instanceof Error ? error.message : String(error)}`, error);
    }
    if (found === null || found === undefined) throw failure("not_authenticated", "nobody is known by this credential; sign in and answer again");
    const { id, roles, source, assurance } = found;
    const plain = typeof id === "string" && id !== "" && Array.isArray(roles) && roles.every((role) => typeof role === "string") && typeof source === "string" && typeof assurance === "string";
    if (!plain) throw failure("not_authenticated", "`authenticate` must answer `{ id, roles, source, assurance }`: texts, and a list of texts");
    return { id, roles: [...roles], source, assurance };
  }
}

/** The documents of an action. */
export const keys = {
  request: (id: string): Key => `request/${id}`,
  grant: (id: string): Key => `grant/${id}`,
  kill: (action: Action): Key[] => ["kill/all", ...(action.agent === undefined ? [] : [`kill/agent:${brief(action.agent)}`]), `kill/session:${brief(action.session)}`],
  ledger: (action: Action): Key[] => [
    `ledger/session:${brief(action.session)}`,
    ...(action.principal === undefined ? [] : [`ledger/principal:${brief(action.principal)}`]),
    ...(action.agent === undefined ? [] : [`ledger/agent:${brief(action.agent)}`]),
  ],
};

/** A name as a store takes it in keys and indexes: short, and without what no key may hold. Others are stood for by their digest. */
export function brief(name: string): string {
  return name.length <= 200 && !/[\0-\x1f#]/.test(name) ? name : `#${actionDigest({ tool: "name", args: name, session: "-" })}`;
}

/** What asks for the same: the tool and its arguments in one session. */
export function groupOf({ tool, args, session }: Action): string {
  return actionDigest({ tool, args, session });
}

/** How the kill switches over an action stand. */
export function switches(draft: Draft, action: Action): { kill: KillState; epoch: number; paused: boolean } {
  return killState(keys.kill(action).map((key) => draft.read(key)));
}

export function failure(code: Code, message: string, cause?: unknown, pointer = ""): HoldpointError {
  return new HoldpointError(code, message, [{ code, pointer, message, severity: "error" }], cause === undefined ? undefined : { cause });
}

export type { AuditEvent, Doc, Draft, Notification, Step };
