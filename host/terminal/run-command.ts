/**
 * From a command line to an exit code: 0 ok, 1 refused, 2 usage, 3 fault, 70 bug. Used by the three cli.ts files, so
 * that every plane refuses, fails and prints JSON in the same words.
 */
import type {
  CommandEntry,
  HostCommand,
  Plane,
  SdkCommand,
  SignCommand,
} from "../contract/commands.ts";
import { assert, Fault, type Refused } from "../kernel/result.ts";
import { parseLine, type Arguments } from "./arguments.ts";
import { printable, printableLines, UNSEEN } from "./escape.ts";
import { renderCommandHelp, renderPlaneHelp, usageLine } from "./help.ts";

export const EXIT = { ok: 0, refused: 1, usage: 2, fault: 3, bug: 70 } as const;

/** What a command has to show. */
export interface Shown {
  /** For people. The command has escaped what it did not write itself; no final line feed. "" prints nothing. */
  readonly text: string;
  /** For programs: the members beside `ok` of the one document that `--json` prints. Big integers become text. */
  readonly data: Readonly<Record<string, unknown>>;
  /** `data` is the whole document, without `ok`: a shape that other programs were promised. */
  readonly bare?: boolean;
}
export interface Done extends Shown {
  readonly ok: true;
}
/** A refusal, and what there is to show all the same: the findings of a build, the bars before the stop. */
export interface RefusedShowing extends Refused {
  readonly shown?: Shown;
}

export type Handler = (args: Arguments) => Promise<Done | RefusedShowing>;
/** One handler per command of the plane: a command without one does not compile. */
export interface Handlers {
  readonly host: Readonly<Record<HostCommand, Handler>>;
  readonly sdk: Readonly<Record<SdkCommand, Handler>>;
  readonly sign: Readonly<Record<SignCommand, Handler>>;
}

/** Where words go: the process's streams in cli.ts, two arrays in tests. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/**
 * Runs one command line.
 *
 * @param version - What `--version` prints.
 * @param argv - Without the program and its launcher.
 * @returns The exit code. Never throws: this is the outermost of the places that catch.
 */
export async function runCommand<P extends Plane>(
  plane: P,
  version: string,
  argv: readonly string[],
  handlers: Handlers[P],
  output: Output,
): Promise<number> {
  const line = parseLine(plane, argv);
  const json = argv.includes("--json");
  switch (line.kind) {
    case "version":
      output.out(`${plane} ${version}\n`);
      return EXIT.ok;
    case "help":
      output.out(helpText(plane, line.command, json));
      return EXIT.ok;
    case "usage":
      return reportUsage(plane, line.command, line.message, json, output);
    case "command":
      return await runHandler(handlers, line.command.name, line.arguments, output);
  }
}

async function runHandler(
  handlers: Readonly<Record<string, Handler>>,
  name: string,
  args: Arguments,
  output: Output,
): Promise<number> {
  try {
    const handler = handlers[name];
    assert(handler !== undefined, `${name} has a handler`);
    const outcome = await handler(args);
    return outcome.ok ? reportDone(outcome, args, output) : reportRefusal(outcome, args, output);
  } catch (error) {
    return error instanceof Fault
      ? reportFault(error, args, output)
      : reportBug(error, args, output);
  }
}

function helpText(plane: Plane, command: CommandEntry | null, json: boolean): string {
  const text = command === null ? renderPlaneHelp(plane) : renderCommandHelp(command);
  return json ? document({ ok: true, help: text, command }) : `${text}\n`;
}

function reportUsage(
  plane: Plane,
  command: CommandEntry | null,
  message: string,
  json: boolean,
  { out, err }: Output,
): number {
  const usage =
    command === null ? `usage: ${plane} COMMAND; ${plane} help lists them` : usageLine(command);
  if (json) out(document({ ok: false, usage: { message, line: usage } }));
  err(`${plane}: ${printable(message)}\n${usage}\n`);
  return EXIT.usage;
}

function reportDone(done: Done, args: Arguments, { out }: Output): number {
  if (args.json) out(document(done.bare === true ? done.data : { ok: true, ...done.data }));
  else if (done.text !== "") out(`${done.text}\n`);
  return EXIT.ok;
}

function reportRefusal(refused: RefusedShowing, args: Arguments, { out, err }: Output): number {
  const { refusal, shown } = refused;
  if (args.json) {
    out(document(shown?.bare === true ? shown.data : { ok: false, refusal, ...shown?.data }));
  } else if (shown !== undefined && shown.text !== "") out(`${shown.text}\n`);
  err(`refused: ${refusal.code}: ${printable(refusal.message)}\n`);
  if (refusal.hint !== undefined) err(`hint: ${printable(refusal.hint)}\n`);
  return EXIT.refused;
}

function reportFault(fault: Fault, args: Arguments, { out, err }: Output): number {
  const { code, message, retryable } = fault;
  if (args.json) out(document({ ok: false, fault: { code, message, retryable } }));
  err(`fault: ${code}: ${printable(message)}\n`);
  for (let cause = fault.cause; cause instanceof Error; cause = cause.cause) {
    err(`because: ${printable(cause.message)}\n`);
  }
  return EXIT.fault;
}

function reportBug(error: unknown, args: Arguments, { out, err }: Output): number {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (args.json) out(document({ ok: false, bug: { message: text.split("\n")[0] } }));
  err(`bug: ${printableLines(text)}\n`);
  return EXIT.bug;
}

/** One line of JSON: amounts are big integers, and JSON has none. */
function document(value: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(value, (_, member: unknown) =>
    typeof member === "bigint" ? member.toString() : member,
  );
  return `${text.replaceAll(UNSEEN_EACH, escaped)}\n`;
}

/** A document is shown on terminals too: what cannot be seen there is spelled as JSON itself spells it. */
const UNSEEN_EACH = new RegExp(UNSEEN, "gu");

function escaped(unseen: string): string {
  return Array.from({ length: unseen.length }, (_, i) => {
    return `\\u${unseen.charCodeAt(i).toString(16).padStart(4, "0")}`;
  }).join("");
}
