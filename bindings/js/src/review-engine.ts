// The engine for what happens between "held" and "done": every operation takes texts and gives one. It starts on the first call.
import { __wbg_reset_state, initSync, type InitOutput } from "../generated/review.js";
import { reviewModule } from "wasm-modules";
import { Engine, Keeper } from "./engine.ts";
import { withPen, type Texts } from "./pen.ts";
import { snapshot, type Subject } from "./snapshot.ts";

/** Its operations, as bindings/wasm/src/review.rs has them. */
export type Operation =
  | "apply_edits"
  | "approval_step"
  | "audit_checkpoint"
  | "audit_commit"
  | "audit_consistent"
  | "audit_finish"
  | "audit_included"
  | "audit_key"
  | "audit_note"
  | "audit_prove"
  | "audit_seal"
  | "audit_start"
  | "audit_verify"
  | "audit_verify_rows"
  | "from_brief"
  | "grant_make"
  | "grant_match"
  | "grant_revoke"
  | "grant_use"
  | "inert_text"
  | "kill_state"
  | "kill_step"
  | "ledger_facts"
  | "ledger_step"
  | "package_digest"
  | "render"
  | "scopes";

/** One text for an operation: a value of the caller's, which is read once, a text that was made here, or the bytes of one. */
export type Given = readonly [value: unknown, subject: Subject] | string | Uint8Array;

/** Runs an operation on its texts, in their order. */
export function review(name: Operation, ...given: readonly Given[]): string {
  return withPen((pen) => {
    const lengths = given.map((one) => {
      const start = pen.length;
      if (typeof one === "string") pen.text(one);
      else if (one instanceof Uint8Array) pen.utf8(one);
      else snapshot(...one, pen);
      return pen.length - start;
    });
    return onTexts(name, pen, lengths);
  });
}

/** The same with texts that stand back to back already. */
export function onTexts(name: Operation, texts: Texts, lengths: readonly number[]): string {
  return engines.run((engine) => engine.onTexts(name, texts, lengths));
}

/** One instance of it. */
class ReviewEngine extends Engine<InitOutput> {
  onTexts(name: Operation, texts: Texts, lengths: readonly number[]): string {
    this.send(texts);
    const operation: (...lengths: number[]) => number = this.wasm[name];
    return this.answer(operation(...lengths));
  }
}

const engines: Keeper<InitOutput, ReviewEngine> = /* @__PURE__ */ new Keeper({ initSync, __wbg_reset_state }, reviewModule, (wasm) => new ReviewEngine(wasm));
