// Signed checkpoints: C2SP signed notes (c2sp.org/tlog-checkpoint), which any tool for transparency logs reads.
import { bytesOf } from "../base64.ts";
import type { LogHead } from "../stores/store.ts";
import type { Checkpoint, Code, SignedNote } from "../wire.ts";
import { ARGS, audit, refused } from "./engine.ts";
import { checkers, known, sign, type Checker, type NoteKey, type NoteSigner } from "./keys.ts";

/**
 * Signs a checkpoint: that the log called `origin` has so many entries and this root. Keep it where whoever can write to the log cannot: it is what later shows
 * whether entries were cut off or history was written anew.
 *
 * @param origin names the log in one line, such as `example.com/agents`; by default it is the signer's name.
 * @throws HoldpointError `input_invalid` for a head, an origin or a key that is none.
 * @example
 * const note = await signCheckpoint(await store.head(), signer);
 */
export async function signCheckpoint(head: LogHead | null, signer: NoteSigner, origin = signer.name): Promise<string> {
  const body = audit<string>("audit_checkpoint", [{ origin, head }, ARGS]);
  const { name, id } = await known(signer);
  const signature = await sign(signer, new TextEncoder().encode(body));
  const idBytes = [0, 2, 4, 6].map((at) => Number.parseInt(id.slice(at, at + 2), 16));
  return `${body}\n— ${name} ${btoa(String.fromCharCode(...idBytes, ...signature))}\n`;
}

/**
 * What a checkpoint says, none of its signatures checked.
 *
 * @throws HoldpointError `input_invalid` with `note_malformed`.
 * @example
 * readCheckpoint(note).checkpoint.size
 */
export function readCheckpoint(note: string): SignedNote {
  if (typeof note !== "string") throw refused("wrong_type", "the checkpoint is no text; give the signed note");
  return audit<SignedNote>("audit_note", note);
}

/** What a checkpoint's signatures are worth. */
export type CheckpointVerdict = {
  /** Signed by at least one of the keys that were given, and no signature in the name of one of them is false. */
  ok: boolean;
  checkpoint: Checkpoint;
  /** The names of the keys that signed. */
  signedBy: string[];
  /** Why not, in a sentence. */
  problem?: { code: Code; message: string };
};

/**
 * Checks a checkpoint's signatures. Signatures by other keys are nobody's business.
 *
 * @throws HoldpointError `input_invalid` for a note or a key that is none.
 * @example
 * const { ok, problem } = await verifyCheckpoint(note, ["example.com/agents+5b4e3f1a+AX…"]);
 */
export async function verifyCheckpoint(note: string, keys: readonly NoteKey[], origin?: string): Promise<CheckpointVerdict> {
  return judge(readCheckpoint(note), await checkers(keys), origin);
}

/** The same with keys that are ready. */
export async function judge({ checkpoint, body, signatures }: SignedNote, keys: readonly Checker[], origin?: string): Promise<CheckpointVerdict> {
  const bytes = new TextEncoder().encode(body);
  const signedBy: string[] = [];
  const bad = (code: Code, message: string): CheckpointVerdict => ({ ok: false, checkpoint, signedBy, problem: { code, message } });
  if (origin !== undefined && checkpoint.origin !== origin) return bad("note_origin", `the checkpoint is of the log \`${checkpoint.origin}\`, not of \`${origin}\``);
  for (const { name, id, signature } of signatures) {
    const key = keys.find((key) => key.name === name && key.id === id);
    if (key === undefined || signedBy.includes(name)) continue;
    if (!(await key.check(bytesOf(signature), bytes))) return bad("note_forged", `the signature of \`${name}\` under the checkpoint of ${checkpoint.size} entries is false`);
    signedBy.push(name);
  }
  const strangers = [...new Set(signatures.map(({ name }) => `\`${name}\``))].join(", ");
  if (signedBy.length === 0) return bad("note_untrusted", `the checkpoint of ${checkpoint.size} entries is signed by ${strangers}, and by none of the keys that were given`);
  return { ok: true, checkpoint, signedBy };
}

/** Keys are asked for where a verdict without one would mean nothing. */
export function needKeys(keys: readonly NoteKey[] | undefined): readonly NoteKey[] {
  if (keys === undefined || keys.length === 0) throw refused("missing", "`/keys` is missing; give the key of whoever signed, as `verifierKey` wrote it");
  return keys;
}
