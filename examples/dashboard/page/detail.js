// One request: the element that shows it and takes the answer, what others said, what came of it, and its history in the log.
import "/holdpoint-review.js";
import { get, post } from "./server.js";
import { history } from "./history.js";
import { settle } from "./settle.js";
import { DID, el, inert, quoted, STATUS, time } from "./words.js";

export class Detail {
  #root = document.getElementById("detail");
  #names;
  #me;
  #request = null;
  /** The id of one that could not be shown. */
  #unshown = null;
  #parts = null;
  #over = new AbortController();

  constructor({ names, me }) {
    [this.#names, this.#me] = [names, me];
    this.#root.addEventListener("holdpoint-answer", ({ detail }) => void this.#send(detail), { signal: this.#over.signal });
    this.close();
  }

  get id() {
    return this.#request?.id ?? this.#unshown;
  }

  /** Whether it waits for another try. */
  get isUnshown() {
    return this.#unshown !== null;
  }

  close() {
    [this.#request, this.#unshown, this.#parts] = [null, null, null];
    this.#root.replaceChildren(el("div", { className: "head" }, el("h2", { id: "detail-title" }, "No request is open"), el("p", { className: "hint" }, "Choose one of the list to see what would run, who asks for it and why.")));
  }

  end() {
    this.#over.abort();
    this.close();
  }

  async open(id) {
    if (id === this.#request?.id) return;
    try {
      const { request, schema } = await get(`/api/requests/${encodeURIComponent(id)}`);
      this.#make(request, schema);
    } catch (error) {
      [this.#request, this.#unshown, this.#parts] = [null, id, null];
      this.#root.replaceChildren(
        el("div", { className: "head" }, back(), el("h2", { id: "detail-title", tabIndex: -1 }, "This request cannot be shown"), el("p", { role: "alert", className: "notice" }, error.message)),
        el("p", {}, el("button", { type: "button", onclick: () => void this.open(id) }, "Try again")),
      );
    }
    this.#root.querySelector("#detail-title").focus();
  }

  /** Looks again, after a hint. What is shown stays while it is about the same; what could not be shown is tried once more. */
  async look() {
    if (this.#unshown !== null) return this.#again(this.#unshown);
    if (this.#request === null) return;
    const { request, schema } = await get(`/api/requests/${encodeURIComponent(this.#request.id)}`);
    if (request.id !== this.id || request.version <= this.#request.version) return;
    if (request.digests.package === this.#request.digests.package) return this.#take(request);
    // Somebody changed the arguments: the reader decides when to leave what they are reading.
    const editor = this.#name(request.edit?.by ?? request.responses.at(-1)?.by.id ?? "somebody");
    this.#parts.news.replaceChildren(el("p", {}, el("strong", {}, editor, " changed what is asked. "), "What stands below is not what is asked any more, and an answer to it is not taken."), el("button", { type: "button", onclick: () => this.#make(request, schema) }, "Show it as it is now"));
  }

  /** Tries to show what could not be shown. While it still cannot be, nothing moves under the reader. */
  async #again(id) {
    const { request, schema } = await get(`/api/requests/${encodeURIComponent(id)}`);
    if (this.#unshown !== id) return;
    const held = this.#root.contains(document.activeElement);
    this.#make(request, schema);
    if (held) this.#root.querySelector("#detail-title").focus();
  }

  #make(request, schema) {
    this.#unshown = null;
    const review = document.createElement("holdpoint-review");
    this.#parts = { title: el("h2", { id: "detail-title", tabIndex: -1 }), needs: el("div", { className: "needs" }), news: el("div", { className: "news", role: "status" }), review, after: el("div"), history: history(request.id) };
    review.schema = schema;
    const { title, needs, news, after } = this.#parts;
    // The head does not lie over what is read: the element counts as seen what is on screen.
    this.#root.replaceChildren(el("div", { className: "head" }, back(), title, news), el("div", { className: "body" }, needs, ...(request.package === null ? [unasked(request)] : [review]), after, this.#parts.history));
    this.#take(request);
  }

  /** The same request, as it stands now. */
  #take(request) {
    const before = this.#request;
    this.#request = request;
    const { title, needs, news, review, after } = this.#parts;
    title.replaceChildren(quoted(request.action.tool), el("span", { className: `state ${request.status}` }, STATUS[request.status]));
    needs.replaceChildren(...this.#needs(request));
    after.replaceChildren(...this.#after(request));
    if (request.package !== null) review.request = request;
    if (before?.id !== request.id) return;
    const fresh = request.responses.slice(before.responses.length).filter(({ by }) => by.id !== this.#me.id);
    if (fresh.length > 0) news.replaceChildren(el("p", {}, ...this.#said(fresh.at(-1))));
  }

  /** Sends an answer; who gives it, the server knows. */
  async #send({ id, ...answer }) {
    const { review, news } = this.#parts;
    try {
      const { request } = await post(`/api/requests/${encodeURIComponent(id)}/answer`, answer);
      news.replaceChildren();
      if (request.id === this.id) this.#take(request);
    } catch (error) {
      const lost = error.status === 409 && (await this.#faster(id).catch(() => null));
      news.replaceChildren(); // said once
      review.problem = lost || error.message;
      // It is said at the element's top, and whoever answers is at its end.
      review.scrollIntoView({ block: "start" });
    }
  }

  /** Who was faster, and how: for the person whose answer came too late. */
  async #faster(id) {
    const { request } = await get(`/api/requests/${encodeURIComponent(id)}`);
    const last = request.responses.filter(({ by }) => by.id !== this.#me.id).at(-1);
    if (request.id === this.id && request.digests.package === this.#request.digests.package) this.#take(request);
    else await this.look();
    if (last === undefined) return request.status === "pending" ? null : `this is ${STATUS[request.status]} by now.`;
    const why = last.reason === undefined ? "" : ` (${last.reason.code.replaceAll("_", " ")}${last.reason.text && last.reason.text !== last.reason.code ? `: ${inert(last.reason.text)}` : ""})`;
    return `${this.#name(last.by.id)} ${DID[last.verdict]} at ${new Date(last.at).toLocaleTimeString()}${why}, before your answer came.`;
  }

  #name(id) {
    return id === this.#me.id ? "You" : (this.#names.get(id) ?? inert(id));
  }

  /** Whose approval it takes, and whose it has. */
  #needs({ id, status, decision, responses, acknowledged, similar }) {
    const wanted = (decision.approval?.requirements ?? []).map(({ quorum, roles }) => `${quorum === 1 ? "one person" : `${quorum} people`}${roles.length === 0 ? "" : ` of ${inert(roles.join(" or "))}`}`);
    const approved = responses.filter(({ verdict, void: gone }) => !gone && (verdict === "approve" || verdict === "edit")).map(({ by }) => this.#name(by.id));
    const on = acknowledged.map(({ by }) => this.#name(by));
    const mine = acknowledged.some(({ by }) => by === this.#me.id);
    return [
      wanted.length === 0 ? null : el("p", {}, `Needs ${[...new Set(wanted)].join(" and ")}. `, approved.length === 0 ? "" : el("strong", {}, `Approved by ${approved.join(" and ")}.`)),
      similar.length === 0 ? null : el("p", { className: "warning" }, "The same call waits, or may have run, under another request: ", ...similar.map((other) => el("a", { href: `#${encodeURIComponent(other)}` }, other))),
      status !== "pending" ? null : el("p", { className: "on-it" }, on.length === 0 ? "Nobody has said that they are on it. " : `On it: ${on.join(", ")}. `, mine ? null : el("button", { type: "button", onclick: ({ target }) => void this.#acknowledge(id, target) }, "I am on it")),
    ].filter(Boolean);
  }

  async #acknowledge(id, button) {
    button.disabled = true;
    await post(`/api/requests/${encodeURIComponent(id)}/acknowledge`, {}).then(
      ({ request }) => request.id === this.id && this.#take(request),
      ({ message }) => (this.#parts.news.replaceChildren(el("p", {}, message)), (button.disabled = false)),
    );
  }

  /** Answers so far, and what came of it. */
  #after(request) {
    const { responses, questions, status, ended, error, resolution } = request;
    const said = [
      ...responses.filter(({ verdict }) => verdict !== "ask").map((one) => ({ at: one.at, line: el("li", {}, ...this.#said(one)) })),
      ...questions.map(({ by, text, at, answer }) => ({ at, line: el("li", {}, el("strong", {}, this.#name(by)), " asked: ", quoted(text), " ", time(at), el("p", { className: "told" }, ...(answer === undefined ? ["No answer yet."] : ["The agent: ", quoted(answer.text), " ", time(answer.at)]))) })),
    ].sort((a, b) => a.at - b.at);
    return [
      said.length === 0 ? null : el("section", { className: "card" }, el("h3", {}, "What was said"), el("ul", { className: "said" }, ...said.map(({ line }) => line))),
      status === "executed" ? el("section", { className: "card result" }, el("h3", {}, "It ran, and answered"), el("pre", { tabIndex: 0, role: "group", "aria-label": "Result" }, inert(JSON.stringify(request.result ?? null, null, 2)))) : null,
      error === null ? null : el("p", { className: "card warning" }, quoted(error.message)),
      ended === null || status === "rejected" ? null : el("p", { className: "card" }, quoted(ended.text)),
      resolution === null ? null : el("p", { className: "card" }, el("strong", {}, this.#name(resolution.by)), ` settled it as ${resolution.outcome}: `, quoted(resolution.note)),
      status === "unknown" || (status === "taken_over" && resolution === null) ? settle(request, (settled) => settled.id === this.id && this.#take(settled)) : null,
    ].filter(Boolean);
  }

  #said({ by, verdict, at, reason, text, void: gone }) {
    const words = [reason?.text && reason.text !== reason.code ? quoted(reason.text) : reason?.code.replaceAll("_", " "), text && quoted(text)].filter(Boolean);
    return [el("strong", {}, this.#name(by.id)), ` ${DID[verdict]}`, ...words.flatMap((word) => [": ", word]), " ", time(at), gone ? " (counts no more: it was changed afterwards)" : ""];
  }
}

function back() {
  return el("p", { className: "back" }, el("a", { href: "#" }, "← All requests"));
}

/** What ran without a person. */
function unasked({ action }) {
  return el("section", { className: "card" }, el("p", {}, "The policy let this run; nobody was asked."), el("pre", { tabIndex: 0, role: "group", "aria-label": "Arguments" }, inert(JSON.stringify(action.args, null, 2))));
}
