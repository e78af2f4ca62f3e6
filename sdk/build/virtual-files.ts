import { posix } from "node:path";
import type { OnResolveArgs, OnResolveResult, Plugin } from "esbuild";
import type { BundleRequest } from "./bundle-request.ts";

/** Namespaces of esbuild; they also stand in the bundle's comments, so they must not depend on where anything lies. */
const SOURCE = "plugin";
const MODULE = "#plugin";

/**
 * Gives the bundler the texts of the request and nothing else: it never looks at a disk, so the bytes that were hashed
 * are the bytes that are bundled, no path of this machine gets into the bundle, and an import can reach no other file.
 */
export function virtualFiles({ sources, entry, pluginModule }: BundleRequest): Plugin {
  return {
    name: "imports",
    setup(build) {
      build.onResolve({ filter: /.*/ }, (args) => {
        if (args.kind === "entry-point") return { path: entry, namespace: SOURCE };
        if (args.kind !== "import-statement")
          return refused(`${args.kind} of ${quoted(args.path)}`);
        if (args.namespace === MODULE) return relative(args, pluginModule);
        if (args.path === "#plugin") return { path: "index.ts", namespace: MODULE };
        return relative(args, sources);
      });
      build.onLoad({ filter: /.*/, namespace: SOURCE }, ({ path }) => loaded(sources, path));
      build.onLoad({ filter: /.*/, namespace: MODULE }, ({ path }) => loaded(pluginModule, path));
    },
  };
}

function relative(args: OnResolveArgs, files: Readonly<Record<string, string>>): OnResolveResult {
  const asked = quoted(args.path);
  if (!/^\.{1,2}\//.test(args.path)) return refused(`import of ${asked}`);
  const path = posix.normalize(posix.join(posix.dirname(args.importer), args.path));
  if (Object.hasOwn(files, path)) return { path, namespace: args.namespace };
  const near = [`${path}.ts`, `${path}.js`, path.replace(/\.js$/, ".ts")];
  const meant = near.find((each) => Object.hasOwn(files, each));
  const hint = meant === undefined ? "" : `; there is ${meant}: imports name the whole file`;
  return refused(`import of ${asked}, which is no script of this plugin${hint}`);
}

function refused(what: string): OnResolveResult {
  return { errors: [{ text: what }] };
}

function quoted(path: string): string {
  return JSON.stringify(path.length > 80 ? `${path.slice(0, 80)}…` : path);
}

function loaded(files: Readonly<Record<string, string>>, path: string) {
  const contents = files[path];
  if (contents === undefined) return null;
  return { contents, loader: path.endsWith(".ts") ? ("ts" as const) : ("js" as const) };
}
