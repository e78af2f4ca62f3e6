/**
 * Every folder of trust/ is a workspace with one attack in it; its name says which, its README why it must be refused.
 * Read the way the host reads: from disk, through the same port.
 */
import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { Result } from "#host/kernel/result.ts";
import { readRootChain } from "#host/trust/keyring/root-chain.ts";
import { loadRoot } from "#host/trust/keyring/root.ts";
import { resolveActive, resolveNext } from "#host/trust/registry/resolve.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";
import type { JournalDraft } from "#host/contract/journal.ts";
import { adoptOrKeep } from "#host/run/adopt-or-keep.ts";
import { takeStanding } from "#host/run/standing.ts";
import type { TrustSource } from "#host/run/trust.ts";
import { verifyCheckpoint, verifyWitnessed } from "#host/trust/checkpoint.ts";
import type { Keyring } from "#host/trust/keyring/keyring.ts";
import { readRevocations } from "#host/trust/registry/revocation-file.ts";
import { readPolicies } from "#host/trust/registry/risk-files.ts";
import type { SignedPolicy } from "#host/trust/risk.ts";
import { verifyTimeReset } from "#host/trust/time-reset.ts";
import { readCheckpoints } from "#host/workspace/checkpoints.ts";
import { readPolicy } from "#host/workspace/policy.ts";
import { anAccount, scriptedVenue } from "#test/kit/run-account.ts";
import { NOW_MS, sha256 } from "#test/kit/signer.ts";
import { steppedClock } from "#test/kit/stepped-clock.ts";
import {
  CHECKPOINT,
  ID,
  JOURNAL,
  POISONED_MS,
  TIME_RESET,
  type VectorQuestion,
} from "./attacks/scene.ts";
import { aFolder, contentsOf } from "#test/kit/workspace.ts";
import { vectorFiles, VECTORS, type Expectation } from "./attacks/vectors.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

const FOLDER = join(import.meta.dirname, "trust");
const names = readdirSync(FOLDER).filter((name) => name.endsWith("_refuse"));

function expectationOf(name: string): Expectation {
  const read: Expectation = JSON.parse(readFileSync(join(FOLDER, name, "expect.json"), "utf8"));
  return read;
}

/** The whole workspace with the vector's files laid over it. */
function workspaceOf(name: string): string {
  const folder = aFolder();
  cpSync(join(FOLDER, "whole", "workspace"), folder, { recursive: true });
  const changed = join(FOLDER, name, "workspace");
  if (existsSync(changed)) cpSync(changed, folder, { recursive: true });
  for (const path of expectationOf(name).removed) rmSync(join(folder, path));
  return folder;
}

/** The one verifier that a vector is about. */
function judge(folder: string, { question }: Expectation): Result<unknown> {
  const { slot, place, nowMs, engine, floor, rootFloor, about } = question;
  const chain = readRootChain(signedFilesIn(join(folder, "keys")));
  const root = chain.ok ? loadRoot(chain.value, nowMs, rootFloor) : chain;
  if (!root.ok) return root;
  const files = signedFilesIn(join(folder, "signed"));
  const { keyring } = root.value;
  const list = readRevocations(files, keyring, question.revocations ?? null);
  if (about === "revocations" || !list.ok) return list;
  if (about !== undefined) return judgeStatement(folder, about, keyring, question);
  const view = { root: root.value, nowMs, engine, floor, readManifest };
  const now = { ...view, revocations: list.value?.entries ?? [] };
  return place === "next" ? resolveNext(files, slot, now) : resolveActive(files, slot, now);
}

function judgeStatement(
  folder: string,
  about: "risk" | "checkpoint" | "time-reset",
  keyring: Keyring,
  question: VectorQuestion,
): Result<unknown> {
  if (about === "risk") {
    const before = policyOf(question.policy);
    const asked = { keyring, environment: "paper", before, readPolicy } as const;
    return readPolicies(signedFilesIn(join(folder, "signed")), asked);
  }
  if (about === "checkpoint") {
    const read = verifyCheckpoint(readFileSync(join(folder, CHECKPOINT)), keyring);
    if (!read.ok) return read;
    const { size, genesis, head } = question.journal ?? JOURNAL;
    return verifyWitnessed(read.value, { account: "main", genesis, size, digestAt: () => head });
  }
  return verifyTimeReset(readFileSync(join(folder, TIME_RESET)), {
    keyring,
    environment: "paper",
    account: "main",
    lastLoggedMs: question.lastLoggedMs ?? POISONED_MS,
    accepted: question.resets ?? [],
  });
}

function policyOf(known: VectorQuestion["policy"]): SignedPolicy | null {
  if (known === undefined) return null;
  const policy = readPolicy(known.text);
  if (!policy.ok) throw new Error(policy.refusal.message);
  return { ...known, sha256: sha256(known.text), policy: policy.value };
}

/** A journal that says what the question says this host has come to. */
function pastOf({ question }: Expectation): readonly JournalDraft[] {
  const { floor, rootFloor, slot, revocations, policy, lastLoggedMs } = question;
  const place = { at: 0, slot: null, instrument: null };
  const past: JournalDraft[] = [];
  if (floor !== null) {
    const { slotVersion, approval } = floor;
    const root = rootFloor ?? { version: 1, sha256: null };
    const rootSha256 = root.sha256 === null ? {} : { rootSha256: root.sha256 };
    const named = { id: ID, version: slotVersion, envelopeSha256: sha256("an envelope") };
    const body = {
      approval,
      previous: null,
      slotVersion,
      rootVersion: root.version,
      ...rootSha256,
    };
    past.push({ kind: "adopted", ...place, slot, body: { ...body, ...named } });
  }
  for (const [index, entry] of (revocations?.entries ?? []).entries()) {
    const { version = 1, sha256: listSha256 = "" } = revocations ?? {};
    past.push({ kind: "revoked", ...place, body: { version, listSha256, index, entry } });
  }
  if (policy !== undefined) {
    const { version, text } = policy;
    const digest = { version, sha256: sha256(text) };
    const body = { ...digest, policy: text, trustMs: NOW_MS - 1, loosens: [] };
    past.push({ kind: "risk_seen", ...place, body });
    past.push({ kind: "risk_in_force", ...place, body: digest });
  }
  if (lastLoggedMs !== undefined) {
    const body = { trustMs: lastLoggedMs, rootVersion: 1, rootSha256: sha256("a root") };
    past.push({ kind: "trust_floor", ...place, body });
  }
  return past;
}

/** What may be said of an attack. Nothing of it may have happened. */
const SAID: ReadonlySet<string> = new Set(["adoption_refused", "risk_refused", "checkpoint_late"]);

/** The host's own boundary over the same files: everything is read, and nothing moves. */
function boundary(folder: string, expectation: Expectation): readonly JournalDraft[] {
  const { nowMs, slot, place } = expectation.question;
  const { account, added } = anAccount(scriptedVenue(), pastOf(expectation));
  const files = signedFilesIn(join(folder, "signed"));
  // Asked about what is active: what waits, whole, is another question.
  if (place === "active") rmSync(join(folder, `signed/next/${slot}.json`), { force: true });
  const trust: TrustSource = {
    files,
    rootChain: () => readRootChain(signedFilesIn(join(folder, "keys"))),
    engine: expectation.question.engine,
    readManifest,
    readPolicy,
    writeActive: () => {
      throw new Error("a pointer moved");
    },
  };
  const checkpoints = () => readCheckpoints(join(folder, "witness"), "main");
  const deps = { trust, clock: steppedClock(nowMs), checkpoints, lateHours: 24 };
  adoptOrKeep(account, deps, slot, takeStanding(account, deps));
  return added();
}

describe("the whole workspace", () => {
  const expectation = expectationOf("whole");

  it("is accepted: what is refused below is refused for its attack", () => {
    const next = judge(workspaceOf("whole"), expectation);
    expect(next).toMatchObject({ ok: true, value: { plugin: { version: 2 } } });
    const question = { ...expectation.question, place: "active" as const };
    const active = judge(workspaceOf("whole"), { ...expectation, question });
    expect(active).toMatchObject({ ok: true, value: { version: 1 } });
  });

  it.for(["revocations", "risk", "checkpoint", "time-reset"] as const)("%s too", (about) => {
    const question = { ...expectation.question, about };
    const judged = judge(workspaceOf("whole"), { ...expectation, question });
    expect(judged).toMatchObject({ ok: true });
  });

  it("recovers from a stolen key: revoked, approved again by another", () => {
    const folder = workspaceOf("stolen-key-signs-again_refuse");
    const whole = workspaceOf("whole");
    for (const path of ["signed/next", `signed/${ID}`]) {
      rmSync(join(folder, path), { recursive: true });
      cpSync(join(whole, path), join(folder, path), { recursive: true });
    }
    expect(judge(folder, expectation)).toMatchObject({
      ok: true,
      value: { plugin: { version: 2 } },
    });
  });
});

describe("refuses by name", () => {
  it("at least ninety attacks", () => {
    expect(names.length).toBeGreaterThanOrEqual(90);
  });

  it.for(names)("%s", (name) => {
    const expectation = expectationOf(name);
    const folder = workspaceOf(name);
    const before = contentsOf(folder);
    const outcome = judge(folder, expectation);
    expect(outcome.ok ? "accepted" : outcome.refusal.code).toBe(expectation.code);
    expect(contentsOf(folder)).toEqual(before);
    expect(readFileSync(join(FOLDER, name, "README.md"), "utf8").length).toBeGreaterThan(60);
  });
});

describe("in the host nothing moves: journal, pointers and limits are as before", () => {
  const aboutTheSlot = names.filter((name) => expectationOf(name).question.about === undefined);
  it.for(aboutTheSlot)("%s", (name) => {
    const kinds = boundary(workspaceOf(name), expectationOf(name)).map(({ kind }) => kind);
    // What is whole beside the attack is honoured as ever.
    const beside = new Set(["revoked", "risk_seen", "risk_in_force", "trust_floor"]);
    expect(kinds.filter((kind) => !SAID.has(kind) && !beside.has(kind))).toEqual([]);
  });

  const others = names.filter((name) =>
    ["revocations", "risk"].includes(expectationOf(name).question.about ?? ""),
  );
  it.for(others)("%s", (name) => {
    const expectation = expectationOf(name);
    const heard = boundary(workspaceOf(name), expectation);
    expect(heard.filter(({ kind }) => kind === kindOf(name))).toEqual([]);
  });
});

function kindOf(name: string): string {
  return expectationOf(name).question.about === "risk" ? "risk_in_force" : "revoked";
}

describe("a link in the place of a file", () => {
  it.for([
    ["an approval", `signed/${ID}/2/approvals`],
    ["a bundle", `signed/${ID}/2/bundle.js`],
    ["a pointer", "signed/next/paper.main.BTCUSDT.json"],
    ["the list of revocations", "signed/revocations.json"],
    ["the root", "keys/root.json"],
  ] as const)("%s: what a link leads to can change after it was checked", ([, path]) => {
    const folder = workspaceOf("whole");
    const elsewhere = join(aFolder(), "moved");
    renameSync(join(folder, path), elsewhere);
    symlinkSync(elsewhere, join(folder, path));
    const outcome = judge(folder, expectationOf("whole"));
    expect(outcome.ok ? "accepted" : outcome.refusal.code).toBe("file_not_regular");
  });
});

describe("a file that is larger than its kind can be", () => {
  it.for(["signed/revocations.json", "keys/root.json", `signed/${ID}/2/bundle.js`])(
    "%s",
    (path) => {
      const folder = workspaceOf("whole");
      appendFileSync(join(folder, path), " ".repeat(300_000));
      const outcome = judge(folder, expectationOf("whole"));
      expect(outcome.ok ? "accepted" : outcome.refusal.code).toBe("file_too_large");
    },
  );
});

describe("the files", () => {
  it("are what make-trust-vectors.ts writes", () => {
    const written = [...vectorFiles()].map(([path, bytes]) => [
      path,
      Buffer.from(bytes).toString("base64"),
    ]);
    const there = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.parentPath !== FOLDER)
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(FOLDER.length + 1), readFileSync(path).toString("base64")]);
    expect(Object.fromEntries(there)).toEqual(Object.fromEntries(written));
  });

  it("have one folder per attack", () => {
    expect(names.toSorted()).toEqual(VECTORS.map(({ name }) => `${name}_refuse`).toSorted());
  });
});
