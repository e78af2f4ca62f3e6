// The twin with troubles is itself tested: a host that survives a trouble that never happened proves nothing.

import { describe, expect, it } from "vitest";
import { protection } from "#test/kit/sim.ts";
import {
  aFeedBar,
  aFolder,
  approved,
  aStep,
  faultyVenue,
  listedTrouble,
  openPaper,
  seededTrouble,
  type TroublePlan,
  type VenueCall,
} from "#test/kit/venue.ts";

const ENTRY = approved({ clientOrderId: "entry-1", protection: protection("90", "120") });

async function withTrouble(plan: TroublePlan) {
  const folder = aFolder();
  const inner = openPaper(folder.path);
  const venue = faultyVenue(inner, plan);
  await venue.onBars(aStep(aFeedBar(1, "100")));
  return {
    inner,
    venue,
    [Symbol.dispose]: () => {
      venue.close();
      folder[Symbol.dispose]();
    },
  };
}

describe("a venue with troubles", () => {
  it("loses an order before it arrived: unknown, and it is not there", async () => {
    using it = await withTrouble(listedTrouble("lost_before"));
    expect(await it.venue.place(ENTRY)).toMatchObject({ status: "unknown" });
    expect(await it.inner.order("BTCUSDT", "entry-1")).toBeNull();
    expect(await it.venue.place(ENTRY)).toEqual({ status: "accepted" });
  });

  it("loses the reply after it arrived: unknown, and it is there", async () => {
    using it = await withTrouble(listedTrouble("lost_after"));
    expect(await it.venue.place(ENTRY)).toMatchObject({ status: "unknown" });
    expect(await it.inner.order("BTCUSDT", "entry-1")).toBe("pending");
    expect(await it.venue.place(ENTRY)).toEqual({ status: "accepted" });
  });

  it("does not answer a query: a fault, never flat", async () => {
    using it = await withTrouble(listedTrouble("unreachable"));
    await expect(it.venue.position("BTCUSDT")).rejects.toMatchObject({
      code: "venue_unreachable",
      retryable: true,
    });
    expect(await it.venue.position("BTCUSDT")).toBeNull();
  });

  it("fills an entry without its protection, which can be put back", async () => {
    using it = await withTrouble(listedTrouble("protection_gone"));
    await it.venue.place(ENTRY);
    await it.venue.onBars(aStep(aFeedBar(2, "100")));
    expect((await it.venue.position("BTCUSDT"))?.protection).toEqual(protection(null, null));
    await it.venue.setProtection("BTCUSDT", protection("90", "120"));
    expect((await it.venue.position("BTCUSDT"))?.protection).toEqual(protection("90", "120"));
  });

  it("loses the reply to moved protection, which did move", async () => {
    using it = await withTrouble(listedTrouble("protection_gone", "lost_after"));
    await it.venue.onBars(aStep(aFeedBar(2, "100")));
    // The listed troubles come in order: nothing is lost before protection was.
    await it.venue.place(ENTRY);
    await it.venue.onBars(aStep(aFeedBar(3, "100")));
    const outcome = await it.venue.setProtection("BTCUSDT", protection("95", null));
    expect(outcome).toMatchObject({ status: "unknown" });
    expect((await it.venue.position("BTCUSDT"))?.protection).toEqual(protection("95", null));
  });

  it("has the position closed by hand, under an id of nobody", async () => {
    using it = await withTrouble((call) => (call === "bars" ? "closed_by_hand" : null));
    await it.venue.place(ENTRY);
    await it.venue.onBars(aStep(aFeedBar(2, "100")));
    await it.venue.onBars(aStep(aFeedBar(3, "100")));
    expect(await it.venue.position("BTCUSDT")).toBeNull();
    expect((await it.venue.events(1))[0]).toMatchObject({ role: "exit", clientOrderId: null });
  });

  it("meets the same troubles again for the same seed, and others for another", () => {
    const calls = Array.from({ length: 100 }, (): VenueCall[] => ["place", "query"]).flat();
    const draw = (seed: string) => calls.map(seededTrouble(seed, 0.3));
    expect(draw("a")).toEqual(draw("a"));
    expect(draw("a")).not.toEqual(draw("b"));
    expect(new Set(draw("a"))).toEqual(new Set([null, "lost_before", "lost_after", "unreachable"]));
  });
});
