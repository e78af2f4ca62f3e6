import { describe, expect, it } from "vitest";
import { openCell } from "#host/cell/session.ts";
import { parseUsage } from "#host/cell/usage.ts";
import { allGone, cellsAlive } from "./children.ts";
import { aFrame, aPlugin, entry, IMPATIENT, withCell } from "./kit.ts";

const RESIDENT = { mode: "resident", sample: { rate: 0, seed: "" } } as const;
const HOARDS = `const kept = [];
  export function entrySignal(candles) { kept.push(new Array(20_000).fill(candles.close[1])); return null; }`;
/** Bars at or after this index are slow. */
const slowFrom = (bar: number): string =>
  entry(`let x = 0;
    if (candles.ts.at(-1) >= ${aFrame(1).columns.ts[20 + bar]}) for (let i = 0; i < 2e5; i += 1) x += i;
    return x < 0 ? undefined : null;`);

describe("what a plugin used", () => {
  it("is its heap, which grows with what it keeps, and its process", async () => {
    await withCell(aPlugin(HOARDS), RESIDENT, async (cell) => {
      const before = await cell.usage();
      for (let bar = 0; bar < 15; bar += 1) await cell.evaluate(aFrame(1, { first: 20 + bar }));
      const after = await cell.usage();
      if (before === null || after === null) throw new Error("the cell lives");
      expect(before.heapBytes).toBeGreaterThan(100_000);
      expect(before.worstCallMs).toBe(0);
      expect(after.heapAfterLoadBytes).toBe(before.heapAfterLoadBytes);
      expect(after.heapBytes).toBeGreaterThan(before.heapBytes + 15 * 20_000 * 4);
      expect(after.heapBytes).toBeLessThan(32e6);
      expect(after.residentBytes).toBeGreaterThan(30e6);
      expect(after.residentBytes).toBeLessThan(400e6);
    });
  }, 30_000);

  it("is its worst call, in resident and in fresh isolates", async () => {
    for (const how of ["evaluate", "evaluateFresh"] as const) {
      await withCell(aPlugin(slowFrom(2)), RESIDENT, async (cell) => {
        for (const bar of [0, 1]) await cell[how](aFrame(1, { first: 20 + bar }));
        const quick = (await cell.usage())?.worstCallMs ?? 0;
        await cell[how](aFrame(1, { first: 22 }));
        const slow = (await cell.usage())?.worstCallMs ?? 0;
        await cell[how](aFrame(1));
        const [last, lastAgain] = [await cell.usage(), await cell.usage()];
        expect(quick).toBeGreaterThan(0);
        expect(slow).toBeGreaterThan(quick);
        expect([last?.worstCallMs, lastAgain?.worstCallMs]).toEqual([slow, slow]);
      });
    }
  }, 30_000);

  it("is nothing that anybody can say when the process is gone, and none is started to say it", async () => {
    const opened = await openCell(aPlugin(entry("return null;")), {
      ...RESIDENT,
      deadlines: IMPATIENT,
    });
    if (!opened.ok) throw new Error(opened.refusal.code);
    const pids = cellsAlive();
    for (const pid of pids) process.kill(pid, "SIGKILL");
    await allGone(pids);
    expect(await opened.value.usage()).toBe(null);
    expect(cellsAlive()).toEqual([]);
    await opened.value.close();
    expect(await opened.value.usage()).toBe(null);
  });

  it("waits for no evaluation", async () => {
    await withCell(aPlugin(entry("return null;")), RESIDENT, async (cell) => {
      const underWay = cell.evaluate(aFrame(1));
      await expect(cell.usage()).rejects.toThrow("one evaluation at a time");
      await underWay;
    });
  });
});

describe("what a cell says of itself", () => {
  const good = { worstCallMs: 0.5, heapAfterLoadBytes: 1, heapBytes: 2, residentBytes: 3 };
  it("is read", () => {
    expect(parseUsage(JSON.stringify(good))).toEqual(good);
  });

  it.for(["null", "F:died", "F:killed"])("is nothing: %s", (text) => {
    expect(parseUsage(text)).toBe(null);
  });

  it.for<[name: string, text: string]>([
    ["no JSON", "{"],
    ["an answer", "N"],
    ["a list", "[1,2,3,4]"],
    ["one key less", JSON.stringify({ ...good, heapBytes: undefined })],
    ["one key more", JSON.stringify({ ...good, live: true })],
    ["a text", JSON.stringify({ ...good, heapBytes: "2" })],
    ["half a byte", JSON.stringify({ ...good, heapBytes: 0.5 })],
    ["a debt", JSON.stringify({ ...good, residentBytes: -1 })],
    ["a call that took back time", JSON.stringify({ ...good, worstCallMs: -1 })],
    [
      "an endless call",
      '{"worstCallMs":1e999,"heapAfterLoadBytes":1,"heapBytes":2,"residentBytes":3}',
    ],
  ])("is not believed: %s", ([, text]) => {
    expect(parseUsage(text)).toBe("malformed");
  });
});
