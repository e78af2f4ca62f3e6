import { prng } from "#host/kernel/prng.ts";
import { DAY_MS } from "#host/kernel/timeframe.ts";
import type { Lab, LabAnswers, Recording } from "../lab.ts";
import { beginnings, sideOf, speaks } from "../probing/decisions.ts";
import { liveliest, spread } from "../probing/rows.ts";
import { otherPrices } from "../reference/markets.ts";
import { BALANCED, type Regime } from "../reference/regimes.ts";
import type { Rule, Said } from "../rule.ts";

/** Signals that are looked at in each market, and as many quiet bars. */
const SIGNALS = 24;
/** Worlds of other prices for each market, at the same times and, as many, at times moved by whole weeks. */
const WORLDS = 3;
const MARKETS = 4;
/** Chance that an honest strategy is refused by the first test. */
const FALSE_ALARM = 1e-6;
/** Beyond this something recurs; below FALSE_ALARM it is refused. */
const DOUBT = 1e-3;
/** The second test: so many of the signals recur, and at least so many were tried. */
const RECUR_SHARE = 0.9;
const TRIED_MIN = 40;

export const unrelatedPrices: Rule = {
  id: "unrelated-prices",
  line: "signals follow prices, not the clock",
  proves:
    "on prices that have nothing to do with these, signals recur at the same times no more often than at the same hours of other weeks (false alarm 1e-6), and prices decide about at least a tenth of them: tables of times, of the kind that survive every time shift too, do neither",
  cannotProve:
    "anything about times on which no signal came here; a table for one stretch of history shows on a file of that history (`--data`) and nowhere else",
  remedy:
    "let prices decide; no tables of times. A strategy that means the hour or the day whatever the price does declares `[declares] calendar = true`",
  async behaviour(lab) {
    const recordings = await chosenOf(lab);
    const tried = (await Promise.all(recordings.map((each) => recurrence(lab, each)))).flat();
    const count = totalOf(tried);
    if (count.tried === 0) {
      return [{ verdict: "unproven", message: "no signal on these markets: nothing could recur" }];
    }
    return [judged(lab, count)];
  },
};

/** The suite's liveliest ones, and every file: that is where a table of history would be found. */
async function chosenOf(lab: Lab): Promise<readonly Recording[]> {
  const files = lab.recordings.slice(lab.ownCount);
  const lively = await liveliest(lab, lab.recordings.length);
  const own = lively.filter((each) => !files.includes(each));
  return [...own.slice(0, lab.subject.quick ? 1 : MARKETS), ...files];
}

/** What recurred of the signals of one market in one world. */
interface Count {
  /** Signals that were looked for. */
  readonly tried: number;
  /** The same side at the same bar. */
  readonly same: number;
  /** Bars without a signal that were looked at, and those on which the world has one. */
  readonly quiet: number;
  readonly loud: number;
  /** The world's times are weeks away. */
  readonly moved: boolean;
}

async function recurrence(lab: Lab, recording: Recording): Promise<readonly Count[]> {
  const reference = await lab.reference(recording);
  const signals = spread(beginnings(reference), SIGNALS);
  if (signals.length === 0) return [];
  const quiet = spread(quietRows(reference), signals.length);
  const worlds = lab.subject.quick ? 1 : WORLDS;
  return Promise.all(
    Array.from({ length: 2 * worlds }, async (_, k) => {
      const world = worldOf(lab, recording, Math.floor(k / 2), k % 2 === 1);
      return count(lab, reference, { signals, quiet }, world);
    }),
  );
}

function quietRows({ rows, answers }: LabAnswers): readonly number[] {
  return rows.filter((_, k) => !speaks(answers[k] ?? ""));
}

interface World {
  readonly recording: Recording;
  readonly moved: boolean;
}

/** The same bars in other prices; or those prices at the same hours of other weeks. */
function worldOf(lab: Lab, recording: Recording, k: number, moved: boolean): World {
  const seed = `unrelated ${recording.sha256} ${k} ${moved ? "moved" : ""}`;
  const regime: Regime | undefined = BALANCED[k % BALANCED.length];
  if (regime === undefined) throw new Error("a world has a regime");
  lab.tell(`${recording.name}: unrelated prices ${k + 1}${moved ? ", other weeks" : ""}`);
  const other = otherPrices(recording, lab.plan, seed, regime);
  const name = `unrelated ${k}${moved ? " in other weeks" : ""}`;
  const weeks = 1 + Math.floor(prng(`${seed} weeks`).next() * 500);
  const shiftMs = moved ? weeks * 7 * DAY_MS : 0;
  const changed = lab.changed(recording, name, (bar) => other(bar).candle, { shiftMs });
  return { recording: changed, moved };
}

async function count(
  lab: Lab,
  reference: LabAnswers,
  rows: { readonly signals: readonly number[]; readonly quiet: readonly number[] },
  { recording, moved }: World,
): Promise<Count> {
  // Another week has other anchors: a row that lacks its window there is not asked.
  const there = new Set(recording.rows);
  const [signals, quiet] = [rows.signals, rows.quiet].map((some) =>
    some.filter((row) => there.has(row)),
  );
  const asked = [...(signals ?? []), ...(quiet ?? [])].toSorted((a, b) => a - b);
  if (asked.length === 0) return { tried: 0, same: 0, quiet: 0, loud: 0, moved };
  const answers = await lab.run({ recording, rows: asked });
  const said = new Map(answers.rows.map((row, k) => [row, answers.answers[k] ?? ""]));
  const was = new Map(reference.rows.map((row, k) => [row, reference.answers[k] ?? ""]));
  const same = (signals ?? []).filter((row) =>
    recurs(lab, was.get(row) ?? "", said.get(row) ?? ""),
  );
  const loud = (quiet ?? []).filter((row) => speaks(said.get(row) ?? ""));
  return {
    tried: signals?.length ?? 0,
    same: same.length,
    quiet: quiet?.length ?? 0,
    loud: loud.length,
    moved,
  };
}

/** The same side; of a signal or a factor the same value, since it has one on every bar. */
function recurs(lab: Lab, before: string, after: string): boolean {
  return lab.subject.plugin.kind === "strategy"
    ? sideOf(before) === sideOf(after)
    : before === after;
}

interface Total {
  readonly here: number;
  readonly elsewhere: number;
  readonly tried: number;
  readonly share: number;
  readonly loudShare: number;
}

function totalOf(counts: readonly Count[]): Total {
  const sum = (some: readonly Count[], of: (each: Count) => number): number =>
    some.reduce((total, each) => total + of(each), 0);
  const here = counts.filter(({ moved }) => !moved);
  const elsewhere = counts.filter(({ moved }) => moved);
  const tried = sum(here, (each) => each.tried);
  const quiet = sum(here, (each) => each.quiet);
  const same = sum(here, (each) => each.same);
  // Where a signal could not be looked for in the other week, what recurred there counts for more.
  const lookedElsewhere = sum(elsewhere, (each) => each.tried);
  const found = sum(elsewhere, (each) => each.same);
  return {
    here: same,
    elsewhere: lookedElsewhere === 0 ? 0 : Math.round((found * tried) / lookedElsewhere),
    tried,
    share: tried === 0 ? 0 : same / tried,
    loudShare: quiet === 0 ? 1 : sum(here, (each) => each.loud) / quiet,
  };
}

function judged(lab: Lab, total: Total): Said {
  const { here, elsewhere, tried, share, loudShare } = total;
  const chance = tailOf(here, here + elsewhere);
  const facts = `${here} of ${tried} signals recur at the same times on unrelated prices, ${elsewhere} at the same hours of other weeks`;
  const byDate = chance <= FALSE_ALARM;
  const byClock = tried >= TRIED_MIN && share >= RECUR_SHARE && loudShare <= share / 2;
  const numbers = { used: here, allowed: allowedOf(elsewhere) };
  if (!byDate && !byClock) {
    if (chance > DOUBT) return { verdict: "pass", message: facts, ...numbers };
    const message = `${facts}: too few to call it a table of times, too many for chance (p = ${chance.toExponential(1)})`;
    return { verdict: "unproven", message, ...numbers };
  }
  const declared = lab.subject.manifest?.declares.calendar === true;
  const what = byDate
    ? `dates decide, not prices (chance ${chance.toExponential(1)}, allowed ${FALSE_ALARM})`
    : `the hour decides, whatever prices do`;
  const message = `${facts}: ${what}${declared ? ", as declared" : ""}`;
  return { verdict: declared ? "report" : "fail", message, ...numbers };
}

/** Recurrences at the same times beyond which the first test refuses. */
function allowedOf(elsewhere: number): number {
  let here = elsewhere;
  while (tailOf(here + 1, here + 1 + elsewhere) > FALSE_ALARM) here += 1;
  return here;
}

/**
 * Chance of at least `hits` heads in `throws` throws of a fair coin.
 *
 * For an honest strategy both kinds of world are alike: its signals come from prices that were drawn anew and from the
 * hour of the week, which is the same in both. So each recurrence is as likely to be found in the one as in the other.
 */
export function tailOf(hits: number, throws: number): number {
  let [term, tail] = [0.5 ** throws, 0];
  for (let k = 0; k <= throws; k += 1) {
    if (k >= hits) tail += term;
    term *= (throws - k) / (k + 1);
  }
  return Math.min(1, tail);
}
