/** What a rule of the conformance suite is. One rule per file in rules/; the table of them is rules.ts. */
import type { Params, PluginManifest } from "#host/contract/manifest.ts";
import type { Finding } from "#host/contract/finding.ts";
import type { CellPlugin } from "#host/cell/session.ts";
import type { Built } from "../build/build.ts";
import type { Lab } from "./lab.ts";

/** The plugin under test. */
export interface Subject {
  readonly built: Built;
  /** null: a bare script. */
  readonly manifest: PluginManifest | null;
  readonly params: Params;
  /** What a cell is given: pair, timeframe, lookback, columns, inputs; its tick size is the recording's. */
  readonly plugin: CellPlugin;
  /** Fewer bars, fewer variants: a look, not a certificate. */
  readonly quick: boolean;
}

/** What a rule says; the suite adds the rule's id, and the rule's remedy where there is none of its own. */
export type Said = Omit<Finding, "rule" | "remedy"> & { readonly remedy?: string };

/**
 * One rule. It answers with one finding at least, and with one for each thing it found.
 *
 * `structure` looks at text and manifest only, `behaviour` runs the bundle in cells. A rule may have both.
 */
export interface Rule {
  /** Kebab-case; part of every certificate, so a released id never changes its meaning. */
  readonly id: string;
  /** What must hold, in one line. */
  readonly line: string;
  /** Column two and three of the README's table. */
  readonly proves: string;
  readonly cannotProve: string;
  /** What to change, in a sentence that a model can act on. */
  readonly remedy: string;
  structure?(subject: Subject): readonly Said[];
  behaviour?(lab: Lab): Promise<readonly Said[]>;
}
