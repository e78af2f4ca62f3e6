import { describe, expect, it } from "vitest";
import { e8 } from "#host/kernel/e8.ts";
import { protection } from "#test/kit/sim.ts";
import {
  aFeedBar,
  aFolder,
  approved,
  aStep,
  faultyVenue,
  listedTrouble,
  openPaper,
  paperSettingsOf,
} from "#test/kit/venue.ts";
import { venueSuite } from "#test/ports/venue.suite.ts";

venueSuite("paper", async () => {
  const folder = aFolder();
  let venue = openPaper(folder.path);
  return {
    venue,
    reopen: async () => {
      venue.close();
      venue = openPaper(folder.path);
      return venue;
    },
    dispose: async () => {
      venue.close();
      folder[Symbol.dispose]();
    },
  };
});

venueSuite("paper behind a wrapper without troubles", async () => {
  const folder = aFolder();
  let venue = faultyVenue(openPaper(folder.path), listedTrouble());
  return {
    venue,
    reopen: async () => {
      venue.close();
      venue = faultyVenue(openPaper(folder.path), listedTrouble());
      return venue;
    },
    dispose: async () => {
      venue.close();
      folder[Symbol.dispose]();
    },
  };
});

describe("the paper venue", () => {
  it("writes only when something durable happened, and once per step", async () => {
    using folder = aFolder();
    const writes: string[] = [];
    const venue = openPaper(folder.path, {
      onWrite: (moment, what) => void (moment === "after" && writes.push(what)),
    });
    for (let bar = 1; bar < 50; bar += 1) await venue.onBars(aStep(aFeedBar(bar, "100")));
    expect(writes).toEqual(["create"]);
    await venue.place(approved({ protection: protection("90", "120") }));
    expect(writes).toEqual(["create", "order"]);
    await venue.place(approved({ protection: protection("90", "120") }));
    expect(writes).toEqual(["create", "order"]);
    const eth = { instrument: "ETHUSDT" };
    await venue.onBars(aStep(aFeedBar(50, "100"), aFeedBar(50, "50", eth)));
    expect(writes).toEqual(["create", "order", "bars"]);
    await venue.setProtection("BTCUSDT", protection("90", "120"));
    expect(writes).toEqual(["create", "order", "bars"]);
    await venue.setProtection("BTCUSDT", protection("91", "120"));
    expect(writes).toEqual(["create", "order", "bars", "protection"]);
    venue.close();
    expect(writes).toEqual(["create", "order", "bars", "protection"]);
  });

  it("keeps the marks of quiet bars when it is closed in order", async () => {
    using folder = aFolder();
    const venue = openPaper(folder.path);
    await venue.onBars(aStep(aFeedBar(1, "100")));
    venue.close();
    const again = openPaper(folder.path);
    expect(await again.markPrice("BTCUSDT")).toBe(e8("100"));
    expect(await again.timeMs()).toBe(7_200_000);
    again.close();
  });

  it("matches on the finest bars, whatever the order of subscriptions", async () => {
    const fills = [];
    for (const flip of [false, true]) {
      using folder = aFolder();
      const venue = openPaper(folder.path);
      for (let bar = 0; bar < 22; bar += 1) await venue.onBars(aStep(aFeedBar(bar, "100")));
      await venue.place(approved({ protection: protection("90", "120") }));
      await venue.onBars(aStep(aFeedBar(22, "100")));
      const day = aFeedBar(0, "100 130 50 100", { timeframe: "1d" });
      const hour = aFeedBar(23, "100 121 99 100");
      await venue.onBars(aStep(...(flip ? [hour, day] : [day, hour])));
      fills.push((await venue.events(0)).map((event) => event.kind === "fill" && event.role));
      venue.close();
    }
    expect(fills).toEqual([
      ["entry", "take_profit"],
      ["entry", "take_profit"],
    ]);
  });

  it("reports the other order of events beside an ambiguous fill", async () => {
    using folder = aFolder();
    const settings = paperSettingsOf({ costs: { takerFeeBpsE8: 0n, slippageBpsE8: 0n } });
    const venue = openPaper(folder.path, { settings });
    await venue.onBars(aStep(aFeedBar(1, "100")));
    await venue.place(approved({ protection: protection("90", "120") }));
    await venue.onBars(aStep(aFeedBar(2, "100 125 85 100")));
    venue.close();
    const again = openPaper(folder.path, { settings });
    expect((await again.events(1))[0]).toMatchObject({
      role: "stop_loss",
      priceE8: e8("90"),
      alternative: { role: "take_profit", priceE8: e8("120") },
    });
    again.close();
  });

  it("leaves rules of price to the fill while its mark may be stale", async () => {
    using folder = aFolder();
    const venue = openPaper(folder.path);
    await venue.onBars(aStep(aFeedBar(1, "100")));
    venue.close();
    const again = openPaper(folder.path);
    // The market is at 200 by now, which this venue has not been shown.
    const order = approved({ protection: protection("150", "250") });
    expect(await again.place(order)).toEqual({ status: "accepted" });
    await again.onBars(aStep(aFeedBar(9, "200")));
    expect((await again.position("BTCUSDT"))?.protection).toEqual(protection("150", "250"));
    again.close();
  });

  it("charges what its settings say", async () => {
    using folder = aFolder();
    const venue = openPaper(folder.path);
    await venue.onBars(aStep(aFeedBar(1, "100")));
    await venue.place(approved());
    await venue.onBars(aStep(aFeedBar(2, "100")));
    // 100 slips by 1 bp to 100.01, which the tick makes 100.1; 5.5 bps of that.
    expect(await venue.events(0)).toMatchObject([{ priceE8: e8("100.1"), feeE8: e8("0.055055") }]);
    venue.close();
  });
});
