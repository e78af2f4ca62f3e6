/** Rules that ask a plugin again, each with a plugin that passes and one that does not. */
import { describe, expect, it } from "vitest";
import { determinism } from "#sdk/conformance/rules/determinism.ts";
import { environment, environmentsOf } from "#sdk/conformance/rules/environment.ts";
import { inputIntegrity } from "#sdk/conformance/rules/input-integrity.ts";
import { orderIndependence } from "#sdk/conformance/rules/order-independence.ts";
import { replayDigest } from "#sdk/conformance/rules/replay-digest.ts";
import { undeclaredReads } from "#sdk/conformance/rules/undeclared-reads.ts";
import { runSuite } from "#sdk/conformance/suite.ts";
import { aCellLab, aSubject, entry, hear, HONEST, SILENT, verdictsOf } from "./kit.ts";

const SIGNAL = `{ side: "Buy", rationale: "so" }`;
const WAIT = { timeout: 60_000 };

/** Answers every third call, whatever the bar is. */
const COUNTS = entry(`calls += 1; return calls % 3 === 0 ? ${SIGNAL} : null;`, "let calls = 0;");
/** Notices that time went back. */
const REMEMBERS = entry(
  `const at = candles.ts.at(-1); const back = at <= last; last = at; return back ? ${SIGNAL} : null;`,
  "let last = 0;",
);
/** How deep it can call before the engine says no. */
const MEASURES_THE_STACK = entry(
  `let depth = 0; const dig = () => { depth += 1; dig(); };
   try { dig(); } catch { depth += 0; }
   return { side: "Buy", rationale: "deep", strength: 1 / depth };`,
);
/** Writes over its columns, its parameters and its context where it can; what it sees must be its own. */
const SCRIBBLES = entry(`
  const { close, open } = candles;
  const rose = close.at(-1) > open.at(-1);
  try { close.fill(1); open.fill(2); } catch { return null; }
  return rose ? ${SIGNAL} : null;`);

describe("determinism", () => {
  it("passes a plugin that only looks at its bars", WAIT, async () => {
    expect((await hear(determinism, HONEST)).map(({ verdict }) => verdict)).toEqual(["pass"]);
  });

  it("fails one that counts 1,500 bars in succession", WAIT, async () => {
    // Any bar that does not follow the last one begins the count again.
    const patient = entry(
      `const at = candles.ts.at(-1);
       count = at === last + 300_000 ? count + 1 : 0; last = at;
       return count > 1_500 ? ${SIGNAL} : null;`,
      "let last = 0, count = 0;",
    );
    const [first] = await hear(determinism, patient);
    expect(first?.verdict).toBe("fail");
    expect(first?.message).toMatch(/not behind 250\d bars in succession/);
  });

  it("fails one that counts its calls, and names bar and both answers", WAIT, async () => {
    const [first] = await hear(determinism, COUNTS);
    expect(first?.verdict).toBe("fail");
    expect(first?.message).toMatch(/^row \d+ of \w+.*: (no signal|Buy).* in the reference run/);
    expect(first?.remedy).toContain("keep nothing between calls");
  });

  it.for([
    ["in the same context", (run: { process?: string }) => run.process === "determinism"],
    ["in a fresh isolate", (run: { fresh?: boolean }) => run.fresh === true],
    [
      "in a fresh process",
      (run: { process?: string }) => run.process?.startsWith("alone") === true,
    ],
  ] as const)("fails an answer that changes only %s", async ([, differs]) => {
    const answer = (_: number, run: object | null) => (run !== null && differs(run) ? "X" : "N");
    expect(await verdictsOf(determinism, { answer })).toContain("fail");
  });
});

describe("order-independence", () => {
  it("passes a plugin that only looks at its bars", WAIT, async () => {
    expect((await hear(orderIndependence, HONEST)).map(({ verdict }) => verdict)).toEqual(["pass"]);
  });

  it("fails one that notices the direction", WAIT, async () => {
    const said = await hear(orderIndependence, REMEMBERS);
    expect(said.map(({ verdict }) => verdict)).toContain("fail");
    expect(said.map(({ message }) => message).join()).toContain("reverse order");
  });
});

describe("environment", () => {
  it("passes a plugin that only looks at its bars", WAIT, async () => {
    expect((await hear(environment, HONEST)).map(({ verdict }) => verdict)).toEqual(["pass"]);
  });

  it("fails one that measures the stack", WAIT, async () => {
    const said = await hear(environment, MEASURES_THE_STACK);
    expect(said[0]?.verdict).toBe("fail");
    expect(said.map(({ message }) => message).join()).toContain("stack");
  });

  it.for([
    ["the compiler", (v: { jit?: boolean }) => v.jit === true],
    ["the stack", (v: { stackKb?: number }) => v.stackKb === 700],
    ["the heap", (v: { heapMb?: number }) => v.heapMb === 64],
    ["the time zone", (v: { environment?: { TZ?: string } }) => v.environment?.TZ !== undefined],
  ] as const)("fails an answer that depends on %s", async ([, differs]) => {
    const answer = (_: number, run: { variant?: object } | null) =>
      differs(run?.variant ?? {}) ? "X" : "N";
    expect(await verdictsOf(environment, { answer })).toContain("fail");
  });

  it("lets every two settings meet in some run, ours among them", () => {
    const ours = { jit: false, stackKb: 984, heapMb: 32, environment: {} };
    const all = [ours, ...environmentsOf(aSubject(SILENT)).map(({ variant }) => variant)];
    const columns = all.map(({ jit, stackKb, heapMb, environment: place }) =>
      [jit, stackKb, heapMb, place].map((value) => JSON.stringify(value)),
    );
    for (const a of [0, 1, 2, 3]) {
      for (const b of [0, 1, 2, 3].filter((each) => each > a)) {
        const values = (at: number) => new Set(columns.map((row) => row[at]));
        const met = new Set(columns.map((row) => `${row[a]} ${row[b]}`));
        expect(met.size).toBe(values(a).size * values(b).size);
      }
    }
  });
});

describe("input-integrity", () => {
  it("passes a plugin that scribbles on its own copies", WAIT, async () => {
    expect((await hear(inputIntegrity, SCRIBBLES)).map(({ verdict }) => verdict)).toEqual(["pass"]);
  });

  it("fails an answer that depends on the neighbours in a crossing", async () => {
    const answer = (_: number, run: { barByBar?: boolean } | null) =>
      run?.barByBar === true ? "X" : "N";
    expect(await verdictsOf(inputIntegrity, { answer })).toContain("fail");
  });
});

describe("undeclared-reads", () => {
  it("passes a plugin that reads what is there", WAIT, async () => {
    expect((await hear(undeclaredReads, HONEST)).map(({ verdict }) => verdict)).toEqual(["pass"]);
  });

  it("asks nothing of a binary, which has no names to read", async () => {
    const subject = aSubject(HONEST);
    const plugin = { ...subject.plugin, module: "wasm" as const };
    const lab = aCellLab({ ...subject, plugin }, () => Promise.reject(new Error("no cell opens")));
    const said = await runSuite({ ...subject, plugin }, lab, [undeclaredReads]);
    expect(said).toMatchObject([{ verdict: "pass", message: expect.stringContaining("no names") }]);
    await lab.close();
  });

  it.for([
    ["params", `if (params.secret) return null;`],
    ["context", `if (context.account === "live") return null;`],
  ])("fails one that looks for more in %s", WAIT, async ([what, line]) => {
    const said = await hear(undeclaredReads, entry(`${line} return null;`));
    expect(said[0]?.verdict).toBe("fail");
    expect(said[0]?.message).toContain(what === "params" ? "a parameter" : "context");
  });
});

describe("replay-digest", () => {
  it("passes equal answers and fails one that is not", async () => {
    expect(await verdictsOf(replayDigest, { answer: () => "N" })).toEqual(["pass"]);
    const answer = (row: number, run: object | null) => (run !== null && row === 159 ? "X" : "N");
    expect(await verdictsOf(replayDigest, { answer })).toEqual(["fail"]);
  });
});
