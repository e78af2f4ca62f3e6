/** Whether the bundler is there at all: without its binary it ends as it does over hostile code, and says as little. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { arch, platform } from "node:process";

/** The bundler's own program, in an optional package of this platform, which an install without those leaves out. */
const BINARY_PACKAGE = `@esbuild/${platform}-${arch}`;
export const INSTALL_BUNDLER = "npm ci --include=optional";

/**
 * @param folders - Where packages are looked for, the nearest first. Default: where Node looks.
 * @returns Name of the package that is missing; null when none is.
 */
export function missingBundler(
  folders: readonly string[] = createRequire(import.meta.url).resolve.paths("esbuild") ?? [],
): string | null {
  const home = folders.find((folder) => existsSync(join(folder, "esbuild", "package.json")));
  if (home === undefined) return "esbuild";
  const places = [join(home, "esbuild", "node_modules"), ...folders];
  // Windows has it beside its package.json.
  const isThere = places.some((folder) =>
    [join("bin", "esbuild"), "esbuild.exe"].some((file) =>
      existsSync(join(folder, BINARY_PACKAGE, file)),
    ),
  );
  return isThere ? null : BINARY_PACKAGE;
}
