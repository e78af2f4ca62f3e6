/**
 * What the plugins of benign/ must answer, computed again by plain loops over plain numbers: nothing here comes from
 * the plugins, the cell or `#plugin`.
 */

/** The last bars that a decision sees, oldest first. */
export interface Seen {
  readonly ts: readonly number[];
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
  readonly volume: readonly number[];
  /** Closes from the anchor on: what indicators are computed from. */
  readonly closesFromAnchor: readonly number[];
}

export type Expected = (seen: Seen) => string;

const buy = (rationale: string): string => `E1|B||||${rationale}`;
const sell = (rationale: string): string => `E1|S||||${rationale}`;
const at = (values: readonly number[], back: number): number =>
  values[values.length - back] ?? Number.NaN;
const total = (values: readonly number[]): number => {
  let sum = 0;
  for (const x of values) sum += x;
  return sum;
};
const mean = (values: readonly number[]): number => total(values) / values.length;

/** Seeded with the first value. */
function smoothed(values: readonly number[], n: number): number[] {
  const out: number[] = [];
  for (const x of values) {
    const before = out.at(-1);
    out.push(before === undefined ? x : before + (2 / (n + 1)) * (x - before));
  }
  return out;
}

/** Largest sum of rises of at most `trades` trades one after the other; each buys once and sells once, later. */
function bestOf(values: readonly number[], trades: number): number {
  let profit = values.map(() => 0);
  for (let trade = 0; trade < trades; trade += 1) {
    const next = values.map(() => 0);
    for (let sold = 1; sold < values.length; sold += 1) {
      let most = next[sold - 1] ?? 0;
      for (let bought = 0; bought < sold; bought += 1) {
        most = Math.max(most, (values[sold] ?? 0) - (values[bought] ?? 0) + (profit[bought] ?? 0));
      }
      next[sold] = most;
    }
    profit = next;
  }
  return profit.at(-1) ?? 0;
}

export const EXPECTED: Readonly<Record<string, Expected>> = {
  "inherits-the-old-way": ({ close }) => {
    const gaps = smoothed(close, 5).map((x, i) => x - (smoothed(close, 15)[i] ?? 0));
    const [before, now] = [at(gaps, 2), at(gaps, 1)];
    if (before <= 0 && now > 0) return buy("average of 5 crossed average of 15");
    if (before > 0 && now <= 0) return sell("average of 5 crossed average of 15");
    return "N";
  },
  "caches-within-a-call": ({ close }) => {
    const last = close.slice(-12);
    const more = bestOf(last, 2) > 1.5 * bestOf(last, 1);
    return more ? buy("two moves pay more than one") : "N";
  },
  "walks-with-generators": ({ close }) => {
    let run = 1;
    const rises = (back: number): boolean => at(close, back) > at(close, back + 1);
    while (run + 1 < close.length && rises(run + 1) === rises(1)) run += 1;
    if (run < 4) return "N";
    return rises(1) ? sell(`run of ${run}`) : buy(`run of -${run}`);
  },
  "keeps-private-fields": ({ high, close }) => {
    let highest = 0;
    for (let back = 2; back <= 16; back += 1) highest = Math.max(highest, at(high, back));
    return at(close, 1) > highest * 0.998 ? buy("named window of 15") : "N";
  },
  "reads-moves-as-text": ({ close }) => {
    const up = close.slice(1).map((x, i) => x > (close[i] ?? 0));
    if (up.at(-1) === true) return "N";
    let run = 0;
    while (up[up.length - 2 - run] === true) run += 1;
    if (run < 2 || run > 3 || up.length < run + 2) return "N";
    const runs = up.filter((each, i) => each && up[i - 1] !== true).length;
    return sell(`${"U".repeat(run)}D after ${runs} rises`);
  },
  "sorts-with-ties": ({ volume, close }) => {
    const quiet: number[] = [];
    while (quiet.length < 3) {
      let least = -1;
      for (const [i, v] of volume.entries())
        if (!quiet.includes(i) && (least < 0 || v < (volume[least] ?? 0))) least = i;
      quiet.push(least);
    }
    const below = (x: number): number => close.filter((each) => each < x).length;
    const middle = close.filter((x) => [close.length / 2 - 1, close.length / 2].includes(below(x)));
    return at(close, 1) < mean(middle) ? buy(quiet.join(" ")) : "N";
  },
  "counts-in-big-integers": ({ close }) => {
    const product = close.slice(-8).reduce((all, x) => all * BigInt(Math.round(x * 1e6)), 1n);
    const folded = (product ^ (product / 2n ** 32n)) % 2n ** 32n;
    return folded % 5n === 0n ? sell(Number(folded).toString(16)) : "N";
  },
  "selects-by-recursion": ({ close, low }) => {
    const third = low.toSorted((a, b) => a - b)[Math.floor(low.length / 3)] ?? 0;
    return at(close, 1) < third ? buy("in the lowest third") : "N";
  },
  "leaves-nested-loops": ({ low }) => {
    let visits = 0;
    for (let i = low.length - 3; i > 10; i -= 1) {
      const end = low[i] ?? 0;
      for (let j = i - 3; j >= 0; j -= 1) {
        visits += 1;
        const start = low[j] ?? 0;
        if (start < end) break;
        if (start - end < 0.0005 * end) return buy(`double bottom ${j},${i} in ${visits}`);
      }
    }
    return "N";
  },
  "throws-to-itself": ({ close }) => {
    const change = at(close, 1) / at(close, 2) - 1;
    if (change < 0.01 && change > -0.01) return "N";
    return change > 0 ? buy("it moved") : sell("it moved");
  },
  "composes-functions": ({ close }) => {
    const ratio = mean(close.slice(-3)) / mean(close.slice(-30));
    if (ratio > 1.02) return sell("stretched");
    return ratio < 0.98 ? buy("compressed") : "N";
  },
  "rounds-to-singles": ({ close }) => {
    const cell = new DataView(new ArrayBuffer(4));
    const single = (x: number): number => {
      cell.setFloat32(0, x);
      return cell.getFloat32(0);
    };
    let sum = 0;
    for (const x of close) sum = single(sum + single(x));
    return sum > total(close) ? buy(`${sum}`) : "N";
  },
  "keeps-office-hours": ({ ts, close }) => {
    const time = new Date(at(ts, 1));
    const [day, hour] = [time.getUTCDay(), time.getUTCHours()];
    if (hour < 8 || hour > 15 || day === 0 || day === 6) return "N";
    return at(close, 1) > at(close, 2) ? buy(`day ${day} hour ${hour}`) : "N";
  },
  "writes-in-many-alphabets": ({ open, close }) =>
    at(close, 1) > at(open, 1)
      ? buy(`Kurs höher 価格 ⚠️ ${close.length}`)
      : sell(`Kurs tiefer 価格 ⚠️ ${close.length}`),
  "takes-things-apart": ({ close }) =>
    at(close, 1) > at(close, 4) ? buy(`no 2 off BTCUSDT 321 ${close.length}`) : "N",
  "spoils-its-own-copies": ({ close }) => {
    const rank = close.filter((x) => x > at(close, 1)).length;
    return rank < 5 ? sell(`rank ${rank}`) : "N";
  },
  "sizes-by-volatility": ({ high, low, close }) => {
    let range = 0;
    for (let back = 14; back > 0; back -= 1)
      range += (at(high, back) - at(low, back)) / at(close, back);
    let slPct = (100 * range) / 14;
    if (slPct < 0.5) slPct = 0.5;
    if (slPct > 5) slPct = 5;
    const side = at(close, 1) > at(close, 15) ? "B" : "S";
    return `E1|${side}|${1 / (1 + slPct)}|${slPct}|${slPct + slPct}|by range`;
  },
  "describes-callbacks": ({ close, closesFromAnchor }) => {
    let streak = 0;
    while (at(closesFromAnchor, streak + 1) > (at(closesFromAnchor, streak + 2) || 0)) {
      streak += 1;
      if (streak === closesFromAnchor.length) break;
    }
    return at(close, 1) > at(close, 5) && streak >= 2 ? buy(`streak ${streak}`) : "N";
  },
  "builds-its-table-late": ({ close }) => {
    let weighted = 0;
    for (let i = 1; i <= 10; i += 1) weighted += (i / 55) * at(close, 11 - i);
    return weighted > 1.01 * (close[0] ?? 0) ? sell("weighted above the oldest") : "N";
  },
  "answers-through-json": ({ close }) => `E1|${at(close, 1) > at(close, 4) ? "B" : "S"}|0.5|||json`,
  "exits-by-the-side": () => "N",
};

/** Of a Buy and of a Sell. */
export const EXPECTED_EXITS: Readonly<Record<string, readonly [buy: Expected, sell: Expected]>> = {
  "exits-by-the-side": [
    ({ close }) => (at(close, 1) / at(close, 5) - 1 > -0.01 ? "X0" : "X1"),
    ({ close }) => (at(close, 1) / at(close, 5) - 1 < 0.01 ? "X0" : "X1"),
  ],
};
