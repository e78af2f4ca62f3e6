/**
 * Reads a command line against the table of commands. Strict: an unknown option, a missing value, a second spelling of
 * the same option or a value of the wrong type stops the command, because a mistyped `--slot` would mean "all slots".
 */
import { parseArgs } from "node:util";
import {
  COMMANDS,
  COMMON_OPTIONS,
  type CommandEntry,
  type Option,
  type Plane,
  type Positional,
} from "../contract/commands.ts";
import type { Json } from "../kernel/canonical-json.ts";
import { assert } from "../kernel/result.ts";
import { readValue, type ArgumentValue } from "./argument-values.ts";
import { nearest } from "./nearest.ts";

/**
 * The arguments of one command, asked for by name: positionals by theirs (`ID`), options by theirs (`bars`).
 *
 * Asking for a name that the table does not give this command, or for the wrong type, is a bug.
 */
export interface Arguments {
  readonly workspace: string;
  readonly json: boolean;
  text(name: string): string;
  textOrNull(name: string): string | null;
  texts(name: string): readonly string[];
  number(name: string): number;
  numberOrNull(name: string): number | null;
  flag(name: string): boolean;
  jsonOrNull(name: string): Json;
}

export type ParsedLine =
  | { readonly kind: "command"; readonly command: CommandEntry; readonly arguments: Arguments }
  /** `command` null: help of the whole plane. */
  | { readonly kind: "help"; readonly command: CommandEntry | null; readonly json: boolean }
  | { readonly kind: "version" }
  | { readonly kind: "usage"; readonly message: string; readonly command: CommandEntry | null };

/** Name → values in the order given. */
type Values = Map<string, ArgumentValue[]>;
/** A sentence about what the person mistyped. */
class Mistyped {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/**
 * Reads a command line.
 *
 * @param argv - Without the program and its launcher.
 * @param commands - The table; another one in tests.
 */
export function parseLine(
  plane: Plane,
  argv: readonly string[],
  commands: readonly CommandEntry[] = COMMANDS,
): ParsedLine {
  // `npx --no host --help` prints npm's own help: npx takes the option away. The word reaches us.
  if (argv[0] === "help") return parseLine(plane, [...argv.slice(1), "--help"], commands);
  const mine = commands.filter((command) => command.plane === plane);
  const help = argv.includes("--help") || argv.includes("-h");
  const json = argv.includes("--json");
  if (argv[0] === "--version") return { kind: "version" };
  const found = findCommand(mine, argv);
  if (found === null) {
    const named = argv[0] !== undefined && !argv[0].startsWith("-");
    if (help && !named) return { kind: "help", command: null, json };
    return { kind: "usage", command: null, message: unknownCommand(mine, argv) };
  }
  if (help) return { kind: "help", command: found.command, json };
  const values = readLine(found.command, found.rest);
  return values instanceof Mistyped
    ? { kind: "usage", command: found.command, message: values.message }
    : { kind: "command", command: found.command, arguments: argumentsOf(found.command, values) };
}

function findCommand(
  commands: readonly CommandEntry[],
  argv: readonly string[],
): { command: CommandEntry; rest: readonly string[] } | null {
  for (const words of [2, 1]) {
    const name = argv.slice(0, words).join(" ");
    const command = commands.find((each) => each.name === name && argv.length >= words);
    if (command !== undefined) return { command, rest: argv.slice(words) };
  }
  return null;
}

function unknownCommand(commands: readonly CommandEntry[], argv: readonly string[]): string {
  const [first, second] = argv;
  if (first === undefined) return "a command is missing";
  if (first.startsWith("-")) return `the command comes first, was ${first}`;
  const parts = commands.filter((each) => each.name.startsWith(`${first} `));
  if (parts.length > 0) {
    const names = parts.map((each) => each.name.slice(first.length + 1)).join(", ");
    return `${first} ${second ?? ""}`.trimEnd() + ` is not a command: ${first} takes ${names}`;
  }
  const names = commands.map((each) => each.name.split(" ")[0] ?? "");
  return `${first} is not a command${meant(nearest(first, names))}`;
}

function meant(word: string | null): string {
  return word === null ? "" : `; did you mean ${word}?`;
}

function readLine(command: CommandEntry, rest: readonly string[]): Values | Mistyped {
  const options: readonly Option[] = [...command.options, ...COMMON_OPTIONS];
  const { tokens } = parseArgs({
    args: [...rest],
    // Our own checks follow: parseArgs' own messages do not name the command or its usage.
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: Object.fromEntries(
      options.map((option) => [
        option.name,
        { type: option.type === "boolean" ? "boolean" : "string" },
      ]),
    ),
  });
  const values: Values = new Map();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const wrong = readOption(options, token, values);
    if (wrong !== null) return wrong;
  }
  return readPositionals(command.positionals, words, values) ?? complete(options, values) ?? values;
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function readOption(
  options: readonly Option[],
  token: OptionToken,
  values: Values,
): Mistyped | null {
  const { name, rawName } = token;
  const option = options.find((each) => rawName === `--${each.name}`);
  if (option === undefined) {
    const close = nearest(
      name,
      options.map((each) => each.name),
    );
    return new Mistyped(
      `${rawName} is not an option${meant(close === null ? null : `--${close}`)}`,
    );
  }
  if (values.has(name) && option.repeat !== true) return new Mistyped(`${rawName} was given twice`);
  const read = optionValue(option, token);
  if (read instanceof Mistyped) return read;
  values.set(name, [...(values.get(name) ?? []), read]);
  return null;
}

function optionValue(option: Option, token: OptionToken): ArgumentValue | Mistyped {
  const { rawName, value } = token;
  if (option.type === "boolean") {
    return value === undefined ? true : new Mistyped(`${rawName} takes no value, was ${value}`);
  }
  // `--slot --json` is a slot that was forgotten; `--x -5` is a negative number.
  const swallowed = token.inlineValue !== true && /^-\D/.test(value ?? "");
  if (value === undefined || swallowed) {
    return new Mistyped(`${rawName} needs a value: ${rawName} ${option.value ?? "VALUE"}`);
  }
  const read = readValue(option, value);
  return read.ok ? read.value : new Mistyped(`${rawName} takes ${read.wanted}, was ${value}`);
}

function readPositionals(
  positionals: readonly Positional[],
  words: readonly string[],
  values: Values,
): Mistyped | null {
  let next = 0;
  for (const positional of positionals) {
    const taken = words.slice(next, positional.repeat === true ? undefined : next + 1);
    if (taken.length === 0 && positional.optional !== true) {
      return new Mistyped(`${positional.name} is missing: ${positional.line}`);
    }
    for (const word of taken) {
      const read = readValue(positional, word);
      if (!read.ok) return new Mistyped(`${positional.name} is ${read.wanted}, was ${word}`);
      values.set(positional.name, [...(values.get(positional.name) ?? []), read.value]);
    }
    next += taken.length;
  }
  const extra = words[next];
  return extra === undefined ? null : new Mistyped(`${extra} is one argument too many`);
}

/** Puts the defaults in and finds what is required and absent. */
function complete(options: readonly Option[], values: Values): Mistyped | null {
  for (const option of options) {
    if (values.has(option.name)) continue;
    if (option.required === true) {
      return new Mistyped(`--${option.name} is missing: ${option.line}`);
    }
    if (option.default === undefined) continue;
    const read = readValue(option, option.default);
    assert(read.ok, `the default of --${option.name} is a value it accepts`);
    values.set(option.name, [read.value]);
  }
  return null;
}

function argumentsOf(command: CommandEntry, values: Values): Arguments {
  const names = new Set(
    [...command.positionals, ...command.options, ...COMMON_OPTIONS].map((each) => each.name),
  );
  const all = (name: string): readonly ArgumentValue[] => {
    assert(names.has(name), `${command.name} has an argument called ${name}`);
    return values.get(name) ?? [];
  };
  const texts = (name: string): readonly string[] =>
    all(name).filter((each) => typeof each === "string");
  const numbers = (name: string): readonly number[] =>
    all(name).filter((each) => typeof each === "number");
  const present = <T>(name: string, value: T | undefined): T => {
    assert(value !== undefined, `${name} of ${command.name} is required or has a default`);
    return value;
  };
  return {
    workspace: present("workspace", texts("workspace")[0]),
    json: all("json")[0] === true,
    text: (name) => present(name, texts(name)[0]),
    textOrNull: (name) => texts(name)[0] ?? null,
    texts,
    number: (name) => present(name, numbers(name)[0]),
    numberOrNull: (name) => numbers(name)[0] ?? null,
    flag: (name) => all(name)[0] === true,
    jsonOrNull: (name) => {
      const value = all(name)[0];
      return typeof value === "object" ? value.json : null;
    },
  };
}
