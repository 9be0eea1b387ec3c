// The page: three views of one state, of which one is shown.
import { byId, h, painted } from "./dom.ts";
import { engine, type EngineName } from "./engines.ts";
import { addressOf, START, stateOf, Store, VIEWS, type View } from "./state.ts";

const build: Record<View, (place: HTMLElement, store: Store) => Promise<void>> = {
  chain: async (...args) => (await import("./chain/view.ts")).chainView(...args),
  gate: async (...args) => (await import("./gate/view.ts")).gateView(...args),
  package: async (...args) => (await import("./package/view.ts")).packageView(...args),
};

/** Fetched beside the view's own code, which waits for them. */
const needs: Record<View, readonly EngineName[]> = { chain: ["calibration"], gate: ["gate"], package: ["gate", "review"] };

const store = new Store(await stateOf(location.hash));
const built: { [view in View]?: Promise<void> } = {};
let writing: number | undefined;

store.watch((state, changed) => {
  if (changed("view")) show(state.view);
  clearTimeout(writing);
  writing = window.setTimeout(() => void write(), 250);
});

addEventListener("hashchange", ({ newURL }) => void follow(new URL(newURL).hash));

byId("share").addEventListener("click", () => void share());
document.documentElement.dataset["ready"] = "true";

/** Builds a view when it is first shown. */
function show(view: View): void {
  for (const name of VIEWS) byId(name).hidden = name !== view;
  for (const link of document.querySelectorAll<HTMLAnchorElement>("nav a")) {
    if (link.dataset["view"] === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${titleOf(view)} Holdpoint`;
  void ensure(view);
}

function titleOf(view: View): string {
  return document.querySelector(`nav a[data-view="${view}"] span`)?.textContent ?? "";
}

function ensure(view: View): Promise<void> {
  const place = byId(view);
  // Whether they arrive is the view's concern.
  for (const name of needs[view]) engine(name).catch(() => undefined);
  return (built[view] ??= build[view](place, store).then(
    () => {
      const next = VIEWS[VIEWS.indexOf(view) + 1];
      if (next !== undefined) place.append(h("p", { class: "next" }, "Next: ", h("a", { href: `#${next}` }, titleOf(next))));
      place.querySelector(":scope > .loading")?.remove();
      place.dataset["built"] = "true";
    },
    (error: unknown) => {
      delete built[view];
      const again = h("button", { type: "button", class: "button", onClick: () => (place.replaceChildren(h("p", { class: "loading" }, "Trying again …")), void ensure(view)) }, "Try again");
      place.replaceChildren(h("p", { class: "loading", role: "alert" }, `This view does not start: ${error instanceof Error ? error.message : String(error)}. `, again));
    },
  ));
}

/** A link within the page, or the back button: a bare `#gate` changes the view and keeps everything else. The address may have been written since. */
async function follow(hash: string): Promise<void> {
  const view = VIEWS.find((name) => hash === `#${name}`);
  if (view !== undefined) {
    store.set({ view });
    scrollTo(0, 0);
    await painted();
    byId(view).querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  } else if (hash.includes("?")) store.set(await stateOf(hash));
}

async function write(): Promise<void> {
  const { state } = store;
  const address = await addressOf(state);
  if (state !== store.state || address === location.hash) return;
  // A long address is no place for a log's calibrator that has many levels.
  history.replaceState(null, "", address.length > LONGEST ? await addressOf({ ...state, calibrator: START.calibrator }) : address);
}

async function share(): Promise<void> {
  await write();
  const button = byId("share");
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(location.href);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Copy it from the address bar";
  }
  setTimeout(() => (button.textContent = before), 2500);
}

/** Characters of an address that everything still takes. */
const LONGEST = 8000;
