/** For the programs in TypeScript. */
export function check(holdpoint: object): Promise<object>;
