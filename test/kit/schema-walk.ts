/**
 * Walks zod schemas, so that tests derive from a shape what a list written by hand would forget: every wrong value, every
 * part that no example shows, and one row of text per place in the shape.
 */
import { z } from "zod";

export type JsonType = "null" | "boolean" | "number" | "string" | "array" | "object";

/** One value per JSON type, of no sense to any field of ours. */
const STRANGERS: Readonly<Record<JsonType, unknown>> = {
  null: null,
  boolean: true,
  number: 12.000_000_001,
  string: "\u0007 nonsense",
  array: [[[]]],
  object: { "!": "!" },
};

/** A schema without its wrappers. */
export interface Core {
  readonly schema: z.core.$ZodTypes;
  readonly optional: boolean;
  readonly nullable: boolean;
}

/** Takes optional, default, nullable, lazy and transforms away; what stays is what a file may contain. */
export function coreOf(wrapped: z.core.$ZodType): Core {
  let schema = asKnown(wrapped);
  let optional = false;
  let nullable = false;
  for (;;) {
    const { def } = schema._zod;
    switch (def.type) {
      case "optional":
      case "default":
      case "prefault":
        optional = true;
        schema = asKnown(def.innerType);
        break;
      case "nullable":
        nullable = true;
        schema = asKnown(def.innerType);
        break;
      case "lazy":
        // Cached, unlike the getter: a walk of a recursive shape must meet the same object again.
        schema = asKnown(lazyInner(schema));
        break;
      case "pipe":
        schema = asKnown(def.in);
        break;
      default:
        return { schema, optional, nullable };
    }
  }
}

function lazyInner(schema: z.core.$ZodTypes): z.core.$ZodType {
  return (schema as z.core.$ZodLazy)._zod.innerType;
}

/** Every schema is one of zod's own classes; its type says only that it is one of them. */
function asKnown(schema: z.core.$ZodType): z.core.$ZodTypes {
  return schema as z.core.$ZodTypes;
}

export function accepts(schema: z.core.$ZodType, value: unknown): boolean {
  return z.safeParse(schema, value).success;
}

/** Which JSON types a place may hold. */
export function jsonTypesOf(wrapped: z.core.$ZodType): ReadonlySet<JsonType> {
  const { schema, nullable } = coreOf(wrapped);
  const types = new Set(coreTypes(schema));
  if (nullable) types.add("null");
  return types;
}

function coreTypes(schema: z.core.$ZodTypes): readonly JsonType[] {
  const { def } = schema._zod;
  switch (def.type) {
    case "string":
    case "enum":
      return ["string"];
    case "literal":
      return def.values.map(typeOfLiteral);
    case "number":
      return ["number"];
    case "boolean":
      return ["boolean"];
    case "null":
      return ["null"];
    case "object":
    case "record":
      return ["object"];
    case "array":
    case "tuple":
      return ["array"];
    case "union":
      return def.options.flatMap((option) => [...jsonTypesOf(option)]);
    default:
      throw new Error(`the walk does not know ${def.type}`);
  }
}

function typeOfLiteral(value: unknown): JsonType {
  if (value === null) return "null";
  if (typeof value === "boolean" || typeof value === "number") return typeof value as JsonType;
  return "string";
}

/** A changed copy of an example, and whether the shape must refuse it. */
export interface Mutant {
  readonly name: string;
  readonly value: unknown;
  readonly refused: boolean;
}

/** Every single change that a strict shape must notice, and every optional key that may be left out. */
export function mutantsOf(schema: z.core.$ZodType, value: unknown, path = ""): readonly Mutant[] {
  return [...wrongTypes(schema, value, path), ...partMutants(schema, value, path)];
}

function wrongTypes(schema: z.core.$ZodType, value: unknown, path: string): Mutant[] {
  const allowed = jsonTypesOf(schema);
  return Object.entries(STRANGERS)
    .filter(([type]) => !allowed.has(type as JsonType) && value !== undefined)
    .map(([type, stranger]) => ({
      name: `${path || "the whole"} as ${type}`,
      value: stranger,
      refused: true,
    }));
}

function partMutants(wrapped: z.core.$ZodType, value: unknown, path: string): Mutant[] {
  const { schema } = coreOf(wrapped);
  const { def } = schema._zod;
  if (def.type === "union") {
    const fitting = def.options.find((option) => accepts(option, value));
    return fitting === undefined ? [] : partMutants(fitting, value, path);
  }
  if (Array.isArray(value)) return elementMutants(schema, value, path);
  if (!isRecord(value)) return [];
  const members = Object.keys(value).flatMap((key) => memberMutants(schema, value, key, path));
  return [...members, unknownKey(schema, value, path)];
}

function unknownKey(
  schema: z.core.$ZodTypes,
  value: Readonly<Record<string, unknown>>,
  path: string,
): Mutant {
  // A record takes any key of its pattern; no pattern of ours takes this one.
  const key = "!".repeat(300);
  const example = schema._zod.def.type === "record" ? Object.values(value)[0] : "anything";
  return {
    name: `${path || "the whole"} with an unknown key`,
    value: { ...value, [key]: example },
    refused: true,
  };
}

function memberMutants(
  schema: z.core.$ZodTypes,
  value: Readonly<Record<string, unknown>>,
  key: string,
  path: string,
): Mutant[] {
  const member = memberSchema(schema, key);
  const at = path === "" ? key : `${path}.${key}`;
  const { [key]: mine, ...without } = value;
  const inside = mutantsOf(member, mine, at).map((mutant) => ({
    ...mutant,
    value: { ...value, [key]: mutant.value },
  }));
  if (schema._zod.def.type === "record") return inside;
  const { optional } = coreOf(member);
  return [{ name: `no ${at}`, value: without, refused: !optional }, ...inside];
}

function elementMutants(
  schema: z.core.$ZodTypes,
  value: readonly unknown[],
  path: string,
): Mutant[] {
  const { def } = schema._zod;
  const inside = value.flatMap((element, index) =>
    mutantsOf(elementSchema(schema, index), element, `${path}[${index}]`).map((mutant) => ({
      ...mutant,
      value: value.with(index, mutant.value),
    })),
  );
  if (def.type !== "tuple") return inside;
  return [
    { name: `${path} with one element less`, value: value.slice(0, -1), refused: true },
    { name: `${path} with one element more`, value: [...value, value[0]], refused: true },
    ...inside,
  ];
}

export function memberSchema(schema: z.core.$ZodTypes, key: string): z.core.$ZodType {
  const { def } = schema._zod;
  if (def.type === "record") return def.valueType;
  const member = def.type === "object" ? def.shape[key] : undefined;
  if (member === undefined) throw new Error(`the shape has no ${key}`);
  return member;
}

export function elementSchema(schema: z.core.$ZodTypes, index: number): z.core.$ZodType {
  const { def } = schema._zod;
  if (def.type === "array") return def.element;
  const element = def.type === "tuple" ? def.items[index] : undefined;
  if (element === undefined) throw new Error(`the shape has no element ${index}`);
  return element;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
