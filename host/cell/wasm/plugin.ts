/** What a cell is told of a plugin in WebAssembly beside its binary. */
import {
  isParamSpec,
  type Params,
  type ParamTable,
  type PluginManifest,
} from "../../contract/manifest.ts";
import { assert } from "../../kernel/result.ts";

export interface WasmPlugin {
  /** What the plugin's `reason` counts. */
  readonly rationales: readonly string[];
  /** Names of each parameter, groups first, in the manifest's order: numbers have no names in ABI 1. */
  readonly params: readonly (readonly string[])[];
}

/** @returns undefined for a plugin in JavaScript. */
export function wasmPluginOf(manifest: PluginManifest): WasmPlugin | undefined {
  if (manifest.module !== "wasm") return undefined;
  return { rationales: manifest.rationales ?? [], params: paramPaths(manifest.params) };
}

function paramPaths(table: ParamTable): readonly (readonly string[])[] {
  return Object.entries(table).flatMap(([name, spec]) =>
    isParamSpec(spec) ? [[name]] : paramPaths(spec).map((path) => [name, ...path]),
  );
}

/** The parameters as ABI 1 passes them: a switch is 1 or 0. */
export function paramNumbers(params: Params, paths: WasmPlugin["params"]): readonly number[] {
  return paths.map((path) => {
    let at: Params[string] | undefined = params;
    for (const name of path) at = typeof at === "object" ? at[name] : undefined;
    assert(typeof at === "number" || typeof at === "boolean", "a parameter of wasm is a number");
    return Number(at);
  });
}
