import { z } from "zod";

/** `unproven`: nothing spoke against it and nothing proved it. `report`: for the reader; it never stops anything. */
export const verdict = z.enum(["pass", "fail", "unproven", "report"]);
export type Verdict = z.infer<typeof verdict>;

/**
 * What one rule says about a plugin: the one shape that every check answers with (decision A10).
 *
 * `message` is the fact and then the limit, `remedy` what to change; `used` and `allowed` are the two numbers behind a
 * limit, so that an author sees the margin before it is gone.
 */
export const finding = z.strictObject({
  /** Kebab-case; one of the closed list of the command that answers. */
  rule: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
  verdict,
  /** Path relative to the plugin folder. */
  file: z.string().min(1).max(256).optional(),
  /** From 1. */
  line: z.int().min(1).optional(),
  message: z.string().min(1).max(2_000),
  remedy: z.string().max(2_000),
  used: z.number().optional(),
  allowed: z.number().optional(),
});
export type Finding = z.infer<typeof finding>;
