import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkWasm } from "#host/cell/wasm/check.ts";
import { op, strategy } from "#test/kit/wasm.ts";
import { isValid, namesOf } from "./engine.js";
import { data, problemOf, withTable } from "./kit.ts";

/** What the engine takes in, ours may refuse for what it is, but never for being badly written. */
const UNREADABLE = new Set(["malformed", "not_wasm", "opcode_unknown", "section_order"]);

/** How ours and the engine disagree over bytes; null where they do not. */
function disagreement(bytes: Uint8Array): string | null {
  const checked = checkWasm(bytes, "strategy");
  if (!isValid(bytes)) return null;
  if (!checked.ok) {
    const { problem, offset } = checked.refusal.detail ?? {};
    return UNREADABLE.has(String(problem)) ? `${String(problem)} at ${String(offset)}` : null;
  }
  const { imports, exports } = namesOf(bytes);
  const same = String(exports.toSorted()) === String([...checked.value.exports].toSorted());
  return same && imports.length === 0 ? null : `${imports.length} imports, ${String(exports)}`;
}

describe("hostile bytes", () => {
  const whole = strategy([...op.local(2), ...op.loadF64(), ...op.f64(3), ...op.greaterF64], {
    exit: [...op.local(3), ...op.i32(2), ...op.lessI32],
    ...withTable(),
    data: [data(16, 8), data(64, 3)],
  });

  it("are refused, whatever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(disagreement(new Uint8Array(bytes))).toBe(null);
        expect(disagreement(Uint8Array.from([...whole.slice(0, 8), ...bytes]))).toBe(null);
      }),
      { numRuns: 2_000 },
    );
  });

  it("are refused or are what the engine reads, whatever is changed in a module", () => {
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(changes, (edits) => {
        const bytes = whole.slice();
        for (const [at, value] of edits) bytes[at] = value;
        expect(disagreement(bytes)).toBe(null);
      }),
      { numRuns: 5_000 },
    );
  });

  it("are refused when something is cut out or put in", () => {
    const part = fc.tuple(fc.nat(whole.length), fc.nat(8), fc.uint8Array({ maxLength: 8 }));
    fc.assert(
      fc.property(part, ([at, cut, put]) => {
        expect(
          disagreement(Uint8Array.from([...whole.slice(0, at), ...put, ...whole.slice(at + cut)])),
        ).toBe(null);
      }),
      { numRuns: 3_000 },
    );
  });

  it("pass when they are cut short only where a section ends, as for the engine", () => {
    const passing = Array.from(whole, (_, end) => whole.slice(0, end)).filter(
      (bytes) => problemOf(bytes) === "ok",
    );
    expect(passing.map((bytes) => isValid(bytes))).toEqual([true]);
    expect(problemOf(whole)).toBe("ok");
  });
});
