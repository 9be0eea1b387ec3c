// What the log holds of a request, fetched when somebody looks.
import { get } from "./server.js";
import { el, quoted, time } from "./words.js";

const TYPES = { requested: "asked for", responded: "answered", answered: "question answered", acknowledged: "somebody is on it", claimed: "started", completed: "done", failed: "failed", lost: "nobody knows how it ended", resolved: "settled", cancelled: "cancelled", superseded: "replaced", killed: "stopped by a kill switch", ticked: "time passed", labelled: "judged afterwards", undone: "undone" };

export function history(id) {
  const place = el("div", { role: "status" });
  const details = el("details", { className: "card history" }, el("summary", {}, "History in the log"), place);
  details.addEventListener("toggle", async () => {
    if (!details.open) return;
    place.replaceChildren("Reading the log…");
    const { entries, message } = await get(`/api/requests/${encodeURIComponent(id)}/history`).catch((error) => error);
    place.replaceChildren(entries === undefined ? message : el("ol", {}, ...entries.map(line)));
  });
  return details;
}

function line({ seq, at, type, by, how, verdict, text, reason, refused, from, to, outcome, error }) {
  const moved = to !== undefined && to !== from ? ` → ${to.replace("_", " ")}` : "";
  return el(
    "li",
    {},
    el("span", { className: "seq" }, `#${seq} `),
    time(at),
    ` ${TYPES[type] ?? type}`,
    verdict ? ` (${verdict.replace("_", " ")})` : "",
    by === null ? null : [" by ", quoted(by), el("span", { className: "hint" }, " ", quoted(how))],
    outcome ? ` as ${outcome}` : "",
    moved,
    refused ? el("strong", {}, ` refused: ${refused}`) : null,
    ...[reason?.text, text, error?.message].filter(Boolean).map((words) => el("p", { className: "told" }, quoted(words))),
  );
}
