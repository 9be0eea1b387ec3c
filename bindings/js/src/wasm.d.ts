// What the two ways of importing wasm give.

declare module "*_bg.wasm" {
  const base64: string;
  export default base64;
}

declare module "*/dist/holdpoint.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*/dist/calibration.wasm" {
  const module: WebAssembly.Module;
  export default module;
}

declare module "*/dist/review.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
