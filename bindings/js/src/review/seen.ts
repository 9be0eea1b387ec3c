// What has been on screen.
import type { ReactiveController, ReactiveElement } from "lit";

/** Watches the pieces of an element: everything with a `data-piece`. */
export class Seen implements ReactiveController {
  readonly keys = new Set<string>();
  readonly #host: ReactiveElement;
  readonly #watched = new WeakSet<Element>();
  #observer: IntersectionObserver | undefined;

  constructor(host: ReactiveElement) {
    this.#host = host;
    host.addController(this);
  }

  /** Nothing has been seen. */
  clear(): void {
    this.keys.clear();
    this.hostDisconnected();
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
  }

  hostUpdated(): void {
    if (!this.#host.isConnected) return;
    const fresh = this.#observer === undefined;
    this.#observer ??= new IntersectionObserver((entries) => this.#look(entries), { threshold: 0.5 });
    for (const piece of this.#host.renderRoot.querySelectorAll<HTMLElement>("[data-piece]")) {
      if (this.keys.has(piece.dataset["piece"] ?? "") || (!fresh && this.#watched.has(piece))) continue;
      this.#watched.add(piece);
      this.#observer.observe(piece);
    }
  }

  #look(entries: IntersectionObserverEntry[]): void {
    if (document.visibilityState !== "visible") return;
    const before = this.keys.size;
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      this.keys.add((target as HTMLElement).dataset["piece"] ?? "");
      this.#observer?.unobserve(target);
    }
    if (this.keys.size !== before) this.#host.requestUpdate();
  }
}
