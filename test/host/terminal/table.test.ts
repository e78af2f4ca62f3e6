import { describe, expect, it } from "vitest";
import { renderPairs, renderTable, wantsColour } from "#host/terminal/table.ts";

describe("a table", () => {
  it("aligns numbers right, words left, and shows what does not exist as a dash", () => {
    const rows = [
      ["ema-cross", 12, "1.25 %", null],
      ["rsi", 1_000, "-10.5 %", 3n],
    ];
    const columns = [{ title: "plugin" }, { title: "trades" }, { title: "return" }, { title: "n" }];
    expect(renderTable(columns, rows).split("\n")).toEqual([
      "plugin     trades   return  n",
      "ema-cross      12   1.25 %  -",
      "rsi          1000  -10.5 %  3",
    ]);
  });

  it("measures wide letters by the room they take", () => {
    const lines = renderTable(
      [{ title: "a" }, { title: "b" }],
      [
        ["日本", "x"],
        ["abcd", "y"],
      ],
    ).split("\n");
    expect(lines).toEqual(["a     b", "日本  x", "abcd  y"]);
  });

  it("escapes a cell that recolours the screen or adds a row", () => {
    const text = renderTable([{ title: "reason" }], [["\u001b[31mred\nrow"]]);
    expect(text).toBe("reason\n\\u{1b}[31mred\\u{a}row");
  });

  it("keeps its titles when there are no rows, and fills a short row", () => {
    expect(renderTable([{ title: "a" }, { title: "b" }], [])).toBe("a  b");
    expect(renderTable([{ title: "a" }, { title: "b" }], [["x"]])).toBe("a  b\nx  -");
  });

  it("is plain unless colour is asked for", () => {
    expect(renderTable([{ title: "a" }], [["x"]])).not.toContain("\u001b");
    expect(renderTable([{ title: "a" }], [["x"]], { colour: true })).toContain("\u001b[1m");
  });

  it("lays names and values out in two columns", () => {
    expect(
      renderPairs([
        ["a", 1],
        ["long", "x\u001b"],
      ]),
    ).toBe("a     1\nlong  x\\u{1b}");
    expect(renderPairs([])).toBe("");
  });
});

it.for<[name: string, environment: Record<string, string>, isTerminal: boolean, colour: boolean]>([
  ["a terminal", {}, true, true],
  ["a pipe", {}, false, false],
  ["NO_COLOR", { NO_COLOR: "1" }, true, false],
  ["an empty NO_COLOR, which does not count", { NO_COLOR: "" }, true, true],
  ["a dumb terminal", { TERM: "dumb" }, true, false],
])("colour on %s", ([, environment, isTerminal, colour]) => {
  expect(wantsColour(environment, isTerminal)).toBe(colour);
});
