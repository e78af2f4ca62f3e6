import type { Lab } from "../lab.ts";
import { speaks } from "../probing/decisions.ts";
import type { Rule, Said } from "../rule.ts";
import { questionName } from "../words.ts";

/** How often each answer was given, over all recordings. */
interface Counted {
  readonly bars: number;
  readonly speaking: number;
  /** First two fields of the answer → how often: sides of entries, `X1`, values. */
  readonly kinds: ReadonlyMap<string, number>;
}

async function count(lab: Lab, question: Lab["questions"][number]): Promise<Counted> {
  const kinds = new Map<string, number>();
  let [bars, speaking] = [0, 0];
  for (const recording of lab.recordings) {
    const { answers } = await lab.reference(recording, question);
    for (const answer of answers) {
      bars += 1;
      if (!speaks(answer)) continue;
      speaking += 1;
      const kind = answer.startsWith("E") ? answer.slice(0, 4) : answer;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
  }
  return { bars, speaking, kinds };
}

function entriesSaid({ bars, speaking, kinds }: Counted): Said[] {
  const [buys, sells] = [kinds.get("E1|B") ?? 0, kinds.get("E1|S") ?? 0];
  const share = ((100 * speaking) / Math.max(1, bars)).toFixed(2);
  const message = `${speaking} signals on ${bars} bars (${share} %): ${buys} Buy, ${sells} Sell`;
  const said: Said[] = [{ verdict: "pass", message, used: speaking }];
  if (buys === 0 || sells === 0) {
    const silent = buys === 0 ? "buys" : "sells";
    said.push({ verdict: "report", message: `it never ${silent} on these markets` });
  }
  if (speaking === bars) said.push({ verdict: "report", message: "it signals on every bar" });
  return said;
}

function valuesSaid({ bars, speaking, kinds }: Counted): Said[] {
  const message = `${speaking} values on ${bars} bars, ${kinds.size} different`;
  const said: Said[] = [{ verdict: "pass", message, used: speaking }];
  if (kinds.size === 1)
    said.push({ verdict: "report", message: "it is the same value everywhere" });
  return said;
}

export const liveness: Rule = {
  id: "liveness",
  line: "the plugin says something somewhere",
  proves: "it signalled on the markets named, so that the other rules had something to compare",
  cannotProve: "that it signals on yours, or profitably",
  remedy:
    "loosen the parameters, or add --data of a market on which it acts: paper takes unproven, live does not",
  async behaviour(lab) {
    const said: Said[] = [];
    for (const question of lab.questions) {
      const counted = await count(lab, question);
      const what = questionName(question);
      if (question.fn === "exit") {
        if (counted.speaking > 0 && counted.speaking < counted.bars) continue;
        const always = counted.speaking === 0 ? "false" : "true";
        said.push({ verdict: "report", message: `${what} is ${always} on every bar` });
      } else if (counted.speaking === 0) {
        const message = `${what} said nothing on ${counted.bars} bars of ${lab.recordings.length} markets`;
        said.push({ verdict: "unproven", message, used: 0 });
      } else said.push(...(question.fn === "entry" ? entriesSaid(counted) : valuesSaid(counted)));
    }
    return said;
  },
};
