// The scale of oversight, in numbers where there are many.

/**
 * The scale of oversight, the least strict first: the first two alone may run.
 *
 * @example const stricter = OVERSIGHTS.indexOf(after) > OVERSIGHTS.indexOf(before);
 */
export const OVERSIGHTS = Object.freeze(["proceed", "log", "review", "hold", "block", "halt"] as const);

/** Where the place of an oversight would stand: no place on the scale, and beyond its strictest. */
export const REFUSED = 255;
