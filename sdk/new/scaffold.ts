import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pluginId, RESERVED_IDS } from "#host/contract/primitives.ts";
import { Fault, ok, refuse, type Result } from "#host/kernel/result.ts";
import type { Workspace } from "#host/workspace/paths.ts";
import type { PluginKind } from "../build/kinds.ts";
import { PLUGIN_MODULE_DIR } from "../build/plugin-module.ts";
import { templateFiles } from "./template.ts";

export interface Scaffold {
  readonly dir: string;
  /** Paths that were written, relative to the workspace. */
  readonly written: readonly string[];
  /** What a person still has to do for an editor that knows `#plugin`; null when nothing. */
  readonly note: string | null;
}

/**
 * Makes `plugins/<id>/`.
 *
 * @returns Refusals, before anything is written: plugin_id_invalid, plugin_exists.
 * @throws Fault file_unwritable.
 */
export function scaffold(workspace: Workspace, id: string, kind: PluginKind): Result<Scaffold> {
  if (!pluginId.safeParse(id).success) {
    return refuse("plugin_id_invalid", `${JSON.stringify(id)} is not a plugin id`, {
      hint: "lower case letters, digits and single dashes, at most 48, beginning with a letter",
    });
  }
  if (RESERVED_IDS.has(id)) {
    return refuse("plugin_id_invalid", `"${id}" is the name of a folder of signed/`);
  }
  const dir = join(workspace.plugins, id);
  if (existsSync(dir)) return refuse("plugin_exists", `${dir} exists already`);
  const files = Object.entries(templateFiles(id, kind)).map(
    ([name, text]) => [join(dir, name), text] as const,
  );
  const editor = editorFile(workspace);
  const all = editor.file === null ? files : [...files, editor.file];
  try {
    for (const [path, text] of all) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: "wx" });
    }
  } catch (error) {
    throw new Fault("file_unwritable", `${dir} could not be written`, { cause: error });
  }
  const written = all.map(([path]) => relative(workspace.dir, path));
  return ok({ dir, written, note: editor.note });
}

interface EditorFile {
  readonly file: readonly [path: string, text: string] | null;
  readonly note: string | null;
}

/**
 * `sdk build` knows where `#plugin` is; an editor asks the nearest package.json, or tsconfig.json. Where neither says
 * it, a tsconfig.json is written; one that is there belongs to its author and is only spoken about.
 */
function editorFile(workspace: Workspace): EditorFile {
  if (packageKnowsPlugin(workspace.dir)) return { file: null, note: null };
  const path = join(workspace.dir, "tsconfig.json");
  const paths = { "#plugin": [pluginModulePath(workspace.dir)] };
  if (existsSync(path)) {
    const known = readFileSync(path, "utf8").includes('"#plugin"');
    const note = `for your editor, tsconfig.json needs "paths": ${JSON.stringify(paths)}`;
    return { file: null, note: known ? null : note };
  }
  return { file: [path, `${JSON.stringify(tsconfig(paths), null, 2)}\n`], note: null };
}

function pluginModulePath(dir: string): string {
  const path = relative(dir, join(PLUGIN_MODULE_DIR, "index.ts")).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}

function tsconfig(paths: Readonly<Record<string, readonly string[]>>): object {
  return {
    compilerOptions: {
      noEmit: true,
      module: "esnext",
      moduleResolution: "bundler",
      target: "es2024",
      lib: ["es2024"],
      types: [],
      strict: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      paths,
    },
    include: ["plugins"],
  };
}

/** Node's rule: only the nearest package.json above a file counts. */
function packageKnowsPlugin(dir: string): boolean {
  const path = join(dir, "package.json");
  if (existsSync(path)) return readFileSync(path, "utf8").includes('"#plugin"');
  const parent = dirname(dir);
  return parent !== dir && packageKnowsPlugin(parent);
}
