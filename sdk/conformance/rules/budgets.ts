import { CELL_LIMITS } from "#host/cell/limits.ts";
import type { CellUsage, Lab } from "../lab.ts";
import { SUITE_LIMITS } from "../limits.ts";
import type { Rule, Said } from "../rule.ts";
import { differenceSaid } from "../words.ts";

/** At least so many calls in one isolate, in passes over one market. */
const CALLS = 2_400;
const CALLS_QUICK = 150;
/** Of a plugin whose calls are so slow that the markets have fewer bars. */
const CALLS_SLOW = 240;
const PASSES = 4;
/** Where a heap looks too large it is looked at again so often: garbage goes, and a leak does not. */
const LOOKS = 6;
/** A quarter of the heap: garbage that was not collected yet comes to less, and a leak comes to more in a week. */
const GROWTH_BYTES = (CELL_LIMITS.heapMb * 1_048_576) / 4;

interface Passed {
  readonly calls: number;
  readonly usages: readonly CellUsage[];
  /** An answer that was another after so many calls. */
  readonly changed: Said | null;
  /** The heap was full on the way; a new isolate went on. */
  readonly isFull: boolean;
}

/** Asks bars again and again, one at a time as a host does, and looks at the cell after each pass. */
async function passes(lab: Lab): Promise<Passed> {
  const [recording] = lab.recordings;
  if (recording === undefined) return { calls: 0, usages: [], changed: null, isFull: false };
  const reference = await lab.reference(recording);
  const wanted = Math.ceil(callsOf(lab.subject.quick, recording.rows.length) / PASSES);
  // A quick look starts no process of its own: the one that was asked again and again has held no less.
  const process = lab.subject.quick ? "determinism" : "budgets";
  const usages: CellUsage[] = [];
  let calls = 0;
  let changed: Said | null = null;
  let isFull = false;
  for (let pass = 0; pass < PASSES || (pass < PASSES + LOOKS && isGrown(usages)); pass += 1) {
    const rows = Array.from(
      { length: wanted },
      (_, k) => recording.rows[k % recording.rows.length],
    );
    const known = rows.filter((row) => row !== undefined);
    lab.tell(`call ${calls} of ${wanted * PASSES}`);
    const run = { recording, rows: known, barByBar: true, process };
    const answers = await lab.run(run);
    calls += known.length;
    const found = lab.differences(reference, answers, recording);
    changed ??= differenceSaid(found, recording, `after ${calls} calls in one isolate`);
    isFull ||= answers.repeated?.includes("heap_full") === true;
    if (answers.usage !== null) usages.push(answers.usage);
  }
  return { calls, usages, changed, isFull };
}

function timeSaid(worstMs: number, lookbackMax: number): Said {
  const allowed = Math.ceil(CELL_LIMITS.evaluateMs + CELL_LIMITS.evaluateMsPerBar * lookbackMax);
  const used = Math.round(worstMs * 100) / 100;
  const message = `worst call ${used} ms of the processor, at most ${allowed}`;
  return { verdict: used <= allowed ? "pass" : "fail", message, used, allowed };
}

function bytesSaid(what: string, used: number, allowed: number): Said {
  const verdict = used <= allowed ? "pass" : "fail";
  return { verdict, message: `${what} ${used} bytes, at most ${allowed}`, used, allowed };
}

/** Since the plugin was loaded. The lowest of the later looks: garbage comes and goes, what is kept stays. */
function growth(usages: readonly CellUsage[]): number {
  const [first] = usages;
  const sizes = usages.slice(PASSES - 2).map(({ heapBytes }) => heapBytes);
  return first === undefined ? 0 : Math.max(0, Math.min(...sizes) - first.heapAfterLoadBytes);
}

function isGrown(usages: readonly CellUsage[]): boolean {
  return usages.length >= PASSES && growth(usages) > GROWTH_BYTES;
}

function callsOf(quick: boolean, rows: number): number {
  if (quick) return CALLS_QUICK;
  return rows < 1.2 * SUITE_LIMITS.rowsSlow ? CALLS_SLOW : CALLS;
}

export const budgets: Rule = {
  id: "budgets",
  line: "time per call, memory after load and after 2,400 calls, and size are within the cell's limits",
  proves:
    "the worst of the calls made, what one isolate held after them, and that it answered then as before",
  cannotProve:
    "the worst call on bars that were not asked: a live call that overruns is repeated, then quarantined",
  remedy: "declare indicators instead of loops over candles, and keep nothing between calls",
  async behaviour(lab) {
    const { built, plugin } = lab.subject;
    const said = [bytesSaid("bundle", built.bundle.bytes, CELL_LIMITS.bundleBytes)];
    const { calls, usages, changed, isFull } = await passes(lab);
    if (changed !== null) said.push(changed);
    if (isFull) said.push({ verdict: "fail", message: `heap full within ${calls} calls` });
    const last = usages.at(-1);
    if (last === undefined) {
      return [...said, { verdict: "unproven", message: "the cell did not say what was used" }];
    }
    const lookbackMax = Math.max(...[plugin, ...plugin.inputs].map(({ lookback }) => lookback));
    const heap = CELL_LIMITS.heapMb * 1_048_576;
    said.push(
      timeSaid(Math.max(...usages.map(({ worstCallMs }) => worstCallMs)), lookbackMax),
      bytesSaid("heap after load", last.heapAfterLoadBytes, heap),
      bytesSaid(`heap after ${calls} calls`, last.heapBytes, heap),
    );
    if (usages.length < PASSES) return said;
    return [...said, bytesSaid(`growth over ${calls} calls`, growth(usages), GROWTH_BYTES)];
  },
};
