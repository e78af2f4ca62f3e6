import { z } from "zod";
import { environment, instant, keyId, lineText, version } from "./primitives.ts";

export const role = z.enum(["release", "risk", "log", "ci", "proposer", "guardian"]);
export type Role = z.infer<typeof role>;

const key = z.strictObject({
  keyid: keyId,
  publicKey: z.string().regex(/^[0-9a-f]{64}$/, "32 bytes in hex"),
  owner: lineText,
  /** A plain key is good for paper only. */
  environments: z.array(environment).min(1).max(2),
});

const roleRule = z.strictObject({
  keyids: z.array(keyId).max(32),
  threshold: z.int().min(1).max(32),
});

/** `keys/root.json` holds the envelope of this: who may sign what, m-of-n. Version N+1 is signed by N's threshold and its own. */
export const root = z.strictObject({
  schema: z.literal("root/1"),
  version,
  expires: instant,
  keys: z.array(key).min(1).max(64),
  roles: z.strictObject({
    release: roleRule,
    risk: roleRule.optional(),
    log: roleRule.optional(),
    ci: roleRule.optional(),
    proposer: roleRule.optional(),
    guardian: roleRule.optional(),
  }),
  revokedKeys: z.array(keyId).max(64),
});
export type Root = z.infer<typeof root>;
