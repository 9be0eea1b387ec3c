// Why people reject.

/** Words that can be counted, and what they say. */
export const REASONS: ReadonlyMap<string, string> = new Map([
  ["not_needed", "It is not needed"],
  ["wrong_target", "It is for the wrong person or thing"],
  ["wrong_amount", "The amount or number is wrong"],
  ["not_enough_information", "There is not enough to go by"],
  ["too_risky", "It is too risky"],
  ["against_policy", "It is against a policy"],
  ["suspicious", "It looks like an attack"],
  ["other", "Something else"],
]);
