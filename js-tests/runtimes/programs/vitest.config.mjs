// Only which file is the test; nothing is set for the package.
export default { root: process.cwd(), cacheDir: "out/vitest-cache", test: { include: ["programs/vitest.mjs"] } };
