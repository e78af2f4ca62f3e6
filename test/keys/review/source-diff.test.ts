import { describe, expect, it } from "vitest";
import { sourceDigest } from "#host/kernel/source-digest.ts";
import { REVIEW_LINES_MAX, reviewSource, type ReviewedFile } from "#keys/review/source-diff.ts";
import { utf8 } from "#test/kit/signer.ts";

const file = (path: string, text: string | Uint8Array) => ({
  path,
  bytes: typeof text === "string" ? utf8(text) : text,
});
/** `-2 text`, `+2 text`, ` 2:3 text`, `⋮ 4`. */
function shown({ lines }: ReviewedFile): string[] {
  return lines.map((line) => {
    if (line.kind === "gap") return `⋮ ${line.lines}`;
    const text = line.parts.map((part) => part.text).join("");
    if (line.kind === "same") return ` ${line.before}:${line.after} ${text}`;
    return line.kind === "added" ? `+${line.after} ${text}` : `-${line.before} ${text}`;
  });
}
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i + 1}`);

describe("the difference", () => {
  it("has three lines around each change, and says how many are left out", () => {
    const before = `${numbered(20).join("\n")}\n`;
    const after = before.replace("line 10\n", "line ten\n");
    const [only] = reviewSource([file("signal.ts", before)], [file("signal.ts", after)]).files;
    expect(only && shown(only)).toEqual([
      "⋮ 6",
      " 7:7 line 7",
      " 8:8 line 8",
      " 9:9 line 9",
      "-10 line 10",
      "+10 line ten",
      " 11:11 line 11",
      " 12:12 line 12",
      " 13:13 line 13",
      "⋮ 7",
    ]);
  });

  it("names new, removed and unchanged files, the manifest first", () => {
    const before = [file("old.ts", "1\n"), file("signal.ts", "a\n")];
    const after = [file("signal.ts", "a\n"), file("z.ts", "2\n"), file("manifest.toml", "id\n")];
    const { files, addedLines, removedLines } = reviewSource(before, after);
    expect(files.map(({ path, change }) => `${path} ${change}`)).toEqual([
      "manifest.toml added",
      "signal.ts same",
      "old.ts removed",
      "z.ts added",
    ]);
    expect([addedLines, removedLines]).toEqual([2, 1]);
  });

  it("marks what differs inside a line", () => {
    const [only] = reviewSource(
      [file("a.ts", "leverage = 3;\n")],
      [file("a.ts", "leverage = 5;\n")],
    ).files;
    const changed = only?.lines.flatMap((line) =>
      line.kind === "gap" ? [] : line.parts.filter((part) => part.changed).map((part) => part.text),
    );
    expect(changed).toEqual(["3", "5"]);
  });

  it("the digest is of the bytes that are shown", () => {
    const after = [file("signal.ts", "a\n"), file("manifest.toml", "b\n")];
    expect(reviewSource([], after).shownSha256).toBe(sourceDigest(after));
  });
});

describe("hostile source", () => {
  it("an override hides nothing: it is written out and counted", () => {
    const hidden = "if (side !== 'Buy\u202E \u2066// only buys\u2069 \u2066') {}\n";
    const { files, invisible } = reviewSource([], [file("signal.ts", hidden)]);
    expect(files[0] && shown(files[0])).toEqual([
      "+1 if (side !== 'Buy⟨U+202E⟩ ⟨U+2066⟩// only buys⟨U+2069⟩ ⟨U+2066⟩') {}",
    ]);
    expect(invisible).toBe(4);
  });

  it("a change of invisible characters alone is a change", () => {
    const { files } = reviewSource(
      [file("a.ts", "isOwner()\n")],
      [file("a.ts", "is\u200BOwner()\n")],
    );
    expect(files[0] && shown(files[0])).toEqual(["-1 isOwner()", "+1 is⟨U+200B⟩Owner()"]);
  });

  it("letters of another alphabet are counted", () => {
    expect(reviewSource([], [file("a.ts", "const p\u0430y = 'ü';\n")]).foreign).toBe(2);
  });

  it("ten thousand lines are all shown", () => {
    const { files, incomplete } = reviewSource(
      [],
      [file("a.ts", `${numbered(10_000).join("\n")}\n`)],
    );
    expect(files[0]?.lines).toHaveLength(10_000);
    expect(incomplete).toBe(null);
  });

  it("a line of 200,000 characters is shown whole", () => {
    const long = `const a = "${"x".repeat(200_000)}";`;
    const { files, incomplete } = reviewSource([], [file("a.ts", long)]);
    expect(files[0] && shown(files[0])).toEqual([`+1 ${long}`]);
    expect(incomplete).toBe(null);
  });

  it.for<[name: string, bytes: string | Uint8Array, reason: RegExp]>([
    [
      "more lines than a person reads",
      "x\n".repeat(REVIEW_LINES_MAX + 1),
      /longer than 20000 lines/,
    ],
    ["more characters than a page can hold", "x".repeat(1_600_000), /1500000 characters/],
    ["bytes that are no text", Uint8Array.of(0xff, 0xfe, 0x00), /^a\.ts is not text$/],
  ])("%s: said to be incomplete", ([, bytes, reason]) => {
    expect(reviewSource([], [file("a.ts", bytes)]).incomplete).toMatch(reason);
  });

  it("numbers are marked where they stand, and new ones are told from old ones", () => {
    const before = "const a = 5000000;\n";
    const after = `${before}const b = 6000000;\n`;
    const [only] = reviewSource([file("a.ts", before)], [file("a.ts", after)]).files;
    expect(only?.literals).toEqual([
      { line: 1, what: "number 5000000", fresh: false },
      { line: 2, what: "number 6000000", fresh: true },
    ]);
    const marked = only?.lines.flatMap((line) =>
      line.kind === "gap" ? [] : line.parts.filter(({ mark }) => mark === "number"),
    );
    expect(marked?.map(({ text }) => text)).toEqual(["5000000", "6000000"]);
  });
});
