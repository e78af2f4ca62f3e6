import { describe, expect, it } from "vitest";
import { e8 } from "#host/kernel/e8.ts";
import { instrumentOf } from "#host/sim/account.ts";
import { aBar, aRule, aRun, anExit, anOrder, send, show } from "#test/kit/sim.ts";

describe("margin", () => {
  it("two waiting entries share the margin", () => {
    const run = aRun();
    show(run, aBar(1, "100"));
    send(run, anOrder({ quantityE8: e8("60") }));
    expect(() => send(run, anOrder({ clientOrderId: "o2", quantityE8: e8("60") }))).toThrow(
      "margin_insufficient: margin and fees of 6000 USDT are over the 4000 available",
    );
  });

  it("a reversal needs margin once: the waiting exit frees it", () => {
    const run = aRun();
    show(run, aBar(1, "100"));
    send(run, anOrder({ quantityE8: e8("90") }));
    show(run, aBar(2, "100"));
    const turn = anOrder({ clientOrderId: "o2", side: "Sell", quantityE8: e8("90") });
    expect(() => send(run, turn)).toThrow("order_would_flip");
    send(run, anExit("Sell", { quantityE8: e8("90") }));
    send(run, turn);
    show(run, aBar(3, "100"));
    expect(instrumentOf(run.account, "BTCUSDT").position).toMatchObject({ side: "Sell" });
  });

  it("a reversal after a loss has only what is left", () => {
    const run = aRun();
    show(run, aBar(1, "100"));
    send(run, anOrder({ quantityE8: e8("90") }));
    show(run, aBar(2, "100 100 90 90"));
    send(run, anExit("Sell", { quantityE8: e8("90") }));
    const turn = anOrder({ clientOrderId: "o2", side: "Sell", quantityE8: e8("102") });
    const rules = aRule({ maxMarketQuantityE8: e8("1000") });
    expect(() => send(run, turn, { rules })).toThrow(
      "margin_insufficient: margin and fees of 9180 USDT are over the 9100 available",
    );
  });
});
