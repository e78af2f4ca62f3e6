import { describe, expect, it } from "vitest";
import { checkWasm } from "#host/cell/wasm/check.ts";
import { CELL_LIMITS } from "#host/cell/limits.ts";
import {
  assemble,
  BUMP,
  F64,
  FUNCTION,
  GLOBAL,
  I32,
  I64,
  MEMORY,
  name,
  op,
  strategy,
  valued,
  type Bytes,
} from "#test/kit/wasm.ts";
import { isValid } from "./engine.js";
import { data, doing, nested, NO, problemOf, threeZeros, withTable } from "./kit.ts";

const SEEN = [I32, I32, I32];

describe("a module of ABI 1", () => {
  it.each([
    ["a strategy", strategy(NO), "strategy"],
    ["a strategy with an exit", strategy(NO, { exit: NO }), "strategy"],
    ["a signal", valued("signal", op.f64(0.5)), "signal"],
    ["a factor", valued("factor", op.f64(0.5)), "factor"],
    ["data and a table", strategy(NO, { ...withTable(), data: [data(0, 8)] }), "strategy"],
    [
      "copies and fills of memory",
      doing([...threeZeros, 0xfc, 10, 0, 0, ...threeZeros, 0xfc, 11, 0]),
      "strategy",
    ],
    ["conversions that do not trap", doing([...op.f64(1), 0xfc, 2, ...op.drop]), "strategy"],
    ["two hundred blocks", doing(nested(199)), "strategy"],
  ] as const)("passes: %s", (_, bytes, kind) => {
    expect(isValid(bytes)).toBe(true);
    expect(problemOf(bytes, kind)).toBe("ok");
  });

  it("is known by its facts", () => {
    const checked = checkWasm(strategy(NO, { exit: NO }), "strategy");
    expect(checked).toEqual({
      ok: true,
      value: {
        pages: 1,
        functions: 3,
        exports: ["memory", "reason", "alloc", "entry_signal", "exit_signal"],
      },
    });
  });
});

describe("exports", () => {
  const exported = (...exports: readonly Bytes[]) => ({ exports });
  const memory: Bytes = [...name("memory"), MEMORY, 0];
  const reason: Bytes = [...name("reason"), GLOBAL, 0];
  const alloc: Bytes = [...name("alloc"), FUNCTION, 0];
  const decide: Bytes = [...name("entry_signal"), FUNCTION, 1];
  it.each<[string, Uint8Array, string]>([
    [
      "one more export",
      strategy(NO, exported(memory, reason, alloc, decide, [...name("peek"), FUNCTION, 0])),
      "export_unknown",
    ],
    [
      "a doubled export",
      strategy(NO, exported(memory, memory, reason, alloc, decide)),
      "export_unknown",
    ],
    ["no reason", strategy(NO, exported(memory, alloc, decide)), "export_missing"],
    ["no alloc", strategy(NO, exported(memory, reason, decide)), "export_missing"],
    [
      "a reason that cannot be set",
      strategy(NO, {
        globals: [
          [I32, 0, ...NO, ...op.end],
          [I32, 1, ...NO, ...op.end],
        ],
      }),
      "export_type",
    ],
    [
      "a reason of 64 bits",
      strategy(NO, {
        globals: [
          [I64, 1, 0x42, 0, 0x0b],
          [I32, 1, ...NO, ...op.end],
        ],
      }),
      "export_type",
    ],
    [
      "alloc as a global",
      strategy(NO, exported(memory, reason, [...name("alloc"), GLOBAL, 0], decide)),
      "export_type",
    ],
    [
      "alloc for the decision",
      strategy(NO, exported(memory, reason, alloc, [...name("entry_signal"), FUNCTION, 0])),
      "export_type",
    ],
    [
      "a function that is not there",
      strategy(NO, exported(memory, reason, alloc, [...name("entry_signal"), FUNCTION, 9])),
      "export_type",
    ],
    [
      "a second memory by number",
      strategy(NO, exported([...name("memory"), MEMORY, 1], reason, alloc, decide)),
      "export_type",
    ],
    [
      "a decision without the side",
      strategy(NO, exported(memory, reason, alloc, decide, [...name("exit_signal"), FUNCTION, 1])),
      "export_type",
    ],
    [
      "a signal that is a factor",
      assemble({
        functions: [BUMP, { params: SEEN, results: [F64], body: op.f64(0), export: "value" }],
      }),
      "export_unknown",
    ],
  ])("%s", (_, bytes, problem) => {
    expect(problemOf(bytes)).toBe(problem);
  });

  it("a module of the wrong kind lacks that kind's exports", () => {
    expect(problemOf(strategy(NO), "signal")).toBe("export_unknown");
    expect(problemOf(valued("factor", op.f64(0)), "signal")).toBe("export_unknown");
    expect(problemOf(valued("signal", op.i32(0)), "signal")).toBe("ok"); // types within are the engine's
  });

  it("more bytes than a bundle may have, unread", () => {
    const checked = checkWasm(new Uint8Array(CELL_LIMITS.bundleBytes + 1), "strategy");
    expect(checked.ok ? "ok" : checked.refusal.code).toBe("bundle_too_large");
  });
});
