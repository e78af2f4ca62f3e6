import { printable } from "./escape.ts";

/** Where the line goes: standard error, so that standard output stays a document. */
export interface ProgressTarget {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Columns; a longer line would wrap and could not be rewritten. */
  readonly width: number;
}

export interface Progress {
  /** Shows the newest state, or drops it when the last one is too recent. */
  update(nowMs: number, text: string): void;
  /** Shows the final state and ends the line. */
  done(text: string): void;
}

/** Ten times a second looks alive; more only costs time. */
const LIVE_MS_MIN = 100;
/** In a log file every line stays: one per ten seconds. */
const PLAIN_MS_MIN = 10_000;
const ERASE_LINE = "\r\u001b[2K";

/**
 * Makes one line that tells how far a long command is.
 *
 * On a terminal it is rewritten in place; elsewhere it is an occasional plain line.
 */
export function progressLine(target: ProgressTarget): Progress {
  const { write, isTerminal, width } = target;
  const pauseMs = isTerminal ? LIVE_MS_MIN : PLAIN_MS_MIN;
  let shownMs: number | null = null;
  const fit = (text: string): string => clip(printable(text), width);
  return {
    update(nowMs, text) {
      // A clock that was set back must not silence the line for hours.
      if (shownMs !== null && nowMs >= shownMs && nowMs - shownMs < pauseMs) return;
      shownMs = nowMs;
      write(isTerminal ? ERASE_LINE + fit(text) : `${printable(text)}\n`);
    },
    done(text) {
      write(isTerminal ? `${ERASE_LINE}${fit(text)}\n` : `${printable(text)}\n`);
    },
  };
}

function clip(text: string, width: number): string {
  const room = Math.max(1, width - 1);
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
