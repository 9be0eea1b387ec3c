// Who may sign in to the demo. In a company the sign-on says so; see README.md.
export const PEOPLE = [
  { id: "ann", name: "Ann Okafor", roles: ["support", "engineering"] },
  { id: "ben", name: "Ben Lindqvist", roles: ["finance"] },
  { id: "sue", name: "Sue Tanaka", roles: ["finance", "security"] },
];
