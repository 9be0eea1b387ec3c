// What the two ways of importing wasm give.

declare module "*/holdpoint_bg.wasm" {
  const base64: string;
  export default base64;
}

declare module "*/dist/holdpoint.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
