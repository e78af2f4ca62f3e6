/**
 * Every command of the three planes, as one table. Parsing, `--help` and the README are made from it, and a plane that
 * has no handler for one of its entries does not compile: nothing unbuilt is listed (decision C13).
 */
import { HOST_COMMANDS } from "./commands/host.ts";
import { SDK_COMMANDS } from "./commands/sdk.ts";
import { SIGN_COMMANDS } from "./commands/sign.ts";

export type Plane = "host" | "sdk" | "sign";
export type ArgumentType = "string" | "integer" | "number" | "boolean" | "json";

interface Bounds {
  /** A closed list of the texts that are accepted. */
  readonly choices?: readonly string[];
  /** Inclusive; of integers and numbers. */
  readonly min?: number;
  readonly max?: number;
}

export interface Positional extends Bounds {
  readonly name: string;
  readonly type?: Exclude<ArgumentType, "boolean">;
  readonly optional?: boolean;
  /** Takes everything that follows; only the last positional may say it. */
  readonly repeat?: boolean;
  readonly line: string;
}

export interface Option extends Bounds {
  /** Kebab-case, without the dashes. */
  readonly name: string;
  /** What stands for the value in the usage line, such as `DIR`. Absent for booleans, which take none. */
  readonly value?: string;
  readonly type: ArgumentType;
  readonly required?: boolean;
  /** In the spelling that a person would type. */
  readonly default?: string;
  readonly repeat?: boolean;
  readonly line: string;
}

export interface CommandEntry {
  readonly plane: Plane;
  /** One word, or two when a command has parts: `root init`. */
  readonly name: string;
  /** What it does: lower case, no full stop. */
  readonly line: string;
  readonly positionals: readonly Positional[];
  readonly options: readonly Option[];
  /** Whole command lines; each must parse (a test runs them). */
  readonly examples: readonly string[];
}

/** Options that every command takes. */
export const COMMON_OPTIONS = [
  {
    name: "workspace",
    value: "DIR",
    type: "string",
    default: ".",
    line: "folder that holds config/, plugins/, signed/ and var/",
  },
  { name: "json", type: "boolean", line: "print one JSON document instead of text" },
  { name: "help", type: "boolean", line: "print this and stop" },
] as const satisfies readonly Option[];

export const COMMANDS = [...HOST_COMMANDS, ...SDK_COMMANDS, ...SIGN_COMMANDS] as const;

export type HostCommand = (typeof HOST_COMMANDS)[number]["name"];
export type SdkCommand = (typeof SDK_COMMANDS)[number]["name"];
export type SignCommand = (typeof SIGN_COMMANDS)[number]["name"];
