import type { FeedBar } from "#host/ports.ts";
import type { Lab, LabAnswers, Recording } from "../lab.ts";
import { after, noise, ofColumn, ofSeries, type Change } from "../probing/bars.ts";
import { beginnings, where } from "../probing/decisions.ts";
import { around, liveliest } from "../probing/rows.ts";
import type { Rule, Said } from "../rule.ts";
import { answerName } from "../words.ts";

const BEFORE = 80;
const BEHIND = 48;
/** Instants at which something new becomes known, that are tried in each market. */
const CUTS = 2;

/** Something that is published on a clock of its own. */
interface Source {
  readonly name: string;
  readonly change: Change;
  /** What a bar shows of it: where this changes, a value became known. */
  readonly value: (bar: FeedBar) => string | null;
}

export const lateValues: Rule = {
  id: "late-values",
  line: "no answer depends on a funding rate, open interest or input bar that was published after the close",
  proves:
    "around the instants at which such a value becomes known: every answer before it is the same whatever it turns out to be; the markets publish half of their funding late, through the one join that a host uses",
  cannotProve:
    "that a data file's own times are true: a file that was joined too early looks ahead for everybody",
  remedy:
    "read funding, oi and inputs as they are at the current bar; never expect the value that comes next",
  async behaviour(lab) {
    const sources = sourcesOf(lab);
    if (sources.length === 0) {
      return [
        { verdict: "pass", message: "reads nothing that is published apart from its own bars" },
      ];
    }
    const recordings = await liveliest(lab, lab.subject.quick ? 1 : 4);
    const tried = await Promise.all(
      recordings.flatMap((each, k) => tryCuts(lab, each, k, sources)),
    );
    const fails = tried.flatMap((each) => each.fails);
    if (fails.length > 0) return fails;
    const [bars, signals] = [sum(tried, ({ rows }) => rows), sum(tried, (each) => each.signals)];
    const names = sources.map(({ name }) => name).join(", ");
    const message = `${names}: ${tried.length} publications changed, ${bars} bars before them with ${signals} signals are the same`;
    return [{ verdict: "pass", message }];
  },
};

function sourcesOf(lab: Lab): readonly Source[] {
  const { plan } = lab;
  const { columns } = lab.subject.plugin;
  const own = (["funding", "oi"] as const).filter((column) => columns.includes(column));
  const sides = own.map((column) => sideOf(plan.main, column, column));
  const inputs = plan.inputs.flatMap((input) => [
    inputOf(input),
    ...input.needs.map((column) => sideOf(input, column, `${column} of ${input.name}`)),
  ]);
  return [...sides, ...inputs];
}

type Series = Lab["plan"]["main"];

function sideOf(series: Series, column: "funding" | "oi", name: string): Source {
  return {
    name,
    change: ofSeries(series, ofColumn(column, noise(`late ${name}`))),
    value: (bar) => (isOf(bar, series) ? String(bar.candle[column]) : null),
  };
}

function inputOf(input: Series & { readonly name: string }): Source {
  return {
    name: input.name,
    change: ofSeries(input, noise(`late ${input.name}`)),
    value: (bar) => (isOf(bar, input) ? String(bar.bar) : null),
  };
}

function isOf(bar: FeedBar, { instrument, timeframe }: Series): boolean {
  return bar.instrument === instrument && bar.timeframe === timeframe;
}

interface Tried {
  readonly rows: number;
  readonly signals: number;
  readonly fails: readonly Said[];
}

/** Each source has its turn at the next cut, so that one run changes one source. */
function tryCuts(
  lab: Lab,
  recording: Recording,
  place: number,
  sources: readonly Source[],
): Promise<Tried>[] {
  const first = place * CUTS;
  const count = Math.max(CUTS, Math.ceil(sources.length / 2));
  return Array.from({ length: count }, async (_, k) => {
    const source = sources[(first + k) % sources.length];
    return source === undefined ? NOTHING : tryCut(lab, recording, source, (k + 1) / (count + 1));
  });
}

const NOTHING: Tried = { rows: 0, signals: 0, fails: [] };

/** @param place - 0 … 1: where among the publications. */
async function tryCut(
  lab: Lab,
  recording: Recording,
  source: Source,
  place: number,
): Promise<Tried> {
  const published = publications(lab, recording, source);
  const reference = await lab.reference(recording);
  const cut = nearestTo(published, beginnings(reference), place);
  if (cut === null) return NOTHING;
  lab.tell(`${recording.name}: ${source.name} after row ${cut}`);
  const rows = around(recording, [cut], BEFORE, BEHIND);
  const name = `${source.name} after ${cut}`;
  const changed = lab.changed(recording, name, after(cut, source.change));
  const answers = await lab.run({ recording: changed, rows });
  const first = lab.differences(reference, answers, recording).find(({ row }) => row <= cut);
  const seen = {
    rows: rows.filter((row) => row <= cut).length,
    signals: spokenIn(reference, rows, cut),
  };
  if (first === undefined) return { ...seen, fails: [] };
  const message = `${recording.name}, ${where(first)}: ${answerName(first.before)} became ${answerName(first.after)} when ${source.name} changed that was published after row ${cut} had closed`;
  return { ...seen, fails: [{ verdict: "fail", message }] };
}

function spokenIn(reference: LabAnswers, rows: readonly number[], cut: number): number {
  const within = new Set(rows.filter((row) => row <= cut));
  return beginnings(reference).filter((row) => within.has(row)).length;
}

/** Last rows before a new value is seen. */
function publications(lab: Lab, recording: Recording, source: Source): readonly number[] {
  const evaluable = new Set(recording.rows);
  const { main } = lab.plan;
  const cuts: number[] = [];
  let row = -1;
  let before: string | null = null;
  for (const { bars } of recording.steps) {
    for (const bar of bars) {
      const value = source.value(bar);
      if (value !== null && before !== null && value !== before && evaluable.has(row))
        cuts.push(row);
      before = value ?? before;
    }
    if (bars.some((bar) => isOf(bar, main))) row += 1;
  }
  return cuts;
}

/** The publication at that place among those that a signal came shortly before; any, when there is none. */
function nearestTo(
  cuts: readonly number[],
  signals: readonly number[],
  place: number,
): number | null {
  const before = cuts.filter((cut) => signals.some((row) => row <= cut && row > cut - BEFORE));
  const among = before.length > 0 ? before : cuts;
  return among[Math.floor(place * among.length)] ?? null;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
