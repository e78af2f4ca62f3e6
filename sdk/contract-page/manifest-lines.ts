import { z } from "zod";
import { pluginManifest } from "#host/contract/manifest.ts";

/** The part of JSON Schema that our shapes come out as. */
interface Schema {
  readonly type?: string | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly pattern?: string | undefined;
  readonly items?: Schema | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly additionalProperties?: Schema | boolean | undefined;
  readonly required?: readonly string[] | undefined;
  readonly default?: unknown;
  readonly $ref?: string | undefined;
  readonly $defs?: Readonly<Record<string, Schema>> | undefined;
}

const schema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    type: z.string().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    pattern: z.string().optional(),
    items: schema.optional(),
    anyOf: z.array(schema).optional(),
    properties: z.record(z.string(), schema).optional(),
    additionalProperties: z.union([z.boolean(), schema]).optional(),
    required: z.array(z.string()).optional(),
    default: z.unknown().optional(),
    $ref: z.string().optional(),
    $defs: z.record(z.string(), schema).optional(),
  }),
);

/** The manifest's schema as JSON Schema, for programs. */
export function manifestSchema(): Schema {
  return schema.parse(z.toJSONSchema(pluginManifest, { io: "input" }));
}

/**
 * The manifest's keys with their bounds, one line each, tables below their name.
 *
 * @param without - Keys that this version refuses.
 */
export function manifestLines(without: readonly string[]): readonly string[] {
  const root = manifestSchema();
  const keys = Object.entries(root.properties ?? {}).filter(([key]) => !without.includes(key));
  const isTable = ([, value]: [string, Schema]): boolean => tableOf(value, root) !== null;
  const plain = keys.filter((key) => !isTable(key)).map(([key, value]) => line(key, value, root));
  const tables = keys.filter(isTable).flatMap(([key, value]) => tableLines(key, value, root));
  return [...plain, ...tables];
}

function tableOf(value: Schema, root: Schema): Schema | null {
  const real = resolved(value, root);
  return real.type === "object" ? real : null;
}

function tableLines(key: string, value: Schema, root: Schema): string[] {
  const table = tableOf(value, root) ?? {};
  if (table.properties !== undefined) {
    const own = Object.entries(table.properties);
    return [`[${key}]`, ...own.map(([name, each]) => `  ${line(name, each, root, table)}`)];
  }
  const each = table.additionalProperties;
  if (typeof each !== "object") return [`[${key}]`];
  const inner = resolved(each, root);
  if (inner.properties !== undefined) return tableLines(`${key}.<name>`, inner, root);
  const forms = (inner.anyOf ?? []).filter((form) => form.$ref === undefined);
  return [`[${key}.<name>]`, ...forms.map((form) => `  ${shape(form, root)}`)];
}

function line(key: string, value: Schema, root: Schema, parent: Schema = root): string {
  const optional = parent.required?.includes(key) !== true;
  const given = value.default === undefined ? "" : `, default ${JSON.stringify(value.default)}`;
  return `${key}${optional ? "?" : ""} = ${shape(value, root)}${given}`;
}

function shape(value: Schema, root: Schema): string {
  const real = resolved(value, root);
  if (real.const !== undefined) return JSON.stringify(real.const);
  if (real.enum !== undefined) return real.enum.map((each) => JSON.stringify(each)).join(" | ");
  if (real.anyOf !== undefined) return real.anyOf.map((each) => shape(each, root)).join(" | ");
  switch (real.type) {
    case "array":
      return `[${shape(real.items ?? {}, root)}]${range(real.minItems, real.maxItems)}`;
    case "object": {
      const own = Object.entries(real.properties ?? {});
      const shapes = new Set(own.map(([, each]) => shape(each, root)));
      const [only] = shapes;
      if (shapes.size === 1 && own.length > 1) {
        return `{ ${own.map(([name]) => name).join(", ")} } each ${only}`;
      }
      return `{ ${own.map(([name, each]) => line(name, each, root, real)).join(", ")} }`;
    }
    case "string":
      return real.pattern === undefined
        ? `text${range(real.minLength, real.maxLength)}`
        : `/${real.pattern}/`;
    case "integer":
    case "number":
      return numberShape(real);
    default:
      return real.type ?? "anything";
  }
}

function numberShape({ type, minimum, maximum, exclusiveMinimum }: Schema): string {
  const noun = type === "integer" ? "whole" : "number";
  if (exclusiveMinimum !== undefined) return `${noun} above ${exclusiveMinimum}, up to ${maximum}`;
  return noun + range(minimum, maximum);
}

function range(min: number | undefined, max: number | undefined): string {
  if (min === undefined) return max === undefined ? "" : ` up to ${max}`;
  return max === undefined ? ` from ${min}` : ` ${min}..${max}`;
}

function resolved(value: Schema, root: Schema): Schema {
  const name = value.$ref?.replace("#/$defs/", "");
  const target = name === undefined ? undefined : root.$defs?.[name];
  return target === undefined ? value : resolved(target, root);
}
