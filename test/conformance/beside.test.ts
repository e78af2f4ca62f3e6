/**
 * The real host over ten thousand bars at full pace, with slots beside it that turn hostile in the middle: nobody but
 * they notice. BESIDE=each also runs every kind of hostility alone beside one honest slot.
 */
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import type { JournalEntry } from "#host/contract/journal.ts";
import { assert } from "#host/kernel/result.ts";
import { findJournals } from "#host/workspace/journals.ts";
import { startHost, type Ended } from "#test/kit/host-process.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";
import { entriesIn } from "#test/kit/run-wall.ts";
import { aStrategy, signedWorkspace, type Signing } from "#test/kit/run-workspace.ts";
import { allGone, cellsAlive, statusOf } from "../host/cell/children.ts";

const DAYS = 7;
const BARS = DAYS * 1_440;
const LOOKBACK = 5;
/** Bars that are not decided: the first two windows. */
const WARM_UP_MAX = 3 * LOOKBACK;
const HOST_KB_MAX = 500_000;

/** Does its deed at one bar of the week, wherever the week begins, and says nothing before and after. */
const once = (deed: string): string => `export function entrySignal({ ts, length }) {
  if ((ts[length - 1] / 60_000) % ${BARS} === 4_321) { ${deed} }
  return null;
}
`;
/** What the journal may call each: a busy machine decides which wall some of them meet first. */
const STOPPED = ["plugin_overran", "plugin_killed"];
const KINDS: readonly (readonly [name: string, bundle: string, codes: readonly string[]])[] = [
  [
    "throws late",
    once("throw { get message() { for (;;); }, get stack() { for (;;); } };"),
    ["plugin_threw"],
  ],
  ["overruns", once("for (;;);"), STOPPED],
  [
    "exhausts memory",
    once("const held = {}; for (let i = 0; ; i += 1) held['k' + i] = [i];"),
    STOPPED,
  ],
  [
    "kills its process",
    once('"x".padEnd(2 ** 29 - 24, "ab").indexOf("c"); "x".repeat(2 ** 28).split("");'),
    STOPPED,
  ],
  [
    "answers garbage",
    once("return Object.assign(Object.create({ side: 'Buy' }), { rationale: 'x' });"),
    ["plugin_output_invalid"],
  ],
  [
    "floods",
    once("return { side: 'Buy', rationale: 'x'.repeat(2 ** 29 - 24) };"),
    ["plugin_output_invalid"],
  ],
];
/** At this pace bars are decided ahead in one isolate: what remembers shows when it first wants something. */
const REMEMBERS = `let calls = 0;
export function entrySignal() {
  calls += 1;
  return calls > 3_000 ? { side: "Buy", rationale: "now" } : null;
}
`;
/** Enters after every move of 0.2 %. */
const MOVER = `export function entrySignal({ close, length }) {
  const [before, last] = [close[length - 2], close[length - 1]];
  if (Math.abs(last - before) < 0.002 * before) return null;
  return { side: last > before ? "Buy" : "Sell", rationale: "it moved" };
}
`;

function signing(slot: string, id: string, bundle: string): Signing {
  const pairs = [slot.split(".")[2] ?? ""];
  return { slot, plugin: aStrategy({ id, bundle, pairs, lookback: LOOKBACK, timeframe: "1m" }) };
}

const HONEST = ["paper.main.BTCUSDT", "paper.other.ETHUSDT"];
const FREE = ["ETHUSDT", "SOLUSDT", "XRPUSDT", "DOGEUSDT"]
  .map((pair) => `paper.main.${pair}`)
  .concat(["BTCUSDT", "SOLUSDT", "XRPUSDT"].map((pair) => `paper.other.${pair}`));

interface Ran {
  readonly ended: Ended;
  readonly entries: readonly JournalEntry[];
  readonly peakKb: number;
}

/** One run of the command, as a person would start it. */
async function run(honest: readonly string[], kinds: typeof KINDS): Promise<Ran> {
  const workspace = signedWorkspace(join(temporaryFolder(), "workspace"), [
    ...honest.map((slot, i) => signing(slot, `honest-${i}`, MOVER)),
    ...kinds.map(([, bundle], i) => signing(FREE[i] ?? "", `hostile-${i}`, bundle)),
  ]);
  const before = cellsAlive();
  const host = startHost(workspace.dir, ["run", "--days", String(DAYS)]);
  let peakKb = 0;
  const watch = setInterval(() => {
    peakKb = Math.max(peakKb, Number.parseInt(statusOf(host.pid, "VmHWM"), 10) || 0);
  }, 100);
  const ended = await host.ended;
  clearInterval(watch);
  await allGone(cellsAlive().filter((pid) => !before.includes(pid)));
  const journals = findJournals(workspace, { account: null, run: null });
  assert(journals.ok, "the run left journals");
  return {
    ended,
    entries: journals.value.flatMap(({ paths }) => entriesIn(paths.journal)),
    peakKb,
  };
}

const ofSlot = (entries: readonly JournalEntry[], slot: string): readonly JournalEntry[] =>
  entries.filter((entry) => entry.slot === slot);
const decisionsOf = (own: readonly JournalEntry[]): readonly unknown[] =>
  own
    .filter(({ kind }) => kind === "decision" || kind === "trade")
    .map(({ kind, at, body }) => [kind, at, body]);

/** What is wrong in the journal about one attacker: it must be quarantined once, for its reason, and have done nothing. */
function escaped(entries: readonly JournalEntry[], at: number, codes: readonly string[]): string[] {
  const own = ofSlot(entries, FREE[at] ?? "");
  const of = (kind: string): readonly JournalEntry[] => own.filter((entry) => entry.kind === kind);
  const reasons = own.flatMap((entry) => (entry.kind === "quarantined" ? [entry.body.code] : []));
  const faults = own.flatMap((entry) => (entry.kind === "fault" ? [entry.body.code] : []));
  const signals = own.filter(
    (entry) => entry.kind === "decision" && entry.body.answer.startsWith("E"),
  );
  const wrong: string[] = [];
  if (reasons.length !== 1 || !codes.includes(reasons[0] ?? ""))
    wrong.push(`quarantined: ${reasons.join()}`);
  if (faults.join() !== reasons.join()) wrong.push(`faults: ${faults.join()}`);
  if (signals.length > 0) wrong.push(`${signals.length} signals reached the gates`);
  for (const kind of ["intent", "order", "fill"])
    if (of(kind).length > 0) wrong.push(`${of(kind).length} ${kind}`);
  return wrong;
}

/** What is wrong with what the honest slots did beside others, compared with what they did alone. */
function disturbed(calm: Ran, stormy: Ran, honest: readonly string[]): string[] {
  const wrong: string[] = [];
  if (
    !isDeepStrictEqual(
      [calm, stormy].map(({ ended }) => ended.code),
      [0, 0],
    )
  )
    wrong.push(`ended with ${calm.ended.code} and ${stormy.ended.code}`);
  if (!(stormy.peakKb > 20_000 && stormy.peakKb < HOST_KB_MAX))
    wrong.push(`the host took ${stormy.peakKb} KB`);
  for (const slot of honest) {
    const own = ofSlot(stormy.entries, slot);
    if (!isDeepStrictEqual(decisionsOf(own), decisionsOf(ofSlot(calm.entries, slot))))
      wrong.push(`${slot} decided otherwise`);
    const bars = own.flatMap((entry) =>
      entry.kind === "decision" && entry.body.fn === "entry" ? [entry.body.bar] : [],
    );
    const gaps = bars.filter((bar, i) => i > 0 && bar !== (bars[i - 1] ?? 0) + 1);
    if (bars.length < BARS - WARM_UP_MAX || gaps.length > 0)
      wrong.push(`${slot} decided ${bars.length} bars with ${gaps.length} gaps`);
    if (!own.some(({ kind }) => kind === "trade")) wrong.push(`${slot} never traded`);
  }
  return wrong;
}

/** What is wrong about any of the attackers. */
function escapes({ entries }: Ran, kinds: typeof KINDS): string[] {
  return kinds.flatMap(([name, , codes], at) =>
    escaped(entries, at, codes).map((wrong) => `${name}: ${wrong}`),
  );
}

describe("ten thousand bars beside hostile slots", { timeout: 180_000 }, () => {
  it("all at once: quarantined, and the honest decide every bar as if they were alone", async () => {
    const calm = await run(HONEST, []);
    const stormy = await run(HONEST, KINDS);
    expect(escapes(stormy, KINDS)).toEqual([]);
    expect(disturbed(calm, stormy, HONEST)).toEqual([]);
  });

  it("one that remembers: the rehearsal is refused, and the others ran to the end of it", async () => {
    const kind = ["remembers", REMEMBERS, ["cell_answers_differ"]] as const;
    const stormy = await run(HONEST, [kind]);
    expect(escapes(stormy, [kind])).toEqual([]);
    expect(stormy.ended.document).toMatchObject({ refusal: { code: "cell_answers_differ" } });
    for (const slot of HONEST) {
      const decided = ofSlot(stormy.entries, slot).filter(({ kind: each }) => each === "decision");
      expect(decided.length).toBeGreaterThanOrEqual(BARS - WARM_UP_MAX);
    }
  });

  it.runIf(process.env["BESIDE"] === "each").for(KINDS)("alone: %s", async (kind) => {
    const honest = HONEST.slice(0, 1);
    const stormy = await run(honest, [kind]);
    expect(escapes(stormy, [kind])).toEqual([]);
    expect(disturbed(await run(honest, []), stormy, honest)).toEqual([]);
  });
});
