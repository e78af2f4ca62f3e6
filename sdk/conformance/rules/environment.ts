import type { CellVariant } from "#host/cell/session.ts";
import type { Rule, Said, Subject } from "../rule.ts";
import { differenceSaid } from "../words.ts";

const STACK_KB = [984, 700, 2_000] as const;
const HEAP_MB = [32, 24, 64] as const;
/** Places whose clocks, decimals and collation differ from ours and from each other. */
const PLACES = [
  {},
  { TZ: "Asia/Kathmandu", LANG: "sv_SE.UTF-8" },
  { TZ: "America/St_Johns", LC_ALL: "cs_CZ.UTF-8" },
] as const;

/** Nine rows in which every two settings meet (an orthogonal array of four columns), but the first: it is ours. */
const PAIRS = [
  [0, 1, 1, 1],
  [0, 2, 2, 2],
  [1, 0, 1, 2],
  [1, 1, 2, 0],
  [1, 2, 0, 1],
  [0, 0, 2, 1],
  [0, 1, 0, 2],
  [0, 2, 1, 0],
] as const;
/** A quick look takes two of them: with the compiler, and with everything else changed. */
const QUICK = [4, 0] as const;

interface Environment {
  readonly name: string;
  readonly variant: CellVariant;
}

/** The environments of a plugin: its compiler on or off, three stacks, three heaps, three places. */
export function environmentsOf({
  manifest,
  quick,
}: Pick<Subject, "manifest" | "quick">): readonly Environment[] {
  const wasm = manifest?.module === "wasm";
  const chosen = quick ? QUICK.flatMap((i) => [PAIRS[i]]) : PAIRS;
  return chosen.map(([compiler, stack, heap, place]) => {
    const stackKb = STACK_KB[stack];
    const heapMb = HEAP_MB[heap];
    const compiled = compiler === 1;
    const how: CellVariant = wasm
      ? { wasmCompiler: compiled ? "turbofan" : "liftoff" }
      : { jit: compiled };
    const engine = wasm
      ? compiled
        ? "turbofan"
        : "liftoff"
      : compiled
        ? "compiled"
        : "interpreted";
    const environment = PLACES[place];
    const where = Object.values(environment).join(" ") || "no locale";
    return {
      name: `${engine}, stack ${stackKb} KB, heap ${heapMb} MB, ${where}`,
      variant: { ...how, stackKb, heapMb, environment },
    };
  });
}

export const environment: Rule = {
  id: "environment",
  line: "answers do not depend on compiler, stack, heap, time zone or language",
  proves:
    "every pair of these settings was met in some run, with every bar of a market or of all, and changed no byte",
  cannotProve:
    "anything about another version of the engine: the certificate names the one it holds for",
  remedy:
    "do not catch RangeError, do not look at bit patterns of NaN, compare text with < and not with localeCompare",
  async behaviour(lab) {
    const said: Said[] = [];
    const environments = environmentsOf(lab.subject);
    for (const [i, { name, variant }] of environments.entries()) {
      lab.tell(name);
      // Compiled code appears only after many calls, so those runs get every market.
      const compiled = variant.jit === true || variant.wasmCompiler === "turbofan";
      const one = lab.recordings.filter((_, k) => k === i % lab.recordings.length);
      for (const recording of compiled ? lab.recordings : one) {
        const reference = await lab.reference(recording);
        const found = lab.differences(reference, await lab.run({ recording, variant }), recording);
        const failed = differenceSaid(found, recording, `with ${name}`);
        if (failed !== null) said.push(failed);
      }
    }
    if (said.length > 0) return said;
    return [{ verdict: "pass", message: `${environments.length} environments, sampled pairwise` }];
  },
};
