/** Cells for runs: two work at once, and some stay open for the next run of their kind: opening costs more than running. */
import type { CellSession } from "#host/cell/session.ts";
import type { Result } from "#host/kernel/result.ts";
import { turnstile } from "./turnstile.ts";

/** What became of a run, and whether its session may serve again. */
export interface Worked<T> {
  readonly value: T;
  readonly keep: boolean;
}

export interface CellSlots {
  /**
   * Works in a session of a kind: one that waits, or a new one.
   *
   * @param kind - Sessions of one kind are interchangeable.
   */
  use<T>(
    kind: string,
    open: () => Promise<Result<CellSession>>,
    work: (session: Result<CellSession>) => Promise<Worked<T>>,
  ): Promise<T>;
  /** Kills what waits. Nothing may be under way. */
  close(): Promise<void>;
}

/**
 * @param places - Sessions that work at once.
 * @param waitingMax - Sessions that wait; the one that has waited longest goes first.
 */
export function cellSlots(places: number, waitingMax: number): CellSlots {
  const enter = turnstile(places);
  let waiting: { readonly kind: string; readonly session: CellSession }[] = [];
  const going = new Set<Promise<void>>();
  // A process takes a moment to be gone: whoever comes next need not wait for it.
  const letGo = (session: CellSession): void => {
    const gone = session.close().finally(() => going.delete(gone));
    going.add(gone);
  };
  const take = (kind: string): CellSession | null => {
    const found = waiting.find((each) => each.kind === kind);
    waiting = waiting.filter((each) => each !== found);
    return found?.session ?? null;
  };
  const park = (kind: string, session: CellSession): void => {
    waiting.push({ kind, session });
    const oldest = waiting.length > waitingMax ? waiting.shift() : undefined;
    if (oldest !== undefined) letGo(oldest.session);
  };
  return {
    use: (kind, open, work) =>
      enter(async () => {
        const session = take(kind);
        const opened = session === null ? await open() : { ok: true as const, value: session };
        let keep = false;
        try {
          const worked = await work(opened);
          ({ keep } = worked);
          return worked.value;
        } finally {
          if (opened.ok) {
            if (keep) park(kind, opened.value);
            else letGo(opened.value);
          }
        }
      }),
    async close() {
      const all = waiting;
      waiting = [];
      for (const { session } of all) letGo(session);
      await Promise.all(going);
    },
  };
}
