// The demo's way to sign in: a code for one use, on the server's terminal. It stands for a company's sign-on; replace this file with yours.
import { randomInt } from "node:crypto";
import { Problem } from "./problem.mjs";
import { same } from "./sessions.mjs";

const LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

export class SignIn {
  #people;
  #codes = new Map();
  #print;

  constructor(people, print) {
    this.#people = people;
    this.#print = print;
    for (const person of people) this.#renew(person);
  }

  /** Who is offered; nothing that is secret. */
  get names() {
    return this.#people.map(({ id, name, roles }) => ({ id, name, roles }));
  }

  /** The person whose code it is. Used once, it is worth nothing; the next one is printed. */
  person(id, code) {
    const person = this.#people.find((known) => known.id === id);
    const given = typeof code === "string" ? code.toUpperCase().replaceAll(/[\s-]/g, "") : "";
    if (person === undefined || !same(given, this.#codes.get(id))) throw new Problem(401, "wrong_code", "that is not this person's code; the newest stands on the server's terminal");
    this.#renew(person);
    return person;
  }

  #renew({ id, name, roles }) {
    const code = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
    this.#codes.set(id, code);
    this.#print(`  ${name.padEnd(16)} ${code.slice(0, 4)}-${code.slice(4)}   ${roles.join(", ")}`);
  }
}
