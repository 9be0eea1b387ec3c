// The list: what waits, the soonest first. It never moves under the reader's hand: rows change where they stand, and what is new waits for a click while the list is in use.
import { get } from "./server.js";
import { el, endOf, inert, OVERSIGHTS, quoted, span, STATUS, TIERS } from "./words.js";

const $ = (id) => document.getElementById(id);

export class List {
  #names;
  #show = "waiting";
  #rows = new Map(); // by id, in the order in which they stand
  #items = new Map();
  #cursor = null;
  #next = null; // the list as it would stand now
  #open = null;
  #work = Promise.resolve();
  #clock;
  #over = new AbortController();

  constructor({ names }) {
    this.#names = names;
    const { signal } = this.#over;
    for (const button of document.querySelectorAll("[data-show]")) button.addEventListener("click", () => this.show(button.dataset.show), { signal });
    for (const id of ["tool", "agent"]) $(id).addEventListener("change", () => this.load(), { signal });
    $("tidy").addEventListener("click", () => (this.#arrange(this.#next), $("queue-title").focus()), { signal });
    $("more").addEventListener("click", () => this.#after(() => this.#more()), { signal });
    $("rows").addEventListener("keydown", (event) => this.#step(event), { signal });
    this.#clock = setInterval(() => this.#tick(), 1000);
  }

  /** The agents of the rows. */
  get agents() {
    return [...$("agent").options].map(({ value }) => value).filter(Boolean);
  }

  show(show) {
    this.#show = show;
    for (const button of document.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === show));
    return this.load();
  }

  load() {
    return this.#after(async () => this.#arrange(await this.#page({ limit: 50 })));
  }

  /** Which one is open. */
  open(id) {
    this.#open = id;
    for (const [key, item] of this.#items) mark(item, key === id);
  }

  /** Something may have changed. */
  hint(hint) {
    return this.#after(() => this.#hear(hint));
  }

  end() {
    this.#over.abort();
    clearInterval(this.#clock);
  }

  /** One after the other: what was asked for first must not come last. */
  #after(work) {
    return (this.#work = this.#work.then(work).catch(({ message }) => ($("none").textContent = message)));
  }

  async #hear({ requests, all }) {
    const page = await this.#page({ limit: Math.min(200, Math.max(50, this.#rows.size)) });
    const found = new Map(page.rows.map((row) => [row.id, row]));
    // What has left this list is still shown in it, as it stands now.
    const gone = [...this.#rows.keys()].filter((id) => !found.has(id) && (all || requests.includes(id)));
    for (const { row } of await Promise.all(gone.map((id) => get(`/api/requests/${encodeURIComponent(id)}`)))) found.set(row.id, row);
    for (const id of this.#rows.keys()) if (found.has(id)) this.#put(found.get(id));
    this.#next = page;
    const fresh = page.rows.filter(({ id }) => !this.#rows.has(id));
    if (fresh.length > 0 && !inUse($("rows"))) return this.#insert(page);
    this.#tidy(fresh.length);
  }

  async #page({ limit, cursor }) {
    const query = new URLSearchParams({ show: this.#show, limit: String(limit), ...(cursor && { cursor }) });
    for (const name of ["tool", "agent"]) if ($(name).value !== "") query.set(name, $(name).value);
    const page = await get(`/api/requests?${query}`);
    return { ...page, rows: this.#sorted(page.rows) };
  }

  #sorted(rows) {
    return this.#show === "waiting" ? [...rows].sort((a, b) => endOf(a) - endOf(b) || a.requestedAt - b.requestedAt) : rows;
  }

  async #more() {
    const page = await this.#page({ limit: 50, cursor: this.#cursor });
    for (const row of page.rows) this.#put(row);
    $("rows").append(...page.rows.map(({ id }) => this.#items.get(id)));
    this.#cursor = page.cursor;
    $("more").hidden = page.cursor === null;
  }

  /** Everything in its place. */
  #arrange({ rows, cursor }) {
    this.#rows.clear();
    this.#items.clear();
    for (const row of rows) this.#put(row);
    $("rows").replaceChildren(...this.#items.values());
    this.#cursor = cursor;
    $("more").hidden = cursor === null;
    this.#tidy(0);
    $("none").textContent = rows.length === 0 ? (this.#show === "waiting" ? "Nothing waits for a person." : "Nothing here.") : "";
  }

  /** What is new comes to its place between the others, which stay. */
  #insert({ rows, cursor }) {
    const before = this.#rows.size;
    for (const row of rows) this.#put(row);
    const order = this.#show === "waiting" ? this.#sorted([...this.#rows.values()]) : [...rows, ...[...this.#rows.values()].filter(({ id }) => !rows.some((row) => row.id === id))];
    for (const [at, { id }] of order.entries()) if ($("rows").children[at] !== this.#items.get(id)) $("rows").insertBefore(this.#items.get(id), $("rows").children[at] ?? null);
    if (before === 0) [this.#cursor, $("more").hidden] = [cursor, cursor === null];
    $("none").textContent = "";
    this.#tidy(0);
  }

  #tidy(fresh) {
    const gone = this.#show === "all" ? 0 : [...this.#rows.values()].filter((row) => this.#left(row)).length;
    const texts = [fresh > 0 ? `${fresh} new` : "", gone > 0 ? `${gone} no longer ${this.#show === "waiting" ? "waiting" : "here"}` : ""].filter(Boolean);
    $("tidy").hidden = texts.length === 0;
    $("tidy").textContent = `${texts.join(", ")}: update the list`;
  }

  #left({ status }) {
    const running = ["approved", "executing", "unknown"].includes(status);
    return this.#show === "waiting" ? status !== "pending" : this.#show === "running" ? !running : status === "pending" || running;
  }

  #put(row) {
    this.#rows.set(row.id, row);
    for (const name of ["tool", "agent"]) if (row[name] !== null && ![...$(name).options].some(({ value }) => value === row[name])) $(name).append(el("option", { value: row[name] }, inert(row[name])));
    const item = this.#items.get(row.id) ?? el("li", {}, el("a", { href: `#${encodeURIComponent(row.id)}` }));
    item.className = row.status === "pending" ? row.oversight : "left";
    item.firstChild.replaceChildren(...cells(row, this.#names));
    mark(item, row.id === this.#open);
    this.#items.set(row.id, item);
  }

  #tick() {
    for (const [id, item] of this.#items) {
      const row = this.#rows.get(id);
      for (const [name, text] of [["left-time", remaining(row)], ["age", age(row)]]) {
        const place = item.querySelector(`.${name}`);
        if (place !== null && place.textContent !== text) place.textContent = text;
      }
      item.querySelector(".left-time")?.classList.toggle("soon", endOf(row) - Date.now() < 300_000);
    }
  }

  /** Arrows go from row to row. */
  #step(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const links = [...$("rows").querySelectorAll("a")];
    links[links.indexOf(document.activeElement) + step]?.focus();
    event.preventDefault();
  }
}

/** What an answer leads to. */
const ENDS = { reject: "rejected", take_over: "taken_over", approve: "approved", edit: "approved" };

function cells(row, names) {
  const { tool, agent, headline, tier, oversight, priority, status, last, asked } = row;
  const state = status === "pending" ? [el("span", { className: `left-time${endOf(row) - Date.now() < 300_000 ? " soon" : ""}` }, remaining(row))] : [el("span", { className: "state" }, STATUS[status], ...(last !== null && ENDS[last.verdict] === status ? [" by ", quoted(names.get(last.by) ?? last.by)] : []))];
  const said = status === "pending" && last !== null ? el("span", {}, quoted(names.get(last.by) ?? last.by), last.verdict === "approve" ? " approved" : last.verdict === "edit" ? " changed it" : asked ? " asked, no answer yet" : " asked, answered") : null;
  return [
    el("span", { className: "headline" }, priority === "high" ? el("strong", { className: "urgent" }, "Urgent ") : null, quoted(headline ?? tool)),
    el("span", { className: "line" }, el("span", { className: "oversight" }, OVERSIGHTS[oversight]), ` tier ${tier}, ${TIERS[tier]}`),
    el("span", { className: "line" }, el("span", { className: "code" }, quoted(tool)), agent === null ? null : el("span", {}, "by ", quoted(agent))),
    el("span", { className: "line times" }, ...state, said, el("span", { className: "age" }, age(row))),
  ];
}

function remaining(row) {
  const end = endOf(row);
  return end === Infinity ? "no deadline" : end > Date.now() ? `${span(end - Date.now())} left` : "time is over";
}

function age({ requestedAt }) {
  return `asked ${span(Date.now() - requestedAt)} ago`;
}

function mark(item, open) {
  if (open) item.firstChild.setAttribute("aria-current", "true");
  else item.firstChild?.removeAttribute("aria-current");
}

function inUse(list) {
  return list.matches(":hover") || list.contains(document.activeElement);
}
