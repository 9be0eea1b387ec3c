// Text for people: made harmless, aligned, wrapped.

/**
 * Text from a log, safe to print: controls, escape sequences, bidirectional and invisible characters are shown as what they are, since a tool's name or argument
 * may come from whoever wrote to the agent.
 */
export function inert(text: string): string {
  return text.replace(UNSAFE, (character) => `\\u{${character.codePointAt(0)!.toString(16).toUpperCase()}}`);
}

const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{E0000}-\u{E0FFF}]/gu;

/** At most `width` characters, with the cut shown. */
export function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join("")}…`;
}

/** Breaks at spaces; every line begins with `indent`. */
export function wrap(text: string, width: number, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(indent + line);
  return lines.join("\n");
}

/** Rows under one another; columns whose number is in `right` are aligned to the right. */
export function table(rows: readonly (readonly string[])[], right: ReadonlySet<number> = new Set(), indent = "  "): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, width(cell))));
  return rows
    .map((row) => (indent + row.map((cell, column) => {
      const gap = " ".repeat(widths[column]! - width(cell));
      return right.has(column) ? gap + cell : cell + gap;
    }).join("  ")).trimEnd())
    .join("\n");
}

/** Characters on the screen: colours take no room. */
function width(text: string): number {
  return [...text.replace(/\x1b\[\d+m/g, "")].length;
}

/** `1164` → `1,164`, the same in every locale, so that outputs can be compared. */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 line`, `2 lines`. */
export function plural(n: number, noun: string, many = `${noun}s`): string {
  return `${count(n)} ${n === 1 ? noun : many}`;
}

/** A share in per cent with one digit; something that happened is never shown as 0.0, nor all but something as 100.0. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "–";
  const share = (100 * part) / whole;
  if (part > 0 && share < 0.05) return "<0.1 %";
  if (part < whole && share >= 99.95) return ">99.9 %";
  return `${share.toFixed(1)} %`;
}

/** Marks a word for a terminal. Colour only repeats what the word says. */
export type Paint = (style: "good" | "wait" | "stop" | "strong" | "faint", text: string) => string;

/** Colours for a terminal, unless NO_COLOR asks for none; plain text everywhere else. */
export function painter(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
  const plain = !stream.isTTY || Boolean(env["NO_COLOR"]) || env["TERM"] === "dumb";
  if (plain) return (_style, text) => text;
  const codes = { good: 32, wait: 33, stop: 31, strong: 1, faint: 2 };
  return (style, text) => `\x1b[${codes[style]}m${text}\x1b[0m`;
}
