import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Fault } from "#host/kernel/result.ts";
import { writeLines } from "#host/workspace/write-lines.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";

describe("writing line by line", () => {
  it.for<[name: string, pieces: readonly string[]]>([
    ["nothing", []],
    ["one line", ["a\n"]],
    [
      "more than is gathered before a write",
      Array.from({ length: 9 }, (_, i) => `${i}`.repeat(100_000)),
    ],
    ["letters of several bytes at every border", Array.from({ length: 300_001 }, () => "€")],
  ])("%s", ([, pieces]) => {
    const path = join(temporaryFolder(), "x");
    writeLines(path, pieces);
    expect(readFileSync(path, "utf8") === pieces.join("")).toBe(true);
  });

  it("replaces what was there, and leaves nothing beside it", () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, "x"), "a much longer text than the new one");
    writeLines(join(dir, "x"), ["new"]);
    expect(readFileSync(join(dir, "x"), "utf8")).toBe("new");
    expect(readdirSync(dir)).toEqual(["x"]);
  });

  it("keeps the old file when the source of lines fails", () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, "x"), "old");
    const failing = function* (): Generator<string> {
      yield "y".repeat(1_000_000);
      throw new RangeError("no more");
    };
    expect(() => writeLines(join(dir, "x"), failing())).toThrow(RangeError);
    expect(readFileSync(join(dir, "x"), "utf8")).toBe("old");
    expect(readdirSync(dir)).toEqual(["x"]);
  });

  it("says which file could not be written", () => {
    expect(() => writeLines("/dev/null/x", ["y"])).toThrow(Fault);
    expect(() => writeLines("/dev/null/x", ["y"])).toThrow("/dev/null/x could not be written");
  });
});
