import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Engine } from "#host/contract/approval.ts";
import type { Proposal } from "#host/contract/proposal.ts";
import { paramsDigest } from "#host/kernel/report-name.ts";
import { engineHere } from "#keys/engine.ts";
import { aComparison, aConformance, aFailure } from "#test/kit/reports.ts";
import { aPlugin, flipped, NOW_MS, SLOT, type TestPlugin } from "#test/kit/signer.ts";
import {
  aReadyWorkspace,
  contentsOf,
  digestOf,
  putBuilt,
  sign,
  somePorts,
} from "#test/kit/workspace.ts";

function installed(): Engine {
  const engine = engineHere(somePorts());
  if (!engine.ok) throw new Error(engine.refusal.message);
  return engine.value;
}
const engine = installed();
/** So wide that no sentence is broken. */
const screen = { width: 400, colour: false };
const version2 = (change: Partial<TestPlugin> = {}) => {
  const { manifest } = aPlugin({ version: 2 });
  const wider = manifest
    .replace("leverage = 5", "leverage = 8")
    .replace("default = 8", "default = 9");
  const source = {
    "manifest.toml": wider,
    "signal.ts": "// ema-cross 2\nconst STAMP = 1767571200000;\n",
  };
  return aPlugin({ version: 2, manifest: wider, source, ...change });
};
const NINE = { fast: 9, slow: 21 };

/** Version 1 is signed, version 2 is built. */
async function aSuccessor(plugin: TestPlugin = version2()) {
  const { workspace, approve } = await aReadyWorkspace();
  const first = await approve();
  putBuilt(workspace, plugin);
  const review = (argv: string[] = [], nowMs = NOW_MS) =>
    sign(workspace, ["review", "ema-cross", "--slot", SLOT, ...argv], {
      nowMs: () => nowMs,
      screen,
    });
  return { workspace, review, first: digestOf(first) };
}

function put(workspace: string, name: string, report: object): void {
  const path = join(workspace, "var/candidates/ema-cross/2", name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(report));
}

describe("of a plugin", () => {
  it("shows the difference to what is signed, what is wider and what is missing", async () => {
    const { review } = await aSuccessor();
    const ran = await review();
    expect(ran.exit).toBe(0);
    for (const words of [
      "slot version  1 → 2",
      "replaces      ema-cross version 1, slot version 1, signed, not adopted yet",
      "May be signed, but: no conformance report, no evidence, 1 limit WIDER, 1 new literal",
      "NO CONFORMANCE REPORT",
      "NO EVIDENCE",
      "0 of 1 signed, 1 missing",
      "type: ema-cross 2",
    ]) {
      expect(ran.out).toContain(words);
    }
    expect(ran.out).toMatch(/fast +8 +9 +changed/);
    expect(ran.out).toMatch(/leverage, at most +5 +8 +WIDER/);
    expect(ran.out).toMatch(/- \/\/ ema-cross 1\n.*\+ \/\/ ema-cross 2/);
  });

  it("shows who is said to have proposed it, as a claim that nobody signed", async () => {
    const { workspace, review } = await aSuccessor();
    expect((await review()).out).toContain("who wrote it is not recorded");
    const path = join(workspace, "var/candidates/ema-cross/2/candidate.json");
    const record: object = JSON.parse(readFileSync(path, "utf8"));
    put(workspace, "candidate.json", { ...record, proposedBy: "a model <b>of ours</b>" });
    const claim = "proposed by, as its unsigned record claims: a model <b>of ours</b>";
    const { out } = await review();
    expect(out).toContain(claim);
    expect(out).toContain("who wrote it is not proved");
    const json = (await review(["--json"])).out;
    expect(json).toContain('"proposedBy":"a model <b>of ours</b>"');
    const page = join(workspace, "review.html");
    await review(["--html", page]);
    expect(readFileSync(page, "utf8")).toContain(
      claim.replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    );
    put(workspace, "candidate.json", { ...record, proposedBy: "two\nlines" });
    expect(await review()).toMatchObject({ exit: 1, code: "candidate_invalid" });
  });

  it("certificate and evidence that are about exactly this count", async () => {
    const { workspace, review, first } = await aSuccessor();
    const plugin = version2();
    const paramsSha256 = paramsDigest(NINE);
    const conformance = aConformance({ params: NINE, paramsSha256, engine }, plugin);
    put(workspace, "conformance.json", conformance);
    const comparison = aComparison({ engine }, plugin);
    const candidate = { ...comparison.candidate, params: NINE, paramsSha256 };
    const against = { ...candidate, slot: SLOT, approvalSha256: first, slotVersion: 1 };
    put(workspace, "comparison.json", { ...comparison, candidate, against });
    const ran = await review();
    expect(ran.exit).toBe(0);
    expect(ran.out).toContain("May be signed, but: 1 limit WIDER, 1 new literal to look at");
    expect(ran.out).toContain("23 pass, 0 fail, 0 unproven, 0 reported");
    expect(ran.out).toContain("(11.6 of 56, 21 %)");
    expect(ran.out).toMatch(/net, after costs +\+1\.25 %/);
  });

  it.for<[name: string, change: object, code: string]>([
    ["failed", { accepted: false, findings: [aFailure("fail")] }, "conformance_failed"],
    ["cut down", { findings: [aFailure("unproven")] }, "conformance_incomplete"],
    ["stale", { createdAt: "2026-11-01T00:00:00.000Z" }, "conformance_stale"],
    ["quick", { quick: true }, "conformance_quick"],
    ["of other bytes", { bundleSha256: "a".repeat(64) }, "conformance_differs"],
  ])("a report that is %s refuses, and the rest is shown", async ([, change, code]) => {
    const { workspace, review } = await aSuccessor();
    const report = aConformance({ params: NINE, engine, ...change }, version2());
    put(workspace, "conformance.json", { ...report, paramsSha256: paramsDigest(NINE) });
    const before = contentsOf(workspace);
    const ran = await review();
    expect(ran).toMatchObject({ exit: 1, code });
    expect(ran.out).toContain(`MUST NOT BE SIGNED: ${code}`);
    expect(ran.out).toMatch(/leverage, at most +5 +8 +WIDER/);
    expect(contentsOf(workspace)).toEqual(before);
  });

  it("for live, without reports: refused, and shown", async () => {
    const { workspace } = await aReadyWorkspace();
    const argv = ["review", "ema-cross", "--slot", "live.main.BTCUSDT"];
    const ran = await sign(workspace, argv);
    expect(ran).toMatchObject({ exit: 1, code: "conformance_missing" });
    expect(ran.out).toContain("REFUSED: evidence_missing");
    expect(ran.out).toContain("1. What is to be signed");
  });

  it("--json is the whole review", async () => {
    const { review } = await aSuccessor();
    const { out } = await review(["--json"]);
    const document: { ok: boolean; review: { risk: { name: string; direction: string }[] } } =
      JSON.parse(out);
    expect(document.ok).toBe(true);
    expect(document.review.risk.filter(({ direction }) => direction === "wider")).toHaveLength(1);
  });

  it("--html writes one page, and says where", async () => {
    const { workspace, review } = await aSuccessor();
    const path = join(workspace, "review.html");
    const ran = await review(["--html", path]);
    expect(ran.out).toContain(`wrote ${path}`);
    expect(readFileSync(path, "utf8")).toMatch(
      /^<!doctype html>[^]*ema-cross version 2[^]*<\/html>\n$/,
    );
  });

  it("opens no key and changes nothing", async () => {
    const { workspace, review } = await aSuccessor();
    const before = contentsOf(workspace);
    const ran = await review();
    expect(ran.told).toBe("");
    expect(contentsOf(workspace)).toEqual(before);
  });
});

describe("of what is signed", () => {
  it("shows who signed", async () => {
    const { workspace, first } = await aSuccessor();
    const ran = await sign(workspace, ["review", "--slot", SLOT], { screen });
    expect(ran.exit).toBe(0);
    expect(ran.out).toContain(first);
    expect(ran.out).toContain("complete: 1 of 1 signed");
    expect(ran.out).toMatch(/demo +[0-9a-f]{16} +counts/);
  });

  it("source that was changed since is not what was signed", async () => {
    const { workspace } = await aSuccessor();
    writeFileSync(join(workspace, "signed/ema-cross/1/source/signal.ts"), "// harmless\n");
    const ran = await sign(workspace, ["review", "--slot", SLOT], { screen });
    expect(ran).toMatchObject({ exit: 1, code: "source_digest_differs" });
    expect(ran.out).toContain("NOT the one that would be signed");
  });
});

it.for<[name: string, argv: string[], code: string]>([
  ["no slot", ["ema-cross"], "argument_invalid"],
  ["nothing", [], "argument_invalid"],
  ["a slot that is none", ["ema-cross", "--slot", "BTCUSDT"], "argument_invalid"],
  ["a slot with nothing in it", ["--slot", "paper.main.ETHUSDT"], "approval_missing"],
  ["a plugin that is not there", ["nope", "--slot", SLOT], "plugin_missing"],
])("%s: refused", async ([, argv, code]) => {
  const { workspace } = await aReadyWorkspace();
  expect(await sign(workspace, ["review", ...argv])).toMatchObject({ exit: 1, code });
});

describe("of a proposal", () => {
  /** Signed, and passed on as a file. */
  async function passedOn() {
    const { workspace, approve } = await aReadyWorkspace();
    const path = join(workspace, "approval.json");
    expect(await approve(["--out", path])).toMatchObject({ exit: 0 });
    const proposal: Proposal = JSON.parse(readFileSync(path, "utf8"));
    const put = (change: Partial<Proposal>) =>
      writeFileSync(path, JSON.stringify({ ...proposal, ...change }));
    return { proposal, put, review: () => sign(workspace, ["review", path], { screen }) };
  }

  it("shows its files and who has signed", async () => {
    const { review } = await passedOn();
    const ran = await review();
    expect(ran).toMatchObject({ exit: 0, code: "" });
    expect(ran.out).toContain("complete: 1 of 1 signed");
    expect(ran.out).toMatch(/\+ \/\/ ema-cross 1/);
  });

  it("another source in its files is refused: what is shown is not what was signed", async () => {
    const { proposal, put, review } = await passedOn();
    const other = Buffer.from("// harmless\n").toString("base64");
    put({ files: { ...proposal.files, "source/signal.ts": other } });
    const ran = await review();
    expect(ran).toMatchObject({ exit: 1, code: "source_digest_differs" });
    expect(ran.out).toContain("// harmless");
  });

  it("a signature over other bytes does not count", async () => {
    const { proposal, put, review } = await passedOn();
    const [signature] = proposal.signatures;
    const sig = Buffer.from(signature?.sig ?? "", "base64");
    put({
      signatures: [
        { keyid: signature?.keyid ?? "", sig: Buffer.from(flipped(sig, 3)).toString("base64") },
      ],
    });
    const ran = await review();
    expect(ran.out).toContain("the signature is not right");
    expect(ran.out).toContain("0 of 1 signed, 1 missing");
  });

  it("a signature by a key that nobody knows does not count", async () => {
    const { proposal, put, review } = await passedOn();
    const keyid = "f".repeat(64);
    put({ signatures: proposal.signatures.map((each) => ({ ...each, keyid })) });
    expect((await review()).out).toContain("the root does not know this key");
  });
});

it("a file that is no proposal is refused", async () => {
  const { workspace } = await aReadyWorkspace();
  const path = join(workspace, "proposal.json");
  writeFileSync(path, "{}");
  expect(await sign(workspace, ["review", path])).toMatchObject({
    exit: 1,
    code: "proposal_invalid",
  });
  const both = await sign(workspace, ["review", path, "--slot", SLOT]);
  expect(both).toMatchObject({ exit: 1, code: "option_conflict" });
});
