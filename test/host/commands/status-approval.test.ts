import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hostData, hostSays } from "#test/kit/host-says.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";
import { aTradedWorkspace } from "#test/kit/traded.ts";
import { aStrategy, pointerTextOf, signedWorkspace } from "#test/kit/run-workspace.ts";
import { alice, NOW_MS, SLOT } from "#test/kit/signer.ts";

const DAY_MS = 86_400_000;

describe("host status shows of an approval", () => {
  const where = { slot: SLOT, plugin: aStrategy(), change: { reason: "a first trial" } };

  it("why it was given, by whom, until when and on what evidence", async () => {
    const dates = { notBefore: "2026-11-01T00:00:00.000Z", expires: "2026-12-01T00:00:00.000Z" };
    const { dir } = signedWorkspace(temporaryFolder(), [
      { ...where, change: { ...where.change, ...dates } },
    ]);
    const { out } = await hostSays(dir, ["status"]);
    expect(out).toContain(
      [
        `slot ${SLOT}`,
        "  next         table version 1, slot version 1, on BTCUSDT 5m: verified, adopted when the slot is flat",
        "    why        a first trial",
        `    signed by  a test (${alice.keyid.slice(0, 8)}…)`,
        "    expires    2026-12-01T00:00:00.000Z, 10 days left",
        "    proof      evidence none: paper, conformance none: paper",
      ].join("\n"),
    );
    expect(out).toMatch(/^table {4} +- +- +1 +- +paper\.main\.BTCUSDT$/m);
    const { slots } = await hostData(dir, ["status"]);
    expect(slots).toMatchObject([
      {
        slot: SLOT,
        active: null,
        next: {
          verified: true,
          reason: "a first trial",
          signers: [{ keyid: alice.keyid, owner: "a test" }],
          evidenceSha256: null,
          conformanceSha256: null,
          risk: { leverageMax: "3" },
        },
      },
    ]);
  });

  it("nothing as waiting that was adopted already: its pointer stays in next/", async () => {
    const { workspace, approval } = aTradedWorkspace();
    workspace.write(`signed/next/${SLOT}.json`, pointerTextOf(SLOT, where.plugin, approval));
    expect(await hostData(workspace.dir, ["status"])).toMatchObject({
      slots: [{ slot: SLOT, active: { approval, verified: true }, next: null }],
    });
  });

  it("that digests of evidence are there", async () => {
    const change = { ...where.change, evidenceSha256: "e".repeat(64) };
    const { dir } = signedWorkspace(temporaryFolder(), [{ ...where, change }]);
    expect((await hostSays(dir, ["status"])).out).toContain("evidence eeeeeeee…, conformance none");
  });

  it.for<[name: string, breakIt: (dir: string) => void, nowMs: number, refusal: RegExp]>([
    [
      "has outlived its root",
      () => {},
      Date.parse("2099-01-01T00:00:00.000Z") - 1 + DAY_MS,
      /root_expired/,
    ],
    [
      "was tampered with",
      (dir) => writeFileSync(join(dir, "signed/table/1/bundle.js"), "//"),
      NOW_MS,
      /bundle_digest_differs/,
    ],
    ["is of another engine", () => {}, NOW_MS, /engine_differs/],
    ["has no root", (dir) => rmSync(join(dir, "keys/root.json")), NOW_MS, /root_missing/],
  ])("that it %s, and still what it says", async ([name, breakIt, nowMs, refusal]) => {
    const { dir } = signedWorkspace(temporaryFolder(), [where]);
    breakIt(dir);
    const versions = name.includes("engine")
      ? { node: "26.9.0", v8: process.versions.v8 }
      : process.versions;
    const { out, exit } = await hostSays(dir, ["status"], { nowMs, versions });
    expect(exit).toBe(0);
    expect(out).toMatch(new RegExp(`^ {2}next .*: refused: ${refusal.source}`, "m"));
    expect(out).toContain("    why        a first trial");
  });

  it("that its pointer cannot be read", async () => {
    const workspace = signedWorkspace(temporaryFolder(), [where]);
    workspace.write(`signed/next/${SLOT}.json`, "{");
    expect((await hostSays(workspace.dir, ["status"])).out).toMatch(
      /^ {2}refused {6}pointer_invalid: /m,
    );
  });
});
