/** Tricky and harmless: exactly the signals that an independent computation gives, one by one and in company. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { CellFrame } from "#host/cell/frame.ts";
import { RULES } from "#sdk/conformance/rules.ts";
import { checkModule } from "#test/kit/conformance.ts";
import { allGone, cellsAlive } from "../host/cell/children.ts";
import { aPlugin, someColumns, withCell } from "../host/cell/kit.ts";
import { EXPECTED, EXPECTED_EXITS, type Expected, type Seen } from "./benign-expected.ts";

const FOLDER = join(import.meta.dirname, "benign");
const LOOKBACK = 60;
/** All of one block: they share the anchor, bar 0. */
const BARS = LOOKBACK;
const columns = someColumns(2 * LOOKBACK, "benign");

const vectors = readdirSync(FOLDER).map((name) => ({
  name: name.replace(/_accept$/, ""),
  bundle: readFileSync(join(FOLDER, name, "plugin.js"), "utf8"),
  reason: readFileSync(join(FOLDER, name, "README.md"), "utf8"),
}));

function seenAt(bar: number): Seen {
  const [from, to] = [bar + 1, LOOKBACK + bar + 1];
  const window = (column: Float64Array): number[] => [...column].slice(from, to);
  const { ts, open, high, low, close, volume } = columns;
  return {
    ts: window(ts),
    open: window(open),
    high: window(high),
    low: window(low),
    close: window(close),
    volume: window(volume),
    closesFromAnchor: [...close].slice(0, to),
  };
}
const expectedOf = (say: Expected): string[] =>
  Array.from({ length: BARS }, (_, bar) => say(seenAt(bar)));

/** Answers of a whole frame, of every bar alone from the newest to the oldest, and of fresh isolates for some. */
async function answersOf(bundle: string, question: Pick<CellFrame, "fn" | "side">) {
  const plugin = aPlugin(bundle, { lookback: LOOKBACK });
  const frame = { ...question, columns, first: LOOKBACK, count: BARS, inputs: [] };
  return await withCell(
    plugin,
    { mode: "resident", sample: { rate: 0, seed: "" } },
    async (cell) => {
      const { answers } = await cell.evaluate(frame);
      const alone: string[] = [];
      for (let bar = BARS - 1; bar >= 0; bar -= 1) {
        const one = await cell.evaluate({ ...frame, first: LOOKBACK + bar, count: 1 });
        alone.unshift(...one.answers);
      }
      const fresh = await cell.evaluateFresh({ ...frame, count: 5 });
      return { answers, alone, fresh: [...fresh.answers, ...answers.slice(5)] };
    },
  );
}

describe("a plugin that is tricky and harmless", () => {
  it("has an independent computation, and the other way round", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(15);
    expect(vectors.map(({ name }) => name).toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
    for (const { reason } of vectors) expect(reason.length).toBeGreaterThan(40);
  });

  it.concurrent.for(vectors.map((each) => [each.name, each.bundle] as const))(
    "%s",
    { timeout: 30_000 },
    async ([name, bundle]) => {
      const expected = expectedOf(EXPECTED[name] ?? (() => "no expectation"));
      const { answers, alone, fresh } = await answersOf(bundle, { fn: "entry" });
      expect(answers).toEqual(expected);
      expect(alone).toEqual(expected);
      expect(fresh).toEqual(expected);
    },
  );

  it.concurrent.for(Object.entries(EXPECTED_EXITS))(
    "%s, when it leaves",
    { timeout: 30_000 },
    async ([name, [ofBuy, ofSell]]) => {
      const bundle = vectors.find((each) => each.name === name)?.bundle ?? "";
      const buy = await answersOf(bundle, { fn: "exit", side: "Buy" });
      const sell = await answersOf(bundle, { fn: "exit", side: "Sell" });
      expect([buy.answers, sell.answers]).toEqual([expectedOf(ofBuy), expectedOf(ofSell)]);
      expect([buy.alone, sell.alone]).toEqual([buy.answers, sell.answers]);
    },
  );

  it("says something somewhere, and not always the same", () => {
    const quiet = Object.entries(EXPECTED)
      .filter(([name]) => EXPECTED_EXITS[name] === undefined)
      .filter(([, say]) => new Set(expectedOf(say)).size < 2)
      .map(([name]) => name);
    expect(quiet).toEqual([]);
    for (const say of Object.values(EXPECTED_EXITS).flat())
      expect(new Set(expectedOf(say)).size).toBe(2);
  });
});

/**
 * Some of many, for the time it takes. One of the others is refused with reason: the digits of a price are not a
 * signal. Another asks candles for a name that they never have.
 */
const SAMPLE = [
  "inherits-the-old-way",
  "keeps-private-fields",
  "keeps-office-hours",
  "sizes-by-volatility",
  "sorts-with-ties",
  "composes-functions",
  "describes-callbacks",
  "builds-its-table-late",
];
/** All but the one that builds from a source: these are modules as they stand. */
const rules = RULES.map(({ id }) => id).filter((id) => id !== "builds-twice-equal");

it.for(SAMPLE)("the conformance suite accepts %s", { timeout: 60_000 }, async (name) => {
  const bundle = vectors.find((each) => each.name === name)?.bundle ?? "";
  const { accepted, findings } = await checkModule(bundle, rules, { params: { period: 5 } });
  expect(findings.filter(({ verdict }) => verdict === "fail")).toEqual([]);
  expect(accepted).toBe(true);
});

afterAll(() => allGone(cellsAlive()));
