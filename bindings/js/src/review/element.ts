// `<holdpoint-review>`: shows a package, takes an answer.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ReviewAnswer, ReviewRequest } from "../review.ts";
import type { ApprovalStatus, Json, Verdict } from "../wire.ts";
import { announced, instant, left } from "./clock.ts";
import { Form } from "./form.ts";
import { panel, type Panel } from "./panel.ts";
import { parts } from "./parts.ts";
import { required } from "./pieces.ts";
import { Press } from "./press.ts";
import { needs, plain, said, wanted, type Need, type Said } from "./said.ts";
import { Seen } from "./seen.ts";
import { soFar } from "./so-far.ts";
import { style } from "./style.ts";
import { difference, subjectOf, type Subject } from "./subject.ts";

const DONE: Record<Verdict, string> = { approve: "approve it", reject: "reject it", edit: "propose other arguments", ask: "ask back", take_over: "take over" };
const STATUS: Partial<Record<ApprovalStatus, string>> = { taken_over: "taken over", unknown: "started, and nobody knows how it ended", superseded: "superseded by a newer request", killed: "stopped by a kill switch", stale: "stale, because what it touches has changed" };

export class HoldpointReview extends LitElement {
  static override styles = style;
  static override properties = { request: { attribute: false }, schema: { attribute: false }, problem: { attribute: false } };
  declare request: ReviewRequest | null;
  declare schema: Json;
  declare problem: string | null;
  readonly #seen = new Seen(this);
  #subject: Subject | null = null;
  #required = { lines: new Map<string, string[]>(), all: [] as string[], nowhere: [] as string[] };
  #difference: string | null = null;
  #open = false;
  #panel: Panel | null = null;
  #form: Form | null = null;
  #acknowledged = new Set<string>();
  #said: readonly Said[] = [];
  #needs: readonly Need[] = [];
  /** The last thing that somebody said while this was open. */
  #latest = "";
  /** What is on its way. */
  #sent: { readonly verdict: Verdict; readonly decidedAt: number; readonly before: number } | null = null;
  #approved = false;
  readonly #press = new Press(this);
  #openedAt = 0;
  #shownAt = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #time = "";

  constructor() {
    super();
    this.request = null;
    this.schema = null;
    this.problem = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => this.#tick(), 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("request")) this.#take(subjectOf(this.request));
    if (changed.has("schema") && this.#panel !== "edit") this.#form = null;
    if (changed.has("problem") && this.problem !== null) this.#sent = null;
    const now = Date.now();
    if (this.#openedAt === 0 && this.#seen.keys.size > 0) this.#openedAt = now;
    if (this.#shownAt === 0 && this.#subject !== null && this.#required.all.every((key) => this.#seen.keys.has(key))) this.#shownAt = now;
    this.#press.allow(this.#subject !== null && this.#sent === null && this.#obstacles(this.#subject, this.#unseen(), "approve").length === 0);
  }

  /** The same package goes on, whatever was said meanwhile; another one begins. */
  #take(subject: Subject | null): void {
    const same = subject !== null && subject.id === this.#subject?.id && JSON.stringify(subject.package) === JSON.stringify(this.#subject.package);
    const moved = subject?.status !== this.#subject?.status;
    const before = this.#said.length;
    this.#subject = subject;
    this.#difference = subject && difference(subject);
    [this.#said, this.#needs] = subject === null ? [[], []] : [said(subject), needs(subject)];
    const last = this.#said.at(-1);
    if (same && last !== undefined && this.#said.length > before) this.#latest = `${last.who} ${last.what}.`;
    const taken = this.#sent !== null && subject !== null && this.#isTaken(subject);
    if (same && taken && this.#sent?.verdict === "approve" && subject.responses !== undefined) this.#approved = true;
    // What comes after an answer says what became of it: after a question it is still open.
    if (!same || moved || taken) [this.#sent, this.#panel] = [null, null];
    if (same) return;
    this.#seen.clear();
    this.#required = subject === null ? { lines: new Map(), all: [], nowhere: [] } : required(subject.package);
    [this.#open, this.#form, this.#acknowledged, this.#openedAt, this.#shownAt, this.#latest, this.#approved] = [false, null, new Set(), 0, 0, "", false];
  }

  /** Whether a request holds the answer that is on its way. What others said meanwhile is no reason to answer twice. */
  #isTaken({ responses }: Subject): boolean {
    const { verdict, decidedAt, before } = this.#sent ?? { verdict: null, decidedAt: 0, before: 0 };
    if (responses === undefined) return true;
    return responses.slice(before).some((response) => response.verdict === verdict && (response.decidedAt ?? decidedAt) === decidedAt);
  }

  protected override render(): TemplateResult {
    const subject = this.#subject;
    if (subject === null) return html`<p class="empty">There is nothing to review.</p>`;
    const { package: shown } = subject;
    const unseen = this.#unseen();
    return html`<article aria-label="Review" lang="en" dir="ltr">
      <header>${this.#state(subject)}${this.#clock(subject)}</header>
      ${this.problem === null ? nothing : html`<p class="complaint" role="alert">Your answer was not taken: <bdi>${plain(this.problem)}</bdi></p>`}
      ${this.#difference === null ? nothing : html`<p class="complaint differs" role="alert">${this.#difference}</p>`}
      ${parts(shown, this.#open, new Set(unseen), () => this.#show())}
      <p class="digest">Package <bdi dir="ltr" class="code">${shown.digest}</bdi></p>
      ${soFar(this.#said, this.#needs)}
      ${this.#isOpen(subject) ? this.#answers(subject, unseen) : nothing}
      <p class="hidden" role="status">${this.#news(subject)}</p>
    </article>`;
  }

  #state({ status = "pending", package: { tierName, priority } }: Subject): TemplateResult {
    const waits = wanted(this.#needs);
    const word =
      this.#sent !== null ? `Your answer is on its way: ${DONE[this.#sent.verdict]}`
      : status !== "pending" ? `Not open any more: ${STATUS[status] ?? status}`
      : `${this.#approved ? "You have approved it. It waits" : "Waits"} for ${waits === "" ? "a person" : waits}`;
    return html`<p class="state" tabindex="-1">${priority === "high" ? html`<strong class="urgent">! Urgent</strong> ` : nothing}<strong><bdi>${word}</bdi></strong> <span class="tier">${tierName.replace("_", " ")}</span></p>`;
  }

  #clock(subject: Subject): TemplateResult | typeof nothing {
    this.#time = this.#remaining(subject);
    return this.#time === "" ? nothing : html`<p class="clock">${this.#time}</p>`;
  }

  #remaining({ deadline, expiresAt, status = "pending" }: Subject): string {
    const end = deadline ?? expiresAt;
    if (end === null || end === undefined || status !== "pending") return "";
    return end > Date.now() ? `${left(end - Date.now())} left, until ${instant(end)}` : `The time for an answer ended at ${instant(end)}`;
  }

  #tick(): void {
    const expired = this.#panel !== null && this.#subject !== null && !this.#isOpen(this.#subject);
    if (this.#subject !== null && (expired || this.#remaining(this.#subject) !== this.#time)) this.requestUpdate();
  }

  #isOpen({ status = "pending", expiresAt }: Subject): boolean {
    return status === "pending" && !(typeof expiresAt === "number" && Date.now() >= expiresAt);
  }

  #unseen(): string[] {
    return [...this.#required.lines].filter(([, keys]) => !keys.every((key) => this.#seen.keys.has(key))).map(([line]) => line);
  }

  /** Why it cannot be approved now; empty where it can. */
  #obstacles({ package: shown }: Subject, unseen: readonly string[], verdict: "approve" | "edit"): string[] {
    const why: string[] = [];
    const waiting = shown.uninspectable.filter(({ pointer }) => !this.#acknowledged.has(pointer)).length;
    if (this.#difference !== null) why.push("What is shown is not what would run.");
    if (!shown.approvable && verdict === "approve") why.push("Nobody can approve this.");
    if (this.#approved && verdict === "approve") why.push("You have approved it already.");
    if (this.#required.nowhere.length > 0) why.push("The package does not hold all that must be seen.");
    if (unseen.length > 0) why.push(unseen.length === 1 ? "One line that must be seen has not been on screen." : `${unseen.length} lines that must be seen have not been on screen.`);
    if (waiting > 0) why.push(waiting === 1 ? "One value cannot be shown faithfully; say below that you answer for it." : `${waiting} values cannot be shown faithfully; say below that you answer for each.`);
    return why;
  }

  #news(subject: Subject): string {
    if (this.#sent !== null) return `Your answer is on its way: ${DONE[this.#sent.verdict]}.`;
    if (!this.#isOpen(subject)) return "This is not open any more.";
    const end = subject.deadline ?? subject.expiresAt;
    const time = typeof end === "number" ? announced(end - Date.now()) : "";
    return [this.#latest, (this.#panel === "edit" && this.#form?.news) || "", this.#press.isAllowed() ? "All that must be seen has been on screen. It can be approved." : "", time].filter((text) => text !== "").join(" ");
  }

  #answers(subject: Subject, unseen: readonly string[]): TemplateResult {
    const { package: shown } = subject;
    const why = this.#obstacles(subject, unseen, "approve");
    const blocked = this.#obstacles(subject, unseen, "edit").length > 0;
    const off = !this.#press.isAllowed();
    const turn = (name: Panel) => () => this.#turn(name);
    const opens = (name: Panel, said: string, off = false): TemplateResult =>
      html`<button type="button" class=${name} ?disabled=${this.#sent !== null} aria-disabled=${off ? "true" : "false"} aria-describedby=${off ? "why" : nothing} aria-expanded=${this.#panel === name ? "true" : "false"} @click=${turn(name)}>${said}</button>`;
    return html`<section class="answer" aria-labelledby="answer">
      <h2 id="answer">Your answer</h2>
      <div id="why" class="why">${why.map((text) => html`<p>${text}</p>`)}
        ${unseen.length > 0 ? html`<button type="button" class="quiet next" @click=${() => this.#next(unseen)}>Go to what you have not seen</button>` : nothing}</div>
      ${shown.uninspectable.map(
        ({ part, pointer, reason }) => html`<label class="answers-for"><input type="checkbox" .checked=${this.#acknowledged.has(pointer)} @change=${() => this.#acknowledge(pointer)} />
          <span>I answer for <bdi class="code">${shown.parts.find(({ name }) => name === part)?.lines.find((line) => line.pointer === pointer)?.label ?? plain(pointer)}</bdi>, which <bdi>${reason}</bdi></span></label>`,
      )}
      <div class="buttons">
        <button type="button" class="approve" ?disabled=${this.#sent !== null} aria-disabled=${off ? "true" : "false"} aria-describedby=${why.length > 0 ? "why" : nothing} @keydown=${this.#press.begin} @pointerdown=${this.#press.begin} @click=${(event: Event) => this.#press.ends(event) && this.#answer({ verdict: "approve" })}>Approve</button>
        ${opens("reject", "Reject…")}${opens("edit", "Edit…", blocked)}${opens("ask", "Ask back…")}${opens("take_over", "Take over…")}
      </div>
      ${this.#panel === null ? nothing : panel(this.#panel, this.#panel === "edit" ? this.#form : null, { busy: this.#sent !== null, changed: (focus) => this.#redraw(focus), close: () => this.#close(), send: (more) => this.#answer(more) })}
    </section>`;
  }

  /** And then the focus goes there. */
  #redraw(focus?: string): void {
    this.requestUpdate();
    if (focus !== undefined) void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(focus)?.focus());
  }

  #show(): void {
    this.#open = true;
    this.requestUpdate();
  }

  /** Shows what is collapsed, or brings the first line that has not been seen on screen. */
  #next([first = ""]: readonly string[]): void {
    this.#open = true;
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const line = this.renderRoot.querySelector<HTMLElement>(`[data-line="${CSS.escape(first)}"]`);
      const piece = [...(line?.querySelectorAll<HTMLElement>("[data-piece]") ?? [])].find(({ dataset }) => !this.#seen.keys.has(dataset["piece"] ?? ""));
      line?.focus({ preventScroll: true });
      (piece ?? line)?.scrollIntoView({ block: "center" });
    });
  }

  #acknowledge(pointer: string): void {
    if (!this.#acknowledged.delete(pointer)) this.#acknowledged.add(pointer);
    this.requestUpdate();
  }

  #turn(name: Panel): void {
    if (this.#panel === name) return this.#close();
    if (name === "edit" && this.#subject !== null) {
      if (this.#obstacles(this.#subject, this.#unseen(), "edit").length > 0) return;
      this.#form ??= new Form(this.#subject, this.schema);
    }
    this.#panel = name;
    this.#redraw(".panel :is(select, textarea:not(:disabled), .tools button)");
  }

  #close(): void {
    const name = this.#panel;
    this.#panel = null;
    this.#redraw(`.buttons .${name}`);
  }

  /** Hands the answer over, unless it must not be given. */
  #answer(said: Pick<ReviewAnswer, "verdict" | "edits" | "reason" | "text">): void {
    const subject = this.#subject;
    if (subject === null || this.#sent !== null || !this.#isOpen(subject)) return;
    const { id, package: shown, digests } = subject;
    if (said.verdict === "approve" || said.verdict === "edit") {
      // Made anew, of what is shown now.
      this.#difference = difference(subject);
      if (this.#obstacles(subject, this.#unseen(), said.verdict).length > 0) return this.requestUpdate();
    }
    const decidedAt = Date.now();
    const detail: ReviewAnswer = {
      id, ...said, digests: { action: digests.action, package: shown.digest },
      openedAt: this.#openedAt || decidedAt, ...(this.#shownAt === 0 ? {} : { shownAt: this.#shownAt }), decidedAt,
    };
    this.#sent = { verdict: said.verdict, decidedAt, before: subject.responses?.length ?? 0 };
    this.problem = null;
    // Where the focus was works no more.
    this.#redraw(".state");
    this.dispatchEvent(new CustomEvent("holdpoint-answer", { detail, bubbles: true, composed: true }));
  }
}
