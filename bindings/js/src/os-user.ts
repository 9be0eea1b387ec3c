// The operating system's user as an identity, for command lines and single machines.
import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";
import type { Authenticate } from "holdpoint";

/**
 * Everybody is the user that this process runs as; roles are the names of the user's groups, unless `roles` says otherwise. The credential is not looked at: whoever can start
 * a process as somebody is somebody.
 *
 * @example
 * const hold = createHoldpoint({ gate, store, authenticate: osUser() });
 */
export function osUser(roles: (user: string) => readonly string[] = groups): Authenticate {
  return () => {
    const { username } = userInfo();
    return { id: username, roles: [...roles(username)], source: "operating_system", assurance: "session" };
  };
}

function groups(): string[] {
  try {
    return execFileSync("id", ["-Gn"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split(/\s+/).filter(Boolean);
  } catch {
    return []; // a system without groups gives nobody a role
  }
}
