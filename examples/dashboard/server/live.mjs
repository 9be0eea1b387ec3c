// Server-Sent Events: says which requests may have changed, never what they are. The page asks for those it shows.
import { Problem } from "./problem.mjs";

const MOST = 8; // streams of one session

export class Live {
  #streams = new Set();
  #beat;
  #unsubscribe;
  #clock;

  constructor(store, clock) {
    this.#clock = clock;
    // An empty list means that anything may have changed.
    this.#unsubscribe = store.subscribe((keys) => this.#tell({ requests: keys.filter((key) => key.startsWith("request/")).map((key) => key.slice(8)), switches: keys.length === 0 || keys.some((key) => key.startsWith("kill/")), all: keys.length === 0 }));
    this.#beat = setInterval(() => this.#write(": still here\n\n"), 15_000);
  }

  /** Opens a stream that ends with its session. */
  open(session, response) {
    const own = [...this.#streams].filter(({ key }) => key === session.key);
    if (own.length >= MOST) throw new Problem(429, "too_many_streams", "this session has too many pages open; close some", { "retry-after": "10" });
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" });
    response.write("retry: 2000\n\nevent: ready\ndata: {}\n\n");
    const stream = { key: session.key, response };
    this.#streams.add(stream);
    const ends = setTimeout(() => response.end(), session.expiresAt - this.#clock());
    response.on("close", () => {
      clearTimeout(ends);
      this.#streams.delete(stream);
    });
  }

  /** Ends the streams of a session that was signed out. */
  end(key) {
    for (const stream of this.#streams) if (stream.key === key) stream.response.end();
  }

  close() {
    this.#unsubscribe();
    clearInterval(this.#beat);
    for (const { response } of this.#streams) response.end();
  }

  #tell(hint) {
    if (hint.all || hint.switches || hint.requests.length > 0) this.#write(`event: changed\ndata: ${JSON.stringify(hint)}\n\n`);
  }

  #write(text) {
    for (const { response } of this.#streams) {
      // Whoever does not read is cut off; the page comes back and looks at everything.
      if (response.writableLength > 100_000) response.destroy();
      else response.write(text);
    }
  }
}
