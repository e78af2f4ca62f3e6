import { isoInstant } from "#host/kernel/instant.ts";
import { renderPairs, renderTable } from "#host/terminal/table.ts";
import type { FaultRow, SignalRow, SignalsRun } from "./evaluate.ts";

/** The document of `--json`: these three members and nothing else, because other programs were promised them. */
export function signalsDocument(
  bars: number,
  signals: readonly SignalRow[],
  faults: readonly FaultRow[],
): Readonly<Record<string, unknown>> {
  return { bars, signals, faults };
}

const SIGNALS_SHOWN = 20;
const FAULTS_SHOWN = 10;

/** What was run, in words that a person would use. */
export interface SignalsTitle {
  readonly plugin: string;
  readonly series: string;
  readonly lookback: number;
  readonly data: string;
  readonly tickSize: number;
  readonly seconds: number;
}

/** The last signals, the faults by code, and how many bars became what. */
export function renderSignals(title: SignalsTitle, run: SignalsRun): string {
  const { signals, faults } = run;
  const shown = signals.slice(-SIGNALS_SHOWN);
  const parts = [renderPairs(summary(title, run))];
  if (shown.length > 0) {
    parts.push(
      renderTable(
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
      ),
    );
  }
  if (signals.length > shown.length) parts.push(`… the last ${SIGNALS_SHOWN} of ${signals.length}`);
  if (faults.length > 0) parts.push(renderFaults(faults));
  return parts.join("\n\n");
}

function summary(title: SignalsTitle, run: SignalsRun): [string, string | number][] {
  const { signals, faults, evaluated, seen, compared, retried } = run;
  const buys = signals.filter(({ side }) => side === "Buy").length;
  const perSecond = title.seconds > 0 ? Math.round(evaluated / title.seconds) : evaluated;
  const refused = [...seen.refused].map(([code, bars]): [string, number] => [`  ${code}`, bars]);
  return [
    ["plugin", title.plugin],
    ["series", `${title.series}, lookback ${title.lookback}, tick ${title.tickSize}`],
    ["data", `${title.data}: ${seen.rows} bars`],
    ["evaluated", `${evaluated} bars, ${perSecond} per second`],
    ["not evaluated", `${seen.warmingUp} bars before the first complete window`],
    ...refused,
    ["signals", `${signals.length}: ${buys} Buy, ${signals.length - buys} Sell`],
    ["faults", faults.length],
    ["fresh sample", `${compared} answers computed again in new isolates, ${retried} repeated`],
  ];
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
