/** What an operator says to a running host: entries stop, exits never, and what was said outlives the process. */
import { describe, expect, it, vi } from "vitest";
import { controlHandler } from "#host/run/control.ts";
import type { ControlReply, ControlRequest } from "#host/run/control-protocol.ts";
import type { StartedRun } from "#host/run/full-run.ts";
import { host } from "#test/kit/host-command.ts";
import { emptySlot } from "#host/kernel/slot-state.ts";
import { operatorEntries } from "#host/run/operator.ts";
import { record } from "#host/run/account.ts";
import { enters } from "#test/kit/run-cell.ts";
import { live, tell as tellAll } from "#test/kit/run-crash.ts";
import { aPlace, intentsOf, ofKind, refusalsOf, SLOT, type Place } from "#test/kit/run-place.ts";
import { entriesOf, wall } from "#test/kit/run-wall.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

/** Says something to the first account of a run, as its control socket would. */
async function tell(run: StartedRun, request: ControlRequest): Promise<ControlReply> {
  const [running] = run.running;
  if (running === undefined) throw new Error("the run has an account");
  return await controlHandler(running, run.turns, 42)(request);
}

const halt = (slot: string | null = null): ControlRequest => ({
  command: "halt",
  slot,
  reason: "look",
});
const resume = (slot: string | null = null): ControlRequest => ({
  command: "resume",
  slot,
  reason: "seen",
});

/** In the market from bar 0, and again whenever it may; leaves at bar 5. */
function aTrader(): Place {
  return aPlace(({ fn, bar }) =>
    fn === "exit" ? (bar === 5 ? "X1" : "X0") : enters("Buy", "wish"),
  );
}

describe("a halt", () => {
  const scopes: readonly (readonly [string, string | null])[] = [
    ["of the account", null],
    ["of the slot", SLOT],
  ];

  it.for(scopes)("%s stops entries; the open position leaves as it would", async ([, slot]) => {
    const place = aTrader();
    const replies: ControlReply[] = [];
    const before = async (step: number, run: StartedRun): Promise<void> => {
      if (step === 3) replies.push(await tell(run, halt(slot)));
      if (step === 9) replies.push(await tell(run, resume(slot)));
    };
    expect((await wall(place.world, { steps: 12, before })).ok).toBe(true);
    expect(intentsOf(place)).toEqual([
      [0, "entry", "wish"],
      [5, "exit", "exit_signal"],
      [9, "entry", "wish"],
    ]);
    const halted = refusalsOf(place).filter(([, code]) => code === "halted");
    expect(halted.map(([bar]) => bar)).toEqual([3, 4, 5, 6, 7, 8]);
    expect(replies).toEqual([
      expect.objectContaining({ ok: true }),
      expect.objectContaining({ ok: true }),
    ]);
  });

  it("is in the journal before it is answered", async () => {
    const place = aTrader();
    const before = async (step: number, run: StartedRun): Promise<void> => {
      if (step !== 3) return;
      const reply = await tell(run, halt());
      const newest = entriesOf(place.workspace).at(-1);
      expect(newest).toMatchObject({ kind: "halted" });
      expect(reply).toMatchObject({ ok: true, data: { account: "main", seq: newest?.seq } });
    };
    expect((await wall(place.world, { steps: 5, before })).ok).toBe(true);
    expect(ofKind(place, "halted").length).toBe(1);
  });

  it("outlives the process, and is lifted by the next", async () => {
    const place = aTrader();
    const before = async (step: number, run: StartedRun): Promise<void> => {
      if (step === 3) await tell(run, halt());
    };
    expect((await wall(place.world, { steps: 5, before })).ok).toBe(true);
    expect((await wall(place.world, { steps: 3 })).ok).toBe(true);
    expect(refusalsOf(place).some(([bar, code]) => bar === 7 && code === "halted")).toBe(true);
    const said = ["resume", "--reason", "looked at it"];
    expect(await host(place.workspace.dir, said)).toMatchObject({ code: "" });
    expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
    expect(intentsOf(place).at(-1)).toEqual([8, "entry", "wish"]);
  });

  it("counts before the first bar has told the time", async () => {
    const place = aTrader();
    const { dir } = place.workspace;
    await live(place.world, dir, {
      onStart: (account) => {
        const { slots, overlays } = account.state;
        const spot = { account: "main", atMs: 0, seq: 1, slots, overlays };
        for (const entry of operatorEntries({ command: "halt", slot: null, reason: "look" }, spot))
          record(account, entry);
      },
    });
    const { facts } = await tellAll(place.world, dir);
    const decisions = facts.filter((fact) => fact.startsWith('["decision"'));
    expect(decisions.length).toBeGreaterThan(20);
    expect(decisions.filter((fact) => !fact.includes('"code":"halted"'))).toEqual([]);
  });

  it("of a slot that there is not is refused, and nothing is written", async () => {
    const place = aTrader();
    let entries = -1;
    const before = async (step: number, run: StartedRun): Promise<void> => {
      if (step !== 3) return;
      entries = entriesOf(place.workspace).length;
      const reply = await tell(run, halt("paper.main.XRPUSDT"));
      expect(reply).toMatchObject({ ok: false, refusal: { code: "slot_unknown" } });
      expect(entriesOf(place.workspace).length).toBe(entries);
    };
    expect((await wall(place.world, { steps: 4, before })).ok).toBe(true);
    expect(ofKind(place, "halted")).toEqual([]);
  });
});

describe("a resume", () => {
  const place = { account: "main", atMs: 5, seq: 1, slots: new Map(), overlays: [] };
  const quarantined = { ...emptySlot(SLOT), quarantined: { code: "cell_died", message: "dead" } };
  const [halted] = operatorEntries({ command: "halt", slot: SLOT, reason: "look" }, place);
  const overlay = halted?.kind === "halted" ? [halted.body.overlay] : [];

  it.for([
    ["a quarantine", [[SLOT, quarantined]], [], ["quarantine"]],
    ["a halt", [], overlay, ["halt"]],
    ["both", [[SLOT, quarantined]], overlay, ["halt", "quarantine"]],
    ["nothing, and is written down all the same", [], [], ["halt"]],
  ] as const)("releases %s", ([, slots, overlays, released]) => {
    const here = { ...place, slots: new Map(slots), overlays };
    const entries = operatorEntries({ command: "resume", slot: SLOT, reason: "seen" }, here);
    expect(entries.map((each) => each.kind === "resumed" && each.body.releases)).toEqual(released);
  });
});
