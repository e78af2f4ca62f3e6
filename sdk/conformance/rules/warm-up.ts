import { LOOKBACK_MAX } from "#host/contract/inputs.ts";
import { inputWindow } from "#host/kernel/align.ts";
import {
  anchorOf,
  barOf,
  closeTimeMsOf,
  openTimeMsOf,
  timeframeMs,
} from "#host/kernel/timeframe.ts";
import type { FeedBar, FeedStep } from "#host/ports.ts";
import type { Lab, Recording } from "../lab.ts";
import { extremes, noise, type Change } from "../probing/bars.ts";
import { beginnings, changesBetween, sameDecision, speaks, where } from "../probing/decisions.ts";
import { around, liveliest, spread } from "../probing/rows.ts";
import { referenceMarkets } from "../reference/markets.ts";
import type { Rule, Said } from "../rule.ts";
import { answerName } from "../words.ts";

/** Rows that are compared in each market, around its signals. */
const CENTRES = 24;
const DOUBLED_ROWS = 300;

export const warmUp: Rule = {
  id: "warm-up",
  line: "the same decision whatever precedes the anchor",
  proves:
    "0 changes when the data begin earlier by one, by an odd number and by a whole window of other bars, or later, at the anchor itself: live, after a restart and on any data set the answer is one",
  cannotProve:
    "that the window is long enough for the idea: how many decisions change with twice the lookback is reported",
  remedy:
    "compute from candles and indicators only; if many decisions change with twice the lookback, raise lookback to three or four times the longest period",
  async behaviour(lab) {
    const recordings = await liveliest(lab, lab.subject.quick ? 1 : 3);
    const said = await Promise.all([
      ...recordings.flatMap((each, k) => histories(lab, each, k)),
      doubled(lab),
    ]);
    const findings = said.flat();
    if (findings.some(({ verdict }) => verdict === "fail")) return findings;
    const message = `no decision changed in ${said.length - 1} other beginnings of ${recordings.length} markets`;
    return [{ verdict: "pass", message }, ...findings];
  },
};

/** The same bars from the anchor on, behind other histories. */
function histories(lab: Lab, recording: Recording, k: number): readonly Promise<readonly Said[]>[] {
  const { lookback } = lab.plan.main;
  const lengths = [1, 2 * lookback + 7, lookback, 13] as const;
  const chosen = lab.subject.quick ? lengths.slice(1, 2) : [lengths[k % 4], lengths[(k + 1) % 4]];
  const earlier = chosen.map(async (bars = 1) => {
    const steps = prepended(lab, recording, bars, k % 2 === 0 ? noise("before") : extremes);
    return compare(lab, recording, steps, `${bars} other bars came before the data`);
  });
  return [...earlier, later(lab, recording)];
}

/** Begins with the anchor of the last block that the market has. */
async function later(lab: Lab, recording: Recording): Promise<readonly Said[]> {
  const { main, inputs } = lab.plan;
  const lastMs = recording.openMs.at(-1);
  if (lastMs === undefined) return [];
  const block = Math.floor(barOf(lastMs, main.timeframe) / main.lookback) * main.lookback;
  const anchors = [main, ...inputs].map((series, i) => {
    const anchor =
      i === 0 ? anchorOf(block, main.lookback) : inputWindow(block, main.timeframe, series).anchor;
    return { ...series, firstMs: openTimeMsOf(anchor, series.timeframe) };
  });
  const firstMs = new Map<string, number>();
  for (const { instrument, timeframe, firstMs: ms } of anchors) {
    const key = `${instrument} ${timeframe}`;
    firstMs.set(key, Math.min(ms, firstMs.get(key) ?? ms));
  }
  const steps = recording.steps.flatMap(({ closeMs, bars }) => {
    const kept = bars.filter((bar) => bar.candle.ts >= (firstMs.get(keyOf(bar)) ?? 0));
    return kept.length === 0 ? [] : [{ closeMs, bars: kept }];
  });
  const what = "the data began at the anchor";
  return compare(lab, recording, steps, what, openTimeMsOf(block, main.timeframe));
}

async function compare(
  lab: Lab,
  recording: Recording,
  steps: readonly FeedStep[],
  what: string,
  fromMs = 0,
): Promise<readonly Said[]> {
  lab.tell(`${recording.name}: ${what}`);
  const reference = await lab.reference(recording);
  const centres = [...beginnings(reference), ...recording.rows.slice(0, 1)];
  const rows = around(recording, spread(centres, CENTRES), 3, 6);
  const wanted = new Set(rows.map((row) => recording.openMs[recording.rows.indexOf(row)]));
  const { tickSize } = recording;
  const other = lab.recorded({ name: `${recording.name}, ${what}`, tickSize, steps });
  const chosen = other.rows.filter((_, k) => {
    const openMs = other.openMs[k] ?? 0;
    return openMs >= fromMs && wanted.has(openMs);
  });
  if (chosen.length === 0) return [];
  const answers = await lab.run({ recording: other, rows: chosen });
  const before = { recording, answers: reference };
  const [first] = changesBetween(before, { recording: other, answers });
  if (first === undefined) return [];
  const message = `${recording.name}, ${where(first)}: ${answerName(first.before)} became ${answerName(first.after)} when ${what}`;
  return [{ verdict: "fail", message }];
}

/** So many bars of each series before its first one, longer inputs less, all of them other than the market's. */
function prepended(
  lab: Lab,
  { steps }: Recording,
  bars: number,
  change: Change,
): readonly FeedStep[] {
  const { main } = lab.plan;
  const spanMs = bars * timeframeMs(main.timeframe);
  const firsts = new Map<string, FeedBar>();
  for (const step of steps) {
    for (const bar of step.bars) if (!firsts.has(keyOf(bar))) firsts.set(keyOf(bar), bar);
  }
  const added = [...firsts.values()].flatMap((first) => {
    const count = Math.max(1, Math.round(spanMs / timeframeMs(first.timeframe)));
    const possible = Math.min(count, first.bar);
    return Array.from({ length: possible }, (_, k) =>
      before(first, first.bar - possible + k, change),
    );
  });
  const byClose = Map.groupBy([...added, ...steps.flatMap((step) => step.bars)], (bar) => {
    return closeTimeMsOf(bar.bar, bar.timeframe);
  });
  return [...byClose]
    .toSorted(([a], [b]) => a - b)
    .map(([closeMs, own]) => ({ closeMs, bars: own }));
}

function before(first: FeedBar, bar: number, change: Change): FeedBar {
  const ts = openTimeMsOf(bar, first.timeframe);
  const moved = { ...first, bar, candle: { ...first.candle, ts } };
  const availableAtMs = closeTimeMsOf(bar, first.timeframe);
  return { ...moved, candle: change(moved, -1), availableAtMs };
}

function keyOf({ instrument, timeframe }: Pick<FeedBar, "instrument" | "timeframe">): string {
  return `${instrument} ${timeframe}`;
}

/** How many decisions depend on where the window ends. Never refuses: a short window is a choice. */
async function doubled(lab: Lab): Promise<readonly Said[]> {
  const { plan, subject } = lab;
  const lookback = 2 * plan.main.lookback;
  if (subject.quick || lookback > LOOKBACK_MAX) return [];
  lab.tell("twice the lookback");
  const wide = { ...plan, main: { ...plan.main, lookback } };
  const { tickSize } = subject.plugin;
  const wish = {
    plan: wide,
    tickSize,
    rows: DOUBLED_ROWS,
    quick: true,
    seed: "twice the lookback",
  };
  const [market] = referenceMarkets(wish);
  if (market === undefined) return [];
  const recording = lab.recorded(market);
  const rows = recording.rows.slice(-DOUBLED_ROWS);
  const [once, twice] = await Promise.all([
    lab.run({ recording, rows }),
    lab.run({ recording, rows, lookback }),
  ]);
  const same = (a: string, b: string): boolean => sameDecision(a, b, 1e-3);
  const changes = changesBetween({ recording, answers: once }, { recording, answers: twice }, same);
  const spoken = once.rows.filter(
    (_, k) => speaks(once.answers[k] ?? "") || speaks(twice.answers[k] ?? ""),
  );
  const share = spoken.length === 0 ? 0 : (100 * changes.length) / spoken.length;
  const message = `with twice the lookback ${changes.length} of ${rows.length} decisions change (${share.toFixed(1)} % of those that say something)`;
  return [{ verdict: "report", message, used: changes.length }];
}
