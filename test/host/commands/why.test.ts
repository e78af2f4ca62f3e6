import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { realTimePaths } from "#host/workspace/paths.ts";
import { hostData, hostSays } from "#test/kit/host-says.ts";
import { aStrategy } from "#test/kit/run-workspace.ts";
import { alice, SLOT } from "#test/kit/signer.ts";
import { aBar, atBar, aTradedWorkspace, BAR0, writeJournal } from "#test/kit/traded.ts";
import { putCandidate } from "#test/kit/workspace.ts";

/** Sequence numbers of the story in kit/traded.ts. */
const ADOPTED = 1;
const DECISION = 4;
const TRADE = 12;

describe("host why", () => {
  it("leads from a trade back to the signature, in the order in which things happened", async () => {
    const { workspace, approval } = aTradedWorkspace();
    const { out, exit } = await hostSays(workspace.dir, ["why", String(TRADE)]);
    expect(exit).toBe(0);
    const lines = out.split("\n");
    expect(lines[0]).toBe(
      "account main, entry 12: long 10 at 100 → 102 (+18 USDT, take_profit), 2 bars",
    );
    expect(lines[1]).toBe("rationale: up");
    const kinds = lines.flatMap(
      (line) => /^[> ] (\d+) +\S+ \S+ +(\w+)/.exec(line)?.slice(1).join(" ") ?? [],
    );
    expect(kinds).toEqual([
      "1 adopted",
      "2 slot_opened",
      "4 decision",
      "5 intent",
      "6 order",
      "7 fill",
      "8 protection",
      "11 fill",
      "12 trade",
    ]);
    expect(lines.filter((line) => line.startsWith("> "))).toHaveLength(1);
    expect(out).toContain(
      `  5      2026-01-01 00:05  intent       entry Buy 10 BTCUSDT market near 100, leverage 3, take-profit 102, stop 99, order aaaaaaaa…`,
    );
    expect(out).toContain(`order        ${"a".repeat(32)}: accepted\n`);
    expect(out).toContain(
      [
        `approval    ${approval}, slot version 1`,
        "reason      a first trial",
        `signed by   a test (${alice.keyid.slice(0, 8)}…)`,
        "valid       2020-01-01T00:00:00.000Z to 2099-01-01T00:00:00.000Z",
        "proof       evidence none: paper, conformance none: paper",
        "parameters  {}",
      ].join("\n"),
    );
  });

  it.for<[name: string, id: string, asked: string]>([
    ["a fill", "fill-2", "fill-2: take_profit Sell 10 at 102, fee 1.00 USDT"],
    [
      "an order",
      "a".repeat(32),
      "entry Buy 10 BTCUSDT market near 100, leverage 3, take-profit 102, stop 99, order aaaaaaaa…",
    ],
    ["a decision", String(DECISION), `bar ${BAR0}, inputs aaaaaaaa…: Buy: up`],
  ])("leads from %s to the same trade", async ([, id, asked]) => {
    const { workspace } = aTradedWorkspace();
    const { out } = await hostSays(workspace.dir, ["why", id]);
    expect(out.split("\n")[0]).toMatch(/^account main, entry \d+: /);
    expect(out.split("\n")[0]).toContain(asked);
    expect(out).toMatch(/^[> ] 12 /m);
    expect(out).toContain("reason      a first trial");
  });

  it("tells what a decision that was refused would have done", async () => {
    const refusal = { code: "not_flat", message: "BTCUSDT has a position" };
    const decision = {
      bar: BAR0 + 8,
      fn: "entry",
      side: undefined,
      answer: "E1|S|0.5||2|down",
      retried: true,
      refusal,
    };
    const { workspace } = aTradedWorkspace([atBar(8, "decision", decision)]);
    const { out } = await hostSays(workspace.dir, ["why", "19"]);
    expect(out.split("\n")[0]).toContain(
      "Sell, strength 0.5, target 2 %: down, after one repetition; refused: not_flat: BTCUSDT has a position",
    );
  });

  it("shows the build when var/ still has the same bundle, and not that of another", async () => {
    const { workspace } = aTradedWorkspace();
    const built = async (): Promise<string> =>
      /^built +(.*)$/m.exec((await hostSays(workspace.dir, ["why", "12"])).out)?.[1] ?? "";
    expect(await built()).toBe("elsewhere");
    putCandidate(workspace.dir, aStrategy());
    expect(await built()).toBe("here, with esbuild 0.28.2");
    putCandidate(workspace.dir, aStrategy({ bundle: "export function entrySignal() {}\n" }));
    expect(await built()).toBe("elsewhere");
  });

  it("says that the approval is gone or was changed, and shows the rest", async () => {
    const { workspace, approval } = aTradedWorkspace();
    const file = join(workspace.signed, "table", "1", "approvals", `${approval}.json`);
    writeFileSync(file, "{}");
    expect((await hostSays(workspace.dir, ["why", "12"])).out).toMatch(
      /^approval: envelope_invalid: /m,
    );
    rmSync(file);
    const { out, exit } = await hostSays(workspace.dir, ["why", "12"]);
    expect(exit).toBe(0);
    expect(out).toMatch(/^approval: approval_missing: /m);
    expect(out).toMatch(/^> 12 /m);
  });

  it("gives programs the whole chain", async () => {
    const { workspace, approval } = aTradedWorkspace();
    expect(await hostData(workspace.dir, ["why", "fill-1"])).toMatchObject({
      ok: true,
      account: "main",
      run: null,
      chain: { adopted: { seq: ADOPTED }, trade: { seq: TRADE }, fills: [{ seq: 7 }, { seq: 11 }] },
      approval: {
        sha256: approval,
        keyids: [alice.keyid],
        approval: { reason: "a first trial", slot: SLOT },
      },
      candidate: null,
    });
  });

  it("prints a rationale as harmless text", async () => {
    const { workspace } = aTradedWorkspace([
      atBar(8, "trade", { rationale: "\u001b[2Jgone\u202E", reason: "stop_loss", side: "Buy" }),
    ]);
    const { out } = await hostSays(workspace.dir, ["why", "19"]);
    expect(out).toContain("rationale: \\u{1b}[2Jgone\\u{202e}");
    expect(out).not.toMatch(/[\u001b\u202e]/);
  });

  it.for<[name: string, id: string, says: RegExp]>([
    [
      "a sequence number that is not there",
      "4711",
      /^refused: id_unknown: nothing in the journal has the id 4711\nhint: /,
    ],
    ["an order that is not there", "z".repeat(32), /^refused: id_unknown: /],
    ["something that is no id", "../../etc/passwd", /^refused: id_unknown: /],
    [
      "something very long",
      "x".repeat(5_000),
      /^refused: id_unknown: nothing in the journal has the id x{64}\n/,
    ],
  ])("refuses %s", async ([, id, says]) => {
    const said = await hostSays(aTradedWorkspace().workspace.dir, ["why", id]);
    expect(said).toMatchObject({ exit: 1, out: "" });
    expect(said.err).toMatch(says);
  });

  it("asks for the account when several journals have the id", async () => {
    const { workspace } = aTradedWorkspace();
    writeJournal(realTimePaths(workspace, "other"), "other", [aBar(0)]);
    const said = await hostSays(workspace.dir, ["why", "0"]);
    expect(said.err).toBe(
      "refused: account_ambiguous: the journals of main, other all have it\nhint: add --account main\n",
    );
    const other = await hostSays(workspace.dir, ["why", "0", "--account", "other"]);
    expect(other.out).toMatch(
      /^account other, entry 0: 5m \d+: open 100, high 101, low 99, close 100, volume 5\n/,
    );
    // Only main has it: no question arises.
    expect((await hostSays(workspace.dir, ["why", "12"])).exit).toBe(0);
  });
});
