import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Result } from "#host/kernel/result.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";
import { aFolder } from "#test/kit/workspace.ts";

function aTree() {
  const folder = join(aFolder(), "signed");
  mkdirSync(join(folder, "ema-cross", "1"), { recursive: true });
  writeFileSync(join(folder, "ema-cross", "1", "bundle.js"), "export {}");
  writeFileSync(join(folder, "..", "outside"), "secret");
  return { folder, files: signedFilesIn(folder) };
}
const codeOf = (result: Result<unknown>): string => (result.ok ? "" : result.refusal.code);
const textOf = (result: Result<Uint8Array | null>): string | null =>
  result.ok && result.value !== null ? Buffer.from(result.value).toString("utf8") : null;

describe("reading", () => {
  it("gives the bytes of a plain file, and null when there is none", () => {
    const { files } = aTree();
    expect(textOf(files.read("ema-cross/1/bundle.js", 9))).toBe("export {}");
    expect(files.read("ema-cross/1/nothing", 9)).toEqual({ ok: true, value: null });
    expect(files.read("no/such/folder", 9)).toEqual({ ok: true, value: null });
  });

  it("refuses a byte more than is allowed", () => {
    const { files } = aTree();
    const refused = files.read("ema-cross/1/bundle.js", 8);
    expect(refused.ok ? null : refused.refusal).toMatchObject({
      code: "file_too_large",
      detail: { size: 9, bytesMax: 8 },
    });
  });

  it.for<[string, (folder: string) => void, string]>([
    [
      "a link to a file outside",
      (folder) => symlinkSync(join(folder, "..", "outside"), join(folder, "x")),
      "x",
    ],
    [
      "a link to a file inside",
      (folder) => symlinkSync(join(folder, "ema-cross", "1", "bundle.js"), join(folder, "x")),
      "x",
    ],
    ["a link that leads nowhere", (folder) => symlinkSync("nowhere", join(folder, "x")), "x"],
    ["a folder", () => undefined, "ema-cross"],
    [
      "a linked folder on the way",
      (folder) => symlinkSync(join(folder, "ema-cross"), join(folder, "x")),
      "x/1/bundle.js",
    ],
    ["a file on the way", () => undefined, "ema-cross/1/bundle.js/x"],
    ["a way up", () => undefined, "../outside"],
    ["a way up in the middle", () => undefined, "ema-cross/../ema-cross/1/bundle.js"],
    ["a way up in Windows' spelling", () => undefined, "..\\outside"],
    [
      "a pipe, which would never end",
      (folder) => void execFileSync("mkfifo", [join(folder, "x")]),
      "x",
    ],
  ])("refuses %s", ([, prepare, path]) => {
    const { folder, files } = aTree();
    prepare(folder);
    expect(codeOf(files.read(path, 100))).toBe("file_not_regular");
  });

  it("of the same file twice gives two buffers: what is hashed cannot be changed by another reader", () => {
    const { files } = aTree();
    const [one, two] = [
      files.read("ema-cross/1/bundle.js", 9),
      files.read("ema-cross/1/bundle.js", 9),
    ];
    if (one.ok) one.value?.fill(0);
    expect(textOf(two)).toBe("export {}");
  });
});

describe("listing", () => {
  it("gives names and kinds, sorted, without hidden ones", () => {
    const { folder, files } = aTree();
    for (const name of ["b", "a", ".c.partial"]) writeFileSync(join(folder, name), "");
    expect(files.list("")).toEqual({
      ok: true,
      value: [
        { name: "a", is: "file" },
        { name: "b", is: "file" },
        { name: "ema-cross", is: "folder" },
      ],
    });
    expect(files.list("nothing")).toEqual({ ok: true, value: [] });
  });

  it("refuses a file, and a folder with a link in it", () => {
    const { folder, files } = aTree();
    expect(codeOf(files.list("ema-cross/1/bundle.js"))).toBe("file_not_regular");
    symlinkSync("nowhere", join(folder, "x"));
    expect(codeOf(files.list(""))).toBe("file_not_regular");
  });

  it("reaches its own folder through a link: a workspace may be mounted anywhere", () => {
    const { folder } = aTree();
    const link = join(folder, "..", "link");
    symlinkSync(folder, link);
    expect(textOf(signedFilesIn(link).read("ema-cross/1/bundle.js", 9))).toBe("export {}");
  });
});
