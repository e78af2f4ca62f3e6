/** `host verify --checkpoint`: what a witness saw is still there, in its place, byte for byte (decision B3). */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openJournalReader } from "#host/journal/read.ts";
import { hostSays } from "#test/kit/host-says.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";
import { aKey, alice, aRoot, rootKey, seal, type TestKey } from "#test/kit/signer.ts";
import { aPlace } from "#test/kit/run-place.ts";
import { wall } from "#test/kit/run-wall.ts";
import { realTimePaths } from "#host/workspace/paths.ts";
import { contentsOf } from "#test/kit/workspace.ts";

const lena = aKey("lena");

async function witnessedWorkspace() {
  const { workspace, world } = aPlace(() => "N");
  expect((await wall(world, { steps: 2 })).ok).toBe(true);
  const root = aRoot({
    expires: "2099-01-01T00:00:00.000Z",
    keys: [rootKey(alice), rootKey(lena)],
    roles: {
      release: { keyids: [alice.keyid], threshold: 1 },
      log: { keyids: [lena.keyid], threshold: 1 },
    },
  });
  workspace.write("keys/root.json", seal("root", root, [alice]));
  const reader = openJournalReader(realTimePaths(workspace, "main").journal);
  if (!reader.ok) throw new Error(reader.refusal.message);
  const digests = [...reader.value.rows()].map(({ sha256 }) => sha256);
  reader.value.close();
  return { workspace, digests };
}

async function verify(change: object, key: TestKey = lena) {
  const { workspace, digests } = await witnessedWorkspace();
  const file = join(temporaryFolder(), "main-7.json");
  const checkpoint = {
    schema: "checkpoint/1",
    account: "main",
    genesis: digests[0],
    size: 7,
    head: digests[6],
    time: "2026-11-20T11:00:00.000Z",
    ...change,
  };
  writeFileSync(file, seal("checkpoint", checkpoint, [key]));
  const before = contentsOf(workspace.dir);
  const said = await hostSays(workspace.dir, ["verify", "--checkpoint", file]);
  expect(contentsOf(workspace.dir)).toEqual(before);
  return said;
}

describe("host verify --checkpoint", () => {
  it("says what was witnessed", async () => {
    const { out, exit } = await verify({});
    expect(exit).toBe(0);
    expect(out).toContain(
      "witnessed: the first 7 entries are those that a witness saw at 2026-11-20",
    );
  });

  it.for<[string, object, TestKey, string]>([
    ["another head: the past was rewritten", { head: "a".repeat(64) }, lena, "checkpoint_differs"],
    [
      "more entries than there are: the end was cut off",
      { size: 1_000 },
      lena,
      "checkpoint_truncated",
    ],
    ["another beginning", { genesis: "a".repeat(64) }, lena, "checkpoint_foreign"],
    ["another account", { account: "second" }, lena, "journal_missing"],
    ["a releaser's signature", {}, alice, "key_role_wrong"],
    ["a stranger's signature", {}, aKey("stranger"), "key_unknown"],
    ["another shape", { size: 0 }, lena, "payload_invalid"],
  ])("%s", async ([, change, key, code]) => {
    const { err, exit } = await verify(change, key);
    expect([exit, err]).toEqual([1, expect.stringContaining(`refused: ${code}: `)]);
  });

  it("needs the file that it names", async () => {
    const { workspace } = await witnessedWorkspace();
    const { err } = await hostSays(workspace.dir, ["verify", "--checkpoint", "nowhere.json"]);
    expect(err).toContain("refused: checkpoint_missing: ");
  });
});
