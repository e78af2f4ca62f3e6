import { describe, expect, it } from "vitest";
import { COMMANDS, COMMON_OPTIONS, type CommandEntry } from "#host/contract/commands.ts";
import { parseLine } from "#host/terminal/arguments.ts";

const entries: readonly CommandEntry[] = COMMANDS;
const rows = entries.map((entry) => [`${entry.plane} ${entry.name}`, entry] as const);

/** Splits an example as a shell would: spaces, single and double quotes. */
function words(example: string): string[] {
  return [...example.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, a, b, c]) => a ?? b ?? c ?? "",
  );
}

it("every plane has commands, no command twice", () => {
  expect(new Set(entries.map(({ plane }) => plane))).toEqual(new Set(["host", "sdk", "sign"]));
  expect(new Set(rows.map(([name]) => name)).size).toBe(rows.length);
});

describe.for(rows)("%s", ([name, entry]) => {
  it("is described in lower case without a full stop", () => {
    const lines = [entry, ...entry.positionals, ...entry.options].map(({ line }) => line);
    for (const line of lines) expect(line).toMatch(/^[^A-Z].*[^.]$/);
  });

  it("has names that cannot be confused", () => {
    const names = [...entry.positionals, ...entry.options, ...COMMON_OPTIONS].map(
      (each) => each.name,
    );
    expect(new Set(names).size).toBe(names.length);
    for (const option of entry.options) {
      expect(option.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(option.value === undefined).toBe(option.type === "boolean");
      expect(option.required === true && option.default !== undefined).toBe(false);
    }
    for (const positional of entry.positionals) expect(positional.name).toMatch(/^[A-Z]+$/);
  });

  it("takes many words only at the end, and nothing required after something optional", () => {
    const { positionals } = entry;
    expect(positionals.slice(0, -1).some((each) => each.repeat === true)).toBe(false);
    const firstOptional = positionals.findIndex((each) => each.optional === true);
    const after = firstOptional < 0 ? [] : positionals.slice(firstOptional);
    expect(after.every((each) => each.optional === true)).toBe(true);
  });

  it("has examples, and each of them parses", () => {
    expect(entry.examples.length).toBeGreaterThan(0);
    for (const example of entry.examples) {
      expect(example.startsWith(`${name} `) || example === name).toBe(true);
      const [, ...argv] = words(example);
      expect([example, parseLine(entry.plane, argv)]).toMatchObject([
        example,
        { kind: "command", command: { name: entry.name } },
      ]);
    }
  });
});
