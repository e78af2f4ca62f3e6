// Twins and makers of the venue port. `faultyVenue` wraps any venue with the failures of the real world.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Candle, Timeframe } from "#host/contract/candles.ts";
import { e8 } from "#host/kernel/e8.ts";
import type { Approved } from "#host/kernel/gates.ts";
import { oppositeSide, type OrderRequest } from "#host/kernel/order.ts";
import { prng } from "#host/kernel/prng.ts";
import { Fault } from "#host/kernel/result.ts";
import { barOf, timeframeMs } from "#host/kernel/timeframe.ts";
import type { BarDrivenVenue, FeedBar, FeedStep, VenueEvent } from "#host/ports.ts";
import { openPaperVenue, type PaperOptions, type PaperVenue } from "#host/venue/paper/venue.ts";
import type { PaperSettings } from "#host/venue/paper/settings.ts";
import { anOrder, aRule, costs, HOUR_MS } from "./sim.ts";

/** Tests of adapters need no gates; this is the only place of the tests that says so. */
export function approved(change: Partial<OrderRequest> = {}): Approved<OrderRequest> {
  return anOrder(change) as Approved<OrderRequest>;
}

/** A closed bar of one hour: `aFeedBar(9, "100 101 99 100")`. */
export function aFeedBar(
  bar: number,
  prices: string,
  change: { instrument?: string; timeframe?: Timeframe; funding?: number | null } = {},
): FeedBar {
  const [open = 1, high = open, low = open, close = open] = prices.split(" ").map(Number);
  const timeframe = change.timeframe ?? "1h";
  const ts = bar * HOUR_MS;
  const funding = change.funding === undefined ? 0.0001 : change.funding;
  const candle: Candle = { ts, open, high, low, close, volume: 1, funding, oi: null };
  const instrument = change.instrument ?? "BTCUSDT";
  const availableAtMs = ts + timeframeMs(timeframe);
  return { instrument, timeframe, bar: barOf(ts, timeframe), candle, availableAtMs };
}

/** The step in which the given bars close, all at one instant. */
export function aStep(...bars: FeedBar[]): FeedStep {
  const closes = bars.map(({ candle, timeframe }) => candle.ts + timeframeMs(timeframe));
  return { closeMs: Math.max(...closes), bars };
}

export function paperSettingsOf(change: Partial<PaperSettings> = {}): PaperSettings {
  return {
    bankrollE8: e8("10000"),
    costs: costs("5.5", "1"),
    rules: [aRule(), aRule({ id: "ETHUSDT", venueSymbol: "ETHUSDT" })],
    ...change,
  };
}

/** Memory where there is some: these tests end processes, not power, and a thousand syncs of a disk take seconds. */
const PLACE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** A folder that is gone when the test is: `using folder = aFolder()`. */
export function aFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(PLACE, "bulkhead-venue-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export function openPaper(folder: string, change: Partial<PaperOptions> = {}): PaperVenue {
  const path = join(folder, "paper.sqlite");
  return openPaperVenue({ path, account: "main", settings: paperSettingsOf(), ...change });
}

/**
 * What can go wrong, by the call it happens in.
 *
 * `lost_before` and `lost_after`: the reply to `place` or `setProtection` never came; the venue never got it, or acted.
 * `unreachable`: any query fails. `protection_gone`: after an entry filled its protection is not there.
 * `closed_by_hand`: a person closes the position at the next open, under an id we never made.
 */
export type VenueTrouble =
  | "lost_before"
  | "lost_after"
  | "unreachable"
  | "protection_gone"
  | "closed_by_hand";
export type VenueCall = "place" | "setProtection" | "query" | "filled" | "bars";
/** Asked once per call, in order; null lets it pass. */
export type TroublePlan = (call: VenueCall) => VenueTrouble | null;

const TROUBLES: { readonly [C in VenueCall]: readonly VenueTrouble[] } = {
  place: ["lost_before", "lost_after"],
  setProtection: ["lost_before", "lost_after"],
  query: ["unreachable"],
  filled: ["protection_gone"],
  bars: ["closed_by_hand"],
};

/** The same seed gives the same troubles at the same calls. `rate` is the share of calls that meet one. */
export function seededTrouble(seed: string, rate: number): TroublePlan {
  const random = prng(seed);
  return (call) => {
    if (random.next() >= rate) return null;
    const kinds = TROUBLES[call];
    return kinds[Math.floor(random.next() * kinds.length)] ?? null;
  };
}

/** Troubles one after the other, each at the next call it can happen in; then none. */
export function listedTrouble(...troubles: readonly VenueTrouble[]): TroublePlan {
  const left = [...troubles];
  return (call) => {
    const [next] = left;
    if (next === undefined || !TROUBLES[call].includes(next)) return null;
    left.shift();
    return next;
  };
}

const BY_HAND = "by-hand-";

/** `inner` with troubles. What the wrapper does by hand goes through the inner venue, so its books stay true. */
export function faultyVenue(inner: BarDrivenVenue, plan: TroublePlan): BarDrivenVenue {
  const ask = async <T>(query: () => Promise<T>): Promise<T> => {
    if (plan("query") === "unreachable") {
      throw new Fault("venue_unreachable", "the query was not answered", { retryable: true });
    }
    return query();
  };
  const send: typeof inner.place = async (request) =>
    lossy(plan("place"), () => inner.place(request));
  let newest = 0;
  return {
    capabilities: inner.capabilities,
    timeMs: () => ask(() => inner.timeMs()),
    instrument: (id, atMs) => ask(() => inner.instrument(id, atMs)),
    account: () => ask(() => inner.account()),
    position: (id) => ask(() => inner.position(id)),
    markPrice: (id) => ask(() => inner.markPrice(id)),
    order: (id, clientOrderId) => ask(() => inner.order(id, clientOrderId)),
    place: send,
    setProtection: (id, protection) =>
      lossy(plan("setProtection"), () => inner.setProtection(id, protection)),
    events: (afterSeq) => ask(async () => (await inner.events(afterSeq)).map(withoutIdsMadeByHand)),
    onBars: async (step) => {
      await inner.onBars(step);
      const events = await inner.events(newest);
      newest = events.at(-1)?.seq ?? newest;
      for (const event of events) {
        if (event.kind !== "fill" || event.role !== "entry") continue;
        if (plan("filled") === "protection_gone") await unprotect(inner, event.instrument);
      }
      for (const { instrument } of step.bars) {
        if (plan("bars") === "closed_by_hand") await closeByHand(inner, instrument, step.closeMs);
      }
    },
    close: () => inner.close(),
  };
}

async function lossy(
  trouble: VenueTrouble | null,
  act: () => ReturnType<BarDrivenVenue["place"]>,
): ReturnType<BarDrivenVenue["place"]> {
  const lost = { status: "unknown", message: "the reply never came" } as const;
  if (trouble === "lost_before") return lost;
  const outcome = await act();
  return trouble === "lost_after" ? lost : outcome;
}

async function unprotect(inner: BarDrivenVenue, instrument: string): Promise<void> {
  const nothing = { takeProfitE8: null, stopLossE8: null, trigger: "last" } as const;
  await inner.setProtection(instrument, nothing);
}

async function closeByHand(inner: BarDrivenVenue, instrument: string, atMs: number): Promise<void> {
  const position = await inner.position(instrument);
  if (position === null) return;
  const { side, quantityE8 } = position;
  const clientOrderId = `${BY_HAND}${instrument}-${atMs}`;
  await inner.place(
    approved({ clientOrderId, instrument, side: oppositeSide(side), quantityE8, reduceOnly: true }),
  );
}

/** The venue shows what others did, but not under an id of ours. */
function withoutIdsMadeByHand(event: VenueEvent): VenueEvent {
  const byHand = event.kind === "fill" && event.clientOrderId?.startsWith(BY_HAND) === true;
  return byHand ? { ...event, clientOrderId: null } : event;
}
