import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Fault } from "#host/kernel/result.ts";
import { writeAtomic, writeFolderAtomic, writeNew } from "#host/workspace/atomic-write.ts";
import { aFolder, contentsOf } from "#test/kit/workspace.ts";

const faultOf = (write: () => unknown): string => {
  try {
    write();
    return "";
  } catch (error) {
    return error instanceof Fault ? error.code : String(error);
  }
};

describe("an atomic write", () => {
  it("makes the folder, replaces the file and leaves nothing else", () => {
    const folder = aFolder();
    const path = join(folder, "a", "b.json");
    writeAtomic(path, "one");
    writeAtomic(path, Buffer.from("two"));
    expect(readFileSync(path, "utf8")).toBe("two");
    expect(readdirSync(join(folder, "a"))).toEqual(["b.json"]);
    expect(statSync(path).mode & 0o777).toBe(0o644);
  });

  it("gives the mode that was asked for", () => {
    const path = join(aFolder(), "secret");
    writeAtomic(path, "x", 0o600);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("that cannot be done leaves the old file and no rest", () => {
    const folder = aFolder();
    mkdirSync(join(folder, "b.json")); // A folder in the way: the rename fails after the bytes were written.
    writeFileSync(join(folder, "b.json", "inside"), "old");
    const before = contentsOf(folder);
    expect(faultOf(() => writeAtomic(join(folder, "b.json"), "new"))).toBe("file_unwritable");
    expect(contentsOf(folder)).toEqual(before);
  });
});

describe("a new file", () => {
  it("is written once", () => {
    const path = join(aFolder(), "a");
    expect(writeNew(path, "one", 0o600)).toBe(true);
    expect(writeNew(path, "two", 0o600)).toBe(false);
    expect(readFileSync(path, "utf8")).toBe("one");
  });

  it("in a folder that is not there is a fault", () => {
    expect(faultOf(() => writeNew(join(aFolder(), "no", "a"), "x", 0o600))).toBe("file_unwritable");
  });
});

describe("a folder", () => {
  const files = new Map([
    ["bundle.js", "x"],
    ["source/deep/a.ts", "y"],
  ]);

  it("appears as a whole", () => {
    const folder = aFolder();
    writeFolderAtomic(join(folder, "1"), files);
    expect(Object.keys(contentsOf(folder))).toEqual(["1/bundle.js", "1/source/deep/a.ts"]);
    expect(readdirSync(folder)).toEqual(["1"]);
  });

  it("begins again after an attempt that stopped half way", () => {
    const folder = aFolder();
    mkdirSync(join(folder, ".1.partial"));
    writeFileSync(join(folder, ".1.partial", "rest"), "z");
    writeFolderAtomic(join(folder, "1"), files);
    expect(Object.keys(contentsOf(folder))).toEqual(["1/bundle.js", "1/source/deep/a.ts"]);
  });

  it("does not replace one that is there", () => {
    const folder = aFolder();
    writeFolderAtomic(join(folder, "1"), new Map([["bundle.js", "old"]]));
    expect(faultOf(() => writeFolderAtomic(join(folder, "1"), files))).toBe("file_unwritable");
    expect(readFileSync(join(folder, "1", "bundle.js"), "utf8")).toBe("old");
  });
});

it("a folder that nobody may write is a fault", ({ skip }) => {
  if (process.getuid?.() === 0) skip("root may write everywhere");
  const folder = aFolder();
  chmodSync(folder, 0o500);
  expect(faultOf(() => writeAtomic(join(folder, "a"), "x"))).toBe("file_unwritable");
});
