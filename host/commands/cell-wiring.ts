/** A strategy's cell as the run sees it: frames in turn, repetitions marked on the bars they happened to. */
import { openCell, type CellEvaluation, type CellSession } from "../cell/session.ts";
import { wasmPluginOf } from "../cell/wasm/plugin.ts";
import { BASE_COLUMNS, type SideColumn, type ColumnName } from "../contract/candles.ts";
import { ok, type Result } from "../kernel/result.ts";
import type { CellPort, CellReply } from "../run/cell-port.ts";
import type { Pace } from "../run/deps.ts";
import { turns } from "../run/turns.ts";
import { windowSpecOf, type Loaded } from "../cell/window-spec.ts";

/** How the bars of a strategy are evaluated. */
export interface CellMode {
  readonly mode: "fresh" | "resident";
  readonly seed: string;
}

/** Real time: a fresh isolate per evaluation. Faster: one resident isolate, and 1 % again in fresh ones (decision C6). */
export async function openCellPort(
  loaded: Loaded,
  tickSize: number,
  pace: Pace,
): Promise<Result<CellPort>> {
  const seed = loaded.approval.slot;
  return await openWith(loaded, tickSize, { mode: pace === "wall" ? "fresh" : "resident", seed });
}

export async function openWith(
  loaded: Loaded,
  tickSize: number,
  { mode, seed }: CellMode,
): Promise<Result<CellPort>> {
  const { approval, manifest, params, bundle, instrument } = loaded;
  const { inputs } = windowSpecOf(approval, manifest);
  const opened = await openCell(
    {
      bundle,
      kind: "strategy",
      module: manifest.module,
      wasm: wasmPluginOf(manifest),
      params,
      pair: instrument,
      timeframe: approval.timeframe,
      tickSize,
      lookback: manifest.lookback,
      columns: columnsOf(manifest.needs),
      inputs: inputs.map(({ name, lookback, needs }) => ({
        name,
        lookback,
        columns: columnsOf(needs),
      })),
    },
    { mode, sample: { rate: 0.01, seed } },
  );
  return opened.ok ? ok(portOf(opened.value, mode === "fresh")) : opened;
}

function columnsOf(needs: readonly SideColumn[]): readonly ColumnName[] {
  return [...BASE_COLUMNS, ...needs];
}

/**
 * A session does one evaluation at a time; the run asks for several frames ahead.
 *
 * @param tellsRetries - In real time repetitions count towards a quarantine. At full speed they say something about this
 *   machine's load only, and a run's journal depends on nothing of that kind (decision C6).
 */
function portOf(session: CellSession, tellsRetries: boolean): CellPort {
  const queue = turns();
  return {
    hasExit: session.hasExit,
    evaluate: (frame, wanted) =>
      queue.take(async () =>
        wanted() ? repliesOf(await session.evaluate(frame), tellsRetries) : skipped(frame.count),
      ),
    close: () => session.close(),
  };
}

function repliesOf({ answers, events }: CellEvaluation, tellsRetries: boolean): CellReply[] {
  const retried = new Set(
    events.flatMap((event) => (event.kind === "cell_retried" ? [event.bar] : [])),
  );
  // That it was asked twice belongs to a fault at any speed: without it the fault would not have been believed.
  return answers.map((answer, bar) => ({
    answer,
    retried: retried.has(bar) && (tellsRetries || answer.startsWith("F:")),
  }));
}

function skipped(count: number): CellReply[] {
  return Array.from({ length: count }, () => ({ answer: "F:skipped", retried: false }));
}
