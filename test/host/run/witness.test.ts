/** A witness outside has seen a journal; the host holds what it wrote against what it has (decision B3). */
import { describe, expect, it, vi } from "vitest";
import { verifyWitnessed } from "#host/trust/checkpoint.ts";
import { takeStanding } from "#host/run/standing.ts";
import type { Judging } from "#host/run/deps.ts";
import type { JournalDraft } from "#host/contract/journal.ts";
import { draftOf } from "#test/kit/drafts.ts";
import { filesOf } from "#test/kit/signed-tree.ts";
import { anAccount, scriptedVenue } from "#test/kit/run-account.ts";
import { aKey, alice, aRoot, ENGINE, NOW_MS, rootKey, seal } from "#test/kit/signer.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import { readPolicy } from "#host/workspace/policy.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

const HOUR_MS = 3_600_000;
const lena = aKey("lena");
const ROOT = seal(
  "root",
  aRoot({
    keys: [rootKey(alice), rootKey(lena)],
    roles: {
      release: { keyids: [alice.keyid], threshold: 1 },
      log: { keyids: [lena.keyid], threshold: 1 },
    },
  }),
);
const iso = (ms: number): string => new Date(ms).toISOString();

function witnessed(past: readonly JournalDraft[] = []) {
  const begun = draftOf("host_started", {
    slot: null,
    instrument: null,
    body: { trustMs: NOW_MS },
  });
  const told = anAccount(scriptedVenue(), [begun, ...past]);
  const { journal, account } = told;
  const digestAt = (seq: number): string => {
    for (const entry of journal.entries(seq + 1)) return entry.prev;
    return journal.head().sha256;
  };
  const time = { nowMs: NOW_MS };
  const files: Uint8Array[] = [];
  const deps: Judging = {
    clock: { nowMs: () => time.nowMs, sleepUntil: () => Promise.resolve() },
    lateHours: 24,
    checkpoints: () => files,
    trust: {
      files: filesOf(new Map()),
      rootChain: () => ({ ok: true, value: [ROOT] }),
      engine: ENGINE,
      readManifest,
      readPolicy,
      writeActive: () => undefined,
    },
  };
  const see = (change: object = {}): void => {
    journal.flush(); // a witness reads the disk
    const size = journal.head().seq + 1;
    const seen = { account: "main", genesis: digestAt(0), size, head: journal.head().sha256 };
    const checkpoint = { schema: "checkpoint/1", ...seen, time: iso(time.nowMs), ...change };
    files.unshift(seal("checkpoint", checkpoint, [lena]));
  };
  const look = (hours: number): string => {
    time.nowMs = NOW_MS + hours * HOUR_MS;
    const standing = takeStanding(account, deps);
    return standing.ok ? "" : standing.refusal.code;
  };
  const said = () => told.added().map(({ kind }) => kind);
  return { see, look, said, files, deps };
}

describe("a checkpoint that is late", () => {
  it("is said once, and the next one too; entries of paper go on", () => {
    const { see, look, said } = witnessed();
    expect([look(0), look(24)]).toEqual(["", ""]);
    expect(said()).toEqual([]);
    expect([look(25), look(26)]).toEqual(["", ""]);
    expect(said()).toEqual(["checkpoint_late"]);
    see();
    expect(look(27)).toBe("");
    expect(said()).toEqual(["checkpoint_late", "checkpoint_seen"]);
    expect(look(52)).toBe("");
    expect(said().at(-1)).toBe("checkpoint_late");
  });

  it("stops entries of an armed account, until one comes", () => {
    const until = { trustMs: NOW_MS, untilMs: NOW_MS + 720 * HOUR_MS };
    const armed = draftOf("armed", { slot: null, instrument: null, body: until });
    const { see, look } = witnessed([armed]);
    expect(look(24)).toBe("");
    expect(look(25)).toBe("checkpoint_late");
    see();
    expect(look(26)).toBe("");
  });

  it("is nobody's business without a witness", () => {
    const { look, said, deps } = witnessed();
    Object.assign(deps, { checkpoints: null });
    expect(look(400)).toBe("");
    expect(said()).toEqual([]);
  });
});

describe("a journal that is not the one that was witnessed", () => {
  it.for<[string, object, string]>([
    ["was cut off", { size: 100 }, "checkpoint_truncated"],
    ["was rewritten", { head: "a".repeat(64) }, "checkpoint_differs"],
    ["was begun anew", { genesis: "a".repeat(64) }, "checkpoint_foreign"],
  ])("%s: nothing of the account may enter", ([, change, code]) => {
    const { see, look } = witnessed();
    see(change);
    expect(look(1)).toBe(code);
  });

  it("is not proved by somebody who is no witness: the next file is asked", () => {
    const { see, look, files } = witnessed();
    see();
    files.unshift(seal("checkpoint", { schema: "checkpoint/1" }, [alice]));
    expect(look(1)).toBe("");
  });

  it("is proved at every size, also an empty journal against none", () => {
    const checkpoint = {
      schema: "checkpoint/1",
      account: "main",
      genesis: "a".repeat(64),
      size: 1,
      head: "a".repeat(64),
      time: iso(NOW_MS),
    } as const;
    const empty = { account: "main", genesis: null, size: 0, digestAt: () => null };
    const judged = verifyWitnessed(checkpoint, empty);
    expect(judged.ok ? "" : judged.refusal.code).toBe("checkpoint_truncated");
  });
});
