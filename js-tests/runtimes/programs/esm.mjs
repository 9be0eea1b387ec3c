// A program that imports the package.
import * as holdpoint from "holdpoint";
import { check } from "../check.mjs";

console.log(JSON.stringify({ entry: import.meta.resolve("holdpoint"), ...(await check(holdpoint)) }));
