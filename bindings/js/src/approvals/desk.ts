// What every operation of a holdpoint works with.
import type { Gate } from "../gate.ts";
import { HoldpointError } from "../errors.ts";
import type { Key, Store } from "../stores/store.ts";
import type { ApprovalRequest, Code, Identity } from "../wire.ts";
import { change, type Draft } from "./draft.ts";
import { newId } from "./ids.ts";
import type { HoldpointOptions } from "./options.ts";
import { keys } from "./scopes.ts";

/** The parts of a holdpoint, and how they speak with the store. */
export class Desk {
  gate: Gate;
  readonly store: Store;
  readonly options: HoldpointOptions;
  readonly namespace: string;
  readonly leaseMs: number;
  readonly mostPending: number;
  /** Of this process: it stands in leases. */
  readonly worker = newId("worker");
  closed = false;

  constructor(options: HoldpointOptions) {
    this.options = options;
    this.gate = options.gate;
    this.store = options.store;
    this.namespace = options.namespace ?? "holdpoint";
    this.leaseMs = options.leaseMs ?? 30_000;
    this.mostPending = options.mostPending ?? 20;
  }

  now = async (): Promise<number> => (this.options.clock === undefined ? this.store.now() : Math.max(0, Math.trunc(this.options.clock())));

  /** One change of the store; see {@link change}. The hook hears of requests that it wrote, afterwards. */
  async change<T>(reads: readonly Key[], body: (draft: Draft) => T): Promise<T> {
    if (this.closed) throw failure("store_closed", "this holdpoint is closed; make another");
    let last: Draft | undefined;
    const value = await change(this.store, this.now, reads, (draft) => {
      last = draft;
      draft.commitsArguments = this.options.logArguments === "committed";
      return body(draft);
    });
    for (const [key, { body: written }] of last?.writes ?? []) if (key.startsWith("request/")) this.heard(() => this.options.hooks?.onRequest?.(written as unknown as ApprovalRequest));
    return value;
  }

  /** What a hook throws is its own affair: a listener that fails must not decide what happens to a tool call. */
  heard(call: () => void): void {
    try {
      call();
    } catch {
      // Nothing depends on it.
    }
  }

  /** Who holds a credential, as the host says. */
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

/** The request of an id, which must be there. */
export function known(draft: Draft, id: string): ApprovalRequest {
  const request = typeof id === "string" && id !== "" ? draft.read<ApprovalRequest>(keys.request(id)) : null;
  if (request === null) throw failure("no_request", `there is no request \`${id}\`; it may have been removed when its time of retention was over`);
  return request;
}

export function failure(code: Code, message: string, cause?: unknown, pointer = ""): HoldpointError {
  return new HoldpointError(code, message, [{ code, pointer, message, severity: "error" }], cause === undefined ? undefined : { cause });
}
