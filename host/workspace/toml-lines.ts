/** Where each key of a TOML text stands. Only for messages, so a multi-line text that looks like keys does no harm. */

export interface KeyLine {
  /** Keys and element numbers from the top: `instruments`, `0`, `id`. */
  readonly path: readonly string[];
  /** From 1. */
  readonly line: number;
}

const HEADER = /^\s*\[(\[)?\s*([^\]]+?)\s*\]/;
const PART = /[A-Za-z0-9_-]+|"[^"]*"|'[^']*'/;
const KEY = new RegExp(`^\\s*((?:${PART.source})(?:\\s*\\.\\s*(?:${PART.source}))*)\\s*=`);

export function keyLines(text: string): readonly KeyLine[] {
  const found: KeyLine[] = [];
  const elements = new Map<string, number>();
  let table: readonly string[] = [];
  for (const [index, content] of text.split("\n").entries()) {
    const header = HEADER.exec(content);
    if (header !== null) {
      table = tablePath(splitKey(header[2] ?? ""), header[1] !== undefined, elements);
      found.push({ path: table, line: index + 1 });
      continue;
    }
    const key = KEY.exec(content);
    if (key !== null) found.push({ path: [...table, ...splitKey(key[1] ?? "")], line: index + 1 });
  }
  return found;
}

/** `[[a]]` begins a new element of a; `[a.b]` after it is a table of that element. */
function tablePath(
  keys: readonly string[],
  isElement: boolean,
  elements: Map<string, number>,
): readonly string[] {
  const path: string[] = [];
  for (const [index, key] of keys.entries()) {
    path.push(key);
    const list = path.join("\n");
    const begins = isElement && index === keys.length - 1;
    if (begins) elements.set(list, (elements.get(list) ?? -1) + 1);
    const element = elements.get(list);
    if (element !== undefined) path.push(String(element));
  }
  return path;
}

function splitKey(key: string): string[] {
  return (key.match(new RegExp(PART, "g")) ?? []).map((part) => part.replace(/^["']|["']$/g, ""));
}

/** The line of the key, or of the nearest table around it, or 1. */
export function lineOf(lines: readonly KeyLine[], path: readonly string[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const prefix = path.slice(0, length);
    const within = lines.filter((line) => startsWith(line.path, prefix));
    const nearest = within.find((line) => line.path.length === length) ?? within[0];
    if (nearest !== undefined) return nearest.line;
  }
  return 1;
}

function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((part, index) => path[index] === part);
}
