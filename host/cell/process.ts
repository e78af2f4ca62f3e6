import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { assert } from "../kernel/result.ts";
import { CELL_LIMITS } from "./limits.ts";
import type { Command } from "./chain.ts";
import { watchResident } from "./resident.ts";
import { encodeRequest, replyReader, type What } from "./wire.ts";

/** How a request ended. After anything but `reply` the process is dead or dying. */
export type Outcome =
  | { readonly kind: "reply"; readonly text: string }
  /** The wall deadline passed; SIGKILL was sent. */
  | { readonly kind: "killed" }
  /** It ended by itself. `why` is the last of what it said, for the record, as printable ASCII. */
  | { readonly kind: "died"; readonly why: string }
  /** It broke the protocol: more, longer or other bytes than one answer. SIGKILL was sent. */
  | { readonly kind: "malformed" };

/** One cell process, seen from the host. It is never trusted and never waited for beyond a deadline. */
export interface CellProcess {
  readonly pid: number;
  /** Sends one request and waits; one at a time. The answer's text is not checked yet. */
  request(what: What, payload: Uint8Array, wallMs: number): Promise<Outcome>;
  /** SIGKILL; resolves when the process and everything it started is gone. */
  kill(): Promise<void>;
}

/** What is not the same for every process. */
export interface Surroundings {
  /** Of the conformance suite, which shows that it makes no difference. Default: empty. */
  readonly environment?: Readonly<Record<string, string>>;
  /** More resident memory is death. Default: the kernel's limit is enough. */
  readonly residentBytesMax?: number;
}

/** Starts a process and puts nothing into it: no open files but three pipes, and no environment. */
export function startProcess(command: Command, around: Surroundings = {}): CellProcess {
  const child = spawn(command.path, [...command.args], {
    env: { ...around.environment },
    cwd: "/",
    stdio: ["pipe", "pipe", "pipe"],
  });
  const talk = conversation(child);
  const { residentBytesMax = null } = around;
  const unwatch =
    residentBytesMax === null || child.pid === undefined
      ? () => undefined
      : watchResident(child.pid, residentBytesMax, CELL_LIMITS.residentEveryMs, (bytes) => {
          const why = `${inMb(bytes)} MB of resident memory, at most ${inMb(residentBytesMax)}`;
          talk.kill({ kind: "died", why });
        });
  const gone = new Promise<void>((resolve) => {
    // `close`, not `exit`: the pipes end when the last process that holds them has lost its memory and its files.
    child.once("close", () => resolve());
    child.once("error", () => resolve());
  });
  child.once("error", (error) => talk.end({ kind: "died", why: printable(error.message) }));
  child.once("close", (code, signal) => {
    unwatch();
    talk.end({ kind: "died", why: `${printable(talk.stderr())} (${String(code ?? signal)})` });
  });
  // A process that dies while we write to it is reported by `close`.
  child.stdin.on("error", () => undefined);
  return {
    pid: child.pid ?? -1,
    request: talk.request,
    async kill() {
      child.kill("SIGKILL");
      await within(gone, CELL_LIMITS.goneWallMs);
    },
  };
}

/** At most one open question, and the end after which there are none. */
function conversation(child: ChildProcessWithoutNullStreams) {
  const reader = replyReader(CELL_LIMITS.replyBytes);
  let errors = "";
  let ended: Outcome | null = null;
  let id = 0;
  let settle: ((outcome: Outcome) => void) | null = null;

  const finish = (outcome: Outcome): void => {
    const waiting = settle;
    settle = null;
    waiting?.(outcome);
  };
  const end = (outcome: Outcome): void => {
    ended ??= outcome;
    finish(ended);
  };
  const kill = (outcome: Outcome): void => {
    child.kill("SIGKILL");
    end(outcome);
  };
  let asked: What | null = null;
  child.stdout.on("data", (bytes: Buffer) => {
    if (ended !== null) return;
    const replies = reader.read(bytes);
    if (typeof replies === "string") return kill({ kind: "malformed" });
    for (const reply of replies) {
      // An answer before the question, a second one, or one to another question: it is not our cell that talks.
      if (settle === null || reply.id !== id || reply.what !== asked)
        return kill({ kind: "malformed" });
      finish({ kind: "reply", text: reply.text });
    }
  });
  child.stderr.on("data", (bytes: Buffer) => {
    errors = (errors + bytes.toString("latin1")).slice(-CELL_LIMITS.stderrBytes);
  });

  const request = (what: What, payload: Uint8Array, wallMs: number): Promise<Outcome> => {
    assert(settle === null, "one request at a time");
    if (ended !== null) return Promise.resolve(ended);
    id += 1;
    asked = what;
    return new Promise((resolve) => {
      const expire = (): void => {
        if (settle === done) kill({ kind: "killed" });
      };
      // An answer that came while this process was busy elsewhere lies in the pipe: it is read before the kill.
      const deadline = setTimeout(() => setImmediate(expire), wallMs);
      const done = (outcome: Outcome): void => {
        clearTimeout(deadline);
        resolve(outcome);
      };
      settle = done;
      child.stdin.write(encodeRequest(id, what, payload));
    });
  };
  return { request, end, kill, stderr: () => errors };
}

function inMb(bytes: number): number {
  return Math.round(bytes / 1e6);
}

/** What a dying process said is evidence, and evidence is shown on terminals: the line that says most, printable. */
function printable(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const line = lines.find((each) => /error|fatal|failed|denied/i.test(each)) ?? lines.at(-1) ?? "";
  return line.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 200);
}

async function within(promise: Promise<void>, wallMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, wallMs);
  });
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
