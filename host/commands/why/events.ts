/** One journal entry in one line, for the person who asks why. */
import { parseAnswer } from "../../cell/answer.ts";
import { formatE8 } from "../../kernel/e8.ts";
import { tradeLine } from "../../kernel/trade.ts";
import type { JournalBody, JournalEntry } from "../../contract/journal.ts";
import { brief, gain, minute, usdt } from "../amounts.ts";
import { signedLine } from "../signed-line.ts";

/** Strangers' text is in it: a table escapes it. */
export function eventLine(entry: JournalEntry): string {
  switch (entry.kind) {
    case "adopted":
      return `${entry.body.id} version ${entry.body.version}, slot version ${entry.body.slotVersion}, approval ${brief(entry.body.approval)}`;
    case "slot_opened":
      return `bundle ${brief(entry.body.bundleSha256)}, parameters ${brief(entry.body.paramsSha256)}, lookback ${entry.body.lookback} bars`;
    case "decision":
      return decisionLine(entry.body);
    case "intent":
      return intentLine(entry.body);
    case "order":
      return orderLine(entry.body);
    case "fill":
      return `fill-${entry.body.fillId}: ${entry.body.role} ${entry.body.side} ${amount(entry.body.quantityE8)} at ${amount(entry.body.priceE8)}, fee ${usdt(BigInt(entry.body.feeE8))}`;
    case "funding":
      return `funding-${entry.body.fundingId}: rate ${entry.body.rate ?? "not known"}, ${gain(BigInt(entry.body.amountE8))}`;
    case "protection":
      return `${entry.body.state}: ${levels(entry.body.takeProfitE8, entry.body.stopLossE8)}`;
    case "trade":
      return `${tradeLine(entry.body)}, ${entry.body.exitBar - entry.body.entryBar} bars${entry.body.costsComplete ? "" : ", costs incomplete"}`;
    case "bar": {
      const { timeframe, bar, row } = entry.body;
      const [, open, high, low, close, volume] = row;
      return `${timeframe} ${bar}: open ${open}, high ${high}, low ${low}, close ${close}, volume ${volume}`;
    }
    case "fault":
    case "quarantined":
    case "trust_lost":
    case "adoption_refused":
      return `${entry.body.code}: ${entry.body.message}`;
    case "halted":
    case "overlay":
      return `${entry.body.overlay.id}: ${entry.body.overlay.reason}`;
    case "resumed":
      return `${entry.body.releases}: ${entry.body.reason}`;
    case "breaker":
      return `${entry.body.code} until ${minute(entry.body.untilMs)} UTC`;
    default:
      return signedLine(entry) ?? JSON.stringify(entry.body);
  }
}

function decisionLine(body: JournalBody<"decision">): string {
  const asked = `bar ${body.bar}, inputs ${brief(body.inputs)}: ${answerText(body.answer)}`;
  const repeated = body.retried === true ? ", after one repetition" : "";
  const refused =
    body.refusal === undefined ? "" : `; refused: ${body.refusal.code}: ${body.refusal.message}`;
  return asked + repeated + refused;
}

function answerText(text: string): string {
  const answer = parseAnswer(text);
  if (!answer.ok) return text;
  switch (answer.value.kind) {
    case "none":
      return "no signal";
    case "exit":
      return answer.value.exit ? "leave" : "stay";
    case "fault":
      return `fault ${answer.value.code}`;
    case "value":
      return answer.value.value === null ? "no value" : String(answer.value.value);
    case "entry": {
      const { side, rationale, strength, slPct, tpPct } = answer.value.signal;
      const asked = [
        strength === undefined ? null : `strength ${strength}`,
        slPct === undefined ? null : `stop ${slPct} %`,
        tpPct === undefined ? null : `target ${tpPct} %`,
      ].filter((part) => part !== null);
      return [side, ...asked].join(", ") + `: ${rationale}`;
    }
  }
}

function intentLine({
  plan,
  exitPlan,
  reason,
  attempt,
  clientOrderId,
}: JournalBody<"intent">): string {
  const [leg] = plan.legs;
  const what =
    leg === undefined
      ? "nothing"
      : `${leg.role} ${leg.side} ${amount(leg.quantityE8)} ${leg.instrument} ${leg.type}`;
  const price = leg?.priceE8 === undefined ? "" : ` near ${amount(leg.priceE8)}`;
  const guarded =
    exitPlan === null
      ? ""
      : `, leverage ${plan.leverage}, ${levels(exitPlan.takeProfitE8, exitPlan.stopLossE8)}`;
  const why = reason === null ? "" : `, because of ${reason}`;
  const again = attempt === 0 ? "" : `, attempt ${attempt + 1}`;
  return `${what}${price}${guarded}${why}${again}, order ${brief(clientOrderId)}`;
}

function orderLine({ clientOrderId, status, code, message }: JournalBody<"order">): string {
  const answer = code === null ? status : `${status}: ${code}: ${message ?? ""}`;
  return `${clientOrderId}: ${answer}`;
}

function levels(takeProfitE8: string | null, stopLossE8: string | null): string {
  return `take-profit ${level(takeProfitE8)}, stop ${level(stopLossE8)}`;
}

function level(e8Text: string | null): string {
  return e8Text === null ? "none" : amount(e8Text);
}

function amount(e8Text: string): string {
  return formatE8(BigInt(e8Text));
}
