import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { CELL_LIMITS } from "#host/cell/limits.ts";
import { canWatchResident, residentBytes } from "#host/cell/resident.ts";
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

  it("ends a compiled cell that the kernel's limit does not hold", async () => {
    // Flattening a rope of this length puts it outside the isolate's heap, all at once.
    const bomb = entry(`let text = "x".repeat(2 ** 28) + candles.length;
      let n = text.charCodeAt(1);
      text += "y";
      n += text.charCodeAt(2);
      return n > 0 ? null : undefined;`);
    const options = { mode: "fresh", spare: false, jit: true } as const;
    const { answers, events } = await withCell(aPlugin(bomb), options, (cell) =>
      cell.evaluate(aFrame(1)),
    );
    expect(answers[0]).toMatch(/^F:(?:died|overran|heap_full)$/);
    const whys = events.flatMap((event) => (event.kind === "cell_retried" ? [event.why] : []));
    // A busy machine may let the time limit come first; a death is this one.
    const explained = /^\d+ MB of resident memory, at most 400$/.test(whys.join());
    expect(answers[0] !== "F:died" || explained).toBe(true);
  }, 30_000);

  it("can be watched where the system lists the children of a process, and nowhere else", () => {
    const proc = mkdtempSync(join(tmpdir(), "bulkhead-proc-"));
    const put = (path: string): void => {
      mkdirSync(dirname(join(proc, path)), { recursive: true });
      writeFileSync(join(proc, path), "");
    };
    try {
      put("7/status");
      expect(canWatchResident(7, proc)).toBe(false);
      put("7/task/7/children");
      expect(canWatchResident(7, proc)).toBe(true);
    } finally {
      rmSync(proc, { recursive: true });
    }
  });

  it("is nothing of a process that is gone", () => {
    expect(residentBytes(-1)).toBe(0);
  });
});
