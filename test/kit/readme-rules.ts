/** The table of rules in sdk/conformance/README.md, made from the rules. Run as a script it writes it there. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "#sdk/conformance/rules.ts";

export const RULES_README = join(import.meta.dirname, "..", "..", "sdk/conformance/README.md");
const BEGIN = "<!-- rules: generated from rules.ts by `npm run readme` -->";
const END = "<!-- /rules -->";

/** One row per rule, cells as they must be. */
export function ruleRows(): readonly (readonly string[])[] {
  return RULES.map(({ id, proves, cannotProve }) => [id, proves, cannotProve]);
}

/** Rows of the table that stands between the markers. A formatter may have aligned it. */
export function rowsIn(readme: string): readonly (readonly string[])[] {
  const table = readme.slice(readme.indexOf(BEGIN) + BEGIN.length, readme.indexOf(END)).trim();
  return table
    .split("\n")
    .slice(2)
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

function withRules(readme: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error("README.md has lost the markers around its rules");
  const rows = [["rule", "proves", "cannot prove"], ["---", "---", "---"], ...ruleRows()];
  const table = rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${readme.slice(end)}`;
}

if (import.meta.main) writeFileSync(RULES_README, withRules(readFileSync(RULES_README, "utf8")));
