import { prng } from "#host/kernel/prng.ts";
import { DAY_MS } from "#host/kernel/timeframe.ts";
import type { Lab, LabAnswers, LabRun, Question, Recording } from "../lab.ts";
import { scaled } from "../probing/bars.ts";
import { speaking } from "../probing/decisions.ts";
import { liveliest } from "../probing/rows.ts";
import type { Rule, Said } from "../rule.ts";
import { differenceSaid } from "../words.ts";

/** Other names that are tried: a cell each. Of more pairs the first, the last and a seeded sample. */
const OTHERS_MAX = 7;
const WEEK_MS = 7 * DAY_MS;
/** 2020 to 2026: the history that a table would be made of. */
const HISTORY = { fromMs: 1_577_836_800_000, weeks: 340 } as const;
const FACTOR = 4;

export const pairs: Rule = {
  id: "pairs",
  line: "the same bars get the same answers under the name of every pair of the manifest",
  proves:
    "that no answer hangs on the pair's name: entries on every reference market, exits on the liveliest, and entries on that one at times of recent years and at four times the price are equal byte for byte",
  cannotProve:
    "anything about names that were not tried (of more than 8 pairs a sample, named in the finding), nor about bars that no market here has",
  remedy: "decide from the candles, or make a plugin per pair",
  async behaviour(lab) {
    const { manifest, plugin } = lab.subject;
    const all = (manifest?.pairs ?? []).filter((pair) => pair !== plugin.pair);
    if (all.length === 0) return [{ verdict: "pass", message: `one pair, ${plugin.pair}` }];
    if (plugin.wasm !== undefined) {
      return [{ verdict: "pass", message: "a module in wasm is not told its pair" }];
    }
    const others = chosenOf(all, plugin.pair);
    const probes = await probesOf(lab);
    const failed: Said[] = [];
    // One name after the other: its cell serves all of its runs, where many names at once would push each other out.
    for (const pair of others) failed.push(...(await renamed(lab, pair, probes)));
    if (failed.length > 0) return failed;
    const tried = others.length === all.length ? "every name" : "a sample of names";
    const names = [plugin.pair, ...others].join(", ");
    const signals = probes.reduce((sum, { before }) => sum + speaking(before).length, 0);
    const facts = `${tried} (${names}; ${others.length + 1} of ${all.length + 1} pairs)`;
    const message = `no answer of ${signals} that say something changed under ${facts}`;
    return [{ verdict: signals === 0 ? "unproven" : "pass", message, used: 0, allowed: 0 }];
  },
};

/** All of few; of many the first, the last, and some that the whole list chooses. */
function chosenOf(others: readonly string[], own: string): readonly string[] {
  if (others.length <= OTHERS_MAX) return others;
  const random = prng(`pairs ${own} ${others.join(" ")}`);
  const keyed = others.slice(1, -1).map((pair) => ({ pair, key: random.next() }));
  const some = keyed.toSorted((a, b) => a.key - b.key).slice(0, OTHERS_MAX - 2);
  const chosen = new Set([...others.slice(0, 1), ...some.map(({ pair }) => pair)]);
  return others.filter((pair, k) => chosen.has(pair) || k === others.length - 1);
}

/** A run under the plugin's own name, and what it answered. */
interface Probe {
  readonly run: LabRun;
  readonly before: LabAnswers;
}

interface Asked {
  readonly recording: Recording;
  readonly question: Question | undefined;
}

async function probesOf(lab: Lab): Promise<readonly Probe[]> {
  const { quick } = lab.subject;
  const [liveliestOne] = await liveliest(lab, 1);
  if (liveliestOne === undefined) return [];
  const plain = quick ? [liveliestOne] : lab.recordings;
  const [, ...exits] = lab.questions;
  const asked = plain.map((recording): Asked => ({ recording, question: undefined }));
  const left = quick ? [] : exits.map((question) => ({ recording: liveliestOne, question }));
  const own = [...asked, ...left].map(async ({ recording, question }) => {
    return { run: { recording, ...question }, before: await lab.reference(recording, question) };
  });
  const changed = quick ? [] : changedMarkets(lab, liveliestOne);
  const made = changed.map(async (recording) => {
    return { run: { recording }, before: await lab.run({ recording }) };
  });
  return await Promise.all([...own, ...made]);
}

function changedMarkets(lab: Lab, recording: Recording): readonly Recording[] {
  const weeks = Math.floor(prng(`pairs ${recording.sha256}`).next() * HISTORY.weeks);
  const firstMs = recording.openMs[0] ?? HISTORY.fromMs;
  const wantedMs = HISTORY.fromMs + weeks * WEEK_MS - firstMs;
  const shiftMs = Math.round(wantedMs / WEEK_MS) * WEEK_MS;
  const tickSize = recording.tickSize * FACTOR;
  return [
    lab.changed(recording, "in recent years", ({ candle }) => candle, { shiftMs }),
    lab.changed(recording, `times ${FACTOR}`, ({ candle }) => scaled(candle, FACTOR), { tickSize }),
  ];
}

/** The first difference of one name is enough: the others are of its kind. */
async function renamed(lab: Lab, pair: string, probes: readonly Probe[]): Promise<readonly Said[]> {
  for (const { run, before } of probes) {
    lab.tell(`${run.recording.name} as ${pair}`);
    const found = lab.differences(before, await lab.run({ ...run, pair }), run.recording);
    const failed = differenceSaid(found, run.recording, `with context.pair ${pair}`);
    if (failed !== null) return [failed];
  }
  return [];
}
