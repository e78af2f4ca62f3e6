/** Runs one line of a transcript through the real launchers: without a terminal, or at one that somebody types at. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const LAUNCHERS: Readonly<Record<string, string>> = {
  host: join(ROOT, "host/host.js"),
  sdk: join(ROOT, "sdk/sdk.js"),
  sign: join(ROOT, "keys/sign.js"),
};
/** What people do between two commands: carry a file. */
const TOOLS: ReadonlySet<string> = new Set(["cp", "mkdir", "mv", "rm"]);
/** A question that waits for an answer ends like this. */
const QUESTION = /[^\n]: $/;

export function hasTerminal(): boolean {
  return spawnSync("script", ["--version"]).status === 0;
}

/** Both streams, then the exit code. Words are separated by spaces; a transcript needs no quotes. */
export async function run(
  folder: string,
  program: string,
  args: readonly string[],
  answers: readonly string[],
): Promise<string> {
  const launcher = LAUNCHERS[program] ?? program;
  const [command, line] = TOOLS.has(program)
    ? [program, args]
    : [process.execPath, [launcher, ...args]];
  if (answers.length > 0) return await atTerminal(folder, [command, ...line], answers);
  const env = { ...process.env, HOME: folder };
  const { status, stdout, stderr } = spawnSync(command, line, {
    cwd: folder,
    encoding: "utf8",
    env,
  });
  return `${stdout}${stderr}exit ${status}`;
}

/** Answers every question in turn; the screen shows what a person would see, answers included where they are echoed. */
async function atTerminal(
  folder: string,
  words: readonly string[],
  answers: readonly string[],
): Promise<string> {
  const env = { PATH: process.env["PATH"], HOME: folder, SHELL: "/bin/sh", TERM: "dumb" };
  const terminal = spawn("script", ["-qec", words.join(" "), "/dev/null"], { cwd: folder, env });
  const left = [...answers];
  let screen = "";
  let answered = 0;
  terminal.stdout.on("data", (chunk: Buffer) => {
    screen += chunk.toString("utf8").replaceAll("\r", "");
    const asks = QUESTION.test(screen) && screen.length > answered;
    const answer = asks ? left.shift() : undefined;
    if (answer === undefined) return;
    answered = screen.length;
    terminal.stdin.write(`${answer}\r`);
  });
  const [status] = await once(terminal, "close");
  const unasked = left.length === 0 ? "" : `${left.length} answers were not asked for\n`;
  return `${screen.trimEnd()}\n${unasked}exit ${status}`;
}
