import { describe, expect, it } from "vitest";
import type { CommandEntry } from "#host/contract/commands.ts";
import { parseLine, type Arguments } from "#host/terminal/arguments.ts";

const COMMANDS: readonly CommandEntry[] = [
  {
    plane: "host",
    name: "go",
    line: "try everything",
    positionals: [
      { name: "WHAT", choices: ["trades", "fills"], line: "what to show" },
      { name: "FILE", optional: true, repeat: true, line: "files" },
    ],
    options: [
      { name: "slot", value: "SLOT", type: "string", line: "one slot" },
      { name: "bars", value: "N", type: "integer", min: 1, max: 100, default: "10", line: "bars" },
      { name: "rate", value: "X", type: "number", line: "a rate" },
      { name: "params", value: "JSON", type: "json", line: "parameters" },
      { name: "key", value: "FILE", type: "string", repeat: true, line: "keys" },
      { name: "fast", type: "boolean", line: "do not wait" },
    ],
    examples: [],
  },
  {
    plane: "host",
    name: "halt",
    line: "stop",
    positionals: [],
    options: [{ name: "reason", value: "TEXT", type: "string", required: true, line: "why" }],
    examples: [],
  },
  { plane: "host", name: "root init", line: "begin", positionals: [], options: [], examples: [] },
  { plane: "host", name: "root add", line: "go on", positionals: [], options: [], examples: [] },
  { plane: "sdk", name: "build", line: "bundle", positionals: [], options: [], examples: [] },
];

function parsed(...argv: string[]): Arguments {
  const line = parseLine("host", argv, COMMANDS);
  if (line.kind !== "command") throw new Error(JSON.stringify(line));
  return line.arguments;
}

describe("a command line that is right", () => {
  it("gives every value by its name and type", () => {
    const words = "go trades a.csv b.csv --slot paper.main.X --bars=5 --rate -0.5 --key a --key b";
    const args = parsed(
      ...words.split(" "),
      "--params",
      '{"fast":8}',
      "--fast",
      "--json",
      "--workspace",
      "/w",
    );
    expect(args.text("WHAT")).toBe("trades");
    expect(args.texts("FILE")).toEqual(["a.csv", "b.csv"]);
    expect(args.text("slot")).toBe("paper.main.X");
    expect(args.number("bars")).toBe(5);
    expect(args.number("rate")).toBe(-0.5);
    expect(args.jsonOrNull("params")).toMatchObject({ fast: 8 });
    expect(args.texts("key")).toEqual(["a", "b"]);
    expect([args.flag("fast"), args.json, args.workspace]).toEqual([true, true, "/w"]);
  });

  it("gives defaults, null and empty lists for what was left out", () => {
    const args = parsed("go", "fills");
    expect([args.number("bars"), args.workspace, args.json]).toEqual([10, ".", false]);
    expect([args.textOrNull("slot"), args.numberOrNull("rate"), args.jsonOrNull("params")]).toEqual(
      [null, null, null],
    );
    expect([args.texts("FILE"), args.texts("key"), args.flag("fast")]).toEqual([[], [], false]);
  });

  it("takes a value that begins with a dash when it is written after =", () => {
    expect(parsed("go", "trades", "--slot=-x").text("slot")).toBe("-x");
  });

  it("takes what follows -- as it is, also when it begins with a dash", () => {
    expect(parsed("go", "trades", "--", "--json").texts("FILE")).toEqual(["--json"]);
  });

  it("finds commands of two words", () => {
    expect(parseLine("host", ["root", "add"], COMMANDS)).toMatchObject({
      kind: "command",
      command: { name: "root add" },
    });
  });

  it.for<[string, string[], object]>([
    ["--help alone", ["--help"], { kind: "help", command: null }],
    ["help as a word", ["help"], { kind: "help", command: null }],
    [
      "help of one command",
      ["help", "root", "init"],
      { kind: "help", command: { name: "root init" } },
    ],
    [
      "--help after a command that is not complete",
      ["halt", "--help"],
      { kind: "help", command: { name: "halt" } },
    ],
    ["--version", ["--version"], { kind: "version" }],
  ])("understands %s", ([, argv, expected]) => {
    expect(parseLine("host", argv, COMMANDS)).toMatchObject(expected);
  });
});

describe("a command line that is wrong is refused, and says why", () => {
  it.for<[name: string, argv: string[], message: string]>([
    ["no command", [], "a command is missing"],
    ["an unknown command", ["fly"], "fly is not a command"],
    ["a mistyped command", ["hatl"], "hatl is not a command; did you mean halt?"],
    ["a command of another plane", ["build"], "build is not a command"],
    ["an option before the command", ["--fast", "go"], "the command comes first, was --fast"],
    ["half of a command of two words", ["root"], "root is not a command: root takes init, add"],
    ["a wrong second word", ["root", "bogus"], "root bogus is not a command: root takes init, add"],
    ["an unknown option", ["go", "trades", "--bogus"], "--bogus is not an option"],
    [
      "a mistyped option",
      ["go", "trades", "--solt", "x"],
      "--solt is not an option; did you mean --slot?",
    ],
    [
      "an option of another command",
      ["go", "trades", "--reason", "x"],
      "--reason is not an option",
    ],
    ["a short option", ["go", "trades", "-x"], "-x is not an option"],
    [
      "an option that is the name of a builtin",
      ["go", "trades", "--__proto__", "x"],
      "--__proto__ is not an option",
    ],
    [
      "a value that is missing at the end",
      ["go", "trades", "--slot"],
      "--slot needs a value: --slot SLOT",
    ],
    [
      "a value that is the next option",
      ["go", "trades", "--slot", "--json"],
      "--slot needs a value: --slot SLOT",
    ],
    ["an empty value", ["go", "trades", "--slot="], "--slot takes a text that is not empty, was "],
    ["a value for a switch", ["go", "trades", "--fast=no"], "--fast takes no value, was no"],
    [
      "an option given twice",
      ["go", "trades", "--slot", "a", "--slot", "b"],
      "--slot was given twice",
    ],
    ["a switch given twice", ["go", "trades", "--fast", "--fast"], "--fast was given twice"],
    [
      "a word for a number",
      ["go", "trades", "--bars", "many"],
      "--bars takes a whole number from 1 to 100, was many",
    ],
    [
      "a fraction for a whole number",
      ["go", "trades", "--bars", "1.5"],
      "--bars takes a whole number from 1 to 100, was 1.5",
    ],
    [
      "a number below its bound",
      ["go", "trades", "--bars", "0"],
      "--bars takes a whole number from 1 to 100, was 0",
    ],
    [
      "a number above its bound",
      ["go", "trades", "--bars", "101"],
      "--bars takes a whole number from 1 to 100, was 101",
    ],
    [
      "hexadecimal",
      ["go", "trades", "--bars", "0x10"],
      "--bars takes a whole number from 1 to 100, was 0x10",
    ],
    [
      "infinity",
      ["go", "trades", "--rate", "Infinity"],
      "--rate takes a plain decimal number, was Infinity",
    ],
    ["minus zero", ["go", "trades", "--rate", "-0"], "--rate takes a plain decimal number, was -0"],
    ["a choice that is not there", ["go", "orders"], "WHAT is one of trades, fills, was orders"],
    ["a positional that is missing", ["go"], "WHAT is missing: what to show"],
    ["a required option that is missing", ["halt"], "--reason is missing: why"],
    ["one word too many", ["halt", "now", "--reason", "x"], "now is one argument too many"],
  ])("%s", ([, argv, message]) => {
    expect(parseLine("host", argv, COMMANDS)).toMatchObject({ kind: "usage", message });
  });

  it("json that is not strict, with the parser's reason", () => {
    const line = parseLine("host", ["go", "trades", "--params", '{"a":1,"a":2}'], COMMANDS);
    expect(line).toMatchObject({ kind: "usage" });
    expect(line.kind === "usage" && line.message).toMatch(/^--params takes json \(.+\), was /);
  });
});

describe("a command that asks wrongly dies as a bug", () => {
  it.for<[string, (args: Arguments) => unknown]>([
    ["for a name that the table does not have", (args) => args.textOrNull("bogus")],
    ["for an optional text as if it were always there", (args) => args.text("slot")],
    ["for a text as a number", (args) => args.number("WHAT")],
  ])("%s", ([, ask]) => {
    expect(() => ask(parsed("go", "trades"))).toThrow(/^not so: /);
  });
});
