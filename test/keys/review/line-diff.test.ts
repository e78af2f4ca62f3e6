import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffLines, type Edit } from "#keys/review/line-diff.ts";

/** Both texts as the edits tell them. */
function told(edits: readonly Edit[], before: readonly string[], after: readonly string[]) {
  const old = edits.flatMap((edit) => (edit.before === null ? [] : [before[edit.before]]));
  const young = edits.flatMap((edit) => (edit.after === null ? [] : [after[edit.after]]));
  return { old, young };
}

/** Length of the longest common subsequence, the slow way. */
function common(a: readonly string[], b: readonly string[]): number {
  const rows = Array.from({ length: a.length + 1 }, () =>
    Array.from({ length: b.length + 1 }, () => 0),
  );
  for (const [i, line] of a.entries()) {
    for (const [j, other] of b.entries()) {
      const [above, here] = [rows[i], rows[i + 1]];
      if (above === undefined || here === undefined) continue;
      here[j + 1] =
        line === other ? (above[j] ?? 0) + 1 : Math.max(above[j + 1] ?? 0, here[j] ?? 0);
    }
  }
  return rows[a.length]?.[b.length] ?? 0;
}

const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 24 });

describe("laws", () => {
  it("every line of both texts is there once and in order, and equal lines are equal", () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const edits = diffLines(before, after);
        expect(told(edits, before, after)).toEqual({ old: before, young: after });
        const unlike = edits.filter(
          (edit) => edit.kind === "same" && before[edit.before] !== after[edit.after],
        );
        expect(unlike).toEqual([]);
      }),
    );
  });

  it("no shorter script exists", () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const same = diffLines(before, after).filter(({ kind }) => kind === "same").length;
        expect(same).toBe(common(before, after));
      }),
    );
  });

  it("a removed line comes before the added ones of its place", () => {
    const kinds = diffLines(["x", "1", "2", "y"], ["x", "3", "4", "y"]).map(({ kind }) => kind);
    expect(kinds).toEqual(["same", "removed", "removed", "added", "added", "same"]);
  });
});

it("ten thousand lines against ten thousand others: shown as a new text, at once", () => {
  const before = Array.from({ length: 10_000 }, (_, i) => `old ${i}`);
  const after = Array.from({ length: 10_000 }, (_, i) => `new ${i}`);
  const edits = diffLines(before, after);
  expect(edits).toHaveLength(20_000);
  expect(told(edits, before, after)).toEqual({ old: before, young: after });
});

it("two lines in ten thousand: two lines", () => {
  const before = Array.from({ length: 10_000 }, (_, i) => `line ${i}`);
  const after = before.with(10, "changed").toSpliced(9_000, 1);
  expect(diffLines(before, after).filter(({ kind }) => kind !== "same")).toEqual([
    { kind: "removed", before: 10, after: null },
    { kind: "added", before: null, after: 10 },
    { kind: "removed", before: 9_000, after: null },
  ]);
});
