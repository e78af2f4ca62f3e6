import { describe, expect, it } from "vitest";
import { e8 } from "#host/kernel/e8.ts";
import { instrumentOf } from "#host/sim/account.ts";
import { changeProtection } from "#host/sim/protection.ts";
import { aBar, aRule, aRun, anOrder, protection, send, show } from "#test/kit/sim.ts";

const LONG = anOrder({ protection: protection("50", "200") });

/** An account with a last price of 100, and a long of 1 when asked for. */
function anAccount(held: boolean) {
  const run = aRun();
  show(run, aBar(1, "100"));
  if (held) {
    send(run, LONG);
    show(run, aBar(2, "100"));
  }
  return run.account;
}

describe("protection of an open position", () => {
  const LAST = e8("100");
  it.for<[name: string, sl: string | null, tp: string | null, answer: string]>([
    ["moves", "60", "150", "60/150"],
    ["moves one level and takes the other away", "60", null, "60/null"],
    ["can be taken away", null, null, "null/null"],
    ["does not move to the wrong side", "100", "150", "protection_wrong_side"],
    ["does not move between two ticks", "60.01", "150", "protection_off_tick"],
  ])("%s", ([, sl, tp, answer]) => {
    const account = anAccount(true);
    const result = changeProtection(account, "BTCUSDT", protection(sl, tp), LAST, aRule());
    const levels = result.ok && instrumentOf(result.value, "BTCUSDT").position?.protection;
    expect(levels === false ? !result.ok && result.refusal.code : levels).toEqual(
      answer.includes("/") ? protection(sl, tp) : answer,
    );
    expect(instrumentOf(account, "BTCUSDT").position?.protection).toEqual(LONG.protection);
  });

  it("belongs to a position", () => {
    const result = changeProtection(
      anAccount(false),
      "BTCUSDT",
      protection("60", null),
      LAST,
      aRule(),
    );
    expect(result.ok ? null : result.refusal.code).toBe("position_missing");
  });

  it("is the same account when nothing changes", () => {
    const account = anAccount(true);
    const result = changeProtection(account, "BTCUSDT", protection("50", "200"), LAST, aRule());
    expect(result.ok && result.value).toBe(account);
  });
});
