import type { Overlay } from "../../contract/overlay.ts";
import { isoInstant } from "../../kernel/instant.ts";
import { closeTimeMsOf } from "../../kernel/timeframe.ts";
import { timeframe as timeframeSchema } from "../../contract/candles.ts";
import { brief, cents, counted, minute, usdt } from "../amounts.ts";
import type { AccountBook, AccountStatus } from "./accounts.ts";
import { lines, type Line } from "./lines.ts";

/** One account: who holds it, what it is worth, what stops entries. */
export function accountText(account: AccountStatus): string {
  const { book, bankrollE8, run } = account;
  const title = `account ${account.account}${run === null ? "" : ` in run ${run}`}: ${holderText(account)}`;
  if (book === null)
    return `${title}\n${lines(
      [
        ["bankroll", usdt(bankrollE8)],
        ["journal", "none: it has not run yet"],
      ],
      "  ",
    )}`;
  if ("problem" in book) return `${title}\n${lines([["journal", book.problem]], "  ")}`;
  return `${title}\n${lines(bookLines(account, book), "  ")}`;
}

function holderText({ holder }: AccountStatus): string {
  if (holder === null) return "not running";
  return holder.pid === null ? "running" : `running, process ${holder.pid}`;
}

function bookLines({ bankrollE8 }: AccountStatus, book: AccountBook): readonly Line[] {
  const { equityE8, drawdownPctE8, dayLossPctE8, trades, faults, entries, head } = book;
  return [
    ["equity", `${usdt(equityE8)} of a bankroll of ${usdt(bankrollE8)}`],
    [
      "losses",
      `${cents(drawdownPctE8)} % below the peak, ${cents(dayLossPctE8)} % today, ${counted(book.state.book.lossStreak, "loss", "losses")} in a row`,
    ],
    ["so far", `${counted(trades, "trade")}, ${counted(faults, "fault")}`],
    ["last bars", barsText(book)],
    [
      "breakers",
      book.breakers.map(({ code, untilMs }) => `${code} until ${minute(untilMs)} UTC`).join("; ") ||
        "none",
    ],
    ["overlays", book.overlays.map(overlayText).join("; ") || "none"],
    ["journal", `${entries} entries, head ${brief(head)}`],
  ];
}

/** The close of the newest bar of every series. */
function barsText({ state }: AccountBook): string {
  const texts = [...state.bars].map(([series, bar]) => {
    const timeframe = timeframeSchema.safeParse(series.split(" ")[1]);
    const at = timeframe.success ? ` ${minute(closeTimeMsOf(bar, timeframe.data))}` : "";
    return `${series}${at}`;
  });
  return texts.length === 0 ? "none" : `${texts.join(", ")} UTC`;
}

function overlayText({ id, scope, effect, reason, expires }: Overlay): string {
  const over =
    scope.kind === "account" ? "all slots" : scope.kind === "slot" ? scope.slot : scope.instrument;
  return `${id}: ${effectText(effect)} on ${over} until ${isoInstant(expires)}: ${reason}`;
}

function effectText(effect: Overlay["effect"]): string {
  switch (effect.kind) {
    case "blockEntries":
      return "no entries";
    case "blockSide":
      return `no ${effect.side}`;
    case "leverageMax":
      return `leverage at most ${effect.value}`;
    case "minStrength":
      return `strength at least ${effect.value}`;
    case "sizeMultiplier":
      return `size × ${effect.value}`;
  }
}
