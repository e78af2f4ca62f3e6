/** The suite around its rules, and the laboratory around its cells. */
import { afterAll, describe, expect, it } from "vitest";
import type { CellFrame } from "#host/cell/frame.ts";
import type { CellEvaluation, CellSession } from "#host/cell/session.ts";
import { ok, refuse } from "#host/kernel/result.ts";
import { cellSlots } from "#sdk/conformance/cell-slots.ts";
import type { OpenCell } from "#sdk/conformance/cell-lab.ts";
import { PluginStopped } from "#sdk/conformance/lab.ts";
import type { Rule, Said } from "#sdk/conformance/rule.ts";
import { SUITE_LIMITS } from "#sdk/conformance/limits.ts";
import { outputSchema } from "#sdk/conformance/rules/output-schema.ts";
import { RULES } from "#sdk/conformance/rules.ts";
import { runSuite } from "#sdk/conformance/suite.ts";
import { allGone, cellsAlive } from "#test/host/cell/children.ts";
import { aCellLab, aSubject, entry, SILENT } from "./kit.ts";

afterAll(() => allGone(cellsAlive()));

const about = { line: "", proves: "", cannotProve: "", remedy: "mend it" } as const;
const saying = (id: string, ...said: Said[]): Rule => ({
  ...about,
  id,
  behaviour: () => Promise.resolve(said),
});
const pass: Said = { verdict: "pass", message: "fine" };

const subject = aSubject(SILENT);
/** Sessions whose answers are made here. */
function answering(evaluate: (frame: CellFrame) => CellEvaluation) {
  const count = { opened: 0, closed: 0 };
  const open: OpenCell = () => {
    count.opened += 1;
    const session: CellSession = {
      walls: { links: NO_LINKS, list: [] },
      hasExit: false,
      evaluate: (frame) => Promise.resolve(evaluate(frame)),
      evaluateFresh: (frame) => Promise.resolve(evaluate(frame)),
      usage: () => Promise.resolve(null),
      close: () => {
        count.closed += 1;
        return Promise.resolve();
      },
    };
    return Promise.resolve(ok(session));
  };
  return { open, count };
}
const NO_LINKS = {
  privileges: false,
  ordinaryUser: false,
  namespaces: false,
  capabilities: false,
  limits: false,
};
const all =
  (text: string) =>
  (frame: CellFrame): CellEvaluation => ({
    answers: Array.from({ length: frame.count }, () => text),
    events: [],
  });

async function run(rules: readonly Rule[], lab = aCellLab(subject, answering(all("N")).open)) {
  const findings = await runSuite(subject, lab, rules);
  await lab.close();
  return findings;
}

describe("the suite", () => {
  it("hears every rule in the table's order, whatever became of others", async () => {
    const failing = (error: Error): Rule => ({
      ...about,
      id: "broken",
      behaviour: () => Promise.reject(error),
    });
    const findings = await run([
      saying("first", pass),
      failing(new Error("a bug of ours")),
      failing(new PluginStopped("F:killed")),
      saying("silent"),
      saying("last", pass),
    ]);
    expect(findings.map(({ rule, verdict }) => `${rule} ${verdict}`)).toEqual([
      "first pass",
      "broken fail",
      "broken unproven",
      "silent unproven",
      "last pass",
    ]);
    expect(findings[1]?.message).toContain("a bug of ours");
  });

  it("gives the rule's remedy to what failed, and none to what passed", async () => {
    const fail: Said = { verdict: "fail", message: "no" };
    const own: Said = { ...fail, remedy: "otherwise" };
    const findings = await run([saying("a", fail, own, pass)]);
    expect(findings.map(({ remedy }) => remedy)).toEqual(["mend it", "otherwise", ""]);
  });

  it("cuts a rule that says too much, failures first", async () => {
    const many = Array.from({ length: 100 }, (_, k): Said => {
      return { verdict: k === 99 ? "fail" : "report", message: `${k}` };
    });
    const findings = await run([saying("a", ...many)]);
    expect(findings).toHaveLength(SUITE_LIMITS.findingsPerRule);
    expect(findings[0]).toMatchObject({ verdict: "fail", message: "99" });
    expect(findings.at(-1)?.message).toBe("… and 85 more");
  });

  it("has rules with names, sentences and remedies of their own", () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    for (const rule of RULES) {
      expect(rule.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      for (const text of [rule.line, rule.proves, rule.cannotProve]) {
        expect(text.length).toBeGreaterThan(15);
        expect(text).not.toMatch(/[|\n]|\.$/);
      }
      expect("structure" in rule || "behaviour" in rule).toBe(true);
    }
  });
});

describe("the laboratory", () => {
  it("opens one cell for many runs of one kind, and closes all it opened", async () => {
    const { open, count } = answering(all("N"));
    const lab = aCellLab(subject, open);
    const view = lab.viewOf("a");
    for (const recording of view.recordings) await view.reference(recording);
    for (const recording of view.recordings) await view.run({ recording });
    expect(count.opened).toBe(1);
    const [recording] = view.recordings;
    if (recording === undefined) throw new Error("there are markets");
    await view.run({ recording, process: "alone" });
    expect(count.opened).toBe(2);
    await lab.close();
    expect(count.closed).toBe(2);
  });

  it("asks a bar once in frames, and in any order when it is told to", async () => {
    const asked: number[] = [];
    const { open } = answering((frame) => {
      asked.push(frame.count);
      return all("N")(frame);
    });
    const lab = aCellLab(subject, open);
    const view = lab.viewOf("a");
    const [recording] = view.recordings;
    if (recording === undefined) throw new Error("there are markets");
    const rows = recording.rows.slice(0, 5);
    expect((await view.run({ recording })).rows).toEqual(recording.rows);
    expect(Math.max(...asked)).toBeGreaterThan(5);
    asked.length = 0;
    const back = await view.run({ recording, rows: rows.toReversed() });
    expect(back.rows).toEqual(rows.toReversed());
    expect(asked).toEqual([1, 1, 1, 1, 1]);
    await lab.close();
  });

  it.for(["killed", "overran", "answer_malformed"])(
    "asks a plugin no more whose plain run ended with %s",
    async (fault) => {
      let crossings = 0;
      const { open, count } = answering((frame) => {
        crossings += 1;
        const answers = all("F:skipped")(frame).answers.with(0, `F:${fault}`);
        return { answers, events: [] };
      });
      const findings = await run([outputSchema, ...RULES.slice(5, 10)], aCellLab(subject, open));
      expect(crossings).toBeLessThanOrEqual(2);
      expect(count.closed).toBe(count.opened);
      expect(findings[0]?.message).toContain(`F:${fault}`);
      const verdicts = findings.map(({ verdict }) => verdict);
      expect(verdicts).toContain("fail");
      expect(verdicts.every((each) => each === "fail" || each === "unproven")).toBe(true);
    },
  );

  it("halves crossings that had to be repeated", async () => {
    const sizes: number[] = [];
    const { open } = answering((frame) => {
      sizes.push(frame.count);
      const event = { kind: "cell_frame_repeated", fault: "overran", why: "" } as const;
      return { ...all("N")(frame), events: frame.count > 4 ? [event] : [] };
    });
    const lab = aCellLab(subject, open);
    const [recording] = lab.recordings;
    if (recording === undefined) throw new Error("there are markets");
    const { rows } = await lab.reference(recording);
    expect(rows).toEqual(recording.rows);
    expect(sizes.at(-1)).toBeLessThanOrEqual(4);
    await lab.close();
  });

  it("ends a rule whose runs take too long, and no other", async () => {
    let nowMs = 0;
    const { open } = answering((frame) => {
      nowMs += SUITE_LIMITS.ruleMs / 3;
      return all("N")(frame);
    });
    const again: Rule = {
      ...about,
      id: "slow",
      async behaviour(lab) {
        for (const recording of lab.recordings) await lab.run({ recording, barByBar: true });
        return [pass];
      },
    };
    const lab = aCellLab(subject, open, () => nowMs);
    const findings = await run([again, saying("quick", pass)], lab);
    expect(findings.map(({ verdict }) => verdict)).toEqual(["unproven", "pass"]);
    expect(findings[0]?.message).toContain("more time");
  });

  it("answers a load that failed with its fault, for every row", async () => {
    const open: OpenCell = () =>
      Promise.resolve(refuse("plugin_not_loaded", "no", { detail: { fault: "export_missing" } }));
    const lab = aCellLab(subject, open);
    const [recording] = lab.recordings;
    if (recording === undefined) throw new Error("there are markets");
    const { answers } = await lab.reference(recording);
    expect(new Set(answers)).toEqual(new Set(["F:export_missing"]));
  });

  it("keeps no more cells waiting than it may", async () => {
    let alive = 0;
    let most = 0;
    const slots = cellSlots(2, 3);
    const session = (): CellSession => {
      alive += 1;
      most = Math.max(most, alive);
      const answered = all("N");
      return {
        walls: { links: NO_LINKS, list: [] },
        hasExit: false,
        evaluate: (frame) => Promise.resolve(answered(frame)),
        evaluateFresh: (frame) => Promise.resolve(answered(frame)),
        usage: () => Promise.resolve(null),
        close: () => {
          alive -= 1;
          return Promise.resolve();
        },
      };
    };
    const use = (kind: string, keep: boolean) =>
      slots.use(
        kind,
        () => Promise.resolve(ok(session())),
        () => Promise.resolve({ value: kind, keep }),
      );
    await Promise.all(Array.from({ length: 40 }, (_, k) => use(`${k % 8}`, k % 5 !== 0)));
    expect(most).toBeLessThanOrEqual(6);
    await slots.close();
    expect(alive).toBe(0);
  });

  it("does not wait for one to be gone, but for all of them at the end", async () => {
    const slots = cellSlots(1, 0);
    const gone = Promise.withResolvers<void>();
    const answered = all("N");
    const session: CellSession = {
      walls: { links: NO_LINKS, list: [] },
      hasExit: false,
      evaluate: (frame) => Promise.resolve(answered(frame)),
      evaluateFresh: (frame) => Promise.resolve(answered(frame)),
      usage: () => Promise.resolve(null),
      close: () => gone.promise,
    };
    const open = () => Promise.resolve(ok(session));
    for (const keep of [true, false]) {
      const worked = slots.use("kind", open, () => Promise.resolve({ value: 1, keep }));
      expect(await worked).toBe(1);
    }
    let closed = false;
    const closing = slots.close().then(() => (closed = true));
    await Promise.resolve();
    expect(closed).toBe(false);
    gone.resolve();
    await closing;
    expect(closed).toBe(true);
  });

  it("survives a plugin that never comes back", { timeout: 60_000 }, async () => {
    const endless = aSubject(entry("for (;;) {}"));
    const lab = aCellLab(endless);
    const findings = await runSuite(endless, lab, [outputSchema, ...RULES.slice(5, 8)]);
    await lab.close();
    const failed = findings.filter(({ verdict }) => verdict === "fail");
    expect(failed.map(({ rule }) => rule)).toEqual(["output-schema"]);
    const open = findings.filter(({ verdict }) => verdict === "unproven");
    expect(open.length).toBe(findings.length - 1);
    expect(open.every(({ message }) => message.startsWith("not shown: "))).toBe(true);
    expect(findings[0]?.message).toMatch(/F:(overran|killed)/);
  });
});
