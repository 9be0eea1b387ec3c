// Where nobody knows how a call ended, or a person finished it by hand: they say how.
import { post } from "./server.js";
import { el } from "./words.js";

export function settle({ id, status }, settled) {
  const choice = (value, said) => el("label", { className: "choice" }, el("input", { type: "radio", name: "outcome", value, required: true }), ` ${said}`);
  const note = el("input", { id: "note", required: true, maxLength: 1000 });
  const notice = el("p", { className: "notice", role: "alert" });
  const form = el(
    "form",
    { className: "card", method: "post" },
    el("h3", {}, status === "unknown" ? "Nobody knows how this ended. Look where it would have happened, and settle it:" : "How did it end?"),
    el("fieldset", {}, el("legend", {}, "It"), choice("executed", "happened"), choice("failed", "did not happen")),
    el("label", { htmlFor: "note" }, "How you know"),
    note,
    notice,
    el("button", { className: "primary" }, "Settle it"),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const outcome = new FormData(form).get("outcome");
    await post(`/api/requests/${encodeURIComponent(id)}/resolve`, { outcome, note: note.value }).then(({ request }) => settled(request), ({ message }) => (notice.textContent = message));
  });
  return form;
}
