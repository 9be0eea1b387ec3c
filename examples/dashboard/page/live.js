// Hints from the server. A connection that was away may have missed some: then everything is looked at again.
import { get } from "./server.js";

/** Calls `changed({ requests, switches, all })` until the function that it returns is called. */
export function listen(changed, told) {
  let source;
  let again;
  const open = () => {
    source = new EventSource("/api/live");
    source.addEventListener("ready", () => {
      told("Live");
      changed({ requests: [], switches: true, all: true });
    });
    source.addEventListener("changed", ({ data }) => changed(JSON.parse(data)));
    source.addEventListener("error", () => {
      told("Not connected, trying again…");
      // Refused, not broken off: perhaps nobody is signed in any more, which the question finds out.
      if (source.readyState === EventSource.CLOSED) again = setTimeout(() => get("/api/requests?limit=1").then(open, ({ status }) => status !== 401 && open()), 3000);
    });
  };
  open();
  return () => {
    clearTimeout(again);
    source.close();
    told("");
  };
}
