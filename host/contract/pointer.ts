import { z } from "zod";
import { pluginId, sha256, slotId, version } from "./primitives.ts";

/**
 * `signed/next/<slot>.json` and `signed/active/<slot>.json`. Dumb: authority is the approval it names; `id` and
 * `version` only say in which folder to look.
 */
export const pointer = z.strictObject({
  schema: z.literal("pointer/1"),
  slot: slotId,
  id: pluginId,
  version,
  /** sha256 of the approval's payload bytes. */
  approval: sha256,
});
export type Pointer = z.infer<typeof pointer>;
