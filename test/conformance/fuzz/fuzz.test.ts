/**
 * Thousands of programs against the wall: the host lives, answers in time, and hears nothing but the grammar.
 *
 * FUZZ_SECONDS (20) says how long, FUZZ_SEED (a whole number) which programs; a failure prints the smallest one found.
 */
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { parseAnswer } from "#host/cell/answer.ts";
import { openCell } from "#host/cell/session.ts";
import { allGone, cellsAlive } from "../../host/cell/children.ts";
import { aFrame, aPlugin, IMPATIENT } from "../../host/cell/kit.ts";
import { program } from "./program.ts";

const SECONDS = Number(process.env["FUZZ_SECONDS"] ?? "20");
const SEED = Number(process.env["FUZZ_SEED"] ?? "20261120");
/** Programs at once: as many as a build machine has processors. */
const AT_ONCE = 2;
/** Two evaluations, each repeated once, each with a load: what all deadlines together allow, and starts of processes. */
const HANGS_MS = 8 * (IMPATIENT.evaluateWallMs + IMPATIENT.repeatWallMs) + 10_000;

/** The end of these depends on how busy the machine is. */
const STOPPED = new Set(["F:overran", "F:heap_full", "F:killed", "F:died"]);

interface Came {
  readonly text: string;
  readonly answers: readonly (readonly string[])[];
  readonly tookMs: number;
}

async function run(text: string): Promise<Came> {
  const fromMs = performance.now();
  const options = { mode: "fresh", spare: false, deadlines: IMPATIENT } as const;
  const opened = await openCell(aPlugin(text), options);
  const answers: (readonly string[])[] = [];
  if (opened.ok) {
    try {
      for (let time = 0; time < 2; time += 1)
        answers.push((await opened.value.evaluate(aFrame(1))).answers);
    } finally {
      await opened.value.close();
    }
  } else answers.push([`refused ${opened.refusal.code}`]);
  return { text, answers, tookMs: performance.now() - fromMs };
}

/** What is wrong with how it ended; null when nothing is. */
function complaint({ answers, tookMs }: Came): string | null {
  if (tookMs > HANGS_MS) return `took ${tookMs} ms`;
  const [[once = ""] = [], [again = once] = []] = answers;
  if (once.startsWith("refused")) return once === "refused plugin_not_loaded" ? null : once;
  if (![once, again].every((each) => parseAnswer(each).ok)) return `said ${once} and ${again}`;
  const stopped = STOPPED.has(once) || STOPPED.has(again);
  return stopped || once === again ? null : `said ${once}, and then ${again}`;
}

describe("programs that nobody wrote", () => {
  it(
    `for ${SECONDS} s from seed ${SEED}: the host lives, in time, and equal bars have equal answers`,
    { timeout: SECONDS * 2_000 + 60_000 },
    async () => {
      const kinds = new Map<string, number>();
      const property = fc.asyncProperty(
        fc.array(program, { minLength: AT_ONCE, maxLength: AT_ONCE }),
        async (texts) => {
          for (const came of await Promise.all(texts.map(run))) {
            const kind = (came.answers[0]?.[0] ?? "").replace(/[|:].*/, "");
            kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
            const wrong = complaint(came);
            if (process.env.FUZZ_SHOW)
              console.log(came.answers.join("  "), Math.round(came.tookMs));
            if (wrong !== null) throw new Error(`${wrong}:\n${came.text}`);
          }
        },
      );
      await fc.assert(property, {
        seed: SEED,
        numRuns: 1_000_000,
        interruptAfterTimeLimit: SECONDS * 1_000,
        markInterruptAsFailure: false,
      });
      // A generator of nothing but mistakes would show nothing.
      expect([...kinds.keys()]).toEqual(
        expect.arrayContaining(["N", "E1", "F", "refused plugin_not_loaded"]),
      );
    },
  );

  afterAll(() => allGone(cellsAlive()));
});
