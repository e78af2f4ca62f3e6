/**
 * `npm start`: from nothing to signed strategies trading on paper, in var/demo/.
 *
 * It types the commands a person would type, one after another, and shows them. It imports no plane: keys, sdk and host
 * stay apart even here, and what this script may do anybody may do from a terminal.
 */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join, relative } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");
const WORKSPACE = join("var", "demo");
/** One paper account per strategy: an instrument of an account belongs to one slot. */
const STRATEGIES = ["ema-cross", "rsi-revert", "funding-fade"] as const;
const PAIRS = ["BTCUSDT", "ETHUSDT"] as const;
const DAYS = 30;

const LAUNCHERS = { host: "host/host.js", sdk: "sdk/sdk.js", sign: "keys/sign.js" } as const;
type Plane = keyof typeof LAUNCHERS;

interface Ended {
  readonly code: number;
  readonly signal: NodeJS.Signals | null;
}

/** Runs one command in the demo's workspace and passes on what it prints, or keeps it for when it fails. */
function run(plane: Plane, args: readonly string[], shown: "all" | "on_failure"): Promise<Ended> {
  const argv = [LAUNCHERS[plane], ...args, "--workspace", WORKSPACE];
  console.log(`$ npx --no ${plane} ${args.join(" ")} --workspace ${WORKSPACE}`);
  const stdio = shown === "all" ? "inherit" : "pipe";
  const child = spawn(process.execPath, argv, { cwd: ROOT, stdio: ["ignore", stdio, stdio] });
  const kept: string[] = [];
  child.stdout?.on("data", (bytes: Buffer) => kept.push(bytes.toString("utf8")));
  child.stderr?.on("data", (bytes: Buffer) => kept.push(bytes.toString("utf8")));
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on("SIGINT", forward).on("SIGTERM", forward);
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", (code, signal) => {
      process.off("SIGINT", forward).off("SIGTERM", forward);
      if (code !== 0) process.stderr.write(kept.join(""));
      done({ code: code ?? 70, signal });
    });
  });
}

interface Line {
  readonly plane: Plane;
  readonly args: readonly string[];
  readonly shown: "all" | "on_failure";
}

function lines(): readonly Line[] {
  const plugin = (id: string): string => join("plugins", id);
  const quiet = (plane: Plane, ...args: string[]): Line => ({ plane, args, shown: "on_failure" });
  const loud = (plane: Plane, ...args: string[]): Line => ({ plane, args, shown: "all" });
  return [
    quiet("sign", "keygen", "--paper", "--name", "demo"),
    quiet("sign", "root", "init", "--owner", "demo"),
    quiet("sdk", "build", ...STRATEGIES.map(plugin)),
    ...STRATEGIES.flatMap((id) =>
      PAIRS.map((pair) =>
        quiet(
          "sign",
          "approve",
          plugin(id),
          "--slot",
          `paper.${id}.${pair}`,
          "--timeframe",
          "5m",
          "--reason",
          "demo",
        ),
      ),
    ),
    loud("host", "run", "--feed", "simulated", "--days", String(DAYS), "--accounts"),
    loud("host", "verify"),
    loud("host", "replay"),
  ];
}

async function main(): Promise<number> {
  rmSync(join(ROOT, WORKSPACE), { recursive: true, force: true });
  console.log(
    `a demo in ${relative(process.cwd(), join(ROOT, WORKSPACE)) || "."}: paper money, a simulated market, no key of yours, no network\n`,
  );
  console.log(`$ npx --no host init ${WORKSPACE}`);
  const made = await runInit();
  if (made !== 0) return made;
  for (const { plane, args, shown } of lines()) {
    const ended = await run(plane, args, shown);
    if (ended.code !== 0) return ended.code;
    if (shown === "all") console.log("");
  }
  console.log(
    [
      "try next:",
      `  npx --no host status --workspace ${WORKSPACE}                              what is active, why, and what it holds`,
      `  npx --no host export trades --account ema-cross --workspace ${WORKSPACE}     every trade; then: npx --no host why SEQ`,
      `  npx --no host run --workspace ${WORKSPACE}                                 the same accounts, on at wall pace (ctrl-C stops)`,
    ].join("\n"),
  );
  return 0;
}

async function runInit(): Promise<number> {
  const child = spawn(process.execPath, [LAUNCHERS.host, "init", WORKSPACE], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return await new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", (code) => done(code ?? 70));
  });
}

process.exitCode = await main();
