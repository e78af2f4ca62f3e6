import { z } from "zod";
import { accountAlias, instant, sha256 } from "./primitives.ts";

/** What a witness signed of a journal (decision B3): the first `size` entries end with `head`. */
export const checkpoint = z.strictObject({
  schema: z.literal("checkpoint/1"),
  account: accountAlias,
  /** sha256 of the first entry's bytes: which journal this is. */
  genesis: sha256,
  size: z.int().min(1),
  /** sha256 of the bytes of entry `size − 1`. */
  head: sha256,
  time: instant,
});
export type Checkpoint = z.infer<typeof checkpoint>;
