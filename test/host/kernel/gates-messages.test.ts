import { expect, it } from "vitest";
import { approveEntry } from "#host/kernel/gates.ts";
import { anEntry } from "#test/kit/risk.ts";
import { ROWS } from "./gates/rows.ts";

it("every refusal says its fact and then its limit", () => {
  const lines = ROWS.map(([, , change]) => {
    const outcome = approveEntry(anEntry(change));
    if (outcome.ok) return "approved";
    const { code, message, detail } = outcome.refusal;
    return `${code}: ${message} ${JSON.stringify(detail)}`;
  });
  expect([...new Set(lines)].join("\n")).toMatchInlineSnapshot(`
    "not_armed: account main is live and not armed {"account":"main"}
    quarantined: slot paper.main.BTCUSDT is in quarantine {"slot":"paper.main.BTCUSDT"}
    halted: entries are stopped by overlay overlay-1 {"overlay":"overlay-1"}
    entries_blocked: entries are stopped by overlay overlay-1 {"overlay":"overlay-1"}
    entry_type_unsupported: entry type was limit, this release has market {"entryType":"limit","supported":"market"}
    instrument_kind_unsupported: BTCUSDT is spot, this release has linear_perpetual {"instrument":"BTCUSDT","kind":"spot","supported":"linear_perpetual"}
    pair_not_active: BTCUSDT is not one of the 1 active pairs {"instrument":"BTCUSDT","active":1}
    not_flat: a position or an entry in BTCUSDT is open {"instrument":"BTCUSDT"}
    clock_skewed: clock skew 501 ms is over 500 {"skewMs":501,"limitMs":500}
    clock_skewed: clock skew is not known, limit 500 ms {"skewMs":null,"limitMs":500}
    decision_late: decision came 3001 ms after the close, limit 3000 {"delayMs":3001,"limitMs":3000}
    decision_late: decision came 10001 ms after the close, limit 10000 {"delayMs":10001,"limitMs":10000}
    carry_bar_near: a gap was filled 3 bars ago, entries wait until after 3 {"barsSinceCarry":3,"limit":3}
    carry_bar_near: a gap was filled 0 bars ago, entries wait until after 3 {"barsSinceCarry":0,"limit":3}
    loss_streak_reached: 3 trades in a row lost, limit 3 {"lossStreak":3,"limit":3}
    loss_streak_reached: losing streak: 1 ms of the pause left {"nowMs":1795176000000,"untilMs":1795176000001}
    daily_loss_reached: loss of the day 5 % has reached 5 {"lossPct":"5","limit":"5"}
    daily_loss_reached: loss of the day had reached 5 % {"nowMs":1795176000000,"untilMs":1795176000001}
    drawdown_reached: drawdown 20.00673627 % has reached 20 {"drawdownPct":"20.00673627","limit":"20","untilMs":null}
    drawdown_reached: drawdown 20 % has reached 20 {"drawdownPct":"20","limit":"20","untilMs":1795176000001}
    entry_rate_reached: 2 entries in the last hour, limit 2 {"entries":2,"limit":2}
    positions_reached: 1 positions are open, limit 1 {"positions":1,"limit":1}
    side_blocked: Buy entries are blocked by an overlay {"side":"Buy"}
    strength_too_low: strength 0.99999999 is under 1 {"strength":"0.99999999","limit":"1"}
    mark_price_unknown: mark price of BTCUSDT is not known {"instrument":"BTCUSDT"}
    price_off_mark: price 100 is 25.00000002 % from the mark 79.99999999, limit 25 {"price":"100","mark":"79.99999999","distancePct":"25.00000002","limit":"25"}
    price_off_mark: price 100 is 25.00000001 % from the mark 133.33333334, limit 25 {"price":"100","mark":"133.33333334","distancePct":"25.00000001","limit":"25"}
    signal_stop_out_of_range: stop distance 0.99999999 % is not within 1 and 1 {"pct":"0.99999999","min":"1","max":"1"}
    signal_stop_out_of_range: stop distance 1.00000001 % is not within 1 and 1 {"pct":"1.00000001","min":"1","max":"1"}
    signal_target_out_of_range: take-profit distance 1.99999999 % is not within 2 and 2 {"pct":"1.99999999","min":"2","max":"2"}
    signal_target_out_of_range: take-profit distance 2.00000001 % is not within 2 and 2 {"pct":"2.00000001","min":"2","max":"2"}
    protection_missing: take-profit 2 % and stop-loss 0 % must both be over 0 {"takeProfitPct":"2","stopLossPct":"0","limit":"0"}
    protection_missing: take-profit 0 % and stop-loss 1 % must both be over 0 {"takeProfitPct":"0","stopLossPct":"1","limit":"0"}
    target_too_near: take-profit distance 2 % is under 2.00000001 {"distance":"2","limit":"2.00000001"}
    target_too_near: take-profit distance 2 % is under one tick of 7 {"distance":"2","limit":"7"}
    target_too_near: take-profit distance 2 % is under one tick of 100 {"distance":"2","limit":"100"}
    stop_too_near: stop distance 1 % is under 1.00000001 {"distance":"1","limit":"1.00000001"}
    stop_too_near: stop distance 1 % is under one tick of 2 {"distance":"1","limit":"2"}
    reward_risk_too_low: reward for risk 2 is under 2.00000001 {"rewardRisk":"2","limit":"2.00000001"}
    equity_unknown: equity is not known, bankroll setting 10000 USDT {"equity":null,"setting":"10000"}
    notional_over_venue_tiers: notional 5000 USDT is over the venue's last tier of 4999.99999999 {"notional":"5000","limit":"4999.99999999"}
    leverage_below_one: leverage 0.99 is under 1 {"leverage":"0.99","limit":"1"}
    size_below_minimum: bankroll 10000 USDT is under 10000.2, which the smallest quantity of 50.001 needs {"bankroll":"10000","bankrollNeeded":"10000.2","minQuantity":"50.001"}
    size_below_minimum: bankroll 0 USDT is under 10, which the smallest quantity of 0.05 needs {"bankroll":"0","bankrollNeeded":"10","minQuantity":"0.05"}
    size_below_minimum: no bankroll buys the smallest quantity of 0.05 at this size {"bankroll":"10000","bankrollNeeded":null,"minQuantity":"0.05"}
    notional_over_approval: notional 5000 USDT is over 4999.999999, 49.99999999 % of bankroll in the approval {"notional":"5000","limit":"4999.999999"}
    notional_over_limit: notional 5000 USDT is over 4999.999999, 49.99999999 % of bankroll {"notional":"5000","limit":"4999.999999"}
    total_notional_over_limit: notional 8000 USDT of all positions is over 7999.999999, 79.99999999 % of bankroll {"total":"8000","limit":"7999.999999"}
    stop_behind_liquidation: liquidation price 82 is 1700 % of the stop distance beyond the stop 99, limit 1700.00000001 {"stop":"99","liquidation":"82","roomPct":"1700","limit":"1700.00000001"}"
  `);
});
