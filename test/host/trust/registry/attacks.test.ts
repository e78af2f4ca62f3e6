import { describe, expect, it } from "vitest";
import { resolveNext } from "#host/trust/registry/resolve.ts";
import { after, codeOf, floorOf, history, next, VIEW } from "#test/kit/history.ts";
import {
  filesOf,
  publish,
  putApproval,
  putPointer,
  type Published,
  type Tree,
} from "#test/kit/signed-tree.ts";
import { anApproval, aPlugin, flipped, mallory, sha256, SLOT, utf8 } from "#test/kit/signer.ts";

/** Each attack edits a whole history of three; the journal has adopted the second. */
const ATTACKS: readonly (readonly [string, (h: ReturnType<typeof history>) => void, string])[] = [
  [
    "rollback: next points at the first again",
    ({ tree, first }) => point(tree, 1, first),
    "version_not_higher",
  ],
  [
    "the pointer names an approval that is not there",
    ({ tree }) =>
      putPointer(tree, "next", { slot: SLOT, id: "ema-cross", version: 3, approval: sha256("x") }),
    "approval_missing",
  ],
  [
    "the pointer names another folder",
    ({ tree, third }) =>
      putPointer(tree, "next", { slot: SLOT, id: "ema-cross", version: 2, approval: third.digest }),
    "approval_missing",
  ],
  [
    "the approval was moved to another folder with the pointer",
    ({ tree, third }) => {
      move(tree, third, "ema-cross/2");
      putPointer(tree, "next", { slot: SLOT, id: "ema-cross", version: 2, approval: third.digest });
    },
    "bundle_digest_differs",
  ],
  [
    "another approval under its name",
    ({ tree, second, third }) => tree.set(pathOf(third), bytesOf(tree, second)),
    "approval_digest_differs",
  ],
  [
    "a pointer of another slot in its place (mix-up)",
    ({ tree }) => {
      // Everything it names is whole and validly signed, for the other slot.
      const foreign = { slot: "paper.main.ETHUSDT", slotVersion: 3, previous: sha256("x") };
      publish(tree, aPlugin(), foreign);
      tree.set(`next/${SLOT}.json`, tree.get("next/paper.main.ETHUSDT.json") ?? utf8(""));
    },
    "slot_differs",
  ],
  [
    "a whole version under another plugin's name",
    ({ tree, third }) => {
      for (const [path, bytes] of new Map(tree)) {
        if (path.startsWith("ema-cross/3/"))
          tree.set(path.replace("ema-cross", "rsi-revert"), bytes);
      }
      putPointer(tree, "next", {
        slot: SLOT,
        id: "rsi-revert",
        version: 3,
        approval: third.digest,
      });
    },
    "pointer_invalid",
  ],
  [
    "a source of three hundred files",
    ({ tree }) => {
      for (let i = 0; i < 300; i += 1) tree.set(`ema-cross/3/source/${i}.ts`, utf8(""));
    },
    "file_too_large",
  ],
  [
    "a pointer that is not JSON",
    ({ tree }) => tree.set(`next/${SLOT}.json`, utf8("{")),
    "pointer_invalid",
  ],
  [
    "a pointer with a path in it",
    ({ tree }) =>
      tree.set(
        `next/${SLOT}.json`,
        utf8(
          `{"schema":"pointer/1","slot":"${SLOT}","id":"../../etc","version":1,"approval":"${sha256("x")}"}`,
        ),
      ),
    "pointer_invalid",
  ],
  [
    "a pointer of five kilobytes",
    ({ tree }) => tree.set(`next/${SLOT}.json`, Buffer.alloc(5_000, 0x20)),
    "file_too_large",
  ],
  ["the bundle is gone", ({ tree }) => tree.delete("ema-cross/3/bundle.js"), "signed_file_missing"],
  [
    "the manifest is gone",
    ({ tree }) => tree.delete("ema-cross/3/manifest.toml"),
    "signed_file_missing",
  ],
  [
    "the source is gone",
    ({ tree }) => tree.delete("ema-cross/3/source/signal.ts"),
    "source_digest_differs",
  ],
  [
    "the bundles of two versions were exchanged (mix-and-match)",
    ({ tree }) => tree.set("ema-cross/3/bundle.js", tree.get("ema-cross/2/bundle.js") ?? utf8("")),
    "bundle_digest_differs",
  ],
  [
    "one byte of the bundle",
    ({ tree }) =>
      tree.set(
        "ema-cross/3/bundle.js",
        flipped(tree.get("ema-cross/3/bundle.js") ?? utf8("x"), 20),
      ),
    "bundle_digest_differs",
  ],
  [
    "a bundle of 2 MiB",
    ({ tree }) => tree.set("ema-cross/3/bundle.js", Buffer.alloc(2 ** 21, 0x20)),
    "file_too_large",
  ],
  [
    "a second approval of version 3 (equivocation)",
    ({ tree, second }) =>
      void putApproval(tree, anApproval(aPlugin({ version: 2 }), after(second, "another"))),
    "version_equivocated",
  ],
  [
    "a version 3 with another past (equivocation)",
    ({ tree, second }) =>
      void putApproval(
        tree,
        anApproval(aPlugin({ version: 2 }), { ...after(second), previous: sha256("elsewhere") }),
      ),
    "version_equivocated",
  ],
  [
    "a second successor of version 2 (equivocation)",
    ({ tree, second }) =>
      void putApproval(
        tree,
        anApproval(aPlugin({ version: 2 }), { ...after(second), slotVersion: 4 }),
      ),
    "version_equivocated",
  ],
];
const pathOf = ({ digest, approval }: Published): string =>
  `ema-cross/${approval.members[0]?.version}/approvals/${digest}.json`;
const bytesOf = (tree: Tree, published: Published): Uint8Array =>
  tree.get(pathOf(published)) ?? utf8("");
function point(tree: Tree, version: number, { digest }: Published): void {
  putPointer(tree, "next", { slot: SLOT, id: "ema-cross", version, approval: digest });
}
function move(tree: Tree, published: Published, folder: string): void {
  tree.set(`${folder}/approvals/${published.digest}.json`, bytesOf(tree, published));
}

describe("an attack on what is pending", () => {
  it.for(ATTACKS)("%s", ([, attack, code]) => {
    const case3 = history();
    attack(case3);
    const before = new Map(case3.tree);
    const outcome = next(case3.tree, { floor: floorOf(case3.second) });
    expect(codeOf(outcome)).toBe(code);
    expect(case3.tree).toEqual(before);
  });

  it("the same history without an attack is accepted", () => {
    const { tree, second } = history();
    expect(codeOf(next(tree, { floor: floorOf(second) }))).toBe("");
  });

  it("one missing link of the history is refused, wherever it is", () => {
    for (const gone of ["first", "second"] as const) {
      const whole = history();
      whole.tree.delete(pathOf(whole[gone]));
      expect(codeOf(next(whole.tree))).toBe("history_incomplete");
    }
  });

  it("a history that passes by the adopted approval is refused (equivocation)", () => {
    const { tree } = history();
    const floor = { slotVersion: 2, approval: sha256("what this host adopted") };
    expect(codeOf(next(tree, { floor }))).toBe("version_equivocated");
  });

  it("a rival of an approval that is only leapt over is refused (equivocation)", () => {
    const { tree, first } = history();
    putApproval(tree, anApproval(aPlugin(), after(first, "another second")));
    expect(codeOf(next(tree, { floor: floorOf(first) }))).toBe("version_equivocated");
  });

  it("a slot version that was left out is refused", () => {
    const tree: Tree = new Map();
    const first = publish(tree, aPlugin());
    publish(tree, aPlugin({ version: 2 }), { ...after(first), slotVersion: 3 });
    expect(codeOf(next(tree))).toBe("history_incomplete");
    expect(codeOf(next(tree, { floor: floorOf(first) }))).toBe("history_incomplete");
  });

  it("a link whose file was exchanged is refused", () => {
    const whole = history();
    whole.tree.set(pathOf(whole.first), bytesOf(whole.tree, whole.second));
    expect(codeOf(next(whole.tree))).toBe("approval_digest_differs");
  });

  it("a link of another slot is refused", () => {
    const tree: Tree = new Map();
    const foreign = publish(tree, aPlugin(), { slot: "paper.main.ETHUSDT" });
    publish(tree, aPlugin({ version: 2 }), after(foreign));
    expect(codeOf(next(tree))).toBe("slot_differs");
  });

  it("an unsigned rival is no equivocation: otherwise any writer could stop a slot", () => {
    const { tree, second } = history();
    const rival = anApproval(aPlugin({ version: 2 }), after(second, "another"));
    putApproval(tree, rival, [mallory]);
    tree.set(`ema-cross/2/approvals/${sha256("junk")}.json`, utf8("junk"));
    expect(codeOf(next(tree, { floor: floorOf(second) }))).toBe("");
  });

  it("a link in the file system is refused", () => {
    const { tree } = history();
    const linked = new Map<string, Uint8Array | null>(tree).set("ema-cross/3/bundle.js", null);
    expect(codeOf(resolveNext(filesOf(linked), SLOT, VIEW))).toBe("file_not_regular");
  });
});
