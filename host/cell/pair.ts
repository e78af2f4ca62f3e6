import { startCell, type CellRecipe, type Started } from "./cells.ts";

/** The cell in use, and one that stands ready so that a repetition does not wait for a process to start. */
export interface CellPair {
  /** The cell in use; started when there is none. */
  current(): Promise<Started>;
  /** Kills the cell in use and takes the spare one, or a new one. */
  replace(): Promise<Started>;
  /** Kills the cell in use; the next call starts another. */
  drop(): Promise<void>;
  /** Kills everything; resolves when it is gone. */
  close(): Promise<void>;
}

/**
 * @param keepSpare - Whether a second process is kept warm: 50 MB of memory for a tenth of a second at the one moment
 *   when a live decision is late.
 */
export function cellPair(recipe: CellRecipe, keepSpare: boolean): CellPair {
  let inUse: Promise<Started> | null = null;
  let spare: Promise<Started> | null = null;
  let closed = false;

  const warmUp = (): void => {
    if (keepSpare && !closed) spare ??= startCell(recipe);
  };
  const take = (): Promise<Started> => {
    const taken = spare ?? startCell(recipe);
    spare = null;
    inUse = taken;
    void taken.then(warmUp);
    return taken;
  };
  const drop = async (): Promise<void> => {
    const old = inUse;
    inUse = null;
    await end(old);
  };
  return {
    current: () => inUse ?? take(),
    async replace() {
      await drop();
      const taken = await take();
      // A spare that could not start, for want of memory say, deserves a second try where it is needed.
      return taken.ok ? taken : await take();
    },
    drop,
    async close() {
      closed = true;
      await Promise.all([drop(), end(spare)]);
      spare = null;
    },
  };
}

async function end(starting: Promise<Started> | null): Promise<void> {
  const started = await starting;
  if (started?.ok === true) await started.process.kill();
}
