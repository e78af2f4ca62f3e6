/** The example in AssemblyScript, built and run in a real cell, against the same rules written down again. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Columns } from "#host/contract/candles.ts";
import { openCell, type CellSession } from "#host/cell/session.ts";
import type { CellFrame } from "#host/cell/frame.ts";
import type { Params } from "#host/contract/manifest.ts";
import { prng } from "#host/kernel/prng.ts";
import { buildPlugin, type Built } from "#sdk/build/build.ts";
import { cellPluginOf } from "#sdk/build/cell-plugin.ts";
import { BAR_MS, FOLDER, manifestOf, paramsOf } from "./kit.ts";

const ID = "wasm-donchian";
const manifest = manifestOf(ID);
const { lookback } = manifest;
const BLOCKS = 20;
const BARS = BLOCKS * lookback;

/** A market of noise with a leap three times a day, up or down; the same on every run. */
const bars = madeUpColumns();

function madeUpColumns(): Columns {
  const random = prng("donchian");
  const rows: number[][] = [];
  let price = 3_000;
  for (let i = 0; i < BARS; i += 1) {
    const open = price;
    price *= 1 + 0.003 * (random.next() - 0.5);
    if (i % 97 === 0) price *= 1 + 0.16 * (random.next() - 0.5);
    const reach = 1 + 0.001 * random.next();
    rows.push([
      i * BAR_MS,
      open,
      Math.max(open, price) * reach,
      Math.min(open, price) / reach,
      price,
    ]);
  }
  const column = (k: number) => Float64Array.from(rows, (row) => row[k] ?? Number.NaN);
  const none = new Float64Array(BARS).fill(Number.NaN);
  const [ts, open, high, low, close] = [column(0), column(1), column(2), column(3), column(4)];
  return {
    length: BARS,
    ts,
    open,
    high,
    low,
    close,
    volume: none.map(() => 1),
    funding: none,
    oi: none,
  };
}

interface Chosen {
  readonly entryBars: number;
  readonly exitBars: number;
  readonly room: number;
  readonly firstOnly: boolean;
}
const DEFAULTS: Chosen = { entryBars: 180, exitBars: 48, room: 0.05, firstOnly: true };

/** 1: closed above the channel of the bars before; -1: below it. */
function side(i: number, { entryBars, room }: Chosen): number {
  const before = (column: Float64Array) => column.slice(i - entryBars, i).toSorted();
  const top = before(bars.high).at(-1) ?? Number.NaN;
  const bottom = before(bars.low).at(0) ?? Number.NaN;
  const close = bars.close[i] ?? Number.NaN;
  return (
    Number(close > top + room * (top - bottom)) - Number(close < bottom - room * (top - bottom))
  );
}

function expectedEntry(i: number, chosen: Chosen): string {
  const now = side(i, chosen);
  if (now === 0 || (chosen.firstOnly && side(i - 1, chosen) === now)) return "N";
  return now > 0 ? `E1|B||||${manifest.rationales?.[0]}` : `E1|S||||${manifest.rationales?.[1]}`;
}

function expectedExit(i: number, held: "Buy" | "Sell", { exitBars }: Chosen): string {
  const close = bars.close[i] ?? Number.NaN;
  const leaves =
    held === "Buy"
      ? bars.low.slice(i - exitBars, i).every((low) => close < low)
      : bars.high.slice(i - exitBars, i).every((high) => close > high);
  return leaves ? "X1" : "X0";
}

/** Every bar that has a whole anchor block before it, a block at a time as the host does. */
async function answersOf(session: CellSession, ask: Pick<CellFrame, "fn" | "side">) {
  const answers: string[] = [];
  for (let block = 1; block < BLOCKS; block += 1) {
    const cut = (column: Float64Array) =>
      column.slice((block - 1) * lookback, (block + 1) * lookback);
    const { length: _, ...named } = bars;
    const { ts, open, high, low, close, volume, funding, oi } = named;
    const columns: Columns = {
      length: 2 * lookback,
      ts: cut(ts),
      open: cut(open),
      high: cut(high),
      low: cut(low),
      close: cut(close),
      volume: cut(volume),
      funding: cut(funding),
      oi: cut(oi),
    };
    const frame = { ...ask, columns, first: lookback, count: lookback, inputs: [] };
    answers.push(...(await session.evaluate(frame)).answers);
  }
  return answers;
}

let built: Built | null = null;
beforeAll(async () => {
  ({ built } = await buildPlugin(join(FOLDER, ID), null));
}, 60_000);

async function withSession<T>(params: Params, use: (session: CellSession) => Promise<T>) {
  if (built === null) throw new Error("the example is built");
  const plugin = cellPluginOf(built, { params });
  if (!plugin.ok) throw new Error(plugin.refusal.message);
  const opened = await openCell(plugin.value, { mode: "resident" });
  if (!opened.ok) throw new Error(opened.refusal.message);
  try {
    return await use(opened.value);
  } finally {
    await opened.value.close();
  }
}

const rows = Array.from({ length: BARS - lookback }, (_, i) => lookback + i);

describe("wasm-donchian", () => {
  it("has a README with the three questions and the five pairs", () => {
    expect(manifest).toMatchObject({ id: ID, kind: "strategy", module: "wasm" });
    expect(manifest.pairs).toEqual(["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "DOGEUSDT"]);
    const readme = readFileSync(join(FOLDER, ID, "README.md"), "utf8");
    for (const question of ["Hypothesis", "Why it should work", "When it should fail"]) {
      expect(readme).toContain(`**${question}.**`);
    }
    expect(paramsOf(manifest.params, "default")).toEqual(DEFAULTS);
  });

  it.each<[name: string, change: Partial<Chosen>]>([
    ["its defaults", {}],
    ["every close beyond the channel", { firstOnly: false }],
    ["short channels", { entryBars: 24, exitBars: 6, room: 0 }],
    ["long channels and some room", { entryBars: 220, exitBars: 96, room: 0.08 }],
  ])("decides as written: %s", async (_, change) => {
    const chosen = { ...DEFAULTS, ...change };
    const { entries, exits } = await withSession({ ...chosen }, async (session) => {
      const entries = await answersOf(session, { fn: "entry" });
      const long = await answersOf(session, { fn: "exit", side: "Buy" });
      const short = await answersOf(session, { fn: "exit", side: "Sell" });
      return { entries, exits: { Buy: long, Sell: short } };
    });
    expect(entries).toEqual(rows.map((i) => expectedEntry(i, chosen)));
    expect(exits.Buy).toEqual(rows.map((i) => expectedExit(i, "Buy", chosen)));
    expect(exits.Sell).toEqual(rows.map((i) => expectedExit(i, "Sell", chosen)));
    for (const text of ["E1|B", "E1|S"]) {
      expect(entries.filter((answer) => answer.startsWith(text)).length).toBeGreaterThan(3);
    }
    expect(new Set([...exits.Buy, ...exits.Sell])).toEqual(new Set(["X0", "X1"]));
  });
});
