/** The folders of hostile/, read. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const FOLDER = join(import.meta.dirname, "hostile");

/** Text in the module → what stands there instead, so many times: files that nobody could read are not kept. */
const unfold = z.record(z.string(), z.tuple([z.string(), z.int().min(1)])).default({});

/** Where the attack ends: the module does not load, or its evaluation is a fault. */
const refused = z.strictObject({
  refusedAt: z.enum(["load", "entry", "exit"]),
  /** Answer codes that say so, with their detail. Several where a busy machine decides which wall is met first. */
  faults: z.array(z.string()).min(1),
  unfold,
});
/** No single evaluation shows it: one of these rules of the conformance suite has to. */
const refusedBySuite = z.strictObject({
  refusedAt: z.literal("suite"),
  rules: z.array(z.string()).min(1),
  unfold,
});
/** There is nothing to refuse: what it is after is not there, and it says the same whatever is tried. */
const contained = z.strictObject({ answer: z.string(), unfold });

export interface Vector<E> {
  readonly name: string;
  /** The exact module. */
  readonly bundle: string;
  readonly expect: E;
  readonly reason: string;
}

function folders(): readonly Vector<unknown>[] {
  const read = (name: string, file: string): string =>
    readFileSync(join(FOLDER, name, file), "utf8");
  return readdirSync(FOLDER)
    .filter((name) => readdirSync(join(FOLDER, name)).includes("plugin.js"))
    .map((name) => ({
      name,
      bundle: read(name, "plugin.js"),
      expect: JSON.parse(read(name, "expect.json")),
      reason: read(name, "README.md"),
    }));
}

/** Vectors in JavaScript, by what is expected of them. One that expects nothing known is an error. */
export function hostileVectors() {
  const all = folders();
  const parsed = <T extends { readonly unfold: z.infer<typeof unfold> }>(
    shape: z.ZodType<T>,
    which: (expected: Readonly<Record<string, unknown>>) => boolean,
  ): readonly Vector<T>[] =>
    all
      .filter((each) => which(z.record(z.string(), z.unknown()).parse(each.expect)))
      .map((each) => {
        const wanted = shape.parse(each.expect);
        return { ...each, expect: wanted, bundle: unfolded(each.bundle, wanted.unfold) };
      });
  return {
    all,
    refused: parsed(refused, ({ refusedAt }) => refusedAt !== undefined && refusedAt !== "suite"),
    refusedBySuite: parsed(refusedBySuite, ({ refusedAt }) => refusedAt === "suite"),
    contained: parsed(contained, ({ refusedAt }) => refusedAt === undefined),
  };
}

function unfolded(text: string, table: z.infer<typeof unfold>): string {
  return Object.entries(table).reduce(
    (all, [mark, [part, times]]) => all.replace(mark, () => part.repeat(times)),
    text,
  );
}
