import { ANSWER_FAULTS } from "#host/cell/faults.ts";
import type { Lab, LabAnswers, Question, Recording } from "../lab.ts";
import { where } from "../probing/decisions.ts";
import { hostileMarkets, type HostileMarket } from "../reference/hostile.ts";
import type { Rule, Said } from "../rule.ts";
import { questionName } from "../words.ts";

export const hostileMarketsRule: Rule = {
  id: "hostile-markets",
  line: "no market makes it fault: flat, silent, tiny, huge, with gaps, with guessed bars",
  proves:
    "answers, not faults, on flat prices, no volume, one-tick ranges, prices ten times higher and lower from one bar to the next, prices of 1e-7 and 1e7, a constant and then a jump, the largest volumes, and carry bars (decision C4)",
  cannotProve: "that what it answers there is wise; markets that nobody has thought of",
  remedy:
    "guard every division and logarithm (a range, a volume or a deviation may be 0), and answer null where a number is not finite",
  async behaviour(lab) {
    const [recording] = lab.recordings;
    if (recording === undefined) return [];
    const all = hostileMarkets(lab, recording);
    const markets = lab.subject.quick ? all.filter(({ quick }) => quick) : all;
    const tried = await Promise.all(
      markets.flatMap((market, k) => questionsOf(lab, k).map((each) => tryOut(lab, market, each))),
    );
    const faults = tried.filter((each) => each !== null);
    if (faults.length > 0) return saidOf(faults);
    const message = `no fault on ${markets.map(({ name }) => name).join(", ")}`;
    return [{ verdict: "pass", message, used: 0, allowed: 0 }];
  },
};

interface MarketFault {
  readonly market: string;
  readonly fault: string;
  readonly message: string;
}

/** One finding for each fault: what faults on every market is one mistake. */
function saidOf(faults: readonly MarketFault[]): readonly Said[] {
  const byFault = Map.groupBy(faults, ({ fault }) => fault);
  return [...byFault.values()].map(([first, ...others]) => {
    const names = new Set(others.map(({ market }) => market));
    names.delete(first?.market ?? "");
    const also = names.size === 0 ? "" : `; also on ${[...names].join(", ")}`;
    return { verdict: "fail", message: `${first?.message ?? ""}${also}` };
  });
}

/** Entries everywhere; exits in turns, both sides over all markets together. */
function questionsOf(lab: Lab, k: number): readonly Question[] {
  const [first, ...exits] = lab.questions;
  if (first === undefined) return [];
  const exit = exits[k % Math.max(1, exits.length)];
  return exit === undefined || (lab.subject.quick && k > 0) ? [first] : [first, exit];
}

async function tryOut(
  lab: Lab,
  market: HostileMarket,
  question: Question,
): Promise<MarketFault | null> {
  const recording = market.make();
  if (recording.rows.length === 0) return null;
  lab.tell(market.name);
  return faultOf(market, recording, await lab.run({ recording, ...question }), question);
}

function faultOf(
  market: HostileMarket,
  recording: Recording,
  { rows, answers }: LabAnswers,
  question: Question,
): MarketFault | null {
  const faults = answers.filter((answer) => answer.startsWith("F:"));
  const [first] = faults;
  if (first === undefined) return null;
  const row = rows[answers.indexOf(first)] ?? 0;
  const openMs = recording.openMs[recording.rows.indexOf(row)] ?? 0;
  const fault = first.slice(2);
  const meaning = ANSWER_FAULTS.get(fault.split(":")[0] ?? "");
  const why = meaning === undefined ? "" : `: ${meaning.meaning}`;
  const more = faults.length > 1 ? ` (and on ${faults.length - 1} more bars)` : "";
  const place = `${market.name} (${market.line}), ${questionName(question)}, ${where({ row, openMs })}`;
  return { market: market.name, fault, message: `${place}: ${fault}${why}${more}` };
}
