// The caller's values as plain data, read once.
import { withPen } from "../pen.ts";
import { snapshot, VALUE, type Subject } from "../snapshot.ts";

/** A copy that nobody else holds. @throws HoldpointError for whatever JSON cannot say exactly, with its place. */
export function plain<T>(value: unknown, subject: Subject): T {
  return withPen((pen) => {
    const length = snapshot(value, subject, pen);
    return JSON.parse(decoder.decode(pen.bytes.subarray(0, length))) as T;
  });
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export { VALUE };
