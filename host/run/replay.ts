/**
 * Computes every decision of a journal again and compares the answers byte for byte.
 *
 * Inputs come out of the journal alone: bars as they were received, the approval by its digest, the bundle by the digest
 * in the approval. Expiry and revocation do not matter: the question is what was decided, not what may be.
 */
import type { Candle } from "../contract/candles.ts";
import type { JournalBody, JournalEntry } from "../contract/journal.ts";
import { refuse, ok, type Result } from "../kernel/result.ts";
import type { FeedStep } from "../ports.ts";
import type { CellPort } from "./cell-port.ts";
import { Evaluator } from "./evaluator.ts";
import { loadByDigest } from "./load-by-digest.ts";
import { SlotWindow } from "../cell/window.ts";
import { windowSpecOf, type Loaded } from "../cell/window-spec.ts";
import type { TrustSource } from "./trust.ts";

export interface ReplayDeps {
  readonly trust: Pick<TrustSource, "files" | "readManifest">;
  openCell(loaded: Loaded): Promise<Result<CellPort>>;
  onProgress(seq: number): void;
}

export interface Replayed {
  readonly decisions: number;
  readonly exits: number;
}

type Decision = Extract<JournalEntry, { kind: "decision" }>;
type Adoption = Extract<JournalEntry, { kind: "adopted" }>;

/** Steps and decisions of a stretch of the journal: evaluation is batched, comparison is in order. */
const STRETCH_STEPS = 256;

/**
 * @param slot - Only this slot; null for all.
 * @returns How many decisions were equal. Refusals: replay_differs with the entry's sequence; those of reading signed/.
 */
export async function replayJournal(
  entries: Iterable<JournalEntry>,
  slot: string | null,
  deps: ReplayDeps,
): Promise<Result<Replayed>> {
  const replay = new Replay(deps);
  try {
    return await replay.run(entries, slot);
  } finally {
    await replay.close();
  }
}

class Replay {
  readonly #deps: ReplayDeps;
  readonly #evaluators = new Map<string, Evaluator>();
  #steps: FeedStep[] = [];
  #stretch: FeedStep[] = [];
  #decisions: Decision[] = [];
  #counts = { decisions: 0, exits: 0 };
  #historyMs = 0;

  constructor(deps: ReplayDeps) {
    this.#deps = deps;
  }

  async run(entries: Iterable<JournalEntry>, only: string | null): Promise<Result<Replayed>> {
    for (const entry of entries) {
      if (entry.kind === "bar") this.#bar(entry);
      if (entry.slot === null || (only !== null && entry.slot !== only)) continue;
      if (entry.kind === "decision") this.#decisions.push(entry);
      const done =
        entry.kind === "adopted"
          ? await this.#adopt(entry.slot, entry)
          : await this.#compareWhenFull(entry);
      if (!done.ok) return done;
    }
    const rest = await this.#compare();
    return rest.ok ? ok(this.#counts) : rest;
  }

  async close(): Promise<void> {
    for (const evaluator of this.#evaluators.values()) await evaluator.close();
  }

  #bar(entry: Extract<JournalEntry, { kind: "bar" }>): void {
    const step = this.#stretch.at(-1);
    const bar = barOf(entry);
    if (step !== undefined && step.closeMs === entry.at) {
      this.#stretch[this.#stretch.length - 1] = { closeMs: entry.at, bars: [...step.bars, bar] };
    } else {
      this.#stretch.push({ closeMs: entry.at, bars: [bar] });
    }
  }

  /** A stretch ends before the bar after it, when every decision of its last step has been read. */
  async #compareWhenFull(entry: JournalEntry): Promise<Result<null>> {
    const last = this.#stretch.at(-1);
    const full =
      this.#stretch.length > STRETCH_STEPS && last !== undefined && last.closeMs === entry.at;
    return full ? await this.#compare(this.#stretch.splice(-1), entry.at) : ok(null);
  }

  async #compare(kept: FeedStep[] = [], keptMs = Infinity): Promise<Result<null>> {
    const decisions = this.#decisions.filter(({ at }) => at < keptMs);
    this.#decisions = this.#decisions.filter(({ at }) => at >= keptMs);
    for (const evaluator of this.#evaluators.values()) evaluator.offer(this.#stretch);
    for (const decision of decisions) {
      const same = await this.#compareOne(decision);
      if (!same.ok) return same;
    }
    this.#remember(this.#stretch);
    this.#stretch = kept;
    return ok(null);
  }

  async #compareOne(decision: Decision): Promise<Result<null>> {
    const { slot, seq, body } = decision;
    const evaluator = this.#evaluators.get(slot ?? "");
    if (evaluator === undefined) {
      return refuse("replay_differs", `entry ${seq} decides for a slot that adopted nothing`);
    }
    this.#deps.onProgress(seq);
    return body.fn === "exit"
      ? await this.#compareExit(decision, evaluator)
      : await this.#compareEntry(decision, evaluator);
  }

  async #compareExit({ seq, body }: Decision, evaluator: Evaluator): Promise<Result<null>> {
    this.#counts.exits += 1;
    const spoken = await evaluator.exit(body.bar, body.side ?? "Buy");
    return same(seq, body, spoken?.text ?? "nothing", body.inputs);
  }

  async #compareEntry({ seq, body }: Decision, evaluator: Evaluator): Promise<Result<null>> {
    this.#counts.decisions += 1;
    const evaluated = await evaluator.take(body.bar);
    const state = evaluated?.window.state;
    const inputs = state?.kind === "evaluable" ? state.inputs : "none";
    return same(seq, body, evaluated?.answer?.text ?? "nothing", inputs);
  }

  async #adopt(slot: string, { at, body, instrument }: Adoption): Promise<Result<null>> {
    const mine = this.#stretch.at(-1)?.closeMs === at && !this.#hasDecided(slot, at);
    const before = mine ? await this.#compare(this.#stretch.splice(-1), at) : await this.#compare();
    if (!before.ok) return before;
    const loaded = loadByDigest(this.#deps.trust, body, instrument ?? "");
    if (!loaded.ok) return loaded;
    const cell = await this.#deps.openCell(loaded.value);
    if (!cell.ok) return cell;
    await this.#evaluators.get(slot)?.close();
    const { main, inputs, historyMs } = windowSpecOf(loaded.value.approval, loaded.value.manifest);
    this.#historyMs = Math.max(this.#historyMs, historyMs);
    const evaluator = new Evaluator(cell.value, new SlotWindow(main, inputs));
    for (const step of this.#steps) evaluator.warm(step);
    this.#evaluators.set(slot, evaluator);
    return ok(null);
  }

  /** A bar that has closed and is not decided yet belongs to the strategy that is adopted at its close. */
  #hasDecided(slot: string, at: number): boolean {
    return this.#decisions.some((decision) => decision.slot === slot && decision.at === at);
  }

  /** Steps that a strategy adopted later needs for its windows. */
  #remember(steps: readonly FeedStep[]): void {
    this.#steps.push(...steps);
    const newest = this.#steps.at(-1)?.closeMs ?? 0;
    if (this.#steps.length > 4 * STRETCH_STEPS && this.#historyMs > 0) {
      this.#steps = this.#steps.filter(({ closeMs }) => closeMs >= newest - this.#historyMs);
    }
  }
}

function same(
  seq: number,
  body: JournalBody<"decision">,
  answer: string,
  inputs: string,
): Result<null> {
  if (inputs !== body.inputs) {
    return refuse(
      "replay_differs",
      `entry ${seq}: inputs were ${body.inputs}, computed again they are ${inputs}`,
      { detail: { seq, bar: body.bar } },
    );
  }
  if (answer !== body.answer) {
    return refuse(
      "replay_differs",
      `entry ${seq}: the answer was ${body.answer}, computed again it is ${answer}`,
      { detail: { seq, bar: body.bar } },
    );
  }
  return ok(null);
}

function barOf(entry: Extract<JournalEntry, { kind: "bar" }>): FeedStep["bars"][number] {
  const { timeframe, bar, row, availableAt } = entry.body;
  const [ts, open, high, low, close, volume, funding, oi] = row;
  const candle: Candle = { ts, open, high, low, close, volume, funding, oi };
  return { instrument: entry.instrument ?? "", timeframe, bar, candle, availableAtMs: availableAt };
}
