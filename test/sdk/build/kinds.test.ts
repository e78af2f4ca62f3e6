/** Each kind exports its own function, and no other kind's. */
import { expect, it } from "vitest";
import { exportsProblem, KIND_EXPORTS, KINDS, kindOf } from "#sdk/build/kinds.ts";

it("knows a bare script by what it exports", () => {
  for (const kind of KINDS) expect(kindOf(null, [KIND_EXPORTS[kind].asked])).toBe(kind);
  expect(kindOf(null, [])).toBe("strategy");
  expect(kindOf({ kind: "factor" }, ["entrySignal"])).toBe("factor");
});

it.for([
  ["strategy", ["entrySignal"], null],
  ["strategy", ["entrySignal", "exitSignal", "indicators"], null],
  ["signal", ["indicators", "score"], null],
  ["factor", ["value"], null],
  ["strategy", [], /entrySignal is not exported.*nothing/],
  ["strategy", ["score"], /entrySignal is not exported.*score/],
  ["signal", ["value"], /score is not exported/],
  ["factor", ["value", "exitSignal"], /exitSignal is exported, a factor has value, indicators/],
  ["signal", ["score", "default"], /default is exported/],
  [null, ["score", "exitSignal"], /exitSignal is exported, a signal has/],
  [null, ["score", "entrySignal"], /score is exported, a strategy has/],
] as const)("%s with exports %j", ([kind, exports, problem]) => {
  expect(exportsProblem(exports, kind) ?? "nothing wrong").toMatch(problem ?? /^nothing wrong$/);
});
