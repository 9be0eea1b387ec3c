import { h } from "../dom.ts";
import type { Store } from "../state.ts";

export async function packageView(place: HTMLElement, _store: Store): Promise<void> {
  place.append(h("h2", { id: "package-sentence" }, "What a reviewer sees comes here."));
}
