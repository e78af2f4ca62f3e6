import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { COMMANDS } from "#host/contract/commands.ts";
import { RELEASE } from "#host/commands/release.ts";
import { parseLine } from "#host/terminal/arguments.ts";
import { README, withCommands } from "./kit/readme-commands.ts";

const readme = readFileSync(README, "utf8");
/** The formatter aligns the columns of tables. */
const plain = (text: string): string =>
  text
    .replaceAll(/ {2,}/g, " ")
    .replaceAll(/-{3,}/g, "---")
    .replaceAll("| ---", "|---")
    .replaceAll("--- |", "---|");

it("README lists every command as the programs know it (npm run readme)", () => {
  expect(COMMANDS.length).toBeGreaterThan(10);
  expect(plain(readme)).toBe(plain(withCommands(readme)));
});

it("every command line of README parses", () => {
  const lines = [...readme.matchAll(/^npx --no (host|sdk|sign) ([^#\n]*)/gm)];
  expect(lines.length).toBeGreaterThan(12);
  for (const [line, plane, rest = ""] of lines) {
    const argv = [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map(
      ([, quoted, bare]) => quoted ?? bare ?? "",
    );
    const parsed =
      plane === "host" || plane === "sdk" || plane === "sign" ? parseLine(plane, argv) : null;
    const mistake = parsed?.kind === "usage" ? `${line}: ${parsed.message}` : null;
    expect(mistake).toBeNull();
  }
});

it("the release that files are stamped with is the package's", () => {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  expect(manifest).toMatchObject({ version: RELEASE });
});
