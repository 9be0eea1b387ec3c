// holdpoint/web: the package without its engines. A page fetches each wasm as a file, compiles it while it arrives, and when it needs it.
import { createCalibration, type Calibration } from "./calibration.ts";
import { provide } from "./gate-engine.ts";

export * from "./api.ts";

/** A compiled wasm, or the answer to a request for its file. */
export type Wasm = WebAssembly.Module | Response;

/** Which engines to load: `holdpoint/holdpoint.wasm` decides, `holdpoint/calibration.wasm` calibrates. */
export type Engines = { readonly gate?: Wasm | PromiseLike<Wasm>; readonly calibration?: Wasm | PromiseLike<Wasm> };

/**
 * Loads the engines that are given; what needs another one throws a `fault` until it is loaded too. Nothing is compiled on the page's own thread. Where the
 * server sends `application/wasm`, a file is compiled while it arrives.
 *
 * @throws Error when a file is not there or is no wasm. Nothing is loaded then, and `load` can be called again.
 * @example
 * await load({ gate: fetch("/holdpoint.wasm") });
 * const gate = createGate(policy);
 */
export async function load({ gate, calibration }: Engines): Promise<void> {
  const [deciding, calibrating] = await Promise.all([gate && compiled(gate), calibration && compiled(calibration)]);
  modules.gate = deciding ?? modules.gate;
  modules.calibration = calibrating ?? modules.calibration;
}

/** What claims are worth. */
export const calibration: Calibration = /* @__PURE__ */ createCalibration(() => engine("calibration"));

provide(() => engine("gate"));

async function compiled(given: Wasm | PromiseLike<Wasm>): Promise<WebAssembly.Module> {
  const wasm = await given;
  if (wasm instanceof WebAssembly.Module) return wasm;
  if (!wasm.ok) throw new Error(`the wasm cannot be loaded: \`${wasm.url}\` answers with status ${wasm.status}; serve the package's .wasm file there`);
  const streams = wasm.headers.get("content-type")?.split(";")[0]?.trim() === "application/wasm";
  return streams ? WebAssembly.compileStreaming(wasm) : WebAssembly.compile(await wasm.arrayBuffer());
}

function engine(name: keyof Engines): WebAssembly.Module {
  const module = modules[name];
  if (module === undefined) throw new Error(`its wasm is not loaded yet; \`await load({ ${name}: fetch(…) })\` first`);
  return module;
}

const modules: Record<keyof Engines, WebAssembly.Module | undefined> = { gate: undefined, calibration: undefined };
