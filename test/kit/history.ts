/** A slot with a past: three approvals, and the questions that the host asks about them. */
import type { Result } from "#host/kernel/result.ts";
import { resolveActive, resolveNext, type TrustView } from "#host/trust/registry/resolve.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import { filesOf, publish, type Published, type Tree } from "#test/kit/signed-tree.ts";
import { aPlugin, ENGINE, NOW_MS, SLOT, trusted } from "#test/kit/signer.ts";

export const VIEW: TrustView = {
  root: trusted(),
  nowMs: NOW_MS,
  engine: ENGINE,
  floor: null,
  revocations: [],
  readManifest,
};
export const codeOf = (result: Result<unknown>): string => (result.ok ? "" : result.refusal.code);
export const next = (tree: Tree, view: Partial<TrustView> = {}, slot = SLOT) =>
  resolveNext(filesOf(tree), slot, { ...VIEW, ...view });
export const active = (tree: Tree, view: Partial<TrustView> = {}, slot = SLOT) =>
  resolveActive(filesOf(tree), slot, { ...VIEW, ...view });
export const floorOf = ({ digest, approval }: Published): TrustView["floor"] => ({
  slotVersion: approval.slotVersion,
  approval: digest,
});
export const after = ({ digest, approval }: Published, reason = "better") => ({
  slotVersion: approval.slotVersion + 1,
  previous: digest,
  reason,
});

/** Three approvals of one slot; `next` points at the third. */
export function history() {
  const tree: Tree = new Map();
  const first = publish(tree, aPlugin());
  const second = publish(tree, aPlugin({ version: 2 }), after(first));
  const third = publish(tree, aPlugin({ version: 3 }), after(second));
  return { tree, first, second, third };
}
