import { describe, expect, it } from "vitest";
import { e8, formatE8 } from "#host/kernel/e8.ts";
import { instrumentOf } from "#host/sim/account.ts";
import { settlementsBetween } from "#host/sim/funding.ts";
import {
  aBar,
  aRule,
  aRun,
  anExit,
  anOrder,
  HOUR_MS,
  protection,
  send,
  show,
  spell,
  walletOf,
} from "#test/kit/sim.ts";

const hours = (instants: number[]): number[] => instants.map((ms) => ms / HOUR_MS);

describe("settlement instants", () => {
  it.for<[name: string, from: number, to: number, minutes: number, expected: number[]]>([
    ["lie on the UTC grid of the interval", 0, 24, 480, [0, 8, 16]],
    ["include the start and exclude the end", 8, 16, 480, [8]],
    ["are none between two of them", 9, 16, 480, []],
    ["come every four hours where the instrument says so", 1, 9, 240, [4, 8]],
    ["are none in an empty range", 8, 8, 480, []],
  ])("%s", ([, from, to, minutes, expected]) => {
    expect(hours(settlementsBetween(from * HOUR_MS, to * HOUR_MS, minutes))).toEqual(expected);
  });
});

/** A position of 2 at 100 that filled at the open of bar 7. */
function held(side: "Buy" | "Sell", settings = {}) {
  const run = aRun();
  show(run, aBar(6, "100"), settings);
  send(run, anOrder({ side, quantityE8: e8("2"), leverageE8: e8("2") }), settings);
  show(run, aBar(7, "100"), settings);
  run.events.length = 0;
  return run;
}

describe("funding", () => {
  it.for<[name: string, side: "Buy" | "Sell", rate: number | null, expected: string]>([
    [
      "a long pays a positive rate on its notional at the open",
      "Buy",
      0.0001,
      "funding 0.0001 -0.022 #8",
    ],
    ["a short receives it", "Sell", 0.0001, "funding 0.0001 0.022 #8"],
    ["a long receives a negative rate", "Buy", -0.00025, "funding -0.00025 0.055 #8"],
    ["a short pays it", "Sell", -0.00025, "funding -0.00025 -0.055 #8"],
    ["a rate of zero is known and costs nothing", "Buy", 0, "funding 0 0 #8"],
    ["an unknown rate is said to be unknown", "Buy", null, "funding null 0 #8"],
  ])("%s", ([, side, rate, expected]) => {
    const run = held(side);
    show(run, aBar(8, "110", { funding: rate }));
    expect(run.events.map(spell)).toEqual([expected]);
    expect(walletOf(run)).toBe(formatE8(e8("10000") + e8(expected.split(" ")[2] ?? "")));
  });

  it("is due at the instants of the instrument's own interval only", () => {
    const run = held("Buy", { rules: aRule({ fundingIntervalMin: 240 }) });
    for (let bar = 8; bar < 17; bar += 1)
      show(run, aBar(bar, "100"), { rules: aRule({ fundingIntervalMin: 240 }) });
    expect(run.events.map((event) => event.atMs / HOUR_MS)).toEqual([8, 12, 16]);
  });

  it("is not due without a position", () => {
    const run = aRun();
    for (let bar = 0; bar < 25; bar += 1) show(run, aBar(bar, "100"));
    expect(run.events).toEqual([]);
  });

  it("is not due for a position that opens at the instant: its order came after", () => {
    const run = aRun();
    show(run, aBar(7, "100"));
    send(run, anOrder());
    show(run, aBar(8, "100"));
    expect(run.events.map(spell)).toEqual(["entry Buy 1 @100 #8"]);
  });

  it("is due for a position that closes at the instant, and comes first", () => {
    const run = held("Buy");
    send(run, anExit("Sell", { quantityE8: e8("2") }));
    show(run, aBar(8, "100"));
    expect(run.events.map(spell)).toEqual(["funding 0.0001 -0.02 #8", "exit Sell 2 @100 #8"]);
  });

  it("inside a long bar is settled once per instant; only the last rate is known", () => {
    const run = aRun();
    show(run, aBar(0, "100", { hours: 24 }));
    send(run, anOrder());
    show(run, aBar(24, "100", { hours: 24 }));
    show(run, aBar(48, "100", { hours: 24, funding: 0.001 }));
    expect(run.events.map(spell)).toEqual([
      "entry Buy 1 @100 #24",
      "funding null 0 #32",
      "funding 0.0001 -0.01 #40",
      "funding null 0 #48",
      "funding null 0 #56",
      "funding 0.001 -0.1 #64",
    ]);
  });

  it("inside a bar that stops the position is paid, never received", () => {
    const settings = (side: "Buy" | "Sell") => {
      const run = aRun();
      show(run, aBar(5, "100", { hours: 4 }));
      send(
        run,
        anOrder({
          side,
          protection: side === "Buy" ? protection("95", null) : protection("105", null),
        }),
      );
      show(run, aBar(9, "100"));
      show(run, aBar(10, "100 106 94 100", { hours: 8 }));
      return run.events.map(spell).slice(-2);
    };
    expect(settings("Buy")).toEqual(["funding 0.0001 -0.01 #16", "stop_loss Sell 1 @95 #17"]);
    expect(settings("Sell")).toEqual(["entry Sell 1 @100 #9", "stop_loss Buy 1 @105 #17"]);
  });

  it("over a gap in the bars is due at every instant, with rates that are not known", () => {
    const run = held("Buy");
    show(run, aBar(24, "100"));
    expect(run.events.map(spell)).toEqual([
      "funding null 0 #8",
      "funding null 0 #16",
      "funding 0.0001 -0.02 #24",
    ]);
  });

  it("that free money cannot pay comes out of the margin and brings liquidation nearer", () => {
    const run = aRun({ wallet: "100" });
    show(run, aBar(6, "100"));
    send(run, anOrder({ quantityE8: e8("2"), leverageE8: e8("2") }));
    show(run, aBar(7, "100"));
    show(run, aBar(8, "100", { funding: 0.1 }));
    expect(walletOf(run)).toBe("80");
    expect(instrumentOf(run.account, "BTCUSDT").position?.marginE8).toBe(e8("80"));
    // 100 − (80 − 0.5 % of 200) ÷ 2 = 60.5 instead of 50.5
    show(run, aBar(9, "61 61 60.5 61"));
    expect(run.events.map(spell).at(-1)).toBe("liquidation Sell 2 @60 #9");
    expect(walletOf(run)).toBe("0");
  });
});
