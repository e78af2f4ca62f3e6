/** A `signed/` folder in memory, as a port for host/trust and as files on disk. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Approval } from "#host/contract/approval.ts";
import type { Pointer } from "#host/contract/pointer.ts";
import { canonicalJson } from "#host/kernel/canonical-json.ts";
import { ok, refuse } from "#host/kernel/result.ts";
import type { FolderEntry, SignedFiles } from "#host/trust/registry/signed-files.ts";
import {
  alice,
  anApproval,
  canonicalText,
  seal,
  sha256,
  sourceFiles,
  utf8,
  type TestKey,
  type TestPlugin,
} from "./signer.ts";

/** Path below the folder → bytes. */
export type Tree = Map<string, Uint8Array>;

export function putPlugin(tree: Tree, plugin: TestPlugin): void {
  const folder = `${plugin.id}/${plugin.version}`;
  tree.set(`${folder}/bundle.js`, utf8(plugin.bundle));
  tree.set(`${folder}/manifest.toml`, utf8(plugin.manifest));
  for (const { path, bytes } of sourceFiles(plugin)) tree.set(`${folder}/source/${path}`, bytes);
}

/** Writes an approval where `sign` would, and returns its digest. */
export function putApproval(
  tree: Tree,
  approval: Approval,
  keys: readonly TestKey[] = [alice],
): string {
  const digest = sha256(canonicalText(approval));
  const [member] = approval.members;
  tree.set(
    `${member?.id}/${member?.version}/approvals/${digest}.json`,
    seal("approval", approval, keys),
  );
  return digest;
}

export function putPointer(
  tree: Tree,
  place: "next" | "active",
  pointer: Omit<Pointer, "schema">,
): void {
  const text = canonicalJson({ schema: "pointer/1", ...pointer });
  tree.set(`${place}/${pointer.slot}.json`, utf8(`${text}\n`));
}

export interface Published {
  readonly digest: string;
  readonly approval: Approval;
}

/** What a whole `sign approve` leaves behind. */
export function publish(
  tree: Tree,
  plugin: TestPlugin,
  change: Partial<Approval> = {},
  place: "next" | "active" | null = "next",
  keys: readonly TestKey[] = [alice],
): Published {
  const approval = anApproval(plugin, change);
  putPlugin(tree, plugin);
  const digest = putApproval(tree, approval, keys);
  const { slot } = approval;
  if (place !== null) {
    putPointer(tree, place, { slot, id: plugin.id, version: plugin.version, approval: digest });
  }
  return { digest, approval };
}

/** The port over a tree in memory. A value of null is something that is not a plain file. */
export function filesOf(tree: ReadonlyMap<string, Uint8Array | null>): SignedFiles {
  return {
    read(path, bytesMax) {
      const bytes = tree.get(path);
      if (bytes === null) return refuse("file_not_regular", `${path} is a link`);
      if (bytes === undefined) return ok(null);
      return bytes.length > bytesMax ? refuse("file_too_large", path) : ok(Uint8Array.from(bytes));
    },
    list(folder) {
      const below = folder === "" ? "" : `${folder}/`;
      const found = new Map<string, FolderEntry>();
      for (const path of tree.keys()) {
        if (!path.startsWith(below)) continue;
        const [name = "", ...rest] = path.slice(below.length).split("/");
        if (!name.startsWith("."))
          found.set(name, { name, is: rest.length === 0 ? "file" : "folder" });
      }
      return ok([...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)));
    },
  };
}

/** Puts a tree on disk. */
export function writeTree(folder: string, tree: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, bytes] of tree) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}
