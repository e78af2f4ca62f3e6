/** `signed/next/<slot>.json` and `signed/active/<slot>.json`: dumb signposts. Authority is the approval they name. */
import { pointer as pointerSchema, type Pointer } from "../../contract/pointer.ts";
import { canonicalJson, parseJsonStrict } from "../../kernel/canonical-json.ts";
import { ok, refuse, type Result } from "../../kernel/result.ts";
import type { Place } from "../approval/in-force.ts";
import { firstIssue, utf8Text } from "../dsse.ts";
import { POINTER_BYTES_MAX, type SignedFiles } from "./signed-files.ts";

/** Where a slot's pointer lies below `signed/`. */
export function pointerPath(place: Place, slot: string): string {
  return `${place}/${slot}.json`;
}

/** The text of a pointer's file. */
export function pointerText(pointer: Pointer): string {
  return `${canonicalJson(pointer)}\n`;
}

/** What a pointer to this plugin says: the host writes it to `active/` when it adopts. */
export function pointerTo(plugin: {
  readonly slot: string;
  readonly id: string;
  readonly version: number;
  readonly approvalSha256: string;
}): Pointer {
  const { slot, id, version, approvalSha256 } = plugin;
  return { schema: "pointer/1", slot, id, version, approval: approvalSha256 };
}

/**
 * Reads a slot's pointer.
 *
 * @param slot - Has been checked against its schema: it becomes a file name.
 * @returns null when there is none. Refusals: pointer_invalid; slot_differs (mix-up) when another slot's file was put
 *   in its place; file_not_regular; file_too_large.
 */
export function readPointer(
  files: SignedFiles,
  place: Place,
  slot: string,
): Result<Pointer | null> {
  const path = pointerPath(place, slot);
  const read = files.read(path, POINTER_BYTES_MAX);
  if (!read.ok) return read;
  if (read.value === null) return ok(null);
  const text = utf8Text(read.value);
  const parsed = text === null ? null : parseJsonStrict(text);
  if (parsed === null) return refuse("pointer_invalid", `${path} was not UTF-8 text`);
  if (!parsed.ok) return refuse("pointer_invalid", `${path}: ${parsed.refusal.message}`);
  const shaped = pointerSchema.safeParse(parsed.value);
  if (!shaped.success) return refuse("pointer_invalid", `${path}: ${firstIssue(shaped.error)}`);
  return shaped.data.slot === slot
    ? ok(shaped.data)
    : refuse("slot_differs", `${path} points for ${shaped.data.slot}`);
}
