// The web element with the package in it, as a dashboard has it. It is fetched when it is first asked for.
import type { ContextPackage } from "holdpoint/web";
import type { ReviewRequest } from "holdpoint/review";
import { h } from "../dom.ts";

export type Dialog = { readonly element: HTMLElement; show(pkg: ContextPackage): void };

export function dialog(): Dialog {
  const place = h("div", {}, h("p", { class: "loading" }, "Fetching the element …"));
  const words = h("p", { class: "about", role: "status" });
  const answer = h("pre", { tabindex: 0, role: "region", "aria-label": "The answer" });
  const again = h("button", { type: "button", class: "quiet", onClick: () => start() }, "Answer again");
  const given = h("div", { hidden: true }, answer, h("p", { class: "linked" }, again));
  let request: ReviewRequest | null = null;
  let arrived = false;

  import("holdpoint/review").then(
    () => {
      arrived = true;
      start();
    },
    (error: unknown) => place.replaceChildren(h("p", { class: "note", role: "alert" }, `The element does not start: ${error instanceof Error ? error.message : String(error)}`)),
  );

  /** As if it had just come. */
  function start(): void {
    given.hidden = true;
    words.textContent = "";
    if (!arrived || request === null) return;
    // Another element, to which nothing counts as seen that was seen before.
    const fresh = document.createElement("holdpoint-review");
    fresh.addEventListener("holdpoint-answer", ({ detail }) => {
      words.textContent = "Nothing listens here. Your server would get this, and check it again:";
      answer.textContent = JSON.stringify(detail, null, 2);
      given.hidden = false;
    });
    fresh.request = request;
    place.replaceChildren(fresh);
  }

  return {
    element: h("div", { class: "dialog" }, place, words, given),
    show(pkg) {
      if (request?.package?.digest === pkg.digest) return;
      request = { id: "req-1042", package: pkg, digests: { action: pkg.digests.action, package: pkg.digest }, deadline: Date.now() + WINDOW };
      start();
    },
  };
}

const WINDOW = 30 * 60_000;
