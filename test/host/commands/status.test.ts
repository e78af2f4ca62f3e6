import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { realTimePaths, runPaths } from "#host/workspace/paths.ts";
import { childOf } from "#test/kit/child.ts";
import { hostData, hostSays } from "#test/kit/host-says.ts";
import { tamper, temporaryFolder } from "#test/kit/journal-file.ts";
import { SLOT } from "#test/kit/signer.ts";
import { aBar, atBar, aTradedWorkspace, BAR0, writeJournal } from "#test/kit/traded.ts";
import { contentsOf } from "#test/kit/workspace.ts";

const DAY_MS = 86_400_000;
const HOLDER = join(import.meta.dirname, "..", "journal", "lease-holder.child.ts");

async function newFolder(): Promise<string> {
  const dir = temporaryFolder();
  expect((await hostSays(dir, ["init"])).exit).toBe(0);
  return dir;
}

describe("host status shows of an account", () => {
  it("position, equity, last bars and what was traded", async () => {
    const { workspace } = aTradedWorkspace();
    const { out, exit } = await hostSays(workspace.dir, ["status"]);
    expect(exit).toBe(0);
    // 10000 + 20 won − 3 paid in fees + 10 of the open position, whose newest close is 101.
    expect(out).toContain(
      [
        "account main: not running",
        "  equity       10027.00 USDT of a bankroll of 10000.00 USDT",
        "  losses       0.01 % below the peak, 0.00 % today, 0 losses in a row",
        "  so far       1 trade, 0 faults",
        "  last bars    BTCUSDT 5m 2026-01-01 00:35 UTC",
        "  breakers     none",
        "  overlays     none",
        "  journal      19 entries, head ",
      ].join("\n"),
    );
    expect(out).toContain(
      "  position     long 10 BTCUSDT at 100 since 2026-01-01 00:35 UTC, now 101 (+10.00 USDT); " +
        "take-profit 102, stop 99, not confirmed",
    );
    expect(out).toContain("  decided      bar of 2026-01-01 00:25 UTC");
    expect(out).toMatch(
      /^ {2}active {7}table version 1, slot version 1, on BTCUSDT 5m: verified$/m,
    );
  });

  it("the same as data, amounts as decimals", async () => {
    const { workspace, approval } = aTradedWorkspace();
    expect(await hostData(workspace.dir, ["status"])).toMatchObject({
      ok: true,
      accounts: [
        {
          account: "main",
          run: null,
          running: false,
          pid: null,
          bankroll: "10000",
          equity: "10027",
          trades: 1,
          at: "2026-01-01T00:35:00.000Z",
          bars: { "BTCUSDT 5m": BAR0 + 6 },
          breakers: [],
          overlays: [],
          journal: { entries: 19 },
        },
      ],
      slots: [
        {
          slot: SLOT,
          adopted: { approval, id: "table", version: 1, slotVersion: 1 },
          position: {
            side: "Buy",
            quantity: "10",
            entryPrice: "100",
            stopLoss: "99",
            protected: false,
            rationale: "up again",
          },
          quarantined: null,
        },
      ],
      policy: { signed: false, limits: { leverage_max: "5" } },
    });
  });

  it("breakers, brakes and quarantine while they hold, and not after", async () => {
    const newest = atBar(7, "quarantined", { code: "plugin_threw", message: "-" }).at;
    const until = (days: number): number => newest + days * DAY_MS; // bar time, as the host judges them
    const overlay = (id: string, expires: number, scope: object, effect: object): object => ({
      overlay: {
        schema: "overlay/1",
        id,
        source: "operator",
        scope,
        effect,
        reason: "news",
        issuedAt: expires - DAY_MS,
        expires,
      },
    });
    const entries = [
      atBar(7, "breaker", { code: "loss_streak_reached", untilMs: until(1) }, null),
      atBar(7, "breaker", { code: "daily_loss_reached", untilMs: until(-1) }, null),
      atBar(
        7,
        "halted",
        overlay("halt-1", until(2), { kind: "account", account: "main" }, { kind: "blockEntries" }),
        null,
      ),
      atBar(
        7,
        "overlay",
        overlay("old-1", until(-2), { kind: "slot", slot: SLOT }, { kind: "blockEntries" }),
        null,
      ),
      atBar(
        7,
        "overlay",
        overlay(
          "half-1",
          until(2),
          { kind: "instrument", instrument: "BTCUSDT" },
          { kind: "sizeMultiplier", value: "0.5" },
        ),
        null,
      ),
      atBar(7, "quarantined", { code: "plugin_threw", message: "threw (TypeError)" }),
      atBar(7, "trust_lost", { code: "approval_expired", message: "over" }),
    ];
    const { workspace } = aTradedWorkspace(entries);
    const { out } = await hostSays(workspace.dir, ["status"]);
    expect(out).toContain("  breakers     loss_streak_reached until 2026-01-02 00:40 UTC\n");
    expect(out).toContain(
      "  overlays     halt-1: no entries on all slots until 2026-01-03T00:40:00.000Z: news; " +
        "half-1: size × 0.5 on BTCUSDT until 2026-01-03T00:40:00.000Z: news\n",
    );
    expect(out).toContain("  quarantine   plugin_threw: threw (TypeError)\n");
    expect(out).toContain("  trust lost   approval_expired: over\n");
    const threeDaysOn = atBar(7 + 3 * 288, "host_stopped", { why: "asked_to_stop" }, null);
    const { workspace: aged } = aTradedWorkspace([...entries, threeDaysOn]);
    const later = await hostSays(aged.dir, ["status"]);
    expect(later.out).toContain("  breakers     none\n  overlays     none\n");
  });

  it("the process that holds it, and that nobody does once it is dead", async () => {
    const { workspace, paths } = aTradedWorkspace();
    const child = childOf(HOLDER, [paths.lease]);
    expect(await child.line()).toBe("held");
    expect((await hostSays(workspace.dir, ["status"])).out).toContain(
      `account main: running, process ${child.pid}\n`,
    );
    const { accounts, next } = await hostData(workspace.dir, ["status"]);
    expect(accounts).toMatchObject([{ running: true, pid: child.pid }]);
    expect(next).toEqual([]);
    await child.kill();
    expect((await hostSays(workspace.dir, ["status"])).out).toContain(
      "account main: not running\n",
    );
  });

  it("what is wrong with its journal, beside the accounts that are well", async () => {
    const { workspace } = aTradedWorkspace();
    const other = realTimePaths(workspace, "other");
    writeJournal(other, "other", [aBar(0), aBar(1)]);
    tamper(other.journal, "UPDATE entries SET line = replace(line, '100', '101') WHERE seq = 1");
    const { out, exit } = await hostSays(workspace.dir, ["status"]);
    expect(exit).toBe(0);
    expect(out).toMatch(/^account other: not running\n {2}journal {6}journal_broken: .*entry 1: /m);
    expect(out).toContain("equity       10027.00 USDT");
  });

  it("that it has not run yet", async () => {
    const { out } = await hostSays(await newFolder(), ["status"]);
    expect(out).toContain(
      "account main: not running\n  bankroll     10000.00 USDT\n  journal      none: it has not run yet",
    );
  });
});

describe("host status is asked about", () => {
  it("one account of several", async () => {
    const { workspace } = aTradedWorkspace();
    writeJournal(realTimePaths(workspace, "other"), "other", [aBar(0)]);
    const both = await hostData(workspace.dir, ["status"]);
    expect(both["accounts"]).toMatchObject([{ account: "main" }, { account: "other" }]);
    const one = await hostData(workspace.dir, ["status", "--account", "other"]);
    expect(one).toMatchObject({ accounts: [{ account: "other" }], slots: [] });
  });

  it("an account that does not exist", async () => {
    const said = await hostSays(aTradedWorkspace().workspace.dir, [
      "status",
      "--account",
      "nobody",
    ]);
    expect(said).toMatchObject({ exit: 1, out: "" });
    expect(said.err).toMatch(/^refused: journal_missing: there is no account nobody\n/);
  });

  it("a run faster than real time, which has its own now", async () => {
    const { workspace } = aTradedWorkspace();
    const run = "0123456789abcdef";
    const paths = runPaths(workspace, run, "main");
    writeJournal(paths, "main", [
      aBar(0),
      atBar(
        1,
        "breaker",
        { code: "loss_streak_reached", untilMs: Date.parse("2026-01-02T00:00:00.000Z") },
        null,
      ),
    ]);
    const all = await hostData(workspace.dir, ["status"]);
    expect(all["runs"]).toMatchObject([
      { run, account: "main", entries: 2, trades: 0, running: false },
    ]);
    const one = await hostSays(workspace.dir, ["status", "--run", run]);
    expect(one.out).toContain(`account main in run ${run}: not running`);
    expect(one.out).toContain("breakers     loss_streak_reached until 2026-01-02 00:00 UTC");
    const none = await hostSays(workspace.dir, ["status", "--run", "fedcba9876543210"]);
    expect(none.err).toMatch(/^refused: journal_missing: .*in run fedcba9876543210/);
  });
});

describe("host status is safe to look at", () => {
  it("shows what a plugin or a venue wrote as harmless text", async () => {
    const { workspace } = aTradedWorkspace([
      atBar(7, "quarantined", {
        code: "plugin_threw",
        message: "\u001b[2J\u202Egone\nslot paper.main.FAKE",
      }),
    ]);
    mkdirSync(join(workspace.plugins, "evil"), { recursive: true });
    writeFileSync(join(workspace.plugins, "evil", "manifest.toml"), 'id = "\\u001b[31m"\n');
    const { out } = await hostSays(workspace.dir, ["status"]);
    expect(out).not.toMatch(/[\u001b\u202e]/);
    expect(out).toContain("plugin_threw: \\u{1b}[2J\\u{202e}gone\\u{a}slot paper.main.FAKE");
    expect(out).not.toMatch(/^slot paper\.main\.FAKE/m);
    expect(out).toMatch(/^plugins\/evil\/manifest\.toml:1: /m);
  });

  it("changes nothing", async () => {
    const { workspace } = aTradedWorkspace();
    const before = contentsOf(workspace.dir);
    await hostSays(workspace.dir, ["status"]);
    await hostSays(workspace.dir, ["audit"]);
    expect(contentsOf(workspace.dir)).toEqual(before);
  });
});
