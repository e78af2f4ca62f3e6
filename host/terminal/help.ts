import {
  COMMANDS,
  COMMON_OPTIONS,
  type CommandEntry,
  type Option,
  type Plane,
  type Positional,
} from "../contract/commands.ts";

/** What each plane is for: the first line of its help. */
const ABOUT: Readonly<Record<Plane, string>> = {
  host: "runs signed strategies; holds no model key and no signing key",
  sdk: "makes, builds and tries strategies; holds no exchange key",
  sign: "shows what a signature would allow, and signs it; the only holder of signing keys",
};
const EXIT_CODES = "exit codes: 0 ok, 1 refused, 2 usage, 3 fault, 70 bug";

/** One line: `usage: host why ID [--account ALIAS] …`. */
export function usageLine(command: CommandEntry): string {
  const words = command.positionals.map(positionalWord);
  const options = command.options.map((option) => {
    const word = optionWord(option) + (option.repeat === true ? " …" : "");
    return option.required === true ? word : `[${word}]`;
  });
  const own = [command.plane, command.name, ...words, ...options].join(" ");
  return `usage: ${own} [--workspace DIR] [--json] [--help]`;
}

/** `host --help`: every command in one line each. */
export function renderPlaneHelp(
  plane: Plane,
  commands: readonly CommandEntry[] = COMMANDS,
): string {
  const mine = commands.filter((command) => command.plane === plane);
  return [
    `${plane} ${ABOUT[plane]}`,
    "",
    `usage: ${plane} COMMAND [--workspace DIR] [--json] [--help]`,
    "",
    ...columns(mine.map((command) => [command.name, command.line])),
    "",
    EXIT_CODES,
    `more: npx --no ${plane} help COMMAND`,
  ].join("\n");
}

/** `host run --help`: usage, arguments with their bounds, examples. */
export function renderCommandHelp(command: CommandEntry): string {
  const positionals = command.positionals.map((each): Row => [
    positionalWord(each),
    each.line + boundsText(each),
  ]);
  const options = [...command.options, ...COMMON_OPTIONS].map((each): Row => [
    optionWord(each),
    each.line + boundsText(each),
  ]);
  return [
    `${command.plane} ${command.name}: ${command.line}`,
    "",
    usageLine(command),
    "",
    ...columns([...positionals, ...options]),
    "",
    ...command.examples.map((example) => `example: npx --no ${example}`),
    EXIT_CODES,
  ].join("\n");
}

type Row = readonly [name: string, line: string];

function columns(rows: readonly Row[]): string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, line]) => `  ${name.padEnd(width)}  ${line}`);
}

function positionalWord(positional: Positional): string {
  const word = positional.name + (positional.repeat === true ? " …" : "");
  return positional.optional === true ? `[${word}]` : word;
}

function optionWord(option: Option): string {
  return `--${option.name}${option.value === undefined ? "" : ` ${option.value}`}`;
}

function boundsText(rule: Option | Positional): string {
  const parts = [
    rule.choices === undefined ? null : rule.choices.join(" | "),
    rule.min === undefined ? null : `at least ${rule.min}`,
    rule.max === undefined ? null : `at most ${rule.max}`,
    "required" in rule && rule.required === true ? "required" : null,
    "default" in rule ? `default ${rule.default}` : null,
    "repeat" in rule && rule.repeat === true ? "may be repeated" : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}
