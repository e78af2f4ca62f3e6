import { startCell, type Cell, type CellRecipe } from "./cells.ts";

/** The cell in use, and one that stands ready so that a repetition does not wait for a process to start. */
export interface CellPair {
  /** The cell in use; started when there is none. */
  current(): Cell;
  /** The same, but nothing is started. */
  inUse(): Cell | null;
  /** Kills the cell in use and takes the spare one, or a new one. */
  replace(): Promise<Cell>;
  /** Kills the cell in use; the next call starts another. */
  drop(): Promise<void>;
  /** Starts the spare one, where one is kept. */
  warmUp(): void;
  /** Kills everything; resolves when it is gone. */
  close(): Promise<void>;
}

/**
 * @param keepSpare - Whether a second process is kept warm: 50 MB of memory for a tenth of a second at the one moment
 *   when a live decision is late.
 */
export function cellPair(recipe: CellRecipe, keepSpare: boolean): CellPair {
  let inUse: Cell | null = null;
  let spare: Cell | null = null;
  let closed = false;

  const take = (): Cell => {
    // An evaluation that was under way when everything was closed asks for another cell: it gets none.
    if (closed) return GONE;
    inUse = spare ?? startCell(recipe);
    spare = null;
    return inUse;
  };
  const drop = async (): Promise<void> => {
    const old = inUse;
    inUse = null;
    await old?.process.kill();
  };
  return {
    current: () => inUse ?? take(),
    inUse: () => inUse,
    async replace() {
      await drop();
      const taken = take();
      // A spare that could not start, for want of memory say, gets a second try where it is needed.
      if ((await taken.started).ok) return taken;
      await drop();
      return take();
    },
    drop,
    warmUp() {
      if (keepSpare && !closed) spare ??= startCell(recipe);
    },
    async close() {
      closed = true;
      const last = spare;
      spare = null;
      await Promise.all([drop(), last?.process.kill()]);
    },
  };
}

/** What a closed pair hands out: a process that has ended already. */
const GONE: Cell = {
  process: {
    pid: -1,
    request: () => Promise.resolve({ kind: "died", why: "the session was closed" }),
    kill: () => Promise.resolve(),
  },
  started: Promise.resolve({ ok: false, why: "the session was closed" }),
};
