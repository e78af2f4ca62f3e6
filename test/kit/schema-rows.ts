/** A shape as text: one row per place. Two shapes with equal rows accept the same files, refinements aside. */
import { z } from "zod";
import { accepts, coreOf, elementSchema, isRecord, memberSchema } from "./schema-walk.ts";

/** Path → what may stand there, such as `required string /^[0-9a-f]{64}$/`. */
export type Rows = Readonly<Record<string, string>>;

export function rowsOf(schema: z.core.$ZodType): Rows {
  const rows: Record<string, string> = {};
  collect(schema, "", rows, []);
  return rows;
}

function collect(
  wrapped: z.core.$ZodType,
  path: string,
  rows: Record<string, string>,
  above: readonly unknown[],
): void {
  const { schema, optional, nullable } = coreOf(wrapped);
  const { def } = schema._zod;
  const head = `${optional ? "optional" : "required"} ${nullable ? "null or " : ""}`;
  if (above.includes(schema)) {
    rows[path] = `${head}again`;
    return;
  }
  const inside = [...above, schema];
  switch (def.type) {
    case "object":
      rows[path] = `${head}object`;
      for (const [key, member] of Object.entries(def.shape)) {
        collect(member, path === "" ? key : `${path}.${key}`, rows, inside);
      }
      return;
    case "record":
      rows[path] = `${head}record of ${leafText(def.keyType)}`;
      collect(def.valueType, `${path}.*`, rows, inside);
      return;
    case "array":
      rows[path] = `${head}${arrayText(schema)}`;
      collect(def.element, `${path}[]`, rows, inside);
      return;
    case "tuple":
      rows[path] = `${head}tuple of ${def.items.length}`;
      for (const [index, item] of def.items.entries()) {
        collect(item, `${path}[${index}]`, rows, inside);
      }
      return;
    case "union":
      rows[path] = `${head}one of ${def.options.length}`;
      for (const [index, option] of def.options.entries()) {
        collect(option, `${path}<${nameOfOption(option) ?? index}>`, rows, inside);
      }
      return;
    default:
      rows[path] = `${head}${leafText(schema)}`;
  }
}

/** Options with a literal are named by it: an option that is added between two others renames nothing. */
function nameOfOption(option: z.core.$ZodType): string | null {
  const { def } = coreOf(option).schema._zod;
  if (def.type !== "object") return null;
  for (const member of Object.values(def.shape)) {
    const inner = coreOf(member).schema._zod.def;
    if (inner.type === "literal") return inner.values.map(String).join("|");
  }
  return null;
}

/** Type, pattern, bounds and members, in the words of JSON Schema. */
function leafText(schema: z.core.$ZodType): string {
  const { $schema: _, ...said } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return JSON.stringify(said);
}

function arrayText(schema: z.core.$ZodType): string {
  const { minItems, maxItems } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return `array of ${minItems ?? 0} to ${maxItems ?? "any"}`;
}

/**
 * Parts of a shape that an example shows: keys, options, elements, as zod's own objects.
 *
 * By object and not by path, so that a shape inside another is shown wherever an example of it stands.
 */
export function partsShown(wrapped: z.core.$ZodType, value: unknown): readonly z.core.$ZodType[] {
  const { schema } = coreOf(wrapped);
  const { def } = schema._zod;
  if (def.type === "union") {
    const option = def.options.find((each) => accepts(each, value));
    return [wrapped, ...(option === undefined ? [] : partsShown(option, value))];
  }
  if (Array.isArray(value)) {
    const inside = value.flatMap((each, index) => partsShown(elementSchema(schema, index), each));
    return [wrapped, ...inside];
  }
  if (!isRecord(value)) return [wrapped];
  const inside = Object.entries(value).flatMap(([key, member]) =>
    partsShown(memberSchema(schema, key), member),
  );
  return [wrapped, ...inside];
}

/** Every part of a shape with its path. */
export function partsOf(
  wrapped: z.core.$ZodType,
  path = "",
  found: Map<z.core.$ZodType, string> = new Map(),
): ReadonlyMap<z.core.$ZodType, string> {
  if (found.has(wrapped)) return found;
  found.set(wrapped, path);
  for (const [name, part] of childrenOf(wrapped)) partsOf(part, `${path}${name}`, found);
  return found;
}

function childrenOf(wrapped: z.core.$ZodType): readonly (readonly [string, z.core.$ZodType])[] {
  const { def } = coreOf(wrapped).schema._zod;
  switch (def.type) {
    case "object":
      return Object.entries(def.shape).map(([key, member]) => [`.${key}`, member]);
    case "record":
      return [[".*", def.valueType]];
    case "array":
      return [["[]", def.element]];
    case "tuple":
      return def.items.map((item, index) => [`[${index}]`, item]);
    case "union":
      return def.options.map((option, index) => [`<${nameOfOption(option) ?? index}>`, option]);
    default:
      return [];
  }
}
