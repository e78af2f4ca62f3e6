import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aPlugin, flipped, NOW_MS, SLOT } from "#test/kit/signer.ts";
import { aFolder, contentsOf, putBuilt, sign } from "#test/kit/workspace.ts";

const DAY_MS = 86_400_000;
interface Row {
  readonly is: string;
  readonly path: string;
  readonly slotVersion: number | null;
  readonly refusal: { readonly code: string } | null;
}

/** Two versions of one plugin, the second waits, the first is active. */
async function signedTwice() {
  const workspace = aFolder();
  await sign(workspace, ["keygen", "--name", "demo", "--paper"]);
  await sign(workspace, ["root", "init"]);
  const next = join(workspace, "signed", "next", `${SLOT}.json`);
  const active = join(workspace, "signed", "active", `${SLOT}.json`);
  putBuilt(workspace, aPlugin());
  await sign(workspace, ["approve", "ema-cross", "--slot", SLOT]);
  mkdirSync(join(workspace, "signed", "active"));
  copyFileSync(next, active);
  putBuilt(workspace, aPlugin({ version: 2 }));
  await sign(workspace, ["approve", "ema-cross", "--slot", SLOT], { nowMs: () => NOW_MS + 1_000 });
  const verify = async (argv: string[] = [], nowMs = NOW_MS + 2_000) => {
    const ran = await sign(workspace, ["verify", ...argv, "--json"], { nowMs: () => nowMs });
    const said: { rows?: Row[] } = JSON.parse(ran.out);
    const bad = (said.rows ?? []).filter(({ refusal }) => refusal !== null);
    return {
      ...ran,
      rows: said.rows ?? [],
      bad: bad.map((row) => `${row.is} ${row.refusal?.code}`),
    };
  };
  const at = (path: string): string => join(workspace, "signed", path);
  return { workspace, verify, at };
}

describe("sign verify", () => {
  it("prints a row for the root, every approval, every history and every pointer", async () => {
    const { verify, workspace } = await signedTwice();
    const ran = await verify();
    expect(ran).toMatchObject({ exit: 0, bad: [] });
    expect(ran.rows.map(({ is, slotVersion }) => `${is} ${slotVersion}`)).toEqual([
      "root 1",
      "approval 1",
      "approval 2",
      "history 2",
      "next 2",
      "active 1",
    ]);
    const text = await sign(workspace, ["verify"], { nowMs: () => NOW_MS + 2_000 });
    expect(text.out.split("\n")[0]).toMatch(
      /^what\s+slot\s+version\s+plugin\s+expires\s+verdict\s+path$/,
    );
    expect(text.out).not.toContain("\u{1b}");
  });

  it("of an empty workspace with a root is fine; without a root it is refused", async () => {
    const workspace = aFolder();
    expect((await sign(workspace, ["verify"])).code).toBe("root_missing");
    await sign(workspace, ["keygen", "--name", "demo", "--paper"]);
    await sign(workspace, ["root", "init"]);
    expect((await sign(workspace, ["verify"])).exit).toBe(0);
  });

  it("asks time of what a pointer names, not of the past", async () => {
    const { verify } = await signedTwice();
    const late = await verify([], NOW_MS + 31 * DAY_MS);
    expect(late.exit).toBe(1);
    expect(late.bad).toEqual(["next approval_expired", "active approval_expired"]);
  });

  it("looks at a part when a path is named", async () => {
    const { verify, at } = await signedTwice();
    writeFileSync(at("ema-cross/2/bundle.js"), "x");
    expect((await verify(["ema-cross/1"])).exit).toBe(0);
    expect((await verify(["signed/ema-cross/2/"])).bad).toEqual(["approval bundle_digest_differs"]);
    expect((await verify(["rsi-revert"])).code).toBe("argument_invalid");
  });

  const approvalAt = (at: (path: string) => string, version: number): string =>
    at(
      `ema-cross/${version}/approvals/${readdirSync(at(`ema-cross/${version}/approvals`))[0] ?? ""}`,
    );
  const flip = (path: string, byte: number): void =>
    writeFileSync(path, flipped(readFileSync(path), byte));

  it.for<[string, (at: (path: string) => string) => void, string[]]>([
    [
      "a byte of the waiting bundle",
      (at) => flip(at("ema-cross/2/bundle.js"), 3),
      ["approval bundle_digest_differs", "next bundle_digest_differs"],
    ],
    [
      "a byte of the active source",
      (at) => flip(at("ema-cross/1/source/signal.ts"), 3),
      ["approval source_digest_differs", "active source_digest_differs"],
    ],
    [
      "two bundles exchanged",
      (at) => {
        copyFileSync(at("ema-cross/1/bundle.js"), at("x"));
        copyFileSync(at("ema-cross/2/bundle.js"), at("ema-cross/1/bundle.js"));
        copyFileSync(at("x"), at("ema-cross/2/bundle.js"));
        rmSync(at("x"));
      },
      [
        "approval bundle_digest_differs",
        "approval bundle_digest_differs",
        "next bundle_digest_differs",
        "active bundle_digest_differs",
      ],
    ],
    ["a byte of a pointer", (at) => flip(at(`active/${SLOT}.json`), 3), ["active pointer_invalid"]],
    [
      "a pointer at an approval that is gone",
      (at) => rmSync(approvalAt(at, 2)),
      ["next approval_missing"],
    ],
    [
      "a history without its beginning",
      (at) => rmSync(approvalAt(at, 1)),
      ["history history_incomplete", "active approval_missing"],
    ],
  ])("names %s", async ([, change, expected]) => {
    const { workspace, verify, at } = await signedTwice();
    change(at);
    const before = contentsOf(workspace);
    const ran = await verify();
    expect(ran).toMatchObject({ exit: 1, code: "signed_refused", bad: expected });
    expect(contentsOf(workspace)).toEqual(before);
  });

  it("names every approval whose envelope was touched, at any byte", async () => {
    const { verify, at } = await signedTwice();
    const path = approvalAt(at, 2);
    const whole = readFileSync(path);
    for (const byte of [0, 20, 200, 900, whole.length - 5]) {
      writeFileSync(path, flipped(whole, byte));
      const { exit, bad } = await verify();
      expect(exit).toBe(1);
      expect(bad.some((each) => each.startsWith("approval "))).toBe(true);
      expect(bad.some((each) => each.startsWith("next "))).toBe(true);
    }
  });

  it("does not follow a link out of signed/", async () => {
    const { verify, at } = await signedTwice();
    rmSync(at("ema-cross/2/bundle.js"));
    symlinkSync("/etc/hostname", at("ema-cross/2/bundle.js"));
    expect(existsSync(at("ema-cross/2/bundle.js"))).toBe(true);
    expect((await verify()).bad).toEqual(["approval file_not_regular", "next file_not_regular"]);
  });
});
