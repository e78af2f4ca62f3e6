/** One market that is longer than all others: what a plugin counts over bars in succession shows at its end. */
import type { Lab } from "../lab.ts";
import { SUITE_LIMITS } from "../limits.ts";
import { referenceMarkets } from "../reference/markets.ts";
import type { Said } from "../rule.ts";
import { differenceSaid } from "../words.ts";
import { spread } from "./rows.ts";

/** Bars in succession in one isolate, and how many of the last ones are asked again in fresh ones. */
const LONG_RUN_BARS = 2_500;
const FRESH_BARS = 30;
const TAIL_BARS = 900;

/** @returns The first difference; null where there is none, or calls are too slow for so many bars. */
export async function longRun(lab: Lab): Promise<Said | null> {
  const { plan, subject } = lab;
  const [first] = lab.recordings;
  const short = 1.2 * SUITE_LIMITS.rowsSlow;
  if (subject.quick || first === undefined || first.rows.length < short) return null;
  const wish = { plan, tickSize: first.tickSize, rows: LONG_RUN_BARS, quick: true };
  const [market] = referenceMarkets({ ...wish, seed: `${first.sha256} long` });
  if (market === undefined) return null;
  lab.tell(`${LONG_RUN_BARS} bars in succession`);
  const recording = lab.recorded({ ...market, name: "long" });
  const process = "long run";
  const resident = await lab.run({ recording, process });
  const rows = spread(recording.rows.slice(-TAIL_BARS), FRESH_BARS);
  const fresh = await lab.run({ recording, rows, fresh: true, process });
  const found = lab.differences(resident, fresh, recording);
  const how = `in a fresh isolate, not behind ${recording.rows.length} bars in succession`;
  return differenceSaid(found, recording, how);
}
