// A press that must begin after it was allowed: who holds a key down, or clicks twice at what was there before, has not decided about what stands there now.
import type { ReactiveController, ReactiveElement } from "lit";

/** How long what has just become possible stays out of reach, in ms: a double click and the twitch after a change are over by then. */
const SETTLES = 500;

export class Press implements ReactiveController {
  readonly #host: ReactiveElement;
  #from = Infinity;
  #began: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveElement) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.allow(false);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  /** Allows presses from soon on, or forbids them. */
  allow(may: boolean): void {
    if (may === (this.#from < Infinity)) return;
    clearTimeout(this.#timer);
    this.#from = may ? performance.now() + SETTLES : Infinity;
    if (may) this.#timer = setTimeout(() => this.#host.requestUpdate(), SETTLES + 1);
  }

  isAllowed(): boolean {
    return performance.now() >= this.#from;
  }

  /** A key or a pointer goes down. A key that is held down presses once. */
  readonly begin = (event: KeyboardEvent | PointerEvent): void => {
    if (event instanceof KeyboardEvent && event.key !== "Enter" && event.key !== " ") return;
    if (event instanceof KeyboardEvent && event.repeat) return event.preventDefault();
    this.#began = event.timeStamp;
  };

  /** It comes up: whether that was a press of what stands there now. Assistive technology clicks without beginning. */
  ends({ timeStamp }: Event): boolean {
    const began = this.#began ?? timeStamp;
    this.#began = null;
    return began >= this.#from;
  }
}
