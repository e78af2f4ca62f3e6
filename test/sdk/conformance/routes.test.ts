/**
 * Routes to the future, and round it: plugins in real cells, each with the rule that refuses it, or with nothing in its
 * hands. sdk/conformance/README.md has the same table; a plugin here says something only when its theft succeeded.
 */
import { describe, expect, it } from "vitest";
import type { PluginManifest } from "#host/contract/manifest.ts";
import { cellPluginOf } from "#sdk/build/cell-plugin.ts";
import { cellLab, planOf, type CellLab } from "#sdk/conformance/cell-lab.ts";
import { referenceMarkets } from "#sdk/conformance/reference/markets.ts";
import type { Rule, Subject } from "#sdk/conformance/rule.ts";
import { hostileMarketsRule } from "#sdk/conformance/rules/hostile-markets.ts";
import { lateValues } from "#sdk/conformance/rules/late-values.ts";
import { lookAhead } from "#sdk/conformance/rules/look-ahead.ts";
import { noiseRule } from "#sdk/conformance/rules/noise.ts";
import { orderIndependence } from "#sdk/conformance/rules/order-independence.ts";
import { parameterSpace } from "#sdk/conformance/rules/parameter-space.ts";
import { priceScaling } from "#sdk/conformance/rules/price-scaling.ts";
import { timeShift } from "#sdk/conformance/rules/time-shift.ts";
import { unrelatedPrices } from "#sdk/conformance/rules/unrelated-prices.ts";
import { warmUp } from "#sdk/conformance/rules/warm-up.ts";
import { windowExact } from "#sdk/conformance/rules/window.ts";
import { runSuite } from "#sdk/conformance/suite.ts";
import { aManifest } from "./in-process.ts";
import { aBuilt, entry } from "./kit.ts";

const LOOKBACK = 24;
type Change = Parameters<typeof aManifest>[0];
async function inLab<T>(
  source: string,
  change: Change,
  use: (lab: CellLab, subject: Subject) => Promise<T>,
): Promise<T> {
  const manifest: PluginManifest = aManifest({ lookback: LOOKBACK, ...change });
  const built = aBuilt(source, manifest);
  const plugin = cellPluginOf(built, {});
  if (!plugin.ok) throw new Error(plugin.refusal.message);
  const { params, tickSize } = plugin.value;
  const subject = { built, manifest, params, plugin: plugin.value, quick: false };
  const wish = { plan: planOf(subject), tickSize, rows: 130, seed: "routes", quick: true };
  const lab = cellLab({
    subject,
    own: referenceMarkets(wish),
    files: [],
    clock: { nowMs: () => 0 },
    onProgress: () => undefined,
  });
  try {
    return await use(lab, subject);
  } finally {
    await lab.close();
  }
}

const taken = (expression: string, before = ""): string =>
  entry(
    `const stolen = ${expression};
  if (typeof stolen !== "number" || !(stolen > 0)) return null;
  return { side: stolen > candles.close.at(-1) ? "Buy" : "Sell", rationale: "stolen" };`,
    before,
  );

/** Empty-handed, whatever lies behind the decided bar in the cell. */
const IMPOSSIBLE: readonly (readonly [route: string, source: string, change?: Change])[] = [
  [
    "past the end of a column",
    taken(`candles.close[candles.length] ?? candles.close.at(candles.length)`),
  ],
  ["a wider view of a column", taken(`candles.close.subarray(0, 9_999)[candles.length]`)],
  [
    "the buffer behind a column",
    taken(
      `(() => { try { return new Float64Array(candles.close.buffer)[candles.length]; } catch { return 0; } })()`,
    ),
  ],
  [
    "more columns than there are",
    taken(`Object.values(candles).find((each) => each.length > candles.length)?.at(-1)`),
  ],
  [
    "a longer view, kept from another bar",
    taken(`(kept ??= candles) === candles ? kept.close[candles.length] : 1`, "let kept;"),
  ],
  [
    "an indicator read forward",
    `import { col } from "#plugin";
     export const indicators = () => ({ close: col("close") });
     ${taken(`(() => { try { return context.indicators.close.at(1); } catch { return 0; } })()`)}`,
  ],
  [
    "an input's bar that has not closed",
    taken(`context.inputs.slow.close[context.inputs.slow.length]`),
    { inputs: { slow: { timeframe: "4h", lookback: 12 } } },
  ],
  [
    "an input that closes later than the bar",
    taken(`context.inputs.slow.ts.at(-1) + 14_400_000 > candles.ts.at(-1) + 3_600_000 ? 1 : 0`),
    { inputs: { slow: { timeframe: "4h", lookback: 12 } } },
  ],
  [
    "a column that is not declared",
    taken(`(() => { try { return candles.oi.at(-1); } catch { return 0; } })()`),
  ],
];

describe("nothing to take", () => {
  it.for(IMPOSSIBLE)("%s", async ([, source, change]) => {
    await inLab(source, change ?? {}, async (lab) => {
      const view = lab.viewOf("routes");
      for (const recording of lab.recordings) {
        const rows = recording.rows.filter((row) => row % 7 !== 0);
        const plain = await lab.reference(recording);
        const longer = await view.run({ recording, rows, variant: { laterBars: 48 } });
        const said = new Set([...plain.answers, ...longer.answers].filter((each) => each !== "N"));
        // A fault is no signal: what a fault refuses is not taken either.
        expect([...said].filter((each) => !each.startsWith("F:"))).toEqual([]);
      }
    });
  });
});

const SIGNAL = `return { side: now > before ? "Buy" : "Sell", rationale: "x" };`;
const NOW =
  "const now = candles.close.at(-1), before = candles.close.at(-2), ts = candles.ts.at(-1);";
const HASH =
  "const hash = (x) => { const y = Math.sin(x * 12.9898) * 43758.5453; return y - Math.floor(y); };";

const REFUSED: readonly (readonly [
  route: string,
  rules: readonly Rule[],
  source: string,
  change?: Change,
])[] = [
  [
    "closes kept by time, read when the order is reversed",
    [orderIndependence],
    entry(
      `${NOW} seen.set(ts, now); const next = seen.get(ts + 3_600_000);
      if (next !== undefined) return { side: next > now ? "Buy" : "Sell", rationale: "x" }; ${SIGNAL}`,
      "const seen = new Map();",
    ),
  ],
  [
    "values that a rolling callback collects",
    [orderIndependence],
    `import { rolling } from "#plugin";
     const all = new Set();
     export const indicators = () => ({ r: rolling("close", 2, (w) => { all.add(w[1]); return w[1]; }) });
     ${entry(`const r = context.indicators.r.at(-1); return all.size % 3 === 0 ? { side: "Buy", rationale: "x" } : null;`)}`,
  ],
  [
    "what a scan callback remembers outside its state",
    [orderIndependence],
    `import { scan } from "#plugin";
     let top = 0;
     export const indicators = () => ({ s: scan(0, (s, c) => { top = Math.max(top, c); return c; }, "close") });
     ${entry(`${NOW} context.indicators.s.at(-1); return now === top ? { side: "Buy", rationale: "x" } : null;`)}`,
  ],
  [
    "a count of calls",
    [lookAhead, warmUp, windowExact, orderIndependence],
    entry(`${NOW} calls += 1; if (calls % 5 !== 0) return null; ${SIGNAL}`, "let calls = 0;"),
  ],
  [
    "a generator that goes on",
    [lookAhead, orderIndependence],
    entry(
      `${NOW} if (steps.next().value % 4 !== 0) return null; ${SIGNAL}`,
      "const steps = (function* () { for (let i = 0; ; i += 1) yield i; })();",
    ),
  ],
  [
    "a table of exact times",
    [timeShift, unrelatedPrices],
    entry(
      `${NOW} if (hash(ts / 1e7) > 0.1) return null; return { side: hash(ts / 1e6) > 0.5 ? "Buy" : "Sell", rationale: "x" };`,
      HASH,
    ),
  ],
  [
    "a table of times that repeats as the shifts do",
    [unrelatedPrices],
    entry(
      `${NOW} const t = ts % (7 * 86_400_000 * ${LOOKBACK}) / 3_600_000;
      if (hash(t) > 0.1) return null; return { side: hash(t + 0.5) > 0.5 ? "Buy" : "Sell", rationale: "x" };`,
      HASH,
    ),
  ],
  [
    "a table of exact prices",
    [priceScaling, noiseRule],
    entry(`${NOW} if (hash(now) > 0.1) return null; ${SIGNAL}`, HASH),
  ],
  [
    "a date after which it is another plugin",
    [timeShift],
    entry(
      `${NOW} if (ts > 1_700_000_000_000) return { side: "Buy", rationale: "x" }; return null;`,
    ),
  ],
  [
    "a price after which it is another plugin",
    [priceScaling],
    entry(
      `${NOW} if (now > 2 * 87_500 || now < 87_500 / 2) return { side: "Buy", rationale: "x" }; return null;`,
    ),
  ],
  [
    "a branch for what is not a number",
    [hostileMarketsRule],
    entry(`${NOW} const move = (now - before) / (candles.high.at(-1) - candles.low.at(-1));
      return move < 0.9 && move > -2 ? null : { side: "Buy", rationale: "x", slPct: 1 + Math.abs(move) };`),
  ],
  [
    "parameters that only others choose",
    [parameterSpace],
    entry(`${NOW} if (params.fast === 9) throw new Error("never tried"); ${SIGNAL}`),
    { params: { fast: { default: 5, min: 2, max: 9, integer: true } } },
  ],
];

it("what can be read is read: the plugins above say something when their theft succeeds", async () => {
  await inLab(taken("candles.close.at(-2)"), {}, async (lab) => {
    const all = lab.recordings.map(async (each) => (await lab.reference(each)).answers);
    const said = (await Promise.all(all)).flat();
    const stolen = said.filter((each) => /^E1\|[BS]\|\|\|\|stolen$/.test(each)).length;
    expect([stolen > 200, stolen]).toEqual([true, said.length]);
  });
});

describe("refused", () => {
  it.for(REFUSED)("%s", async ([, rules, source, change]) => {
    await inLab(source, change ?? {}, async (lab, subject) => {
      const findings = await runSuite(subject, lab, rules);
      for (const { id } of rules) {
        expect(findings.filter(({ rule }) => rule === id).map(({ verdict }) => verdict)).toContain(
          "fail",
        );
      }
    });
  });
});

/** The other half: what the rules must let through, through the same cells. */
const HONEST: readonly (readonly [plugin: string, source: string, change?: Change])[] = [
  [
    "averages, with an exit",
    `import { ema, sub } from "#plugin";
     export const indicators = () => ({ gap: sub(ema("close", 3), ema("close", 9)) });
     ${entry(`const { gap } = context.indicators;
       if (gap.at(-2) <= 0 && gap.at(-1) > 0) return { side: "Buy", rationale: "up", slPct: 1.5 };
       if (gap.at(-2) >= 0 && gap.at(-1) < 0) return { side: "Sell", rationale: "down" };
       return null;`)}
     export function exitSignal(c, p, context, side) { return side === "Buy" ? context.indicators.gap.at(-1) < 0 : context.indicators.gap.at(-1) > 0; }`,
    { risk: { leverage: 1, tp_pct: 1, sl_pct: { default: 1, min: 1, max: 2 } } },
  ],
  [
    "rolling and scan callbacks without a memory",
    `import { rolling, scan } from "#plugin";
     export const indicators = () => ({
       spread: rolling("close", 5, (w) => Math.max(...w) - Math.min(...w)),
       run: scan([0, 0], (s, c) => { const up = c > s[0] ? s[1] + 1 : 0; s[0] = c; s[1] = up; return up; }, "close"),
     });
     ${entry(`const { spread, run } = context.indicators;
       return spread.at(-1) > spread.at(-3) && run.at(-1) === 3 ? { side: "Buy", rationale: "three up" } : null;`)}`,
  ],
  [
    "the hour, an input and a funding rate",
    `import { ema, hourUtc, minutesToFunding } from "#plugin";
     export const indicators = () => ({ slow: ema({ input: "slow", column: "close" }, 6) });
     ${entry(`const ts = candles.ts.at(-1);
       if (hourUtc(ts) < 6 || minutesToFunding(ts) > 300) return null;
       const up = candles.close.at(-1) > context.indicators.slow.at(-1);
       if (candles.funding.at(-1) > 0 && up) return null;
       return { side: up ? "Buy" : "Sell", rationale: "x" };`)}`,
    { needs: ["funding"], inputs: { slow: { timeframe: "4h", lookback: 12 } } },
  ],
];

const MINE: readonly Rule[] = [
  lookAhead,
  lateValues,
  warmUp,
  windowExact,
  timeShift,
  priceScaling,
  noiseRule,
  unrelatedPrices,
  hostileMarketsRule,
  parameterSpace,
];

describe("let through", () => {
  it.for(HONEST)("%s", async ([, source, change]) => {
    await inLab(source, change ?? {}, async (lab, subject) => {
      const findings = await runSuite(subject, lab, MINE);
      expect(findings.filter(({ verdict }) => verdict === "fail")).toEqual([]);
      expect(findings.filter(({ verdict }) => verdict === "pass").length).toBe(MINE.length);
    });
  });
});
