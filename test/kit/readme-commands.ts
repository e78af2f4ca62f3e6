/** The commands' table of README.md, made from the table the programs parse with. Run as a script it writes it there. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { COMMANDS } from "#host/contract/commands.ts";

export const README = join(import.meta.dirname, "..", "..", "README.md");
const BEGIN = "<!-- commands: generated from host/contract/commands.ts by `npm run readme` -->";
const END = "<!-- /commands -->";

export function commandsTable(): string {
  const rows = COMMANDS.map(
    ({ plane, name, line }) => `| \`${plane} ${name}\` | ${line.replaceAll("|", "\\|")} |`,
  );
  return ["| command | what it does |", "|---|---|", ...rows].join("\n");
}

/** The README with its table as it must be. Throws when the markers are gone. */
export function withCommands(readme: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin)
    throw new Error("README.md has lost the markers around its commands");
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${commandsTable()}\n\n${readme.slice(end)}`;
}

if (import.meta.main) writeFileSync(README, withCommands(readFileSync(README, "utf8")));
