/** Successors that change nothing of what runs: a later end, another engine; and the way back from a wrong clock. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { approval as approvalShape, type Approval, type Engine } from "#host/contract/approval.ts";
import { conformanceReport, type ConformanceReport } from "#host/contract/conformance.ts";
import { paramsDigest } from "#host/kernel/report-name.ts";
import { isRenewalOf } from "#host/trust/approval/successor.ts";
import { sourceDigest } from "#host/kernel/source-digest.ts";
import { allRules } from "#test/kit/reports.ts";
import { aPlugin, NOW_MS, sha256, SLOT, sourceFiles } from "#test/kit/signer.ts";
import { aMachine, carried, sameRoot, type Machine } from "#test/kit/signers.ts";
import { contentsOf, digestOf, putBuilt, type Ran } from "#test/kit/workspace.ts";

const PLUGIN = aPlugin();
const PARAMS = { fast: 8, slow: 21 };
const OTHER = "paper.two.ETHUSDT";

async function aDesk() {
  const desk = aMachine(["alice"]);
  await desk.sign(["root", "init", "--key", desk.secret("alice")]);
  putBuilt(desk.folder, PLUGIN);
  const alice = (...argv: string[]): Promise<Ran> =>
    desk.sign([...argv, "--key", desk.secret("alice")]);
  const approve = async (slot = SLOT, ...more: string[]): Promise<string> =>
    digestOf(await alice("approve", "ema-cross", "--slot", slot, "--json", ...more));
  return { desk, alice, approve };
}

function approvalOf(desk: Machine, digest: string): Approval {
  const path = desk.at(`signed/ema-cross/1/approvals/${digest}.json`);
  const { payload }: { payload: string } = JSON.parse(readFileSync(path, "utf8"));
  return approvalShape.parse(JSON.parse(Buffer.from(payload, "base64").toString("utf8")));
}

describe("sign renew", () => {
  it("changes the end, the reason and its place, and nothing that runs", async () => {
    const { desk, alice, approve } = await aDesk();
    const first = await approve(SLOT, "--leverage", "2", "--params", '{"fast":10}');
    const ran = await alice("renew", SLOT, "--expires-days", "60", "--json");
    const next = approvalOf(desk, digestOf(ran));
    expect(isRenewalOf(next, approvalOf(desk, first))).toBe(true);
    expect(next).toMatchObject({
      slotVersion: 2,
      previous: first,
      expires: new Date(NOW_MS + 60 * 86_400_000).toISOString(),
      reason: "renewed",
    });
    expect((await desk.sign(["verify"])).exit).toBe(0);
  });

  it("renews several slots in one ceremony", async () => {
    const { alice, approve } = await aDesk();
    await approve();
    await approve(OTHER);
    const ran = await alice("renew", SLOT, OTHER, "--json");
    expect(JSON.parse(ran.out)).toMatchObject({
      approvals: [
        { slot: SLOT, slotVersion: 2 },
        { slot: OTHER, slotVersion: 2 },
      ],
    });
  });

  it("does not bring back what was withdrawn", async () => {
    const { desk, alice, approve } = await aDesk();
    await approve(SLOT, "--leverage", "2");
    await approve(SLOT, "--leverage", "4");
    await alice("withdraw", SLOT);
    const next = approvalOf(desk, digestOf(await alice("renew", SLOT, "--json")));
    expect(next).toMatchObject({ slotVersion: 3, risk: { leverageMax: "2" } });
  });

  it.for<[string, string, string[], string]>([
    ["a slot without approvals", OTHER, [], "approval_missing"],
    ["what is no slot", "main", [], "argument_invalid"],
    ["a reason with a hidden letter", SLOT, ["--reason", "a\u{200b}"], "argument_invalid"],
  ])("refuses %s; nothing moves", async ([, slot, more, code]) => {
    const { desk, alice, approve } = await aDesk();
    await approve();
    const before = contentsOf(desk.folder);
    expect(await alice("renew", slot, ...more)).toMatchObject({ exit: 1, code });
    expect(contentsOf(desk.folder)).toEqual(before);
  });

  it("refuses when the bundle was revoked: a renewal is no way back", async () => {
    const { desk, alice, approve } = await aDesk();
    await approve();
    const bundle = sha256(PLUGIN.bundle);
    await alice("revoke", "--bundle", bundle, "--reason", "compromised");
    const before = contentsOf(desk.folder);
    expect(await alice("renew", SLOT)).toMatchObject({ exit: 1, code: "bundle_revoked" });
    expect(contentsOf(desk.folder)).toEqual(before);
  });
});

/** A report about the plugin, as `sdk check` would leave it. */
function aReport(engine: Engine, change: Partial<ConformanceReport> = {}): ConformanceReport {
  return conformanceReport.parse({
    schema: "conformance/1",
    suite: 2,
    data: [{ name: "reference", sha256: sha256("bars"), bars: 1_000 }],
    answersSha256: sha256("answers"),
    createdAt: new Date(NOW_MS - 3_600_000).toISOString(),
    quick: false,
    accepted: true,
    plugin: {
      id: "ema-cross",
      version: 1,
      kind: "strategy",
      module: "js",
      sourceSha256: sourceDigest(sourceFiles(PLUGIN)),
      manifestSha256: sha256(PLUGIN.manifest),
    },
    bundleSha256: sha256(PLUGIN.bundle),
    params: PARAMS,
    paramsSha256: paramsDigest(PARAMS),
    engine,
    findings: allRules(),
    ...change,
  });
}

function put(desk: Machine, path: string, report: ConformanceReport): string {
  mkdirSync(dirname(desk.at(path)), { recursive: true });
  writeFileSync(desk.at(path), JSON.stringify(report));
  return desk.at(path);
}

const BESIDE = "var/candidates/ema-cross/1/conformance.json";

describe("sign recertify", () => {
  async function certified() {
    const { desk, alice, approve } = await aDesk();
    const bare = await approve();
    const { engine } = approvalOf(desk, bare);
    put(desk, BESIDE, aReport(engine));
    const first = await approve();
    return { desk, alice, first, engine, newer: { ...engine, node: "26.11.0" } };
  }

  it("names the new engine and the report that was made under it", async () => {
    const { desk, alice, first, newer } = await certified();
    const report = put(desk, "new.json", aReport(newer));
    const ran = await alice("recertify", SLOT, "--engine", report, "--json");
    expect(ran).toMatchObject({ exit: 0, err: "" });
    const next = approvalOf(desk, digestOf(ran));
    expect(isRenewalOf(next, approvalOf(desk, first))).toBe(true);
    expect(next.engine).toEqual(newer);
    const named = next.members[0]?.conformanceSha256 ?? "";
    expect(named).toBe(sha256(readFileSync(report)));
    expect(readFileSync(desk.at(`signed/ema-cross/1/reports/${named}.json`))).toEqual(
      readFileSync(report),
    );
  });

  it("takes the candidate's own report for the engine that is here", async () => {
    const { desk, alice, engine } = await certified();
    const createdAt = new Date(NOW_MS - 60_000).toISOString();
    put(desk, BESIDE, aReport(engine, { createdAt }));
    expect(await alice("recertify", SLOT)).toMatchObject({ exit: 0, err: "" });
  });

  it.for<[string, Partial<ConformanceReport>, string]>([
    ["one answer that differs", { answersSha256: sha256("other") }, "recertify_differs"],
    ["a suite nobody knows", { suite: 99 }, "conformance_incomplete"],
    ["other data", { data: [{ name: "x", sha256: sha256("x"), bars: 1 }] }, "recertify_differs"],
    ["a quick look", { quick: true }, "conformance_quick"],
    ["a report that failed", { accepted: false }, "conformance_failed"],
    ["a report of last month", { createdAt: "2026-10-20T12:00:00.000Z" }, "conformance_stale"],
    ["a report of another bundle", { bundleSha256: sha256("other") }, "conformance_missing"],
    [
      "a report of other parameters",
      { params: { fast: 9, slow: 21 }, paramsSha256: paramsDigest({ fast: 9, slow: 21 }) },
      "conformance_differs",
    ],
  ])("refuses %s; nothing moves", async ([, change, code]) => {
    const { desk, alice, newer } = await certified();
    const report = put(desk, "new.json", aReport(newer, change));
    const before = contentsOf(desk.folder);
    const ran = await alice("recertify", SLOT, "--engine", report);
    expect(ran).toMatchObject({ exit: 1, code });
    expect(contentsOf(desk.folder)).toEqual(before);
  });

  it("refuses an approval that has nothing to compare with", async () => {
    const { desk, alice, approve } = await aDesk();
    const { engine } = approvalOf(desk, await approve());
    const report = put(desk, "new.json", aReport(engine));
    const ran = await alice("recertify", SLOT, "--engine", report);
    expect(ran).toMatchObject({ exit: 1, code: "recertify_differs" });
  });
});

describe("sign approve and its reports", () => {
  it("names the report of exactly this candidate, and carries it into signed/", async () => {
    const { desk, approve } = await aDesk();
    const { engine } = approvalOf(desk, await approve());
    put(desk, BESIDE, aReport(engine));
    const next = approvalOf(desk, await approve(SLOT, "--reason", "with a report"));
    const named = next.members[0]?.conformanceSha256 ?? "";
    expect(contentsOf(desk.folder)[`signed/ema-cross/1/reports/${named}.json`]).toBe(named);
    expect((await desk.sign(["verify"])).exit).toBe(0);
  });

  it.for<[string, Partial<ConformanceReport>, string]>([
    ["failed", { accepted: false }, "conformance_failed"],
    ["is cut down", { findings: allRules().slice(1) }, "conformance_incomplete"],
    ["is of a quick look", { quick: true }, "conformance_quick"],
    ["is of last month", { createdAt: "2026-10-20T12:00:00.000Z" }, "conformance_stale"],
    ["is of another bundle", { bundleSha256: sha256("other") }, "conformance_differs"],
  ])("refuses one that %s, on paper too; nothing moves", async ([, change, code]) => {
    const { desk, alice, approve } = await aDesk();
    const { engine } = approvalOf(desk, await approve());
    put(desk, BESIDE, aReport(engine, change));
    const before = contentsOf(desk.folder);
    const ran = await alice("approve", "ema-cross", "--slot", SLOT);
    expect(ran).toMatchObject({ exit: 1, code });
    expect(contentsOf(desk.folder)).toEqual(before);
  });
});

describe("sign approve --reset-time", () => {
  const FROM = ["--from", "2036-01-01T00:00:00.000Z"];

  it("writes a reset that is bound to the instant in the journal", async () => {
    const { desk, alice } = await aDesk();
    const ran = await alice("approve", "main", "--reset-time", ...FROM, "--reason", "bad battery");
    expect(ran).toMatchObject({ exit: 0, err: "" });
    const { payload }: { payload: string } = JSON.parse(
      readFileSync(desk.at("signed/time-reset/main.json"), "utf8"),
    );
    expect(JSON.parse(Buffer.from(payload, "base64").toString("utf8"))).toEqual({
      schema: "time-reset/1",
      account: "main",
      from: "2036-01-01T00:00:00.000Z",
      to: "2026-11-20T12:00:00.000Z",
      reason: "bad battery",
    });
  });

  it("waits for the release threshold, and is passed on like everything else", async () => {
    const { desk, alice } = await aDesk();
    const laptop = aMachine(["bob"]);
    const half = carried(laptop, "home/bob.pub.json", desk);
    await alice("root", "add", "--public-key", half, "--role", "release");
    const two = ["root", "threshold", "release", "2", "--out", desk.at("r.json")];
    await alice(...two);
    sameRoot(desk, laptop);
    carried(desk, "keys/roots/1.json", laptop);
    const root = carried(desk, "r.json", laptop);
    await laptop.sign(["root", "sign", root, "--key", laptop.secret("bob")]);
    carried(laptop, "r.json", desk);
    await desk.sign(["root", "sign", desk.at("r.json")]);
    const ran = await alice("approve", "main", "--reset-time", ...FROM);
    expect(ran.out).toContain("1 signature is missing");
    const path = carried(desk, "var/proposals/time-reset-main.json", laptop);
    const argv = ["approve", path, "--reset-time", "--key", laptop.secret("bob")];
    expect((await laptop.sign(argv)).out).toContain("signed/time-reset/main.json");
  });

  it.for<[string, string[]]>([
    ["no instant", ["main", "--reset-time"]],
    ["an instant in other words", ["main", "--reset-time", "--from", "yesterday"]],
    ["a name that is no alias", ["../main", "--reset-time", ...FROM]],
    ["two accounts", ["main", "other", "--reset-time", ...FROM]],
    ["a reset that changes nothing", ["main", "--reset-time", ...FROM, "--to", FROM[1] ?? ""]],
  ])("refuses %s; nothing moves", async ([, argv]) => {
    const { desk, alice } = await aDesk();
    const before = contentsOf(desk.folder);
    expect(await alice("approve", ...argv)).toMatchObject({ exit: 1, code: "argument_invalid" });
    expect(contentsOf(desk.folder)).toEqual(before);
  });
});
