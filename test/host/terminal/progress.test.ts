import { describe, expect, it } from "vitest";
import { progressLine } from "#host/terminal/progress.ts";

function aTarget(isTerminal: boolean, width = 80) {
  const written: string[] = [];
  const target = { write: (text: string) => void written.push(text), isTerminal, width };
  return { written, progress: progressLine(target) };
}

describe("progress", () => {
  it("on a terminal rewrites one line at most ten times a second", () => {
    const { written, progress } = aTarget(true);
    for (let nowMs = 0; nowMs < 1_000; nowMs += 10) progress.update(nowMs, `${nowMs} ms`);
    expect(written).toHaveLength(10);
    expect(written[1]).toBe("\r\u001b[2K100 ms");
    expect(written.join("")).not.toContain("\n");
  });

  it("elsewhere writes an occasional plain line", () => {
    const { written, progress } = aTarget(false);
    for (let nowMs = 0; nowMs <= 20_000; nowMs += 100) progress.update(nowMs, `${nowMs} ms`);
    progress.done("done");
    expect(written).toEqual(["0 ms\n", "10000 ms\n", "20000 ms\n", "done\n"]);
  });

  it("ends the live line with the final state, however recent the last one was", () => {
    const { written, progress } = aTarget(true);
    progress.update(0, "half");
    progress.done("all");
    expect(written.at(-1)).toBe("\r\u001b[2Kall\n");
  });

  it("never wraps: a longer line could not be erased", () => {
    const { written, progress } = aTarget(true, 10);
    progress.update(0, "0123456789abc");
    expect(written[0]).toBe("\r\u001b[2K01234567…");
  });

  it("is not silenced by a clock that was set back", () => {
    const { written, progress } = aTarget(true);
    progress.update(1_000_000, "before");
    progress.update(5, "after");
    expect(written).toHaveLength(2);
  });

  it("escapes what it is given", () => {
    const { written, progress } = aTarget(false);
    progress.update(0, "pair \u001b[2J\n");
    expect(written).toEqual(["pair \\u{1b}[2J\\u{a}\n"]);
  });
});
