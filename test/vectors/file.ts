/** The shapes of a file of vectors. Members that are not named here are for readers. */
import { z } from "zod";

const vectors = <T extends z.ZodType>(vector: T) => z.array(vector).min(1).max(100_000);

const ed25519 = z.object({
  kind: z.literal("ed25519-verify"),
  vectors: vectors(
    z.object({
      id: z.string(),
      pk: z.string(),
      msg: z.string(),
      sig: z.string(),
      valid: z.boolean(),
    }),
  ),
});

const jcs = z.object({
  kind: z.literal("jcs"),
  vectors: vectors(
    z.union([
      z.object({ id: z.string(), input: z.string(), canonical: z.string() }),
      z.object({ id: z.string(), input: z.string(), refused: z.literal(true) }),
    ]),
  ),
});

const statistics = z.object({
  kind: z.undefined().optional(),
  vectors: vectors(
    z.object({
      id: z.string(),
      fn: z.string(),
      args: z.unknown(),
      expected: z.unknown(),
      tol: z.number().nullish(),
    }),
  ),
});

export const vectorFile = z.union([ed25519, jcs, statistics]);
export type VectorFile = z.infer<typeof vectorFile>;
