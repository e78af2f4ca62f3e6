import { ANSWER_FAULTS } from "#host/cell/faults.ts";
import {
  isParamSpec,
  type Params,
  type ParamSpec,
  type ParamTable,
} from "#host/contract/manifest.ts";
import { prng, type Prng } from "#host/kernel/prng.ts";
import type { Lab } from "../lab.ts";
import { speaks, where } from "../probing/decisions.ts";
import type { Rule, Said } from "../rule.ts";

/** Parameter sets besides the two ends. */
const SETS = 22;
const SETS_QUICK = 0;
/** Rows of each set: the first of a block, where most is empty, and some in the middle. */
const ROWS = 96;
/** Findings: more sets that fail teach nothing. */
const SHOWN = 4;

export const parameterSpace: Rule = {
  id: "parameter-space",
  line: "every parameter set inside the manifest's bounds loads and answers without a fault",
  proves:
    "all-lowest, all-highest and 22 seeded sets load and answer bars of every market without a fault",
  cannotProve: "the sets between them, and that any of them is a good idea",
  remedy:
    "narrow min and max in the manifest to what the code can do (periods within lookback, lower bounds above zero), or handle the values",
  async behaviour(lab) {
    const table = lab.subject.manifest?.params ?? {};
    if (Object.keys(table).length === 0) {
      return [{ verdict: "pass", message: "has no parameters" }];
    }
    const sets = setsOf(table, lab.subject.quick ? SETS_QUICK : SETS);
    const tried = await Promise.all(sets.map((params, k) => tryOut(lab, params, k)));
    const fails = tried.flatMap(({ fail }) => (fail === null ? [] : [fail]));
    if (fails.length > 0) return shortened(fails);
    const silent = tried.filter(({ signals }) => signals === 0).length;
    const message = `${sets.length} sets, the lowest and the highest among them, answered ${ROWS} bars each; ${silent} of them said nothing there`;
    return [{ verdict: "pass", message }];
  },
};

interface Tried {
  readonly signals: number;
  readonly fail: Said | null;
}

async function tryOut(lab: Lab, params: Params, k: number): Promise<Tried> {
  const recording = lab.recordings[k % lab.recordings.length];
  if (recording === undefined) return { signals: 0, fail: null };
  lab.tell(`set ${k + 1}`);
  const middle = Math.floor(recording.rows.length / 2);
  const half = ROWS / 2;
  const rows = [
    ...new Set([...recording.rows.slice(0, half), ...recording.rows.slice(middle, middle + half)]),
  ];
  // An exit may read what an entry does not.
  const question = lab.questions[k % lab.questions.length];
  const { answers } = await lab.run({ recording, rows, params, ...question });
  const at = answers.findIndex((answer) => answer.startsWith("F:"));
  const signals = answers.filter(speaks).length;
  if (at < 0) return { signals, fail: null };
  const fault = (answers[at] ?? "").slice(2);
  const row = rows[at] ?? 0;
  const openMs = recording.openMs[recording.rows.indexOf(row)] ?? 0;
  const meaning = ANSWER_FAULTS.get(fault.split(":")[0] ?? "")?.meaning ?? "";
  const message = `with ${JSON.stringify(params)}: ${fault} in ${recording.name}, ${where({ row, openMs })}${meaning === "" ? "" : `: ${meaning}`}`;
  return { signals, fail: { verdict: "fail", message } };
}

function shortened(fails: readonly Said[]): readonly Said[] {
  if (fails.length <= SHOWN) return fails;
  const message = `… and ${fails.length - SHOWN} more sets`;
  return [...fails.slice(0, SHOWN), { verdict: "fail", message }];
}

/** The lowest, the highest, and seeded ones: the same for every version of a plugin with the same table. */
export function setsOf(table: ParamTable, count: number): readonly Params[] {
  const random = prng(`parameter space ${JSON.stringify(table)}`);
  const seeded = Array.from({ length: count }, () => filled(table, (spec) => drawn(spec, random)));
  return [filled(table, (spec) => end(spec, 0)), filled(table, (spec) => end(spec, 1)), ...seeded];
}

type Value = number | string | boolean;

function filled(table: ParamTable, of: (spec: ParamSpec) => Value): Params {
  return Object.fromEntries(
    Object.entries(table).map(([name, entry]) => {
      return [name, isParamSpec(entry) ? of(entry) : filled(entry, of)];
    }),
  );
}

function end(spec: ParamSpec, which: 0 | 1): Value {
  if ("choices" in spec) return spec.choices.at(which === 0 ? 0 : -1) ?? spec.default;
  if (!("min" in spec)) return which === 1;
  const inside =
    spec.integer === true ? [Math.ceil(spec.min), Math.floor(spec.max)] : [spec.min, spec.max];
  return inside[which] ?? spec.default;
}

/** Every tenth number is an end: where two parameters meet their bounds, most code breaks. */
function drawn(spec: ParamSpec, random: Prng): Value {
  if ("choices" in spec)
    return spec.choices[Math.floor(random.next() * spec.choices.length)] ?? spec.default;
  if (!("min" in spec)) return random.next() < 0.5;
  const place = random.next();
  if (place < 0.1) return end(spec, place < 0.05 ? 0 : 1);
  const value = spec.min + random.next() * (spec.max - spec.min);
  return spec.integer === true ? whole(spec, value) : value;
}

function whole(spec: { readonly min: number; readonly max: number }, value: number): number {
  return Math.min(Math.floor(spec.max), Math.max(Math.ceil(spec.min), Math.round(value)));
}
