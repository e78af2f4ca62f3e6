import { describe, expect, it } from "vitest";
import type { Approval } from "#host/contract/approval.ts";
import type { RefusalCode } from "#host/contract/codes.ts";
import { verifyApproval, type Question } from "#host/trust/verified-plugin.ts";
import { codeOf, QUESTION, signed } from "#test/kit/question.ts";
import { anApproval, canonicalText, ENGINE, NOW_MS, sha256 } from "#test/kit/signer.ts";

describe("2 in force", () => {
  const DAY_MS = 86_400_000;
  const approved = sha256(canonicalText(anApproval()));
  const third = { slotVersion: 3, previous: sha256("second") };
  it.for<[string, Partial<Approval>, Partial<Question>, RefusalCode | ""]>([
    ["another slot (mix-up)", {}, { slot: "paper.main.ETHUSDT" }, "slot_differs"],
    ["another account", {}, { slot: "paper.second.BTCUSDT" }, "slot_differs"],
    ["a millisecond before its time", {}, { nowMs: NOW_MS - DAY_MS - 1 }, "approval_not_yet_valid"],
    ["its first instant", {}, { nowMs: NOW_MS - DAY_MS }, ""],
    ["its last instant", {}, { nowMs: NOW_MS + 29 * DAY_MS - 1 }, ""],
    ["its end (freeze)", {}, { nowMs: NOW_MS + 29 * DAY_MS }, "approval_expired"],
    [
      "next: an older version (rollback)",
      {},
      { floor: { slotVersion: 2, approval: "b" } },
      "version_not_higher",
    ],
    [
      "next: the adopted version again",
      {},
      { floor: { slotVersion: 1, approval: approved } },
      "version_not_higher",
    ],
    [
      "next: the same version, other bytes (equivocation)",
      {},
      { floor: { slotVersion: 1, approval: "b" } },
      "version_equivocated",
    ],
    ["next: a higher version", third, { floor: { slotVersion: 2, approval: "b" } }, ""],
    [
      "active: what was adopted",
      {},
      { place: "active", floor: { slotVersion: 1, approval: approved } },
      "",
    ],
    [
      "active: older than the journal (rollback)",
      {},
      { place: "active", floor: { slotVersion: 2, approval: "b" } },
      "version_rolled_back",
    ],
    [
      "active: the same version, other bytes (equivocation)",
      {},
      { place: "active", floor: { slotVersion: 1, approval: "b" } },
      "version_equivocated",
    ],
    [
      "active: never adopted (edited pointer)",
      third,
      { place: "active", floor: { slotVersion: 2, approval: "b" } },
      "pointer_not_adopted",
    ],
    ["another node", {}, { engine: { ...ENGINE, node: "26.11.0" } }, "engine_differs"],
    ["another V8", {}, { engine: { ...ENGINE, v8: "13.6" } }, "engine_differs"],
    ["another processor", {}, { engine: { ...ENGINE, arch: "arm64" } }, "engine_differs"],
    ["another isolated-vm", {}, { engine: { ...ENGINE, isolatedVm: "7.0.2" } }, "engine_differs"],
    [
      "another prelude",
      {},
      { engine: { ...ENGINE, preludeSha256: sha256("x") } },
      "engine_differs",
    ],
  ])("%s", ([, approval, question, code]) => {
    expect(codeOf(signed(approval), question)).toBe(code);
  });

  it("the wrong engine is refused with both values", () => {
    const outcome = verifyApproval(signed(), { ...QUESTION, engine: { ...ENGINE, v8: "13.6" } });
    expect(outcome.ok ? null : outcome.refusal.detail).toEqual({
      part: "v8",
      running: "13.6",
      signed: ENGINE.v8,
    });
  });
});
