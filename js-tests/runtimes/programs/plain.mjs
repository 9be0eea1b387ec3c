// A page's script that no bundler has touched.
import * as holdpoint from "/node_modules/holdpoint/dist/index.js";
import { check } from "/check.mjs";

globalThis.result = check(holdpoint);
