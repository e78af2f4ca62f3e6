import type { EntryRequest, Gate } from "../entry.ts";
import { refuse } from "../result.ts";

/** A carry bar is a guess of ours; indicators need bars that were traded after one (decision C4). */
const BARS_AFTER_CARRY = 3;

/** No entry on a carry bar nor within three bars after. */
export const carryGate: Gate<EntryRequest> = ({ barsSinceCarry }) =>
  barsSinceCarry === null || barsSinceCarry > BARS_AFTER_CARRY
    ? null
    : refuse(
        "carry_bar_near",
        `a gap was filled ${barsSinceCarry} bars ago, entries wait until after ${BARS_AFTER_CARRY}`,
        { detail: { barsSinceCarry, limit: BARS_AFTER_CARRY } },
      );
