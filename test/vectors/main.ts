/** `npm run vectors -- FILE.json`: 0 when none failed, 1 when one did, 2 for a file that is not such a file. */
import { readFileSync } from "node:fs";
import { printable } from "#host/terminal/escape.ts";
import { vectorFile } from "./file.ts";
import { runVectors } from "./run.ts";

/** @param read - The text of a file; throws when it cannot be read. */
export function main(
  argv: readonly string[],
  read: (path: string) => string,
  say: (line: string) => void,
): number {
  const [path, ...more] = argv;
  if (path === undefined || more.length > 0 || path.startsWith("-")) {
    say("usage: npm run vectors -- FILE.json");
    return 2;
  }
  const file = readVectors(path, read);
  if (typeof file === "string") {
    say(printable(`${path}: ${file}`));
    return 2;
  }
  const { passed, failures } = runVectors(file);
  for (const failure of failures) say(printable(failure, 2_000));
  say(`${passed} passed, ${failures.length} failed`);
  return failures.length === 0 ? 0 : 1;
}

function readVectors(path: string, read: (path: string) => string) {
  try {
    const shaped = vectorFile.safeParse(JSON.parse(read(path)));
    return shaped.success ? shaped.data : "not a file of vectors: see test/vectors/README.md";
  } catch (error) {
    return error instanceof Error ? error.message : "cannot be read";
  }
}

if (import.meta.main) {
  process.exitCode = main(
    process.argv.slice(2),
    (path) => readFileSync(path, "utf8"),
    (line) => void process.stdout.write(`${line}\n`),
  );
}
