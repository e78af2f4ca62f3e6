/** Rules that read the source. */
import { describe, expect, it } from "vitest";
import { literals } from "#sdk/conformance/rules/literals.ts";
import { staticText } from "#sdk/conformance/rules/static.ts";
import { tokensOf } from "#sdk/conformance/text/tokens.ts";
import { aSubject, HONEST, SILENT } from "./kit.ts";

/** What a rule says about a text, without bundling it: some of these texts are no modules. */
function hear(rule: typeof literals, text: string) {
  const subject = aSubject(SILENT);
  const files = [{ path: "signal.ts", bytes: new TextEncoder().encode(text) }];
  const built = { ...subject.built, source: { ...subject.built.source, files } };
  return rule.structure?.({ ...subject, built }) ?? [];
}

describe("words of a script", () => {
  it.for<[string, string[]]>([
    ["const a = 1_000; // 2", ["const", "a", "=", "1_000", ";"]],
    ["/* 3 */ x?.y", ["x", "?.", "y"]],
    ["a / b / c", ["a", "/", "b", "/", "c"]],
    ["return /a[/]b/.test(x)", ["return", "a[/]b", ".", "test", "(", "x", ")"]],
    ["`one ${two + `three ${4}`} five`", ["one ", "two", "+", "three ", "4", "", " five"]],
    [`"it's" + 'say "x"' + "\\""`, ["it's", "+", `say "x"`, "+", `\\"`]],
    ["0xffn + .5e-3 + 1.", ["0xffn", "+", ".5e-3", "+", "1."]],
    ["#hidden \\u0061b", ["#hidden", "\\u0061b"]],
    ['"open', ["open"]],
    ["`open ${", ["open "]],
  ])("%s", ([text, words]) => {
    expect(tokensOf(text).map((token) => token.text)).toEqual(words);
  });

  it("knows its lines behind comments and templates", () => {
    const tokens = tokensOf("/*\n*/ a\n`x\ny` b\n\nc");
    expect(tokens.map(({ text, line }) => [text, line])).toEqual([
      ["a", 2],
      ["x\ny", 3],
      ["b", 4],
      ["c", 6],
    ]);
  });

  it("ends on any text, in time linear in its length", () => {
    for (const piece of ["`${", "/*", "\\u{", "((((", "'\\", "/[", "}}}}", "\ud800"]) {
      expect(tokensOf(piece.repeat(50_000)).length).toBeGreaterThanOrEqual(0);
    }
  });
});

describe("static", () => {
  it("passes an honest plugin", () => {
    expect(hear(staticText, HONEST).map(({ verdict }) => verdict)).toEqual(["pass"]);
  });

  it.for([
    ["a Cyrillic а", "const fаst = 1;", "fail"],
    ["a name of Cyrillic letters", "const цена = 1;", "fail"],
    ["Greek among Latin", "const αx = 1;", "fail"],
    ["an escape in a name", "const \\u0061b = 1;", "fail"],
    ["a full-width letter", "const ａ = 1;", "fail"],
    ["a ligature", "const ﬁx = 1;", "fail"],
    ["Greek alone", "const σ_1 = 1;", "pass"],
    ["an accent", "const größe = 1;", "pass"],
    ["Cyrillic in a text", 'const a = "цена";', "pass"],
    ["Cyrillic in a comment", "// цена\nconst a = 1;", "pass"],
  ] as const)("%s", ([, text, verdict]) => {
    expect(hear(staticText, text)[0]?.verdict).toBe(verdict);
  });

  it.for([
    ["x.constructor", true],
    ["x?.buffer", true],
    ['x["__proto__"]', true],
    ["f().caller", true],
    ["10n ** 3n", true],
    ["class A { constructor() {} }", false],
    ["const a = { __proto__: null }", false],
    ['const a = ["buffer"]', false],
    ["const buffer = 1; f(arguments)", false],
  ] as const)("%s is pointed out: %s", ([text, reported]) => {
    const verdicts = hear(staticText, text).map(({ verdict }) => verdict);
    expect(verdicts.includes("report")).toBe(reported);
    expect(verdicts).not.toContain("fail");
  });
});

describe("literals", () => {
  const table = (entries: number): string => `const t = [${"1, ".repeat(entries)}];`;
  it.for([
    ["a large number", "const a = 1_700_000_000_000;"],
    ["a large BigInt", "const a = 1000000n;"],
    ["a large hexadecimal", "const a = 0xffffffff;"],
    ["a table", table(33)],
    ["a table of pairs", `const t = [${"[1, 2], ".repeat(17)}];`],
    ["a table of objects", `const t = [${"{ a: 1, b: 2 }, ".repeat(17)}];`],
    ["a long text", `const a = "${"so it goes, ".repeat(20)}";`],
    ["packed data", `const a = "${"QUJD".repeat(12)}";`],
    ["packed data in a template", `const a = \`${"4f".repeat(30)}\`;`],
  ])("shows %s with its line", ([, text]) => {
    const [first] = hear(literals, `\n${text}`);
    expect(first).toMatchObject({ verdict: "report", file: "signal.ts", line: 2 });
  });

  it.for<[string, string]>([
    ["a period", "const a = 999_999;"],
    ["a small table", table(32)],
    ["many calls", "f(1); ".repeat(100)],
    ["a long call", `f(${"1, ".repeat(100)}2);`],
    ["a sentence", 'const a = "the fast average rose clear of the slow one, above the trend";'],
    ["a comment", "// 1700000000000"],
  ])("is silent about %s", ([, text]) => {
    expect(hear(literals, text).map(({ verdict }) => verdict)).toEqual(["pass"]);
  });

  it("shows the two numbers of a table", () => {
    expect(hear(literals, table(40))[0]).toMatchObject({ used: 40, allowed: 32 });
  });
});
