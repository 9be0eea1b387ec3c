// Cells that can't exist, with the reason.
export default [
  ["Vercel Edge, Next edge runtime", "compiles no WebAssembly from bytes, and imports it by a suffix of its own; take the Node runtime"],
  ["React Native, Hermes", "has no WebAssembly; decide on the server"],
  ["TypeScript `node10` for `holdpoint/node`", "that way of resolving reads no `exports`, so it knows only the first entry"],
  ["Jest, jsdom, with nothing set", "that environment has no `TextDecoder`, which every browser has; a setup file gives it one, as in the cell of that name"],
  ["Safari", "there is none for Linux; Bun has the same JavaScript engine"],
].map(([name, reason]) => ({ name, unsupported: reason }));
