/** What a build asks of the child process that runs the bundler, and how. Imports nothing: the child starts faster. */

export interface BundleRequest {
  /** Path → text: every script of the plugin. */
  readonly sources: Readonly<Record<string, string>>;
  /** Path of the module whose exports are the plugin's. */
  readonly entry: string;
  /** Path → text of the modules behind `#plugin`; `index.ts` is what an import names. */
  readonly pluginModule: Readonly<Record<string, string>>;
}

/** The parent wrote it, so this only tells the compiler. */
export function isBundleRequest(value: unknown): value is BundleRequest {
  return typeof value === "object" && value !== null && "sources" in value && "entry" in value;
}

/** Exit codes of a child without a reply: it ended at its deadline, or its bundler died. */
export const TIMED_OUT = 9;
export const DIED = 8;

/**
 * How the bundle is made. Recorded in every candidate, because these and the version of esbuild are what somebody
 * needs to make the same bytes from the same source. Not minified: the signer reads what runs.
 */
export const BUNDLE_OPTIONS = {
  bundle: true,
  format: "esm",
  platform: "neutral",
  target: "es2024",
  charset: "utf8",
  legalComments: "none",
  treeShaking: true,
  minify: false,
  sourcemap: false,
} as const;
