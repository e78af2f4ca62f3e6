import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openCell, type CellPlugin } from "#host/cell/session.ts";
import { allGone, cellsAlive } from "../host/cell/children.ts";
import { aFrame, aPlugin, IMPATIENT } from "../host/cell/kit.ts";
import { WASM_ATTACKS, type WasmAttack } from "./wasm-attacks.ts";
import { FOLDER, wasmVectorFiles } from "./wasm-vectors.ts";

function aModule(name: string): CellPlugin {
  const bundle = new Uint8Array(readFileSync(join(FOLDER, name, "plugin.wasm")));
  const wasm = { rationales: ["because it is so"], params: [["period"]] };
  return { ...aPlugin(""), bundle, module: "wasm", wasm, params: { period: 5 } };
}

const RUNS = (["liftoff", "turbofan"] as const).flatMap((wasmCompiler) =>
  (["fresh", "resident"] as const).map((mode) => ({ wasmCompiler, mode })),
);

/** What came of a module on three bars: a fault at load, or the answers. */
async function outcomes(plugin: CellPlugin, { wasmCompiler, mode }: (typeof RUNS)[number]) {
  const options = { mode, spare: false, deadlines: IMPATIENT, variant: { wasmCompiler } };
  const opened = await openCell(plugin, { ...options, sample: { rate: 0, seed: "" } });
  if (!opened.ok) {
    const { code, detail } = opened.refusal;
    return { refusedAt: "load", said: [`${code}:${String(detail?.["problem"])}`] };
  }
  const { answers } = await opened.value.evaluate(aFrame(3));
  await opened.value.close();
  return { refusedAt: "entry", said: answers };
}

it("is what the table writes: node test/conformance/make-wasm-vectors.ts", () => {
  for (const [path, bytes] of wasmVectorFiles()) {
    expect([path, [...readFileSync(join(FOLDER, path))]]).toEqual([path, [...bytes]]);
  }
  const folders = readdirSync(FOLDER).filter((name) => name.startsWith("wasm-"));
  expect(folders.toSorted()).toEqual(Object.keys(WASM_ATTACKS).toSorted());
});

type Outcome = Awaited<ReturnType<typeof outcomes>>;

function isExpected(wanted: WasmAttack["expect"], { refusedAt, said }: Outcome): boolean {
  if ("answers" in wanted) return said.every((answer) => wanted.answers.includes(answer));
  const [first = ""] = said;
  const faults = refusedAt === "load" || said.every((answer) => answer.startsWith("F:"));
  return (
    refusedAt === wanted.refusedAt && faults && wanted.faults.includes(first.replace(/^F:/, ""))
  );
}

describe("an attack in wasm", () => {
  const named = Object.entries<WasmAttack>(WASM_ATTACKS);
  it.concurrent.for(named)("%s", { timeout: 60_000 }, async ([name, { expect: wanted }]) => {
    const plugin = aModule(name);
    const seen: Outcome[] = [];
    for (const run of RUNS) seen.push(await outcomes(plugin, run));
    expect(seen.filter((outcome) => !isExpected(wanted, outcome))).toEqual([]);
    // What is contained says one thing: by either compiler, in every mode, on every bar.
    const distinct = new Set(seen.flatMap(({ said }) => said)).size;
    expect("answers" in wanted ? distinct : 1).toBe(1);
  });
});

// A cell that is left behind keeps this waiting until the hook's time is up.
afterAll(() => allGone(cellsAlive()));
