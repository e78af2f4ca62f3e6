import type { Side } from "../contract/primitives.ts";
import { formatE8, type E8 } from "../kernel/e8.ts";
import type { InstrumentRules } from "../kernel/instrument.ts";
import type { Protection } from "../kernel/order.ts";
import { ok, refuse, type Refused, type Result } from "../kernel/result.ts";
import { instrumentOf, withInstrument, type SimAccount } from "./account.ts";

/**
 * Whether a venue would take these levels for a position of this side.
 *
 * @param lastE8 - Last price, which the levels must lie around; null when it is not known: then only their order is
 *   checked, and a level that the market has passed triggers at the next open.
 * @returns null, or a refusal: protection_off_tick, protection_wrong_side.
 */
export function checkProtection(
  side: Side,
  protection: Protection,
  lastE8: E8 | null,
  rules: InstrumentRules,
): Refused | null {
  const { takeProfitE8, stopLossE8 } = protection;
  const offTick = checkTick(takeProfitE8, rules) ?? checkTick(stopLossE8, rules);
  if (offTick !== null) return offTick;
  const [upE8, downE8] = side === "Buy" ? [takeProfitE8, stopLossE8] : [stopLossE8, takeProfitE8];
  const floorE8 = lastE8 ?? downE8;
  if (upE8 !== null && floorE8 !== null && upE8 <= floorE8) return wrongSide(side, upE8, floorE8);
  if (lastE8 !== null && downE8 !== null && downE8 >= lastE8)
    return wrongSide(side, downE8, lastE8);
  return null;
}

/** Replaces the levels of an open position; a null level is taken away. Refusals: position_missing, protection_… */
export function changeProtection(
  account: SimAccount,
  id: string,
  protection: Protection,
  lastE8: E8 | null,
  rules: InstrumentRules,
): Result<SimAccount> {
  const { position } = instrumentOf(account, id);
  if (position === null) {
    return refuse("position_missing", `${id} has no position that protection could belong to`);
  }
  const refused = checkProtection(position.side, protection, lastE8, rules);
  if (refused !== null) return refused;
  if (sameProtection(position.protection, protection)) return ok(account);
  return ok(withInstrument(account, id, { position: { ...position, protection } }));
}

function sameProtection(a: Protection, b: Protection): boolean {
  return (
    a.takeProfitE8 === b.takeProfitE8 && a.stopLossE8 === b.stopLossE8 && a.trigger === b.trigger
  );
}

function checkTick(levelE8: E8 | null, { tickE8 }: InstrumentRules): Refused | null {
  if (levelE8 === null || (levelE8 > 0n && levelE8 % tickE8 === 0n)) return null;
  const [level, tick] = [formatE8(levelE8), formatE8(tickE8)];
  return refuse("protection_off_tick", `price ${level} is not a positive multiple of ${tick}`, {
    detail: { level, tick },
  });
}

function wrongSide(side: Side, levelE8: E8, referenceE8: E8): Refused {
  const [level, reference] = [formatE8(levelE8), formatE8(referenceE8)];
  const direction = side === "Buy" ? "long" : "short";
  return refuse(
    "protection_wrong_side",
    `protection of a ${direction} at ${level} is not on its side of ${reference}`,
    { detail: { side, level, reference } },
  );
}
