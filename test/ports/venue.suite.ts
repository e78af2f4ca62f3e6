// What every venue that lives off bars must do, whatever is behind it. Cases are numbered: an adapter's README can say
// which ones its venue cannot meet.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { e8 } from "#host/kernel/e8.ts";
import type { BarDrivenVenue, VenueEvent } from "#host/ports.ts";
import { protection } from "#test/kit/sim.ts";
import { approved, aFeedBar, aStep } from "#test/kit/venue.ts";

export interface VenueHarness {
  readonly venue: BarDrivenVenue;
  /** Closes the venue and opens it again where its memory is. */
  reopen(): Promise<BarDrivenVenue>;
  dispose(): Promise<void>;
}

/** @param open - A new account of 10 000 USDT that knows BTCUSDT and ETHUSDT by the kit's rules (aRule). */
export function venueSuite(name: string, open: () => Promise<VenueHarness>): void {
  describe(`the venue port: ${name}`, () => {
    let harness: VenueHarness;
    let venue: BarDrivenVenue;
    beforeEach(async () => {
      harness = await open();
      venue = harness.venue;
    });
    afterEach(() => harness.dispose());

    const show = (bar: number, prices: string): Promise<void> =>
      venue.onBars(aStep(aFeedBar(bar, prices)));
    const ENTRY = approved({ clientOrderId: "entry-1", protection: protection("90", "120") });
    const EXIT = approved({ clientOrderId: "exit-1", side: "Sell", reduceOnly: true });
    const kinds = (events: readonly VenueEvent[]): string[] =>
      events.map((event) => (event.kind === "fill" ? event.role : event.kind));
    async function enter(): Promise<void> {
      await show(1, "100");
      await venue.place(ENTRY);
      await show(2, "100 101 99 100");
    }

    it("V01 states flat, an empty log and no order for an account that begins", async () => {
      expect(await venue.position("BTCUSDT")).toBeNull();
      expect(await venue.order("BTCUSDT", "entry-1")).toBeNull();
      expect(await venue.events(0)).toEqual([]);
      expect(await venue.markPrice("BTCUSDT")).toBeNull();
      expect(await venue.account()).toEqual({ equityE8: e8("10000"), walletE8: e8("10000") });
    });

    it("V02 attaches protection and keeps one order per client id, or says that it cannot", () => {
      expect(venue.capabilities).toMatchObject({ attachedProtection: true, uniqueClientId: true });
      expect(venue.capabilities.clientIdMaxLength).toBeGreaterThanOrEqual(32);
      expect(venue.capabilities.positionModes).toContain("one_way");
    });

    it("V03 knows its instruments, and says null of another", async () => {
      expect((await venue.instrument("BTCUSDT", 0))?.id).toBe("BTCUSDT");
      expect(await venue.instrument("NOSUCHUSDT", 0)).toBeNull();
    });

    it("V04 takes an order at a close and fills it at the next open", async () => {
      await show(1, "100");
      expect(await venue.place(ENTRY)).toEqual({ status: "accepted" });
      expect(await venue.order("BTCUSDT", "entry-1")).toBe("pending");
      expect(await venue.position("BTCUSDT")).toBeNull();
      await show(2, "101 102 100 101");
      expect(await venue.order("BTCUSDT", "entry-1")).toBe("filled");
      const position = await venue.position("BTCUSDT");
      expect(position).toMatchObject({ side: "Buy", quantityE8: e8("1"), leverageE8: e8("1") });
      expect(position?.entryPriceE8).toBeGreaterThanOrEqual(e8("101"));
    });

    it("V05 has the protection in place from the fill on", async () => {
      await enter();
      expect((await venue.position("BTCUSDT"))?.protection).toEqual(protection("90", "120"));
    });

    it("V06 answers the same order again without a second one", async () => {
      await show(1, "100");
      await venue.place(ENTRY);
      expect(await venue.place(ENTRY)).toEqual({ status: "accepted" });
      await show(2, "100");
      expect(await venue.place(ENTRY)).toEqual({ status: "accepted" });
      await show(3, "100");
      expect(kinds(await venue.events(0))).toEqual(["entry"]);
      expect((await venue.position("BTCUSDT"))?.quantityE8).toBe(e8("1"));
    });

    it("V07 rejects another order under the same id, and the first one stands", async () => {
      await show(1, "100");
      await venue.place(ENTRY);
      const other = approved({ ...ENTRY, quantityE8: e8("2") });
      expect(await venue.place(other)).toMatchObject({
        status: "rejected",
        code: "client_id_reused",
      });
      await show(2, "100");
      expect((await venue.position("BTCUSDT"))?.quantityE8).toBe(e8("1"));
    });

    it("V08 rejects definitely, with a code, and nothing moves", async () => {
      await show(1, "100");
      const outcome = await venue.place(
        approved({ clientOrderId: "bad", quantityE8: e8("0.0001") }),
      );
      expect(outcome).toMatchObject({ status: "rejected", code: "order_quantity_off_lot" });
      expect(await venue.order("BTCUSDT", "bad")).toBe("rejected");
      await show(2, "100");
      expect(await venue.events(0)).toEqual([]);
      expect(await venue.position("BTCUSDT")).toBeNull();
      expect((await venue.account()).walletE8).toBe(e8("10000"));
    });

    it("V09 repeats a rejection word for word", async () => {
      await show(1, "100");
      const bad = approved({ clientOrderId: "bad", protection: protection("101", "120") });
      const first = await venue.place(bad);
      await show(2, "110");
      expect(first).toMatchObject({ status: "rejected", code: "protection_wrong_side" });
      expect(await venue.place(bad)).toEqual(first);
    });

    it("V10 closes by a reduce-only order and never turns", async () => {
      await enter();
      expect(await venue.place(approved({ ...EXIT, quantityE8: e8("3") }))).toEqual({
        status: "accepted",
      });
      await show(3, "105");
      expect(await venue.position("BTCUSDT")).toBeNull();
      expect(kinds(await venue.events(0))).toEqual(["entry", "exit"]);
    });

    it("V11 rejects a reduce-only order when flat", async () => {
      await show(1, "100");
      expect(await venue.place(EXIT)).toMatchObject({
        status: "rejected",
        code: "reduce_only_flat",
      });
    });

    it("V12 triggers the stop natively and says that it was the stop", async () => {
      await enter();
      await show(3, "100 101 85 86");
      expect(await venue.position("BTCUSDT")).toBeNull();
      const [, stop] = await venue.events(0);
      expect(stop).toMatchObject({
        kind: "fill",
        role: "stop_loss",
        side: "Sell",
        clientOrderId: null,
      });
    });

    it("V13 triggers the take-profit natively", async () => {
      await enter();
      await show(3, "100 121 100 120");
      expect(kinds(await venue.events(0))).toEqual(["entry", "take_profit"]);
    });

    it("V14 moves protection of an open position", async () => {
      await enter();
      expect(await venue.setProtection("BTCUSDT", protection("95", "120"))).toEqual({
        status: "accepted",
      });
      expect((await venue.position("BTCUSDT"))?.protection).toEqual(protection("95", "120"));
      await show(3, "100 101 94 96");
      expect(kinds(await venue.events(0))).toEqual(["entry", "stop_loss"]);
    });

    it("V15 does not move protection to the wrong side", async () => {
      await enter();
      const outcome = await venue.setProtection("BTCUSDT", protection("100", "120"));
      expect(outcome).toMatchObject({ status: "rejected", code: "protection_wrong_side" });
      expect((await venue.position("BTCUSDT"))?.protection).toEqual(protection("90", "120"));
    });

    it("V16 numbers events from 1 without a hole and gives those after a sequence", async () => {
      await enter();
      await venue.place(EXIT);
      await show(3, "105");
      const events = await venue.events(0);
      expect(events.map((event) => event.seq)).toEqual([1, 2]);
      expect(await venue.events(1)).toEqual(events.slice(1));
      expect(await venue.events(2)).toEqual([]);
    });

    it("V17 ignores bars it has seen", async () => {
      await enter();
      const before = [await venue.events(0), await venue.account(), await venue.timeMs()];
      await show(1, "100 101 50 60");
      await show(2, "100 101 50 60");
      expect([await venue.events(0), await venue.account(), await venue.timeMs()]).toEqual(before);
    });

    it("V18 takes its time from the bars", async () => {
      await show(1, "100");
      expect(await venue.timeMs()).toBe(7_200_000);
      expect(await venue.markPrice("BTCUSDT")).toBe(e8("100"));
    });

    it("V19 values the account at the newest close", async () => {
      await enter();
      const position = await venue.position("BTCUSDT");
      await show(3, "100 110 100 108");
      const { equityE8, walletE8 } = await venue.account();
      expect(equityE8 - walletE8).toBe(e8("108") - (position?.entryPriceE8 ?? 0n));
    });

    it("V20 settles funding at its instants, as an event", async () => {
      await show(6, "100");
      await venue.place(approved({ clientOrderId: "entry-1" }));
      await show(7, "100");
      await venue.onBars(aStep(aFeedBar(8, "100", { funding: 0.0002 })));
      await venue.onBars(aStep(aFeedBar(16, "100", { funding: null })));
      const funding = (await venue.events(0)).filter((event) => event.kind === "funding");
      expect(funding).toMatchObject([
        { rate: 0.0002, amountE8: e8("-0.02") },
        { rate: null, amountE8: 0n },
      ]);
    });

    it("V21 keeps instruments apart in one account", async () => {
      await venue.onBars(aStep(aFeedBar(1, "100"), aFeedBar(1, "50", { instrument: "ETHUSDT" })));
      await venue.place(approved({ clientOrderId: "btc" }));
      await venue.place(approved({ clientOrderId: "eth", instrument: "ETHUSDT", side: "Sell" }));
      await venue.onBars(aStep(aFeedBar(2, "100"), aFeedBar(2, "50", { instrument: "ETHUSDT" })));
      expect((await venue.position("BTCUSDT"))?.side).toBe("Buy");
      expect((await venue.position("ETHUSDT"))?.side).toBe("Sell");
      expect(await venue.order("BTCUSDT", "eth")).toBeNull();
    });

    it("V22 answers after a restart as before it", async () => {
      await enter();
      await venue.place(EXIT);
      const ask = async () => [
        await venue.timeMs(),
        await venue.account(),
        await venue.position("BTCUSDT"),
        await venue.markPrice("BTCUSDT"),
        await venue.order("BTCUSDT", "entry-1"),
        await venue.order("BTCUSDT", "exit-1"),
        await venue.events(0),
      ];
      const before = await ask();
      venue = await harness.reopen();
      expect(await ask()).toEqual(before);
      expect(await venue.place(EXIT)).toEqual({ status: "accepted" });
      await show(3, "105");
      expect(kinds(await venue.events(0))).toEqual(["entry", "exit"]);
    });

    it("V23 rejects ids that are too long or have other characters", async () => {
      await show(1, "100");
      for (const clientOrderId of ["", "x".repeat(37), "a b", "ä"]) {
        expect(await venue.place(approved({ clientOrderId }))).toMatchObject({
          status: "rejected",
          code: "client_id_invalid",
        });
      }
    });

    it("V24 rejects an instrument it does not have", async () => {
      await show(1, "100");
      const outcome = await venue.place(approved({ clientOrderId: "n", instrument: "NOSUCHUSDT" }));
      expect(outcome).toMatchObject({ status: "rejected", code: "instrument_unknown" });
      expect(await venue.setProtection("NOSUCHUSDT", protection(null, null))).toMatchObject({
        status: "rejected",
        code: "instrument_unknown",
      });
    });
  });
}
