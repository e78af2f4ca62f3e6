import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printable, printableLines } from "#host/terminal/escape.ts";

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\u2800]/u;

const ATTACKS: readonly (readonly [attack: string, text: string, shown: string])[] = [
  ["clears the screen with an ANSI sequence", "a\u001b[2Jb", "a\\u{1b}[2Jb"],
  ["starts a one-byte control sequence (C1)", "a\u009b2Jb", "a\\u{9b}2Jb"],
  ["writes a title or a link with OSC", "\u001b]8;;http://x\u0007y", "\\u{1b}]8;;http://x\\u{7}y"],
  ["returns to the start of the line and overwrites it", "refused\rok", "refused\\u{d}ok"],
  ["adds a line that looks like ours", "x\nhint: run it", "x\\u{a}hint: run it"],
  ["erases with backspaces and delete", "bad\b\b\b\u007fok", "bad\\u{8}\\u{8}\\u{8}\\u{7f}ok"],
  ["reverses the reading order", "a\u202egnp.exe", "a\\u{202e}gnp.exe"],
  ["isolates a direction", "\u2066a\u2069", "\\u{2066}a\\u{2069}"],
  ["hides a letter of zero width", "pass\u200bword", "pass\\u{200b}word"],
  ["hides a byte order mark", "\ufeffa", "\\u{feff}a"],
  ["hides text in tag characters", "a\u{e0041}", "a\\u{e0041}"],
  ["pads with a Hangul filler", "a\u3164b", "a\\u{3164}b"],
  ["pads with blank braille", "a\u2800b", "a\\u{2800}b"],
  ["uses a space that is not a space", "a\u00a0b\u3000c", "a\\u{a0}b\\u{3000}c"],
  ["separates lines as Unicode does", "a\u2028b\u2029c", "a\\u{2028}b\\u{2029}c"],
  ["annotates between the lines", "a\ufff9b\ufffb", "a\\u{fff9}b\\u{fffb}"],
  ["picks another glyph by a variation selector", "a\ufe0f", "a\\u{fe0f}"],
  ["sends half a surrogate pair", "a\ud800b", "a\\u{d800}b"],
  ["uses a private glyph", "\ue000", "\\u{e000}"],
  [
    "stacks marks over the line above",
    `a${"\u0301".repeat(6)}`,
    `a${"\u0301".repeat(4)}\\u{301}\\u{301}`,
  ],
  ["pretends to contain one of our escapes", "\\u{1b}", "\\u{5c}u{1b}"],
];

describe("untrusted text", () => {
  it.for(ATTACKS)("that %s", ([, text, shown]) => {
    expect(printable(text)).toBe(shown);
  });

  it.for([
    "plain ASCII, with punctuation: {}[]\\/",
    "größer — 日本語 ελληνικά",
    "🚀 profits",
    "a  b",
  ])("that is honest stays as it is: %s", (text) => {
    expect(printable(text)).toBe(text);
  });

  it("is cut at the limit, and says by how much", () => {
    expect(printable("🚀".repeat(12), 10)).toBe(`${"🚀".repeat(10)}… (+2)`);
    expect(printable("x".repeat(10), 10)).toBe("x".repeat(10));
  });

  it("keeps line feeds and tabs only where many lines are wanted", () => {
    expect(printableLines("if (a)\n\tb\u001b[0m\r\n")).toBe("if (a)\n\tb\\u{1b}[0m\\u{d}\n");
  });

  it("never leaves anything invisible (law)", () => {
    const point = fc.integer({ min: 0, max: 0x10ffff }).map((each) => String.fromCodePoint(each));
    fc.assert(
      fc.property(
        fc.array(point, { maxLength: 60 }).map((points) => points.join("")),
        (text) => {
          expect(INVISIBLE.test(printable(text))).toBe(false);
        },
      ),
    );
  });

  it("shows different texts differently (law)", () => {
    const text = fc.string({
      unit: fc.constantFrom("\\", "u", "{", "}", "1", "b", "\u001b"),
      maxLength: 8,
    });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(printable(a) === printable(b)).toBe(a === b);
      }),
      { numRuns: 2_000 },
    );
  });
});
