import { describe, expect, it } from "vitest";
import type { CellFrame } from "#host/cell/frame.ts";
import type { CellOptions, CellPlugin, CellSession } from "#host/cell/session.ts";
import { I32, I64, op, strategy, valued, type Bytes } from "#test/kit/wasm.ts";
import { aFrame, aPlugin, IMPATIENT, LOOKBACK, someColumns, withCell } from "../kit.ts";

const RATIONALES = ["the first reason", "the second reason"];
const PARAMS = { period: 5, deep: { on: true, off: false } };

function aModule(bundle: Uint8Array, change: Partial<CellPlugin> = {}): CellPlugin {
  const wasm = { rationales: RATIONALES, params: [["period"], ["deep", "on"], ["deep", "off"]] };
  return { ...aPlugin(""), bundle, module: "wasm", wasm, params: PARAMS, ...change };
}

const MODES = (["liftoff", "turbofan"] as const).flatMap((wasmCompiler) =>
  (["fresh", "resident"] as const).map((mode): CellOptions => {
    const sample = { rate: 1, seed: "all" };
    return { mode, sample, spare: false, deadlines: IMPATIENT, variant: { wasmCompiler } };
  }),
);
const FRESH: CellOptions = { mode: "fresh", spare: false, deadlines: IMPATIENT };

async function answersOf(plugin: CellPlugin, options = FRESH, frame: CellFrame = aFrame(3)) {
  return await withCell(plugin, options, async (session) => {
    return (await session.evaluate(frame)).answers;
  });
}

/** Whether a condition holds, as an answer: Buy when it does, nothing when it does not. */
const buysIf = (condition: Bytes): CellPlugin => aModule(strategy(condition));
/** Address of a column's newest value, by the column's place. */
const newest = (column: number): Bytes => [
  ...op.local(0),
  ...op.i32(8 * (LOOKBACK * (column + 1) - 1)),
  ...op.add,
];
/** The bits of a number at an address, the upper half: sign, exponent, and the top of a NaN's payload. */
const upperBits = (address: Bytes): Bytes => [...address, ...op.i32(4), ...op.add, ...op.loadI32()];
const equals = (value: number): Bytes => [...op.i32(value), 0x46];
const CANONICAL_UPPER = 0x7ff8_0000;

describe("a plugin in wasm", () => {
  it.each<[what: string, plugin: CellPlugin, answer: string]>([
    ["says nothing with 0", aModule(strategy(op.i32(0))), "N"],
    ["buys with 1, for the first reason", aModule(strategy(op.i32(1))), `E1|B||||${RATIONALES[0]}`],
    [
      "sells with 2, for the reason that it set",
      aModule(strategy([...op.i32(1), ...op.setGlobal(0), ...op.i32(2)])),
      `E1|S||||${RATIONALES[1]}`,
    ],
    ["is told the lookback", buysIf([...op.local(1), ...equals(LOOKBACK)]), "B"],
    [
      "sees columns that are not declared as the one NaN",
      buysIf([...upperBits(newest(6)), ...equals(CANONICAL_UPPER)]),
      "B",
    ],
    ["has a parameter", buysIf([...op.local(2), ...op.loadF64(), ...op.f64(5), 0x61]), "B"],
    [
      "has a switch that is on",
      buysIf([...op.local(2), ...op.loadF64(8), ...op.f64(1), 0x61]),
      "B",
    ],
    [
      "has a switch that is off",
      buysIf([...op.local(2), ...op.loadF64(16), ...op.f64(0), 0x61]),
      "B",
    ],
    [
      "ends at the last parameter: zeros",
      buysIf([...op.local(2), ...op.loadF64(24), ...op.f64(0), 0x61]),
      "B",
    ],
    ["traps by choice", aModule(strategy(op.unreachable)), "F:trapped:unreachable"],
    [
      "reads before its memory",
      aModule(strategy([...op.i32(-4), ...op.loadI32()])),
      "F:trapped:out_of_bounds",
    ],
    [
      "writes behind its memory",
      aModule(strategy([...op.i32(65_536), ...op.i32(1), ...op.storeI32(), ...op.i32(0)])),
      "F:trapped:out_of_bounds",
    ],
    [
      "divides by zero",
      aModule(strategy([...op.i32(1), ...op.i32(0), ...op.divide])),
      "F:trapped:division",
    ],
    [
      "makes an integer of what is none",
      aModule(strategy([...op.f64(1e300), ...op.truncate])),
      "F:trapped:conversion",
    ],
    [
      "calls itself for ever",
      aModule(strategy(op.call(2), { others: [{ params: [], results: [I32], body: op.call(2) }] })),
      "F:trapped:stack",
    ],
    ["answers 3", aModule(strategy(op.i32(3))), "F:entry_code_invalid"],
    ["answers -1", aModule(strategy(op.i32(-1))), "F:entry_code_invalid"],
    [
      "has a reason beyond the list",
      aModule(strategy([...op.i32(2), ...op.setGlobal(0), ...op.i32(1)])),
      "F:reason_invalid",
    ],
    [
      "has a reason before the list",
      aModule(strategy([...op.i32(-1), ...op.setGlobal(0), ...op.i32(1)])),
      "F:reason_invalid",
    ],
  ])("%s", async (_, plugin, answer) => {
    const expected = answer === "B" ? `E1|B||||${RATIONALES[0]}` : answer;
    for (const options of MODES) {
      expect(await answersOf(plugin, options, aFrame(2))).toEqual([expected, expected]);
    }
  });

  it.each<[what: string, alloc: Bytes]>([
    ["no multiple of eight", op.i32(1_028)],
    ["behind the memory", op.i32(65_536)],
    ["so late that the columns do not fit", op.i32(65_528)],
    ["before the memory", op.i32(-8)],
  ])("is given an address by alloc that is %s", async (_, body) => {
    const alloc = { params: [I32], results: [I32], body, export: "alloc" };
    const decide = {
      params: [I32, I32, I32],
      results: [I32],
      body: op.i32(0),
      export: "entry_signal",
    };
    const plugin = aModule(strategy(op.i32(0), { functions: [alloc, decide] }));
    expect(await answersOf(plugin, FRESH, aFrame(1))).toEqual(["F:alloc_invalid"]);
  });

  it("overruns, and is usable after it", async () => {
    const spins = [...op.local(0), ...op.drop, ...op.loop, ...op.br(0), ...op.end, ...op.i32(0)];
    const plugin = aModule(strategy(op.i32(0), { exit: spins }));
    await withCell(plugin, FRESH, async (session) => {
      const { answers } = await session.evaluate(aFrame(1, { fn: "exit", side: "Buy" }));
      expect(["F:overran", "F:killed"]).toContain(answers[0]);
      expect((await session.evaluate(aFrame(1))).answers).toEqual(["N"]);
    });
  });

  it("keeps nothing: neither in memory nor in a global, whatever the mode", async () => {
    const remembered = [...op.i32(8), ...op.loadI32(), ...op.global(2), ...op.add];
    const remember = [
      ...op.i32(8),
      ...op.i32(1),
      ...op.storeI32(),
      ...op.i32(1),
      ...op.setGlobal(2),
    ];
    const globals = [0, 1_024, 0].map((value) => [I32, 1, ...op.i32(value), ...op.end]);
    const plugin = aModule(strategy([...remembered, ...remember], { globals }));
    for (const options of MODES) {
      expect(await answersOf(plugin, options)).toEqual(["N", "N", "N"]);
    }
  });
});

describe("its window", () => {
  /** Each column's newest value in turn, as a factor. */
  const shows = (column: number) => {
    const read = [...op.local(0), ...op.i32(8 * (LOOKBACK * (column + 1) - 1)), ...op.add];
    return aModule(valued("factor", [...read, ...op.loadF64()]), {
      kind: "factor",
      columns: ["ts", "open", "high", "low", "close", "volume", "funding", "oi"],
    });
  };
  const columns = someColumns(2 * LOOKBACK);

  it.each(["ts", "open", "high", "low", "close", "volume", "funding", "oi"] as const)(
    "has %s in its place",
    async (name) => {
      const place = Object.keys(columns)
        .filter((key) => key !== "length")
        .indexOf(name);
      const answers = await answersOf(shows(place), FRESH, aFrame(3, { fn: "value" }));
      const bars = [0, 1, 2].map((bar) => columns[name][LOOKBACK + bar]);
      expect(answers).toEqual(bars.map((value) => `V${value}`));
    },
  );

  it("begins exactly lookback bars ago, and nothing lies before it", async () => {
    const oldest = aModule(valued("factor", [...op.local(0), ...op.loadF64()]), { kind: "factor" });
    const answers = await answersOf(oldest, FRESH, aFrame(2, { fn: "value" }));
    expect(answers).toEqual([1, 2].map((bar) => `V${columns.ts[bar]}`));
  });

  it("has one NaN, whatever bits the data had", async () => {
    const odd = new Float64Array(new BigUint64Array([0xfff4_0000_0000_1234n]).buffer);
    const close = columns.close.map((value, i) => (i === LOOKBACK ? (odd[0] ?? 0) : value));
    const frame = aFrame(1, { columns: { ...columns, close } });
    const plugin = buysIf([...upperBits(newest(4)), ...equals(CANONICAL_UPPER)]);
    for (const options of MODES) {
      expect(await answersOf(plugin, options, frame)).toEqual([`E1|B||||${RATIONALES[0]}`]);
    }
  });
});

describe("what it is asked", () => {
  const frame = (fn: CellFrame["fn"]): CellFrame => aFrame(1, { fn, side: "Sell" });
  const whole = aModule(strategy(op.i32(0), { exit: [...op.local(3), ...equals(2)] }));

  it.each<[string, CellPlugin, CellFrame["fn"], string]>([
    ["an exit, with the side", whole, "exit", "X1"],
    ["an exit that it does not have", aModule(strategy(op.i32(0))), "exit", "F:export_missing"],
    [
      "an exit that answers 2",
      aModule(strategy(op.i32(0), { exit: op.i32(2) })),
      "exit",
      "F:exit_code_invalid",
    ],
    ["a value of a strategy", whole, "value", "F:export_missing"],
    ["a score", aModule(valued("signal", op.f64(-0.25)), { kind: "signal" }), "value", "V-0.25"],
    [
      "a score over 1",
      aModule(valued("signal", op.f64(1.5)), { kind: "signal" }),
      "value",
      "F:value_range",
    ],
    [
      "a score that is NaN",
      aModule(valued("signal", op.f64(Number.NaN)), { kind: "signal" }),
      "value",
      "F:value_range",
    ],
    [
      "a factor without an end",
      aModule(valued("factor", op.f64(Infinity)), { kind: "factor" }),
      "value",
      "F:value_range",
    ],
    [
      "an entry of a signal",
      aModule(valued("signal", op.f64(0)), { kind: "signal" }),
      "entry",
      "F:export_missing",
    ],
  ])("%s", async (_, plugin, fn, answer) => {
    expect(await answersOf(plugin, FRESH, frame(fn))).toEqual([answer]);
  });

  it("says whether it has an exit", async () => {
    const hasExit = (session: CellSession) => Promise.resolve(session.hasExit);
    expect(await withCell(whole, FRESH, hasExit)).toBe(true);
    expect(await withCell(aModule(strategy(op.i32(0))), FRESH, hasExit)).toBe(false);
  });
});

describe("what never starts a process, or never runs", () => {
  it("is a binary that the check refuses", async () => {
    const plugin = aModule(strategy([...op.i32(1), ...op.grow]));
    await expect(answersOf(plugin)).rejects.toThrow(/^wasm_module_refused: byte \d+: memory\.grow/);
  });

  it("is a module whose types are wrong: the engine says so", async () => {
    const plugin = aModule(
      strategy([...op.i64(1)], { others: [{ params: [I64], results: [], body: [] }] }),
    );
    await expect(answersOf(plugin)).rejects.toThrow(/plugin_not_loaded: wasm_not_compiled/);
  });
});
