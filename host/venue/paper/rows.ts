/** What the paper store writes, as text: integers scaled by 10^8 become decimal digits. Read back strictly. */
import { z } from "zod";
import {
  accountAlias,
  e8Text,
  epochMs,
  instrumentId,
  sha256,
  side,
} from "../../contract/primitives.ts";
import { canonicalJson, type Json } from "../../kernel/canonical-json.ts";
import type { OrderRequest, Protection } from "../../kernel/order.ts";
import type { SimAccount, SimInstrument, SimOrder, SimPosition } from "../../sim/account.ts";
import type { SimEvent } from "../../sim/events.ts";

const e8 = e8Text.transform(BigInt);
const clientOrderId = z.string().min(1).max(36);
const protection = z.strictObject({
  takeProfitE8: e8.nullable(),
  stopLossE8: e8.nullable(),
  trigger: z.enum(["last", "mark"]),
});
const position = z.strictObject({
  side,
  quantityE8: e8,
  entryPriceE8: e8,
  leverageE8: e8,
  marginE8: e8,
  protection,
});
const pendingOrder = z.strictObject({
  clientOrderId,
  side,
  quantityE8: e8,
  reduceOnly: z.boolean(),
  leverageE8: e8,
  protection: protection.nullable(),
  reservedE8: e8,
});
const instrument = z.strictObject({
  position: position.nullable(),
  pending: z.array(pendingOrder),
  markE8: e8.nullable(),
  clockMs: epochMs,
});

/** The one row of table `state`. */
export const storedState = z.strictObject({
  schema: z.literal("paper-state/1"),
  account: accountAlias,
  walletE8: e8,
  instruments: z.record(instrumentId, instrument),
  /** Sequence of the newest event; 0 before the first. */
  lastSeq: z.int().min(0),
  ordersSha256: sha256,
  eventsSha256: sha256,
});
export interface StoredState extends SimAccount {
  readonly schema: "paper-state/1";
  readonly account: string;
  readonly lastSeq: number;
  readonly ordersSha256: string;
  readonly eventsSha256: string;
}

export const storedOrder = z.strictObject({
  /** Canonical text of the request: the same id may only come again with the same text. */
  request: z.string(),
  instrument: instrumentId,
  answer: z.discriminatedUnion("status", [
    z.strictObject({ status: z.literal("accepted") }),
    z.strictObject({ status: z.literal("rejected"), code: z.string(), message: z.string() }),
  ]),
});
export type StoredOrder = z.infer<typeof storedOrder>;

const event = { seq: z.int().min(1), atMs: epochMs, instrument: instrumentId };
export const storedEvent = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("fill"),
    ...event,
    clientOrderId: clientOrderId.nullable(),
    role: z.enum(["entry", "take_profit", "stop_loss", "exit", "liquidation"]),
    side,
    quantityE8: e8,
    priceE8: e8,
    feeE8: e8,
    alternative: z.strictObject({ role: z.literal("take_profit"), priceE8: e8 }).nullable(),
  }),
  z.strictObject({
    kind: z.literal("funding"),
    ...event,
    rate: z.number().nullable(),
    amountE8: e8,
  }),
  z.strictObject({ kind: z.literal("order_cancelled"), ...event, clientOrderId, code: z.string() }),
]);

/** An event with its place in the store's order. */
export type PaperEvent = SimEvent & { readonly seq: number };

export function stateText(state: StoredState): string {
  return canonicalJson({ ...state, ...accountJson(state) });
}

function accountJson(account: SimAccount): { walletE8: string; instruments: Json } {
  const entries = Object.entries(account.instruments);
  return {
    walletE8: account.walletE8.toString(),
    instruments: Object.fromEntries(entries.map(([id, state]) => [id, instrumentJson(state)])),
  };
}

function instrumentJson(state: SimInstrument): Json {
  return {
    position: state.position === null ? null : positionJson(state.position),
    pending: state.pending.map(pendingJson),
    markE8: textOf(state.markE8),
    clockMs: state.clockMs,
  };
}

function positionJson(held: SimPosition): Json {
  return {
    side: held.side,
    quantityE8: held.quantityE8.toString(),
    entryPriceE8: held.entryPriceE8.toString(),
    leverageE8: held.leverageE8.toString(),
    marginE8: held.marginE8.toString(),
    protection: protectionJson(held.protection),
  };
}

function pendingJson(order: SimOrder): Json {
  return {
    clientOrderId: order.clientOrderId,
    side: order.side,
    quantityE8: order.quantityE8.toString(),
    reduceOnly: order.reduceOnly,
    leverageE8: order.leverageE8.toString(),
    protection: order.protection === null ? null : protectionJson(order.protection),
    reservedE8: order.reservedE8.toString(),
  };
}

/** The one text of a request: what "the same bytes again" means to this venue. */
export function requestText(order: OrderRequest): string {
  return canonicalJson({
    clientOrderId: order.clientOrderId,
    instrument: order.instrument,
    side: order.side,
    type: order.type,
    quantityE8: order.quantityE8.toString(),
    reduceOnly: order.reduceOnly,
    leverageE8: order.leverageE8.toString(),
    protection: order.protection === null ? null : protectionJson(order.protection),
  });
}

export function orderText(order: StoredOrder): string {
  return canonicalJson(order);
}

export function eventText(happened: PaperEvent): string {
  switch (happened.kind) {
    case "fill": {
      const { quantityE8, priceE8, feeE8, alternative } = happened;
      return canonicalJson({
        ...happened,
        quantityE8: quantityE8.toString(),
        priceE8: priceE8.toString(),
        feeE8: feeE8.toString(),
        alternative:
          alternative === null
            ? null
            : { role: alternative.role, priceE8: alternative.priceE8.toString() },
      });
    }
    case "funding":
      return canonicalJson({ ...happened, amountE8: happened.amountE8.toString() });
    case "order_cancelled":
      return canonicalJson({ ...happened });
  }
}

function protectionJson({ takeProfitE8, stopLossE8, trigger }: Protection): Json {
  return { takeProfitE8: textOf(takeProfitE8), stopLossE8: textOf(stopLossE8), trigger };
}

function textOf(value: bigint | null): string | null {
  return value === null ? null : value.toString();
}
