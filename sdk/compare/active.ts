/** What a slot runs now, as `signed/` says. Nothing is verified here: whoever signs verifies it and compares the digests. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { approval as approvalShape, type Approval } from "#host/contract/approval.ts";
import { envelope as envelopeShape } from "#host/contract/envelope.ts";
import { pointer as pointerShape } from "#host/contract/pointer.ts";
import { sha256Hex } from "#host/kernel/digest.ts";
import { parseJsonStrict } from "#host/kernel/canonical-json.ts";
import { ok, refuse, type Result } from "#host/kernel/result.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import type { z } from "zod";
import { readSide, type Side } from "./side.ts";

export interface ActiveSide extends Side {
  readonly approval: Approval;
  readonly approvalSha256: string;
  /** `next`: signed, and the host has adopted nothing yet. */
  readonly standing: "active" | "next";
}

/**
 * Finds what governs a slot: what the host adopted, else what was signed last.
 *
 * @returns null when nothing is signed for the slot. Refusals: pointer_invalid, approval_missing, payload_invalid, those
 *   of `readSide`.
 */
export function readActive(workspace: Workspace, slot: string): Result<ActiveSide | null> {
  for (const standing of ["active", "next"] as const) {
    const path = join(workspace.signed, standing, `${slot}.json`);
    if (!existsSync(path)) continue;
    const pointer = readShape(path, pointerShape);
    if (pointer === null) return refuse("pointer_invalid", `${path} is not a pointer`);
    const folder = join(workspace.signed, pointer.id, String(pointer.version));
    const read = readApproval(join(folder, "approvals", `${pointer.approval}.json`));
    if (!read.ok) return read;
    const { approval } = read.value;
    const params = approval.members[0]?.params ?? {};
    const side = readSide(folder, () => ok(params));
    return side.ok ? ok({ ...side.value, ...read.value, standing }) : side;
  }
  return ok(null);
}

function readApproval(path: string): Result<Pick<ActiveSide, "approval" | "approvalSha256">> {
  const envelope = existsSync(path) ? readShape(path, envelopeShape) : null;
  if (envelope === null) return refuse("approval_missing", `${path} is not there`);
  const payload = Buffer.from(envelope.payload, "base64");
  const parsed = parseJsonStrict(payload.toString("utf8"));
  const approval = approvalShape.safeParse(parsed.ok ? parsed.value : null);
  return approval.success
    ? ok({ approval: approval.data, approvalSha256: sha256Hex(payload) })
    : refuse("payload_invalid", `${path} holds no approval`);
}

function readShape<T>(path: string, shape: z.ZodType<T>): T | null {
  const parsed = parseJsonStrict(readFileSync(path, "utf8"));
  const shaped = shape.safeParse(parsed.ok ? parsed.value : null);
  return shaped.success ? shaped.data : null;
}
