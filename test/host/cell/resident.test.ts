import { describe, expect, it } from "vitest";
import { CELL_LIMITS } from "#host/cell/limits.ts";
import { residentBytes } from "#host/cell/resident.ts";
import { aFrame, aPlugin, entry, withCell } from "./kit.ts";
import { cellsAlive, statusOf } from "./children.ts";

describe("resident memory", () => {
  it("is seen from outside through the whole chain of a cell", async () => {
    await withCell(
      aPlugin(entry("return null;")),
      { mode: "resident", jit: true },
      async (cell) => {
        const pids = cellsAlive();
        const own = pids.map((pid) => Number.parseInt(statusOf(pid, "VmRSS"), 10) * 1_024);
        const first = pids.find((pid) => !pids.includes(Number(statusOf(pid, "PPid")))) ?? -1;
        const seen = residentBytes(first);
        expect(seen).toBeGreaterThan(40e6);
        expect(seen).toBeGreaterThanOrEqual(Math.max(...own) * 0.9);
        expect(seen).toBeLessThan(CELL_LIMITS.residentBytes / 2);
        expect(await cell.evaluate(aFrame(1))).toMatchObject({ answers: ["N"] });
      },
    );
  });

  it("is nothing of a process that is gone", () => {
    expect(residentBytes(-1)).toBe(0);
  });
});
