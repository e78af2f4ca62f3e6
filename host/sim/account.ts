/** What the simulated venue knows about one account: the wallet, and per instrument a position, orders and a mark. */
import type { Side } from "../contract/primitives.ts";
import { mulDivHalfAway, ONE_E8, type E8 } from "../kernel/e8.ts";
import type { Protection } from "../kernel/order.ts";

export interface SimAccount {
  /** Start + everything realised − fees + funding. Margin of open positions is part of it, set aside. */
  readonly walletE8: E8;
  /** By instrument id; an instrument that was never seen has no entry. */
  readonly instruments: Readonly<Record<string, SimInstrument>>;
}

export interface SimInstrument {
  readonly position: SimPosition | null;
  /** Market orders that wait for the next bar's open, in order of acceptance. */
  readonly pending: readonly SimOrder[];
  /** Close of the newest bar; it stands for last price and mark price both. null before the first bar. */
  readonly markE8: E8 | null;
  /** When the newest bar closed, epoch ms; 0 before the first. Bars that open earlier have been seen. */
  readonly clockMs: number;
}

export interface SimPosition {
  readonly side: Side;
  readonly quantityE8: E8;
  /** Average, rounded against the trader when a position is added to. */
  readonly entryPriceE8: E8;
  readonly leverageE8: E8;
  /** Isolated margin, USDT: all that a liquidation can take. */
  readonly marginE8: E8;
  readonly protection: Protection;
}

export interface SimOrder {
  readonly clientOrderId: string;
  readonly side: Side;
  readonly quantityE8: E8;
  readonly reduceOnly: boolean;
  readonly leverageE8: E8;
  readonly protection: Protection | null;
  /** Margin and fees set aside until the order fills, USDT; 0 for exits. */
  readonly reservedE8: E8;
}

const UNSEEN: SimInstrument = { position: null, pending: [], markE8: null, clockMs: 0 };

export const UNPROTECTED: Protection = { takeProfitE8: null, stopLossE8: null, trigger: "last" };

export function newAccount(walletE8: E8): SimAccount {
  return { walletE8, instruments: {} };
}

export function instrumentOf(account: SimAccount, id: string): SimInstrument {
  return account.instruments[id] ?? UNSEEN;
}

export function withInstrument(
  account: SimAccount,
  id: string,
  change: Partial<SimInstrument>,
): SimAccount {
  const instrument = { ...instrumentOf(account, id), ...change };
  return { ...account, instruments: { ...account.instruments, [id]: instrument } };
}

/** Profit of the price movement from entry to `priceE8`; what a fill at that price would realise, fees left out. */
export function gainE8Of(
  position: Pick<SimPosition, "side" | "entryPriceE8">,
  quantityE8: E8,
  priceE8: E8,
): E8 {
  const moveE8 = priceE8 - position.entryPriceE8;
  return mulDivHalfAway(position.side === "Buy" ? moveE8 : -moveE8, quantityE8, ONE_E8);
}

/** Unrealised profit and loss at the newest close; 0 when flat or when no bar has been seen. */
export function unrealisedE8Of({ position, markE8 }: SimInstrument): E8 {
  if (position === null || markE8 === null) return 0n;
  return gainE8Of(position, position.quantityE8, markE8);
}

/** Wallet plus unrealised profit and loss of every position at the newest close. */
export function equityE8Of(account: SimAccount): E8 {
  return Object.values(account.instruments).reduce(
    (sum, instrument) => sum + unrealisedE8Of(instrument),
    account.walletE8,
  );
}

/** Wallet that no open position has set aside. Negative when fees or funding ate into it. */
export function freeE8Of(account: SimAccount): E8 {
  return Object.values(account.instruments).reduce(
    (sum, { position }) => sum - (position?.marginE8 ?? 0n),
    account.walletE8,
  );
}
