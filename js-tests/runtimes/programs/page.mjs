// A page's script, for bundlers.
import * as holdpoint from "holdpoint";
import { check } from "../check.mjs";

globalThis.result = check(holdpoint);
