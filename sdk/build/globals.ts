import type { Finding } from "#host/contract/finding.ts";
import { readRefused } from "#host/cell/realm/refused.js";
import { BUILD_LIMITS } from "./limits.ts";
import { findingOf } from "./rules.ts";

/** Names that a plain search finds: globals (`Date`), members of globals (`Math.random`), methods (`.localeCompare`). */
const SEARCHES = [...readRefused()]
  .filter(([path]) => !path.startsWith("%") && !path.endsWith(".constructor"))
  .map(([path, reason]) => ({ ...searchOf(path), reason }));

function searchOf(path: string): { name: string; pattern: RegExp } {
  const [owner = "", ...rest] = path.split(".prototype.");
  const method = rest[0];
  return method === undefined
    ? {
        name: owner,
        pattern: new RegExp(`(?<![\\w$."'\`])${owner.replaceAll(/[.$]/g, "\\$&")}(?![\\w$:])`),
      }
    : { name: `.${method}`, pattern: new RegExp(`\\.${method}\\s*\\(`) };
}

/**
 * Reports names that the realm does not have. Only reports: a search in text cannot tell a name from a word, and the
 * realm answers every real use with a named error.
 */
export function sourceGlobals(texts: ReadonlyMap<string, string>): Finding[] {
  const found: Finding[] = [];
  for (const [file, text] of texts) {
    if (file === "manifest.toml") continue;
    for (const [index, line] of withoutComments(text).split("\n").entries()) {
      const hit = SEARCHES.find(({ pattern }) => pattern.test(line));
      if (hit === undefined) continue;
      const message = `${hit.name} throws a DeterminismError in the cell`;
      found.push(
        findingOf("globals", "report", message, { file, line: index + 1, remedy: hit.reason }),
      );
    }
  }
  return found.slice(0, BUILD_LIMITS.findingsPerRule);
}

/** Line by line, so that numbers stay true. A comment inside a string is taken for one: that only hides a report. */
function withoutComments(text: string): string {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, " "))
    .replaceAll(/\/\/.*$/gm, "");
}
