// The kill switch: where it stands, for everybody; to throw and release it, for security.
import { get, post } from "./server.js";
import { el, inert, quoted, time } from "./words.js";

const $ = (id) => document.getElementById(id);
const LEVELS = { throttle: "Throttled", pause: "Paused", stop: "Stopped", terminate: "Terminated" };

export class Brakes {
  #names;
  #agents;

  /** `agents` gives the names to choose from. */
  constructor({ names, may, agents }) {
    [this.#names, this.#agents] = [names, agents];
    $("brake").hidden = !may;
    this.may = may;
    $("brake").onclick = () => this.#open();
    $("brakes").querySelector("[value=close]").onclick = () => $("brakes").close();
    $("throw").onsubmit = (event) => {
      event.preventDefault();
      const [level, scope] = [new FormData($("throw")).get("level"), scopeOf($("scope").value)];
      void this.#do($("throw"), "/api/switches/throw", { scope, level, reason: $("reason").value });
    };
  }

  async look() {
    this.#show(await get("/api/switches"));
  }

  #show({ switches }) {
    const line = ({ scope, level, by, at, reason }) => [el("strong", {}, `${LEVELS[level]}: `, named(scope)), " by ", quoted(by === undefined ? "the time that ran out" : (this.#names.get(by) ?? by)), " ", time(at), ": ", quoted(reason)];
    $("thrown").replaceChildren(...switches.map((one) => el("p", {}, ...line(one))));
    const releases = switches.map((one) => {
      const reason = el("input", { required: true, maxLength: 500, "aria-label": `Why ${inert(one.scope)} may go on` });
      const form = el("form", { method: "post" }, el("p", {}, ...line(one)), one.level === "terminate" ? el("p", { className: "hint" }, `Takes two people; ${one.releases.length} so far.`) : null, reason, el("p", { className: "notice", role: "alert" }), el("button", {}, "Release"));
      form.onsubmit = (event) => {
        event.preventDefault();
        void this.#do(form, "/api/switches/release", { scope: scopeOf(one.scope), reason: reason.value });
      };
      return form;
    });
    $("releases").replaceChildren(...(releases.length === 0 ? [] : [el("h3", {}, "Thrown now. Say why it may be released:"), ...releases]));
  }

  #open() {
    $("scope").replaceChildren(el("option", { value: "all" }, "every agent"), ...this.#agents().map((agent) => el("option", { value: `agent:${agent}` }, inert(agent))));
    $("throw").querySelector(".notice").textContent = "";
    $("brakes").showModal();
  }

  async #do(form, path, body) {
    const notice = form.querySelector(".notice");
    await post(path, body).then(
      (answer) => {
        this.#show(answer);
        $("reason").value = "";
        $("brakes").close();
      },
      ({ message }) => (notice.textContent = message),
    );
  }
}

function scopeOf(name) {
  if (name === "all") return "all";
  const [kind, ...rest] = name.split(":");
  return { [kind]: rest.join(":") };
}

function named(scope) {
  return scope === "all" ? "every agent" : quoted(scope.replace(":", " "));
}
