// The demo's other terminals: this command line again, in processes of their own.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The command line that runs now, with other arguments. */
export function cli(args: readonly string[], stdio: "inherit" | "pipe"): ChildProcess {
  const self = fileURLToPath(import.meta.url);
  return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", self, ...args], { stdio: ["ignore", stdio === "pipe" ? "pipe" : "inherit", "inherit"] });
}

/** All that a command prints; it must succeed. */
export async function printed(args: readonly string[]): Promise<string> {
  const child = cli(args, "pipe");
  let text = "";
  child.stdout!.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const [status] = (await once(child, "close")) as [number];
  if (status !== 0) throw new Error(`holdpoint ${args.join(" ")} ended with ${status}`);
  return text;
}
