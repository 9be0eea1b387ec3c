// The page: signs in, shows the list and what is open, listens for changes.
import { Brakes } from "./brakes.js";
import { Detail } from "./detail.js";
import { List } from "./list.js";
import { listen } from "./live.js";
import { get, keep, post, remove, signedOut } from "./server.js";
import { el, quoted } from "./words.js";

const $ = (id) => document.getElementById(id);
let stop = () => {};

const { people } = await get("/api/people").catch(() => ({ people: [] }));
$("people").replaceChildren(...people.map(({ id, name, roles }) => el("label", { className: "choice" }, el("input", { type: "radio", name: "person", value: id, required: true }), el("span", {}, el("strong", {}, name), " ", el("span", { className: "hint" }, roles.join(", "))))));
const names = new Map(people.map(({ id, name }) => [id, name]));

$("sign-in").querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const person = new FormData(event.target).get("person");
  const code = $("code").value;
  await post("/api/session", { person, code }).then(
    (session) => {
      $("code").value = "";
      enter(session);
    },
    ({ message }) => {
      $("sign-in-why").textContent = message;
      $("code").select();
    },
  );
});
$("sign-out").addEventListener("click", () => remove("/api/session").then(() => leave("You are signed out."), ({ message }) => leave(message)));
signedOut.addEventListener("out", ({ detail }) => leave(detail));

await get("/api/session").then((session) => (session.person === null ? leave(session.message) : enter(session)), ({ message }) => leave(message));

function enter({ person, csrf }) {
  stop();
  keep(csrf);
  $("sign-in").hidden = true;
  $("desk").hidden = $("sign-out").parentElement.hidden = false;
  $("me").replaceChildren(quoted(person.name));
  $("me").title = person.roles.join(", ");
  const list = new List({ names });
  const detail = new Detail({ names, me: person });
  const brakes = new Brakes({ names, may: person.roles.includes("security"), agents: () => list.agents });
  const follow = async () => {
    const id = decodeURIComponent(location.hash.slice(1));
    document.body.classList.toggle("reading", id !== "");
    list.open(id);
    if (id !== "") return detail.open(id);
    const left = detail.id;
    detail.close();
    if (left !== null) ([...$("rows").querySelectorAll("a")].find(({ hash }) => decodeURIComponent(hash.slice(1)) === left) ?? $("queue-title")).focus();
  };
  addEventListener("hashchange", follow);
  // Several hints become one look.
  let heard = null;
  const unlisten = listen(
    (hint) => {
      if (heard === null) setTimeout(look, 100);
      heard = { requests: [...(heard?.requests ?? []), ...hint.requests], switches: heard?.switches || hint.switches, all: heard?.all || hint.all };
    },
    (said) => ($("live").textContent = said),
  );
  const look = () => {
    const hint = heard;
    heard = null;
    if (hint === null) return;
    void list.hint(hint);
    if (hint.all || detail.isUnshown || hint.requests.includes(detail.id)) detail.look().catch(() => {});
    if (hint.switches) brakes.look().catch(() => {});
  };
  stop = () => {
    unlisten();
    heard = null;
    list.end();
    detail.end();
    removeEventListener("hashchange", follow);
    $("rows").replaceChildren();
    $("thrown").replaceChildren();
    stop = () => {};
  };
  void list.load().then(follow);
  if (location.hash === "") $("queue-title").focus();
}

function leave(why) {
  stop();
  keep("");
  if ($("brakes").open) $("brakes").close();
  $("desk").hidden = $("sign-out").parentElement.hidden = true;
  document.body.classList.remove("reading");
  $("sign-in").hidden = false;
  $("sign-in-why").textContent = why;
  $("sign-in").querySelector("input")?.focus();
}
