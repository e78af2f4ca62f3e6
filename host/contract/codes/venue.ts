import type { CodeTable } from "../codes.ts";

/** What a venue answers to an order, and how a venue fails. The paper venue uses these; mappers translate to them. */
export const VENUE_CODES = {
  order_quantity_off_lot: {
    is: "refusal",
    meaning: "the quantity of an order was not a whole number of lots",
    remedy: "floor it to the instrument's lotE8; if the venue changed the lot, update its rules",
  },
  order_quantity_below_minimum: {
    is: "refusal",
    meaning: "the quantity of an order was under what the venue takes",
    remedy: "raise bankroll, margin fraction or leverage until the smallest quantity fits",
  },
  order_quantity_over_maximum: {
    is: "refusal",
    meaning: "the quantity of an entry was over the venue's largest market order",
    remedy: "lower the margin fraction; one entry is one order",
  },
  order_notional_below_minimum: {
    is: "refusal",
    meaning: "quantity times last price was under the venue's smallest order value",
    remedy: "raise bankroll, margin fraction or leverage",
  },
  order_notional_over_tiers: {
    is: "refusal",
    meaning: "the position would be larger than the venue's last risk tier",
    remedy: "lower the margin fraction or the leverage",
  },
  order_leverage_off_step: {
    is: "refusal",
    meaning: "the leverage of an entry was under 1 or between two steps of the venue",
    remedy: "floor it to the instrument's leverage step",
  },
  order_leverage_over_tier: {
    is: "refusal",
    meaning: "the venue does not give this leverage to a position of this size",
    remedy: "lower leverage_max in config/risk.toml, or the size",
  },
  order_leverage_differs: {
    is: "refusal",
    meaning: "an entry that adds to a position asked for another leverage than the position has",
    remedy: "use the open position's leverage",
  },
  order_would_flip: {
    is: "refusal",
    meaning: "an entry met an open position of the other side",
    remedy: "close with a reduce-only order first; in one-way mode entries never turn a position",
  },
  reduce_only_flat: {
    is: "refusal",
    meaning: "a reduce-only order found no position to reduce",
    remedy: "nothing to do: the position is closed already",
  },
  reduce_only_same_side: {
    is: "refusal",
    meaning: "a reduce-only order would have made the position larger",
    remedy: "an exit has the opposite side of its position",
  },
  reduce_only_with_protection: {
    is: "refusal",
    meaning: "a reduce-only order carried take-profit or stop-loss",
    remedy: "protection belongs to entries; change an open position's with setProtection",
  },
  protection_off_tick: {
    is: "refusal",
    meaning: "a take-profit or stop-loss price was not a positive multiple of the tick",
    remedy: "round it to the instrument's tickE8, toward the entry",
  },
  protection_wrong_side: {
    is: "refusal",
    meaning: "a take-profit or stop-loss was on the wrong side of the last price",
    remedy: "for a long: stop below, take-profit above; the other way round for a short",
  },
  position_missing: {
    is: "refusal",
    meaning: "protection was set for an instrument without a position",
    remedy: "nothing to do when the position has just closed; else reconcile",
  },
  margin_insufficient: {
    is: "refusal",
    meaning: "margin and fees of an entry were over what the account has free",
    remedy: "lower the margin fraction or close another position",
  },
  client_id_reused: {
    is: "refusal",
    meaning: "a client order id came a second time with another order",
    remedy: "one id is one order; this is a bug of the sender",
  },
  client_id_invalid: {
    is: "refusal",
    meaning: "a client order id was not 1 to 36 characters of A-Z, a-z, 0-9, _ and -",
    remedy: "use the derived id",
  },
  venue_unreachable: {
    is: "fault",
    meaning: "the venue did not answer, or could not make its answer durable",
    remedy: "nothing is assumed: ask again about the order or position before acting",
  },
  paper_store_foreign: {
    is: "fault",
    meaning: "the file is not the store of this paper account",
    remedy: "look at the path; move the file away to begin a new account",
  },
  paper_store_newer: {
    is: "fault",
    meaning: "the paper store was written by a newer release; it was not touched",
    remedy: "run that release, or move the file away to begin a new account",
  },
  paper_store_broken: {
    is: "fault",
    meaning: "the paper store is cut off or altered; it was not touched",
    remedy: "restore var/ from a backup; the message says what does not fit",
  },
  paper_rules_missing: {
    is: "fault",
    meaning: "the paper account holds an instrument that no rules are known for any more",
    remedy: "put its [[instruments]] table back into config/host.toml until the position is closed",
  },
  paper_store_held: {
    is: "fault",
    meaning: "another process has the paper store open",
    remedy: "one process per account: stop the other one",
  },
} as const satisfies CodeTable;
