/** What the `sign` plane needs from outside; built in cli.ts, replaced in tests. */
import type { Entropy } from "#host/ports.ts";
import type { CommandRunner } from "./witness/deliver.ts";

/** The person's terminal, byte by byte: nothing that is typed is echoed, and nothing becomes an immutable string. */
export interface Keyboard {
  readonly isTerminal: boolean;
  /** Switches echo and line editing off, or back on. */
  setRaw(raw: boolean): void;
  /** The next bytes that were typed; null when the terminal went away. */
  read(): Promise<Uint8Array | null>;
}

export interface SignPorts {
  nowMs(): number;
  readonly pid: number;
  /** Whether a process of this machine is there; also when it belongs to somebody else. */
  isAlive(pid: number): boolean;
  readonly entropy: Entropy;
  readonly keyboard: Keyboard;
  /** The folder for keys that are not of one workspace, `~/.config/bulkhead`. */
  readonly userKeys: string;
  readonly versions: { readonly node: string; readonly v8: string };
  readonly arch: string;
  /** How wide standard output is and whether it takes colours; absent where nobody looks. */
  readonly screen?: { readonly width: number; readonly colour: boolean };
  /** Waits; false when this program was told to stop meanwhile. Only the witness waits. */
  waitMs(ms: number): Promise<boolean>;
  /** Where programs are: PATH. */
  readonly searchPath: string;
  /** Runs the command that a person named for checkpoints. */
  readonly runCommandLine: CommandRunner;
  /** Says something before a signature is made; standard error, so that standard output stays a document. */
  tell(text: string): void;
}
