// holdpoint/web: all of the package but its engines, which a page fetches as files when it needs them.
export * from "./index.ts";
export { load, type Engines, type Wasm } from "./wasm-modules.web.ts";
