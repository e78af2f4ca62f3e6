/** What a build asks of the child process that runs AssemblyScript, and how. Imports nothing: the child starts faster. */

export interface AssemblyRequest {
  /** Path → text: every script of the plugin. */
  readonly sources: Readonly<Record<string, string>>;
  readonly entry: string;
}

/** The parent wrote it, so this only tells the compiler. */
export function isAssemblyRequest(value: unknown): value is AssemblyRequest {
  return typeof value === "object" && value !== null && "sources" in value && "entry" in value;
}

/** 1 MiB: eight columns of 5,000 bars are a third of it. A page that is not touched costs nothing. */
const PAGES = "16";

/**
 * How the binary is made; recorded in every candidate. No collector of garbage, so nothing grows; no import, not even for
 * abort(), which becomes a trap; a memory that has one size.
 */
export const ASSEMBLY_OPTIONS = {
  optimizeLevel: "3",
  shrinkLevel: "0",
  runtime: "stub",
  use: "abort=",
  initialMemory: PAGES,
  maximumMemory: PAGES,
} as const;
