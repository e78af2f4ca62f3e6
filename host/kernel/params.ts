/**
 * Parameters against the table in a manifest: what an author allows, a signature may choose from.
 */
import { isParamSpec, type Params, type ParamSpec, type ParamTable } from "../contract/manifest.ts";
import { ok, refuse, type Result } from "./result.ts";

/**
 * Fills a parameter set: the manifest's defaults, replaced where `chosen` says so.
 *
 * @param chosen - Only what differs from the defaults; groups are nested tables.
 * @returns Every parameter of the table. Refusal: params_out_of_bounds with the first name that is unknown, of another
 *   type, outside its bounds or not among its choices.
 */
export function paramsOf(table: ParamTable, chosen: Params): Result<Params> {
  const filled = fill(table, chosen);
  const problem = paramsProblem(table, filled);
  return problem === null ? ok(filled) : refuse("params_out_of_bounds", problem);
}

/**
 * Says what is wrong with a complete parameter set.
 *
 * @param group - Path of the table, for the sentence; empty for the whole.
 * @returns null when every parameter of the table is there, inside its bounds, and nothing else is.
 */
export function paramsProblem(
  table: ParamTable,
  params: Params,
  group: readonly string[] = [],
): string | null {
  for (const name of Object.keys(params)) {
    if (!Object.hasOwn(table, name)) return `${dotted(group, name)} is not a parameter`;
  }
  for (const [name, spec] of Object.entries(table)) {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    const path = dotted(group, name);
    const problem = isParamSpec(spec)
      ? valueProblem(spec, value, path)
      : groupProblem(spec, value, [...group, name]);
    if (problem !== null) return problem;
  }
  return null;
}

function groupProblem(
  table: ParamTable,
  value: Params[string] | undefined,
  group: readonly string[],
): string | null {
  return typeof value === "object"
    ? paramsProblem(table, value, group)
    : `${group.join(".")} is a group of parameters, was ${shown(value)}`;
}

function valueProblem(
  spec: ParamSpec,
  value: Params[string] | undefined,
  path: string,
): string | null {
  if ("choices" in spec) {
    const among = spec.choices.some((choice) => choice === value);
    return among ? null : `${path} is one of ${spec.choices.join(", ")}, was ${shown(value)}`;
  }
  if (!("min" in spec)) {
    return typeof value === "boolean" ? null : `${path} is true or false, was ${shown(value)}`;
  }
  const whole = spec.integer === true;
  const inside =
    typeof value === "number" &&
    value >= spec.min &&
    value <= spec.max &&
    (!whole || Number.isInteger(value));
  const noun = whole ? "a whole number" : "a number";
  return inside ? null : `${path} is ${noun} from ${spec.min} to ${spec.max}, was ${shown(value)}`;
}

/** Unknown names are kept, so that the check can name them. */
function fill(table: ParamTable, chosen: Params): Params {
  const filled: Record<string, Params[string]> = { ...chosen };
  for (const [name, spec] of Object.entries(table)) {
    const value = Object.hasOwn(chosen, name) ? chosen[name] : undefined;
    if (isParamSpec(spec)) filled[name] = value ?? spec.default;
    else if (value === undefined || typeof value === "object")
      filled[name] = fill(spec, value ?? {});
  }
  return filled;
}

function dotted(group: readonly string[], name: string): string {
  return [...group, name].join(".");
}

function shown(value: Params[string] | undefined): string {
  return value === undefined ? "absent" : JSON.stringify(value);
}
