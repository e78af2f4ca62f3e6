/** One byte of each signed thing, and every way to put true things in the wrong place: the host runs none of it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { prng } from "#host/kernel/prng.ts";
import { host } from "#test/kit/host-command.ts";
import { stateOf, type HostState } from "#test/kit/host-state.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";
import { pointerTextOf } from "#test/kit/run-workspace.ts";
import { flipped, NOW_MS } from "#test/kit/signer.ts";
import { steppedClock } from "#test/kit/stepped-clock.ts";
import { FILES, POINTERS_TO_ACTIVE, POINTERS_TO_NEXT, type Attack } from "./attacks.ts";
import { adopted, approvalAt, copyOf, quiet, SLOT, waiting, type Base } from "./bases.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

let bases: { readonly waiting: Base; readonly adopted: Base };
beforeAll(async () => {
  const dir = mkdtempSync(join(tmpdir(), "bulkhead-tamper-"));
  bases = {
    waiting: await waiting(join(dir, "waiting")),
    adopted: await adopted(join(dir, "adopted")),
  };
  return () => rmSync(dir, { recursive: true, force: true });
}, 60_000);

function spoiled(base: Base, spoil: Attack["spoil"] = () => undefined): Base {
  const copy = copyOf(base, join(temporaryFolder(), "workspace"));
  spoil(copy);
  return copy;
}

const shape = z.object({ kind: z.string(), body: z.object({ code: z.string().nullish() }) });
type Heard = z.infer<typeof shape>;

/** What a run left behind. The files are as they were, and the journal only grew. */
function added(before: HostState, after: HostState): readonly Heard[] {
  expect(after.files).toEqual(before.files);
  expect(after.journal.slice(0, before.journal.length)).toEqual(before.journal);
  const lines = after.journal.slice(before.journal.length);
  return lines.map((line) => shape.parse(JSON.parse(line)));
}

/** Some bars in real time, at this trust time. */
async function someBars(
  base: Base,
  nowMs: number,
): Promise<{ code: string; heard: readonly Heard[] }> {
  const { workspace } = base;
  const before = stateOf(workspace);
  const stop = new AbortController();
  let slept = 0;
  const clock = steppedClock(nowMs, () => {
    slept += 1;
    if (slept === 4) stop.abort();
  });
  const { code } = await host(workspace.dir, ["run"], { clock, stop: stop.signal });
  return { code, heard: added(before, stateOf(workspace)) };
}

/** Entries that name the reason, and what slots that nobody attacked may do. */
const HARMLESS: ReadonlySet<string> = new Set([
  "host_started",
  "host_stopped",
  "host_stopped",
  "recovered",
  "slot_opened",
  "bar",
  "decision",
  "adoption_refused",
  "trust_lost",
  "trust_floor",
]);
const NAMES_IT: ReadonlySet<string> = new Set(["adoption_refused", "trust_lost"]);

/** The codes that three ways of running answer with: in a journal of its own, in the account's, in real time. */
async function answers(base: Base, { nowMs = NOW_MS }: Attack): Promise<readonly string[]> {
  const { dir, runs } = base.workspace;
  const before = stateOf(base.workspace);
  const clock = steppedClock(nowMs);
  const own = await host(dir, ["run", "--days", "3"], { clock });
  expect(existsSync(runs)).toBe(own.code === "");
  expect(stateOf(base.workspace)).toEqual(before);
  const account = await host(dir, ["run", "--days", "3", "--accounts"], { clock });
  const real = await someBars(base, nowMs);
  const after = stateOf(base.workspace);
  expect(after.orders).toBe(before.orders);
  const heard = added(before, after);
  expect(heard.filter(({ kind }) => !HARMLESS.has(kind))).toEqual([]);
  const named = heard.find(({ kind }) => NAMES_IT.has(kind))?.body.code ?? "nothing";
  return [own.code, account.code, real.code === "" ? named : real.code];
}

describe("what waits for adoption, with", { timeout: 60_000 }, () => {
  it.for([...FILES, ...POINTERS_TO_NEXT])("$name", async (attack) => {
    const { code, inAccount = code } = attack;
    const base = spoiled(bases.waiting, attack.spoil);
    expect(await answers(base, attack)).toEqual([code, inAccount, inAccount]);
  });
});

describe("what is active, with", { timeout: 60_000 }, () => {
  it.for([...FILES, ...POINTERS_TO_ACTIVE])("$name", async (attack) => {
    const { code, inAccount = code, inRealTime = inAccount } = attack;
    const base = spoiled(bases.adopted, attack.spoil);
    expect(await answers(base, attack)).toEqual([code, inAccount, inRealTime]);
  });
});

describe("any bit of any signed file", { timeout: 120_000 }, () => {
  const files = ["approval", "bundle", "manifest", "source", "root", "pointer"] as const;

  it.for(files)("of the %s: nothing runs", async (name) => {
    const { workspace, second } = spoiled(bases.waiting);
    const path = join(workspace.dir, pathsOf(second)[name]);
    const bytes = readFileSync(path);
    const random = prng(`bits of the ${name}`);
    for (let trial = 0; trial < 25; trial += 1) {
      const at = Math.floor(random.next() * bytes.length);
      const bit = Math.floor(random.next() * 8);
      writeFileSync(path, flipped(bytes, at, bit));
      const { code } = await host(workspace.dir, ["run", "--days", "3"]);
      expect(code, `bit ${bit} of byte ${at}`).not.toBe("");
      expect(existsSync(workspace.runs)).toBe(false);
    }
    writeFileSync(path, bytes);
    expect(await host(workspace.dir, ["run", "--days", "1"])).toMatchObject({ code: "" });
  });
});

function pathsOf(second: Base["second"]) {
  return {
    approval: approvalAt(second),
    bundle: "signed/eager/1/bundle.js",
    manifest: "signed/eager/1/manifest.toml",
    source: "signed/eager/1/source/signal.ts",
    root: "keys/root.json",
    pointer: `signed/next/${SLOT}.json`,
  };
}

describe("an older version that is put up for adoption again", { timeout: 60_000 }, () => {
  it("is refused, and what is active goes on", async () => {
    const base = spoiled(bases.adopted, ({ workspace, first }) =>
      workspace.write(`signed/next/${SLOT}.json`, pointerTextOf(SLOT, quiet, first.digest)),
    );
    const { dir } = base.workspace;
    expect(await host(dir, ["run", "--days", "3"])).toMatchObject({ code: "version_rolled_back" });
    const { code, heard } = await someBars(base, NOW_MS);
    expect(code).toBe("");
    expect(heard.filter(({ kind }) => NAMES_IT.has(kind))).toEqual([
      { kind: "adoption_refused", body: { code: "version_not_higher" } },
    ]);
    expect(heard.some(({ kind }) => kind === "adopted")).toBe(false);
    expect(heard.some(({ kind }) => kind === "intent")).toBe(true);
  });
});

describe("without an attack", { timeout: 60_000 }, () => {
  it("what is active trades: a host that refuses everything would be green above", async () => {
    const base = spoiled(bases.adopted);
    const before = stateOf(base.workspace);
    const { code, heard } = await someBars(base, NOW_MS);
    expect(code).toBe("");
    expect(heard.some(({ kind }) => kind === "intent")).toBe(true);
    expect(stateOf(base.workspace).orders).toBeGreaterThan(before.orders);
  });

  it("what waits is adopted and trades", async () => {
    const base = spoiled(bases.waiting);
    const before = stateOf(base.workspace);
    expect(await host(base.workspace.dir, ["run", "--days", "2", "--accounts"])).toMatchObject({
      code: "",
    });
    const after = stateOf(base.workspace);
    expect(after.orders).toBeGreaterThan(before.orders);
    const active = `active/${SLOT}.json`;
    expect(after.files[active]).not.toBe(before.files[active]);
  });
});
