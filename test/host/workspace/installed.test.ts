import { describe, expect, it } from "vitest";
import { preludeSha256 } from "#host/cell/prelude-text.ts";
import { preludeDigest } from "#host/kernel/prelude-digest.ts";
import { readInstalled } from "#host/workspace/installed.ts";

describe("what an approval pins of this installation", () => {
  it("is what the cell is really given: sign and host agree", () => {
    expect(readInstalled().preludeSha256).toBe(preludeSha256());
  });

  it("is the version of isolated-vm that is installed", () => {
    expect(readInstalled().isolatedVm).toMatch(/^7\.\d+\.\d+$/);
  });
});

describe("the prelude's digest", () => {
  const files = [
    { name: "cell.js", text: "a" },
    { name: "prelude.js", text: "b" },
  ];

  it("does not depend on the order of reading", () => {
    expect(preludeDigest(files.toReversed())).toBe(preludeDigest(files));
  });

  it.for([
    [
      "a byte",
      [
        { name: "cell.js", text: "A" },
        { name: "prelude.js", text: "b" },
      ],
    ],
    [
      "a name",
      [
        { name: "cell.js", text: "a" },
        { name: "judge.js", text: "b" },
      ],
    ],
    [
      "two texts exchanged",
      [
        { name: "cell.js", text: "b" },
        { name: "prelude.js", text: "a" },
      ],
    ],
    ["a file less", [{ name: "cell.js", text: "a" }]],
  ] as const)("changes with %s", ([, changed]) => {
    expect(preludeDigest(changed)).not.toBe(preludeDigest(files));
  });
});
