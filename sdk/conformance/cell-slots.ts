/** Two places for cells. A cell stays open for the next run of its kind, because opening one costs more than most runs. */
import type { CellSession } from "#host/cell/session.ts";
import type { Result } from "#host/kernel/result.ts";
import { turnstile } from "./turnstile.ts";

interface Slot {
  /** What the open session was opened for; null when there is none. */
  open: { readonly kind: string; readonly session: CellSession } | null;
  busy: boolean;
  /** Rises with every use: what was used last is most likely wanted next. */
  used: number;
}

export interface CellSlots {
  /**
   * Works in a session of a kind: one that is open already, or a new one.
   *
   * @param kind - Sessions of one kind are interchangeable.
   * @param open - Opens one.
   * @param work - Says with `keep` whether the session may serve again.
   */
  use<T>(
    kind: string,
    open: () => Promise<Result<CellSession>>,
    work: (session: Result<CellSession>) => Promise<{ readonly value: T; readonly keep: boolean }>,
  ): Promise<T>;
  /** Kills what is open. Nothing may be under way. */
  close(): Promise<void>;
}

export function cellSlots(places: number): CellSlots {
  const slots: Slot[] = Array.from({ length: places }, () => ({
    open: null,
    busy: false,
    used: 0,
  }));
  let uses = 0;
  const enter = turnstile(places);
  return {
    use: (kind, open, work) =>
      enter(async () => {
        const slot = chosen(slots, kind);
        slot.busy = true;
        slot.used = uses += 1;
        try {
          return await inSlot(slot, kind, open, work);
        } finally {
          slot.busy = false;
        }
      }),
    close: async () => {
      await Promise.all(slots.map(vacate));
    },
  };
}

/** One with a session of the kind, else an empty one, else the one that nobody used for longest. */
function chosen(slots: readonly Slot[], kind: string): Slot {
  const free = slots.filter(({ busy }) => !busy);
  const slot =
    free.find(({ open }) => open?.kind === kind) ??
    free.find(({ open }) => open === null) ??
    free.toSorted((a, b) => a.used - b.used)[0];
  if (slot === undefined) throw new Error("as many come in as there are places");
  return slot;
}

async function inSlot<T>(
  slot: Slot,
  kind: string,
  open: () => Promise<Result<CellSession>>,
  work: (session: Result<CellSession>) => Promise<{ readonly value: T; readonly keep: boolean }>,
): Promise<T> {
  if (slot.open?.kind !== kind) await vacate(slot);
  const session: Result<CellSession> =
    slot.open === null ? await open() : { ok: true, value: slot.open.session };
  if (session.ok) slot.open = { kind, session: session.value };
  let keep = false;
  try {
    const done = await work(session);
    keep = done.keep;
    return done.value;
  } finally {
    if (!keep) await vacate(slot);
  }
}

async function vacate(slot: Slot): Promise<void> {
  const { open } = slot;
  slot.open = null;
  await open?.session.close();
}
