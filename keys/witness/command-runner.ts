/**
 * Starts the command that a person named for checkpoints: the one place of the `sign` plane that starts a process
 * (decision B3 asks for it). It gets a signed checkpoint and nothing else; whoever can change the command line of the
 * witness could read its key file's passphrase prompt too.
 */
import { spawn } from "node:child_process";
import type { CommandRunner } from "./deliver.ts";

/** A push to another machine takes seconds; a command that hangs must not stop the witness. */
const COMMAND_WALL_MS = 60_000;

export function commandRunner(env: Readonly<NodeJS.ProcessEnv>): CommandRunner {
  return (line, name, input) =>
    new Promise((settle) => {
      const child = spawn("/bin/sh", ["-c", line], {
        stdio: ["pipe", "ignore", "inherit"],
        env: { ...env, CHECKPOINT_NAME: name },
        timeout: COMMAND_WALL_MS,
        killSignal: "SIGKILL",
      });
      child.once("error", (error) => settle(error.message));
      child.once("close", (code, signal) => {
        if (code === 0) settle(null);
        else settle(signal === null ? `ended with ${code}` : `was ended by ${signal}`);
      });
      // A command that does not read its input closes the pipe: its exit code says what that means.
      child.stdin.on("error", () => undefined);
      child.stdin.end(input);
    });
}
