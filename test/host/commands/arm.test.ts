/** A person's consent to live orders: asked after every check, typed, journalled (decision B2). */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { armCommand } from "#host/commands/arm.ts";
import { fail, pass, type AuditFinding } from "#host/commands/audit/finding.ts";
import { missingFor } from "#host/commands/audit/arming.ts";
import { operatorEntries, ARMED_MS } from "#host/run/operator.ts";
import { applyToAccount, emptyAccount } from "#host/kernel/account-state.ts";
import { aMachine, hostSays } from "#test/kit/host-says.ts";
import { NOW_MS } from "#test/kit/signer.ts";
import { steppedClock } from "#test/kit/stepped-clock.ts";
import { aTradedWorkspace } from "#test/kit/traded.ts";
import { contentsOf } from "#test/kit/workspace.ts";
import type { Arguments } from "#host/terminal/arguments.ts";
import { parseLine } from "#host/terminal/arguments.ts";

const GREEN = [pass("walls", "stand"), pass("risk-policy", "signed")];

function argumentsOf(argv: readonly string[]): Arguments {
  const line = parseLine("host", argv);
  if (line.kind !== "command") throw new Error(line.kind);
  return line.arguments;
}

interface Try {
  readonly allowed?: boolean;
  readonly found?: readonly AuditFinding[];
  readonly typed?: string | null;
  readonly confirm?: string;
  readonly account?: string;
}
async function arm({
  allowed = true,
  found = GREEN,
  typed = null,
  confirm,
  account = "main",
}: Try) {
  const { workspace } = aTradedWorkspace();
  const toml = readFileSync(workspace.hostToml, "utf8");
  workspace.write("config/host.toml", toml.replace("allowed = false", `allowed = ${allowed}`));
  const before = contentsOf(workspace.dir);
  const ports = {
    clock: steppedClock(NOW_MS),
    versions: process.versions,
    arch: process.arch,
    pid: 0,
    machine: aMachine(),
    ask: () => Promise.resolve(typed),
    audit: () => Promise.resolve(found),
  };
  const said = confirm === undefined ? [] : ["--confirm", confirm];
  const argv = ["arm", "--account", account, ...said, "--workspace", workspace.dir];
  const outcome = await armCommand(ports)(argumentsOf(argv));
  return { outcome, moved: JSON.stringify(contentsOf(workspace.dir)) !== JSON.stringify(before) };
}

describe("host arm of a paper account", () => {
  it.for<[string, Try, string]>([
    ["typed at the terminal", { typed: "main" }, ""],
    ["given as an option", { confirm: "main" }, ""],
    ["typed otherwise", { typed: "second" }, "arming_refused"],
    ["given otherwise", { confirm: "Main" }, "arming_refused"],
    ["without a terminal", {}, "options_conflict"],
    ["that does not exist", { account: "nobody", confirm: "nobody" }, "account_unknown"],
    ["that nobody allowed", { allowed: false, confirm: "main" }, "arming_refused"],
    [
      "with a wall down",
      { found: [...GREEN, fail("cell-walls", "live", "no namespaces", "")], confirm: "main" },
      "arming_refused",
    ],
  ])("%s", async ([, so, code]) => {
    const { outcome, moved } = await arm(so);
    expect(outcome.ok ? "" : outcome.refusal.code).toBe(code);
    expect(moved).toBe(false);
  });

  it("is told that it needs none", async () => {
    const { outcome } = await arm({ confirm: "main" });
    expect(outcome).toMatchObject({ ok: true, text: expect.stringContaining("needs no arming") });
  });

  it("names everything that is missing before it asks anything", async () => {
    const { outcome } = await arm({
      allowed: false,
      found: [fail("cell-walls", "live", "none", ""), fail("root", "paper", "expired", "")],
    });
    expect(outcome).toMatchObject({
      ok: false,
      refusal: {
        message:
          "account main: 3 things are missing: [arm] allowed = true is not in config/host.toml; cell-walls failed; root failed",
      },
    });
  });
});

describe("for live", () => {
  it("a signed policy and a live venue are missing too", () => {
    const { workspace } = aTradedWorkspace();
    const missing = missingFor("live", [], workspace);
    expect(missing).toContain("this release has no live venue");
    expect(missingFor("paper", [], workspace)).not.toContain("this release has no live venue");
  });

  it("consent is an entry of thirty days, and is taken back by another", () => {
    const place = { account: "main", atMs: 5, seq: 1, slots: new Map(), overlays: [] };
    let state = emptyAccount(0n);
    for (const entry of operatorEntries({ command: "arm", trustMs: NOW_MS }, place)) {
      state = applyToAccount(state, entry);
    }
    expect(state.signed.armedUntilMs).toBe(NOW_MS + ARMED_MS);
    expect(state.trustMs).toBe(NOW_MS);
    for (const entry of operatorEntries({ command: "disarm", reason: "holiday" }, place)) {
      state = applyToAccount(state, entry);
    }
    expect(state.signed.armedUntilMs).toBe(null);
  });
});

describe("host disarm", () => {
  it("is journalled with its reason", async () => {
    const { workspace } = aTradedWorkspace();
    const line = ["disarm", "--account", "main", "--reason", "on holiday"];
    const { out, exit } = await hostSays(workspace.dir, line);
    expect([exit, out]).toEqual([0, "account main is disarmed: no live entry; exits go on\n"]);
    const why = await hostSays(workspace.dir, ["why", "19"]);
    expect(why.out).toContain("disarmed: on holiday");
  });
});
