// Numbers and words as the page writes them.
import type { Calibrator } from "holdpoint/web";

/** A share in per cent, as precise as it needs to be: "35 %", "5.6 %", "0.3 %", "<0.1 %". */
export function percent(share: number): string {
  const value = 100 * share;
  if (value > 0 && value < 0.1) return "<0.1\u00a0%";
  if (value < 100 && value > 99.9) return ">99.9\u00a0%";
  const digits = value < 10 && value > 0 ? 1 : 0;
  return `${value.toFixed(digits).replace(/\.0$/, "")}\u00a0%`;
}

/** `1164` → `1,164`. */
export function count(n: number): string {
  return n.toLocaleString("en");
}

export function plural(n: number, noun: string, many = `${noun}s`): string {
  return `${count(n)} ${n === 1 ? noun : many}`;
}

/** "ten", and figures from thirteen on. */
export function number(n: number): string {
  return WORDS[n] ?? String(n);
}

/** "2", "2 and 7", "2, 7 and 9". */
export function listed(items: readonly (string | number)[]): string {
  return [items.slice(0, -1).join(", "), String(items.at(-1) ?? "")].filter(Boolean).join(" and ");
}

/** How a calibrator was fitted, as its papers call it. */
export function methodOf({ method }: Calibrator): string {
  return METHODS[method] ?? method.replaceAll("_", " ");
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const METHODS: { readonly [method in Calibrator["method"]]?: string } = { venn_abers: "Venn–Abers", platt: "Platt scaling", platt_map: "Platt scaling", platt_raw: "Platt scaling", temperature: "temperature scaling", isotonic: "isotonic regression", beta: "beta calibration", histogram: "histogram binning" };
const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
