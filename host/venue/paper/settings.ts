import type { HostConfig, PaperConfig } from "../../contract/config.ts";
import { e8, type E8 } from "../../kernel/e8.ts";
import { instrumentRules, type InstrumentRules } from "../../kernel/instrument.ts";
import type { Costs } from "../../sim/costs.ts";
import { shippedRules } from "../instruments.ts";

export interface PaperSettings {
  /** Wallet of an account that begins. */
  readonly bankrollE8: E8;
  readonly costs: Costs;
  /** In order of precedence; several of one id are told apart by when they began. */
  readonly rules: readonly InstrumentRules[];
}

/**
 * Settings of paper accounts from `config/host.toml`; its instruments come before the shipped ones.
 *
 * The maker fee is not used: no order of ours rests, so every fill takes liquidity.
 */
export function paperSettings(
  paper: PaperConfig,
  instruments: HostConfig["instruments"],
): PaperSettings {
  return {
    bankrollE8: e8(paper.bankroll.usdt),
    costs: { takerFeeBpsE8: e8(paper.taker_fee_bps), slippageBpsE8: e8(paper.slippage_bps) },
    rules: [...instruments.map(instrumentRules), ...shippedRules()],
  };
}
