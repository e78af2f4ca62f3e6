import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visible, visibleParts } from "#host/terminal/visible.ts";

describe("source code on a screen", () => {
  it.for<[name: string, line: string, shown: string]>([
    ["plain", "const a = 1;\t// x", "const a = 1;\t// x"],
    ["a right-to-left override", "a\u202Eb", "a⟨U+202E⟩b"],
    ["an isolate and its end", "\u2066if\u2069", "⟨U+2066⟩if⟨U+2069⟩"],
    ["a zero-width space in a name", "is\u200BOwner", "is⟨U+200B⟩Owner"],
    ["a terminal's escape", "\u001b[31mred", "⟨U+001B⟩[31mred"],
    ["a carriage return", "safe()\r", "safe()⟨U+000D⟩"],
    ["a hangul filler, which is a letter", "const \u3164 = 1", "const ⟨U+3164⟩ = 1"],
    ["a tag character", "a\u{E0041}", "a⟨U+E0041⟩"],
    ["a combining mark", "o\u0308", "o⟨U+0308⟩"],
    ["our own notation, written by somebody else", "⟨U+202E⟩", "⟨U+27E8⟩U+202E⟨U+27E9⟩"],
    ["a lone surrogate", "\ud800", "⟨U+D800⟩"],
  ])("%s", ([, line, shown]) => {
    expect(visible(line)).toBe(shown);
  });

  it("a letter that looks like another is marked, not rewritten", () => {
    expect(visibleParts("p\u0430y")).toEqual([
      { text: "p", mark: "plain" },
      { text: "\u0430", mark: "foreign" },
      { text: "y", mark: "plain" },
    ]);
  });

  it("two lines that differ are never shown alike", () => {
    const hostile = fc.string({
      unit: fc.constantFrom("a", "⟨", "⟩", "U", "+", "2", "\u202E", "\u200B", "\r"),
    });
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        expect(visible(a) === visible(b)).toBe(a === b);
      }),
    );
  });
});
