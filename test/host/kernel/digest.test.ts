import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runningSha256, sha256Bytes, sha256Hex } from "#host/kernel/digest.ts";
import { sourceDigest, type SourceFile } from "#host/kernel/source-digest.ts";

describe("sha256", () => {
  // FIPS 180-4 examples, NIST CSRC.
  it.for<readonly [text: string, hex: string]>([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ],
  ])("of %j", ([text, hex]) => {
    expect(sha256Hex(text)).toBe(hex);
    expect(sha256Hex(new TextEncoder().encode(text))).toBe(hex);
    expect(Buffer.from(sha256Bytes(text)).toString("hex")).toBe(hex);
  });

  it("of text is of its UTF-8 bytes", () => {
    expect(sha256Hex("é")).toBe(sha256Hex(Uint8Array.of(0xc3, 0xa9)));
  });

  it("running over parts is that of the whole, and can be asked on the way", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (parts) => {
        const running = runningSha256();
        let whole = Buffer.alloc(0);
        for (const part of parts) {
          running.update(part);
          whole = Buffer.concat([whole, part]);
          expect(running.current()).toBe(sha256Hex(whole));
          expect(running.current()).toBe(sha256Hex(whole));
        }
      }),
    );
  });
});

describe("the digest of a source tree", () => {
  const file = (path: string, text: string): SourceFile => ({
    path,
    bytes: new TextEncoder().encode(text),
  });
  const tree = [
    file("signal.ts", "export {}"),
    file("manifest.toml", "id = 1"),
    file("a/b.ts", ""),
  ];

  it("does not depend on the order in which files were found", () => {
    expect(sourceDigest(tree.toReversed())).toBe(sourceDigest(tree));
  });

  it.for<readonly [attack: string, change: readonly SourceFile[]]>([
    ["one byte changed", [file("signal.ts", "export { }"), ...tree.slice(1)]],
    ["a file renamed", [file("Signal.ts", "export {}"), ...tree.slice(1)]],
    ["a file added", [...tree, file("c.ts", "")]],
    ["a file removed", tree.slice(1)],
    [
      "contents swapped between two files",
      [file("signal.ts", "id = 1"), file("manifest.toml", "export {}"), ...tree.slice(2)],
    ],
    [
      "a path that moves its letters into the content",
      [file("signal.t", "sexport {}"), ...tree.slice(1)],
    ],
  ])("differs: %s", ([, change]) => {
    expect(sourceDigest(change)).not.toBe(sourceDigest(tree));
  });

  it("sorts paths by UTF-16 code units, not by a person's language", () => {
    const files = [file("ä.ts", "1"), file("z.ts", "2"), file("Z.ts", "3")];
    const rows = ["Z.ts", "z.ts", "ä.ts"].map((path) => ({
      path,
      sha256: sha256Hex(files.find((one) => one.path === path)?.bytes ?? ""),
    }));
    expect(sourceDigest(files)).toBe(sha256Hex(JSON.stringify(rows)));
  });
});
