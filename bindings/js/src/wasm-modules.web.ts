// The same for pages that fetch the wasms: each is a file of its own, compiled away from the page's thread, and only where it is needed.

/** A compiled wasm, or the answer to a request for its file. */
export type Wasm = WebAssembly.Module | Response;

/** Which engines to load: `holdpoint/holdpoint.wasm` decides, `holdpoint/calibration.wasm` calibrates, `holdpoint/review.wasm` makes context packages of held actions. */
export type Engines = { readonly [name in EngineName]?: Wasm | PromiseLike<Wasm> };

type EngineName = "gate" | "calibration" | "review";

/**
 * Loads the engines that are given; what needs another one throws a `fault` until that is loaded too. Where the server sends `application/wasm`, a file is compiled
 * while it arrives.
 *
 * @throws Error when a file is not there or is no wasm. Nothing is loaded then, and `load` can be called again.
 * @example
 * await load({ gate: fetch("/holdpoint.wasm") });
 * const gate = createGate(policy);
 */
export async function load(engines: Engines): Promise<void> {
  const names = ENGINES.filter((name) => engines[name] !== undefined);
  const modules = await Promise.all(names.map(async (name) => compiled(await engines[name]!)));
  for (const [at, name] of names.entries()) loaded.set(name, modules[at]!);
}

export const gateModule = (): WebAssembly.Module => engine("gate");
export const calibrationModule = (): WebAssembly.Module => engine("calibration");
export const reviewModule = (): WebAssembly.Module => engine("review");

async function compiled(wasm: Wasm): Promise<WebAssembly.Module> {
  if (wasm instanceof WebAssembly.Module) return wasm;
  if (!wasm.ok) throw new Error(`the wasm cannot be loaded: \`${wasm.url}\` answers with status ${wasm.status}; serve the package's .wasm file there`);
  const streams = wasm.headers.get("content-type")?.split(";")[0]?.trim() === "application/wasm";
  return streams ? WebAssembly.compileStreaming(wasm) : WebAssembly.compile(await wasm.arrayBuffer());
}

function engine(name: EngineName): WebAssembly.Module {
  const module = loaded.get(name);
  if (module === undefined) throw new Error(`its wasm is not loaded yet; \`await load({ ${name}: fetch(…) })\` first`);
  return module;
}

const ENGINES: readonly EngineName[] = ["gate", "calibration", "review"];
const loaded = new Map<EngineName, WebAssembly.Module>();
