/** Our state against the venue's: what cannot be explained is protected and quarantined, and protection is read back. */
import { describe, expect, it } from "vitest";
import type { JournalDraft } from "#host/contract/journal.ts";
import { e8 } from "#host/kernel/e8.ts";
import { Fault } from "#host/kernel/result.ts";
import type { BarDrivenVenue, PlaceOutcome, Protection, VenuePosition } from "#host/ports.ts";
import { moveStop, reconcileSlot, restoreProtection } from "#host/run/reconcile.ts";
import { draftOf, T0 } from "#test/kit/drafts.ts";
import { anAccount, scriptedVenue, SLOT, someSlotRules, type Told } from "#test/kit/run-account.ts";

const BAR = 5_890_753;
const moment = { bar: BAR, atMs: T0 + 300_000, closeE8: e8("93300") };
const slot = someSlotRules();

/** Bought 0.01 at 93260.3, take-profit 95000, stop 92000. */
const IN_POSITION: readonly JournalDraft[] = [
  draftOf("bar"),
  draftOf("intent"),
  draftOf("order"),
  draftOf("fill", { at: T0 + 1, body: { fillId: "1" } }),
];
const LEVELS: Protection = { takeProfitE8: e8("95000"), stopLossE8: e8("92000"), trigger: "last" };
const BARE: Protection = { takeProfitE8: null, stopLossE8: null, trigger: "last" };

function held(change: Partial<VenuePosition> = {}): VenuePosition {
  return {
    instrument: "BTCUSDT",
    side: "Buy",
    quantityE8: e8("0.01"),
    entryPriceE8: e8("93260.3"),
    leverageE8: e8("3"),
    liquidationPriceE8: null,
    protection: LEVELS,
    ...change,
  };
}

/** Holds a position and the protection that it is told, as long as `obeys` lets it. */
function holder(
  first: VenuePosition | null,
  obeys: (protection: Protection) => boolean = () => true,
): ReturnType<typeof scriptedVenue> {
  let position = first;
  const setProtection: BarDrivenVenue["setProtection"] = (_, protection) => {
    if (position === null || !obeys(protection)) {
      return Promise.resolve({ status: "rejected", code: "stop_refused", message: "no" });
    }
    position = { ...position, protection };
    return Promise.resolve({ status: "accepted" });
  };
  return scriptedVenue({ position: () => Promise.resolve(position), setProtection });
}

async function reconciled(
  venue: BarDrivenVenue,
  past: readonly JournalDraft[],
  times = 1,
): Promise<Told> {
  const told = anAccount(venue, past);
  for (let i = 0; i < times; i += 1) await reconcileSlot({ account: told.account, slot, moment });
  return told;
}

/** Kind and what matters of it. */
function story({ added }: Told): readonly string[] {
  return added().map((entry) => {
    if (entry.kind === "quarantined") return `quarantined ${entry.body.code}`;
    if (entry.kind === "protection") return `${entry.body.state} ${entry.body.stopLossE8}`;
    if (entry.kind === "intent") return `intent ${entry.body.reason}`;
    if (entry.kind === "order") return `order ${entry.body.status}`;
    return entry.kind === "trade" ? `trade ${entry.body.reason}` : entry.kind;
  });
}

describe("a slot and its venue", () => {
  it("that are both flat have nothing to say", async () => {
    expect(story(await reconciled(holder(null), []))).toEqual([]);
  });

  it("that agree are confirmed once", async () => {
    const venue = holder(held());
    expect(story(await reconciled(venue, IN_POSITION, 3))).toEqual(["confirmed 9200000000000"]);
    expect(venue.calls).toEqual([]);
  });

  it("of which the venue does not answer are neither flat nor in position", async () => {
    const unreachable = new Fault("venue_unreachable", "no answer");
    const venue = scriptedVenue({ position: () => Promise.reject(unreachable) });
    const told = anAccount(venue, IN_POSITION);
    const work = { account: told.account, slot, moment };
    await expect(reconcileSlot(work)).rejects.toBe(unreachable);
    expect(story(told)).toEqual([]);
    expect(told.account.state.slots.get(SLOT)?.position).not.toBe(null);
  });
});

describe("a position that nobody here opened", () => {
  it("is protected at the signed distance and quarantines the slot, once", async () => {
    const venue = holder(held({ protection: BARE }));
    const told = await reconciled(venue, [draftOf("bar")], 3);
    // 0.5 % below the close.
    expect(story(told)).toEqual(["quarantined position_unexplained", "replaced 9283350000000"]);
    expect(venue.calls).toEqual(["protect 9283350000000"]);
  });

  it("with a stop of its own keeps it", async () => {
    const venue = holder(held());
    expect(story(await reconciled(venue, [draftOf("bar")]))).toEqual([
      "quarantined position_unexplained",
    ]);
    expect(venue.calls).toEqual([]);
  });

  it("that cannot be protected says so at every bar until it can", async () => {
    const venue = holder(held({ protection: BARE }), () => false);
    expect(story(await reconciled(venue, [draftOf("bar")], 2))).toEqual([
      "quarantined position_unexplained",
      "missing 9283350000000",
      "missing 9283350000000",
    ]);
  });

  it.for([
    ["on the other side", held({ side: "Sell", protection: LEVELS })],
    ["of another size", held({ quantityE8: e8("0.02") })],
  ] as const)("%s than ours is one too", async ([, position]) => {
    const told = await reconciled(holder(position), IN_POSITION, 2);
    expect(story(told)).toEqual(["quarantined position_unexplained", "confirmed 9200000000000"]);
  });
});

describe("a position that is gone", () => {
  it("ends as a trade with unknown costs, and leaves the book free", async () => {
    const told = await reconciled(holder(null), IN_POSITION, 2);
    expect(story(told)).toEqual(["quarantined position_unexplained", "trade operator"]);
    const trade = told.added().find((entry) => entry.kind === "trade");
    expect(trade?.body).toMatchObject({ costsComplete: false, exitPriceE8: "9330000000000" });
    expect(told.account.state.slots.get(SLOT)?.position).toBe(null);
    // A book that still held it would refuse every later entry as not flat, whoever resumed the slot.
    expect(told.account.state.book.positions).toEqual([]);
  });
});

describe("protection that is not there", () => {
  const naked = held({ protection: BARE });

  it("is placed again", async () => {
    const venue = holder(naked);
    const told = await reconciled(venue, IN_POSITION, 2);
    expect(story(told)).toEqual(["missing 9200000000000", "replaced 9200000000000"]);
    expect(venue.calls).toEqual(["protect 9200000000000"]);
  });

  it("is missed when only one of its levels is another", async () => {
    const moved = { ...LEVELS, stopLossE8: e8("91000") };
    const told = await reconciled(holder(held({ protection: moved })), IN_POSITION);
    expect(story(told)).toEqual(["missing 9200000000000", "replaced 9200000000000"]);
  });

  it("is tightened when the venue does not take it, never widened", async () => {
    const venue = holder(naked, ({ stopLossE8 }) => stopLossE8 !== e8("92000"));
    const told = await reconciled(venue, IN_POSITION);
    // Half way between the stop and the close, on the tick grid.
    expect(story(told)).toEqual(["missing 9200000000000", "tightened 9265000000000"]);
    expect(told.account.state.slots.get(SLOT)?.position?.stopLossE8).toBe(e8("92650"));
  });

  it("ends the position when the venue holds no stop at all", async () => {
    const venue = holder(naked, () => false);
    const told = await reconciled(venue, IN_POSITION);
    expect(story(told)).toEqual([
      "missing 9200000000000",
      "quarantined protection_lost",
      "intent protection_lost",
      "order accepted",
    ]);
    expect(venue.calls).toEqual([
      "protect 9200000000000",
      "protect 9265000000000",
      "place Sell exit",
    ]);
  });

  it("ends it once: an exit that is on its way is not sent twice", async () => {
    const venue = holder(naked, () => false);
    await reconciled(venue, IN_POSITION, 3);
    expect(venue.calls.filter((call) => call.startsWith("place"))).toEqual(["place Sell exit"]);
  });

  it("is believed only when read back", async () => {
    const liar = scriptedVenue({ position: () => Promise.resolve(naked) });
    const told = await reconciled(liar, IN_POSITION);
    expect(story(told)).toContain("quarantined protection_lost");
  });
});

describe("a stop that moves", () => {
  it("is on disk before the venue hears of it", async () => {
    const durable: (string | undefined)[] = [];
    const told = anAccount(
      scriptedVenue({
        setProtection: () => {
          durable.push(told.journal.durable.at(-1));
          return Promise.resolve({ status: "accepted" });
        },
      }),
      IN_POSITION,
    );
    await moveStop({ account: told.account, slot, moment }, e8("93000"));
    expect(durable).toEqual([expect.stringContaining('"state":"moved"')]);
    expect(told.account.state.slots.get(SLOT)?.position?.stopLossE8).toBe(e8("93000"));
  });

  const OUTCOMES: readonly (readonly [PlaceOutcome["status"], string])[] = [
    ["accepted", "93000"],
    ["rejected", "92000"],
    // Not proven: the next bar reads it back.
    ["unknown", "93000"],
  ];
  it.for(OUTCOMES)("and is answered %s rests at %s in our books", async ([status, stop]) => {
    const outcome =
      status === "rejected"
        ? { status, code: "stop_refused", message: "no" }
        : status === "unknown"
          ? { status, message: "no reply" }
          : { status };
    const venue = scriptedVenue({ setProtection: () => Promise.resolve(outcome) });
    const { account } = anAccount(venue, IN_POSITION);
    await moveStop({ account, slot, moment }, e8("93000"));
    expect(account.state.slots.get(SLOT)?.position?.stopLossE8).toBe(e8(stop));
  });

  it("does nothing without a position", async () => {
    const venue = scriptedVenue();
    const told = anAccount(venue, []);
    await moveStop({ account: told.account, slot, moment }, e8("93000"));
    expect(venue.calls).toEqual([]);
    expect(story(told)).toEqual([]);
  });
});

describe("after a restart", () => {
  const MOVED = draftOf("protection", {
    body: { state: "moved", takeProfitE8: "9500000000000", stopLossE8: "9300000000000" },
  });
  it.for([
    ["the stop that was journalled last is put there", held(), true, ["protect 9300000000000"]],
    [
      "a stop that is there stays",
      held({ protection: { ...LEVELS, stopLossE8: e8("93000") } }),
      false,
      [],
    ],
    ["a flat venue gets none", null, false, []],
  ] as const)("%s", async ([, position, restored, calls]) => {
    const venue = holder(position);
    const { account } = anAccount(venue, [...IN_POSITION, MOVED]);
    expect(await restoreProtection({ account, slot, moment })).toBe(restored);
    expect(venue.calls).toEqual(calls);
  });
});
