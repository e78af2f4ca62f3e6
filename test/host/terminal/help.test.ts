import { describe, expect, it } from "vitest";
import { COMMANDS, type CommandEntry } from "#host/contract/commands.ts";
import { renderCommandHelp, renderPlaneHelp, usageLine } from "#host/terminal/help.ts";

const ENTRY: CommandEntry = {
  plane: "host",
  name: "export",
  line: "write a part of the journal",
  positionals: [
    { name: "WHAT", choices: ["trades", "fills"], line: "what to write" },
    { name: "FILE", optional: true, repeat: true, line: "where" },
  ],
  options: [
    { name: "reason", value: "TEXT", type: "string", required: true, line: "why" },
    { name: "bars", value: "N", type: "integer", min: 1, max: 9, default: "5", line: "bars" },
    { name: "key", value: "FILE", type: "string", repeat: true, line: "keys" },
    { name: "fast", type: "boolean", line: "do not wait" },
  ],
  examples: ["host export trades --reason x"],
};

describe("help", () => {
  it("of a command: usage, arguments with bounds, examples, exit codes", () => {
    expect(renderCommandHelp(ENTRY)).toBe(
      [
        "host export: write a part of the journal",
        "",
        "usage: host export WHAT [FILE …] --reason TEXT [--bars N] [--key FILE …] [--fast] [--workspace DIR] [--json] [--help]",
        "",
        "  WHAT             what to write (trades | fills)",
        "  [FILE …]         where (may be repeated)",
        "  --reason TEXT    why (required)",
        "  --bars N         bars (at least 1; at most 9; default 5)",
        "  --key FILE       keys (may be repeated)",
        "  --fast           do not wait",
        "  --workspace DIR  folder that holds config/, plugins/, signed/ and var/ (default .)",
        "  --json           print one JSON document instead of text",
        "  --help           print this and stop",
        "",
        "example: npx --no host export trades --reason x",
        "exit codes: 0 ok, 1 refused, 2 usage, 3 fault, 70 bug",
      ].join("\n"),
    );
  });

  it("of a plane: its own commands, each in one line, and nobody else's", () => {
    const text = renderPlaneHelp("sdk");
    const rows = COMMANDS.map(({ plane, name, line }) => ({
      plane,
      shown: text
        .split("\n")
        .some((row) => row.startsWith(`  ${name} `) && row.endsWith(`  ${line}`)),
    }));
    expect(rows).toEqual(rows.map(({ plane }) => ({ plane, shown: plane === "sdk" })));
  });

  it("writes one usage line", () => {
    for (const command of COMMANDS) expect(usageLine(command)).not.toContain("\n");
  });
});
