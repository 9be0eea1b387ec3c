// A page without a bundler, under a content security policy that allows its own files and WebAssembly, and nothing else.
import { browserVersion, PROJECT, resultOf, serving } from "../support.mjs";

const CSP = "default-src 'none'; img-src 'self'; script-src 'self'";
const SCRIPT = '<script type="module" src="/programs/plain.mjs"></script>';

/** Runs the page under a policy. */
const page = (browser, policy) => serving(PROJECT, SCRIPT, { "content-security-policy": policy }, (address) => resultOf(browser, address));

export default ["Chromium", "Firefox"].map((browser) => ({
  name: `${browser}, no bundler, strict CSP`,
  version: () => browserVersion(browser),
  async run() {
    const result = await page(browser, `${CSP} 'wasm-unsafe-eval'`);
    const refusal = await page(browser, CSP).then(() => "nothing", (error) => error.message);
    if (!refusal.includes("'wasm-unsafe-eval'")) throw new Error(`a page that forbids WebAssembly is not told what to allow: ${refusal}`);
    return { ...result, entry: "dist/index.js" };
  },
}));
