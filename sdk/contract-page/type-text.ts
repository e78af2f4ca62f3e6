import { readPluginModule } from "../build/plugin-module.ts";

/** Types that an author writes against; the others only make these work. */
const SHOWN = [
  "Side",
  "ColumnName",
  "Candles",
  "Source",
  "Indicator",
  "Context",
  "EntrySignal",
  "Score",
  "Value",
];

/** Declarations of the types of `#plugin`, as they stand in its source: documentation that cannot be out of date. */
export function typeDeclarations(): string {
  const text = readPluginModule().texts["types.ts"] ?? "";
  return SHOWN.map((name) => declarationOf(text, name)).join("\n");
}

/** Names that `#plugin` exports, types included. */
export function exportedNames(): readonly string[] {
  const text = readPluginModule().texts["index.ts"] ?? "";
  const lists = [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)];
  return lists.flatMap(([, list = ""]) =>
    list
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean),
  );
}

/** A declaration with the comment above it. Ours to read: one statement, closed at the margin. */
function declarationOf(text: string, name: string): string {
  const start = new RegExp(`^export (?:interface|type) ${name}\\b`, "m").exec(text);
  if (start === null) return "";
  const rest = text.slice(start.index);
  const end = /^\}$|;$/m.exec(rest.startsWith("export type") ? rest : rest.replaceAll(/;$/gm, " "));
  const body = rest.slice(0, (end?.index ?? rest.length) + 1);
  return `${commentAbove(text, start.index)}${body.replace(/^export /, "")}`;
}

function commentAbove(text: string, at: number): string {
  const before = text.slice(0, at);
  const comment = /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n$/.exec(before);
  return comment === null ? "" : comment[0];
}
