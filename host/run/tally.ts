/** Counts what a journal says, entry by entry, while it is written or read: the closing table of a run. */
import type { JournalDraft } from "../contract/journal.ts";
import { unrealisedE8Of, type AccountState } from "../kernel/account-state.ts";
import { maxE8, ONE_E8, type E8 } from "../kernel/e8.ts";

export interface SlotTally {
  readonly slot: string;
  plugin: string;
  decisions: number;
  trades: number;
  wins: number;
  netE8: E8;
  feesE8: E8;
  fundingE8: E8;
  costsIncomplete: number;
  faults: number;
}

export class AccountTally {
  bars = 0;
  decisions = 0;
  trades = 0;
  faults = 0;
  netE8: E8 = 0n;
  feesE8: E8 = 0n;
  /** Deepest fall of equity, open positions included, from its highest point so far; percent of it. */
  drawdownPctE8: E8 = 0n;
  readonly slots = new Map<string, SlotTally>();
  #peakE8: E8;

  constructor(bankrollE8: E8) {
    this.#peakE8 = bankrollE8;
  }

  /** @param state - The account after the entry. */
  observe(state: AccountState, entry: JournalDraft): void {
    switch (entry.kind) {
      case "bar":
        this.bars += 1;
        this.#mark(state);
        return;
      case "adopted":
        this.#of(entry.slot).plugin = entry.body.id;
        return;
      case "decision":
        if (entry.body.fn === "entry") {
          this.decisions += 1;
          this.#of(entry.slot).decisions += 1;
        }
        return;
      case "fill":
        this.feesE8 += BigInt(entry.body.feeE8);
        this.netE8 -= BigInt(entry.body.feeE8);
        return;
      case "funding":
        this.netE8 += BigInt(entry.body.amountE8);
        return;
      case "trade":
        this.#trade(entry);
        this.#mark(state);
        return;
      case "fault":
        this.faults += 1;
        this.#of(entry.slot).faults += 1;
        return;
      default:
    }
  }

  #trade({ slot, body }: Extract<JournalDraft, { kind: "trade" }>): void {
    const tally = this.#of(slot);
    const netE8 = BigInt(body.netE8);
    this.trades += 1;
    this.netE8 += BigInt(body.grossE8);
    tally.trades += 1;
    tally.wins += netE8 > 0n ? 1 : 0;
    tally.netE8 += netE8;
    tally.feesE8 += BigInt(body.feesE8);
    tally.fundingE8 += BigInt(body.fundingE8);
    tally.costsIncomplete += body.costsComplete ? 0 : 1;
  }

  #mark(state: AccountState): void {
    const equityE8 = state.book.equityE8 + unrealisedE8Of(state);
    this.#peakE8 = maxE8(this.#peakE8, equityE8);
    if (this.#peakE8 <= 0n) return;
    const pctE8 = ((this.#peakE8 - equityE8) * 100n * ONE_E8) / this.#peakE8;
    this.drawdownPctE8 = maxE8(this.drawdownPctE8, pctE8);
  }

  #of(slot: string | null): SlotTally {
    const name = slot ?? "-";
    const found = this.slots.get(name);
    if (found !== undefined) return found;
    const made: SlotTally = {
      slot: name,
      plugin: "-",
      decisions: 0,
      trades: 0,
      wins: 0,
      netE8: 0n,
      feesE8: 0n,
      fundingE8: 0n,
      costsIncomplete: 0,
      faults: 0,
    };
    this.slots.set(name, made);
    return made;
  }
}
