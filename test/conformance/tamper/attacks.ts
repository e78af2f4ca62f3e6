/** What somebody who can write files may do to a workspace, and the one code that each is refused with. */
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hereEngine, pointerTextOf } from "#test/kit/run-workspace.ts";
import { aRoot, mallory, rootKey, seal } from "#test/kit/signer.ts";
import {
  approvalAt,
  change,
  changeWithin,
  eager,
  EXPIRES,
  quiet,
  SLOT,
  swap,
  type Base,
} from "./bases.ts";

const ACTIVE = `signed/active/${SLOT}.json`;
const NEXT = `signed/next/${SLOT}.json`;
const BUNDLE = "signed/eager/1/bundle.js";
const MANIFEST = "signed/eager/1/manifest.toml";
const SOURCE = "signed/eager/1/source";

export interface Attack {
  readonly name: string;
  readonly spoil: (base: Base) => void;
  /** What a run in a journal of its own says. */
  readonly code: string;
  /** What runs in the account's journal say, where that is different: it knows what was adopted before. */
  readonly inAccount?: string;
  /** In real time, where what is active is judged at a clock that its journal knows. */
  readonly inRealTime?: string;
  /** Trust time, when it is the attack. */
  readonly nowMs?: number;
}

/** Of a strategy that waits and of one that is active alike. */
export const FILES: readonly Attack[] = [
  {
    name: "a byte of the bundle",
    spoil: ({ workspace: { dir } }) => change(dir, BUNDLE, 0.5),
    code: "bundle_digest_differs",
  },
  {
    name: "a byte of the manifest",
    spoil: ({ workspace: { dir } }) => change(dir, MANIFEST, 0.5),
    code: "manifest_digest_differs",
  },
  {
    name: "a byte of the source",
    spoil: ({ workspace: { dir } }) => change(dir, `${SOURCE}/signal.ts`, 0.5),
    code: "source_digest_differs",
  },
  {
    name: "a file added to the source",
    spoil: ({ workspace }) => workspace.write(`${SOURCE}/extra.ts`, "// more\n"),
    code: "source_digest_differs",
  },
  {
    name: "a byte of the approval",
    spoil: ({ workspace: { dir }, second }) => change(dir, approvalAt(second), 0.5),
    code: "signature_invalid",
  },
  {
    name: "a byte of the signature",
    spoil: ({ workspace: { dir }, second }) =>
      changeWithin(dir, approvalAt(second), sigOf(dir, second)),
    code: "signature_invalid",
  },
  {
    name: "a byte of the root",
    spoil: ({ workspace: { dir } }) => change(dir, "keys/root.json", 0.3),
    code: "payload_invalid",
  },
  {
    name: "a byte of the root's signature",
    spoil: ({ workspace: { dir } }) => changeWithin(dir, "keys/root.json", sigIn(dir)),
    code: "signature_invalid",
  },
  {
    name: "no root",
    spoil: ({ workspace: { dir } }) => rmSync(join(dir, "keys/root.json")),
    code: "root_missing",
  },
  {
    name: "another strategy's bundle",
    spoil: ({ workspace: { dir } }) => swap(dir, BUNDLE, "signed/quiet/1/bundle.js"),
    code: "bundle_digest_differs",
  },
  {
    name: "another approval under its name",
    spoil: ({ workspace, first, second }) => {
      const bytes = readFileSync(join(workspace.dir, approvalAt(first)));
      workspace.write(approvalAt(second), bytes);
    },
    code: "approval_digest_differs",
  },
  {
    name: "the approval gone",
    spoil: ({ workspace: { dir }, second }) => rmSync(join(dir, approvalAt(second))),
    code: "approval_missing",
  },
  {
    name: "the bundle gone",
    spoil: ({ workspace: { dir } }) => rmSync(join(dir, BUNDLE)),
    code: "signed_file_missing",
  },
  {
    name: "a link in the place of the bundle",
    spoil: ({ workspace: { dir } }) => {
      writeFileSync(join(dir, "elsewhere.js"), readFileSync(join(dir, BUNDLE)));
      rmSync(join(dir, BUNDLE));
      symlinkSync(join(dir, "elsewhere.js"), join(dir, BUNDLE));
    },
    code: "file_not_regular",
  },
  {
    name: "an approval that has expired",
    spoil: () => undefined,
    code: "approval_expired",
    nowMs: Date.parse(EXPIRES),
  },
  {
    name: "a root that has expired",
    spoil: () => undefined,
    code: "root_expired",
    nowMs: Date.parse("2099-06-01T00:00:00.000Z"),
    // A leap of decades from the newest instant of the journal: such a clock is not believed at all.
    inRealTime: "clock_untrusted",
  },
  {
    name: "a second approval that claims the same place",
    spoil: ({ workspace, second }) => {
      const rival = { ...second.approval, reason: "another second" };
      workspace.sign({ slot: SLOT, plugin: eager, change: rival, place: null });
    },
    code: "version_equivocated",
  },
];

/** Of what waits only. */
export const POINTERS_TO_NEXT: readonly Attack[] = [
  {
    name: "a pointer that is not one",
    spoil: ({ workspace }) => workspace.write(NEXT, "{}"),
    code: "pointer_invalid",
  },
  {
    name: "a byte of the pointer",
    spoil: ({ workspace: { dir }, second }) => changeWithin(dir, NEXT, second.digest),
    code: "approval_missing",
  },
  {
    name: "an approval for another slot",
    spoil: ({ workspace, second }) => {
      const foreign = { ...second.approval, slot: "paper.other.BTCUSDT" };
      const signing = { slot: SLOT, plugin: eager, change: foreign, place: null };
      const { digest } = workspace.sign(signing);
      workspace.write(NEXT, pointerTextOf(SLOT, eager, digest));
    },
    code: "slot_differs",
  },
  {
    name: "an approval signed by a stranger",
    spoil: ({ workspace, second }) => {
      const third = { slotVersion: 3, previous: second.digest };
      workspace.sign({ slot: SLOT, plugin: eager, change: third, keys: [mallory] });
    },
    code: "key_unknown",
  },
  {
    name: "an approval for another engine",
    spoil: ({ workspace, second }) => {
      const engine = { ...hereEngine(), v8: "1.2.3" };
      const third = { slotVersion: 3, previous: second.digest, engine };
      workspace.sign({ slot: SLOT, plugin: eager, change: third });
    },
    code: "engine_differs",
  },
  {
    name: "a history with a hole",
    spoil: ({ workspace }) => {
      const fourth = { slotVersion: 4, previous: "c".repeat(64) };
      workspace.sign({ slot: SLOT, plugin: eager, change: fourth });
    },
    code: "history_incomplete",
  },
];

/** Somebody who can write every file makes a root of their own and signs everything again with it. */
function signAnew({ workspace, second }: Base): void {
  const roles = { release: { keyids: [mallory.keyid], threshold: 1 } };
  const expires = "2099-01-01T00:00:00.000Z";
  const root = aRoot({ keys: [rootKey(mallory)], roles, expires });
  workspace.write("keys/root.json", seal("root", root, [mallory]));
  workspace.write(approvalAt(second), seal("approval", second.approval, [mallory]));
}

/** Of what is active only. A run of its own has no past that `active/` could contradict. */
export const POINTERS_TO_ACTIVE: readonly Attack[] = [
  {
    name: "another root, and everything signed again by it",
    spoil: signAnew,
    code: "",
    inAccount: "root_replaced",
  },
  {
    name: "a byte of the pointer",
    spoil: ({ workspace: { dir }, second }) => changeWithin(dir, ACTIVE, second.digest),
    code: "",
    inAccount: "approval_missing",
  },
  {
    name: "a byte of the pointer's slot",
    spoil: ({ workspace: { dir } }) => changeWithin(dir, ACTIVE, "main"),
    code: "",
    inAccount: "slot_differs",
  },
  {
    name: "active/ edited by hand: back to an older version",
    spoil: ({ workspace, first }) => {
      rmSync(join(workspace.dir, NEXT));
      workspace.write(ACTIVE, pointerTextOf(SLOT, quiet, first.digest));
    },
    code: "version_rolled_back",
  },
  {
    name: "active/ edited by hand: on to a version that was never adopted",
    spoil: ({ workspace, second }) => {
      rmSync(join(workspace.dir, NEXT));
      const third = { slotVersion: 3, previous: second.digest };
      const signing = { slot: SLOT, plugin: eager, change: third, place: null };
      const { digest } = workspace.sign(signing);
      workspace.write(ACTIVE, pointerTextOf(SLOT, eager, digest));
    },
    code: "",
    inAccount: "pointer_not_adopted",
  },
];

function sigIn(dir: string, path = "keys/root.json"): string {
  const text = readFileSync(join(dir, path), "utf8");
  return /"sig":"([^"]+)"/.exec(text)?.[1] ?? "no signature";
}

function sigOf(dir: string, published: Base["second"]): string {
  return sigIn(dir, approvalAt(published));
}
