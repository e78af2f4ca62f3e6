import { CODES } from "#host/contract/codes.ts";
import { isoInstant } from "#host/kernel/instant.ts";
import { renderPairs, renderTable } from "#host/terminal/table.ts";
import type { PluginKind } from "../build/kinds.ts";
import type { FaultRow, SignalRow, SignalsRun } from "./evaluate.ts";
import { renderValues, valuesSummary } from "./values.ts";

/** The document of `--json`: these members and nothing else, because other programs were promised them. */
export function signalsDocument(
  kind: PluginKind,
  bars: number,
  { signals, values, faults }: Pick<SignalsRun, "signals" | "values" | "faults">,
): Readonly<Record<string, unknown>> {
  return kind === "strategy" ? { bars, signals, faults } : { bars, values, faults };
}

const SIGNALS_SHOWN = 20;
const FAULTS_SHOWN = 10;

/** What was run, in words that a person would use. */
export interface SignalsTitle {
  readonly plugin: string;
  readonly kind: PluginKind;
  readonly series: string;
  readonly lookback: number;
  readonly data: string;
  readonly tickSize: number;
  readonly seconds: number;
}

/** The last signals or values, the faults by code, and how many bars became what. */
export function renderSignals(title: SignalsTitle, run: SignalsRun): string {
  const { signals, values, faults } = run;
  const shown = title.kind === "strategy" ? renderEntries(signals) : renderValues(values);
  return [
    renderPairs(summary(title, run)),
    ...shown,
    ...(faults.length > 0 ? [renderFaults(faults)] : []),
  ].join("\n\n");
}

function renderEntries(signals: readonly SignalRow[]): readonly string[] {
  const shown = signals.slice(-SIGNALS_SHOWN);
  if (shown.length === 0) return [];
  const table = renderTable(
    [
      { title: "i" },
      { title: "bar opens" },
      { title: "side" },
      { title: "strength" },
      { title: "rationale" },
    ],
    shown.map((each) => [
      each.i,
      isoInstant(each.ts).replace(":00.000Z", "Z"),
      each.side,
      each.strength,
      each.rationale,
    ]),
  );
  if (signals.length === shown.length) return [table];
  return [table, `… the last ${SIGNALS_SHOWN} of ${signals.length}`];
}

function summary(title: SignalsTitle, run: SignalsRun): [string, string | number][] {
  const { signals, values, faults, evaluated, seen, compared, retried } = run;
  const perSecond = title.seconds > 0 ? Math.round(evaluated / title.seconds) : evaluated;
  const refused = [...seen.refused].map(([code, bars]): [string, string] => [
    "",
    `${bars} bars: ${code}: ${CODES[code].meaning}`,
  ]);
  const again = seen.warmingUpAgain;
  const gaps = `${again} bars after gaps in the data, until a window was complete again`;
  return [
    ["plugin", title.plugin],
    ["series", `${title.series}, lookback ${title.lookback}, tick ${title.tickSize}`],
    ["data", `${title.data}: ${seen.rows} bars`],
    ["evaluated", `${evaluated} bars, ${perSecond} per second`],
    ["not evaluated", `${seen.warmingUp} bars before the first complete window`],
    ...(again === 0 ? [] : [["", gaps] satisfies [string, string]]),
    ...refused,
    ...(title.kind === "strategy" ? [signalsSummary(signals)] : valuesSummary(values)),
    ["faults", faults.length],
    ["fresh sample", `${compared} answers computed again in new isolates, ${retried} repeated`],
  ];
}

function signalsSummary(signals: readonly SignalRow[]): [string, string] {
  const buys = signals.filter(({ side }) => side === "Buy").length;
  return ["signals", `${signals.length}: ${buys} Buy, ${signals.length - buys} Sell`];
}

function renderFaults(faults: readonly FaultRow[]): string {
  const rows = [...Map.groupBy(faults, ({ code }) => code)].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  return renderTable(
    [{ title: "fault" }, { title: "bars" }, { title: "first i" }],
    rows.slice(0, FAULTS_SHOWN).map(([code, each]) => [code, each.length, each[0]?.i ?? null]),
  );
}
