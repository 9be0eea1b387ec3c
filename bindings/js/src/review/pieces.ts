// What is shown, in pieces that are small enough to be on a screen at once: of a long line every piece must have been there, not only its end.
import type { ContextPackage, Line, PartName } from "../wire.ts";

/** Some lines of text on a phone, also when it is enlarged. */
const LENGTH = 160;

/** A text in pieces. */
export function split(text: string): string[] {
  const points = Array.from(text);
  if (points.length <= LENGTH) return text === "" ? [] : [text];
  return Array.from({ length: Math.ceil(points.length / LENGTH) }, (_, at) => points.slice(at * LENGTH, (at + 1) * LENGTH).join(""));
}

/** The texts of a line, each with its name. */
export function texts(line: Line): [string, string][] {
  const list = (name: string, texts: string[] = []): [string, string][] => texts.map((text, at) => [`${name}${at}`, text]);
  return [["text", line.text], ...list("block", line.block), ...list("form", line.forms), ...list("note", line.notes)];
}

/** The name of a line. */
export function lineKey(part: PartName, at: number): string {
  return `${part}/${at}`;
}

/** The names of a line's pieces. */
export function keys(line: string, of: Line): string[] {
  return texts(of).flatMap(([name, text]) => split(text).map((_, at) => `${line}/${name}/${at}`));
}

/** What must have been on screen before anybody approves: what is critical, what the short form collapses, and what the package says. */
export function required({ parts, mustView, uninspectable }: ContextPackage): { lines: Map<string, string[]>; all: string[]; nowhere: string[] } {
  const named = new Set([...mustView, ...uninspectable].map(({ part, pointer }) => `${part} ${pointer}`));
  const [lines, all, found] = [new Map<string, string[]>(), [] as string[], new Set<string>()];
  for (const part of parts) {
    part.lines.forEach((line, at) => {
      const [key, name] = [lineKey(part.name, at), `${part.name} ${line.pointer}`];
      const pieces = keys(key, line);
      all.push(...pieces);
      if (named.has(name)) found.add(name);
      if (named.has(name) || line.collapsed === true || part.name === "headline" || part.name === "critical") lines.set(key, pieces);
    });
  }
  return { lines, all, nowhere: [...named].filter((name) => !found.has(name)) };
}
