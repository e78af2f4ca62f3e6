import { CELL_LIMITS } from "#host/cell/limits.ts";

/** Ceilings of a build, each with its reason. */
export const BUILD_LIMITS = {
  /** One script: more is generated code or a table, and nobody reviews it. */
  fileBytes: 262_144,
  /** All files that the source digest covers. */
  sourceBytes: 1_048_576,
  files: 64,
  /** What a cell accepts. */
  bundleBytes: CELL_LIMITS.bundleBytes,
  /** 0.2 s alone; hostile nesting takes hours, and the whole build must answer within ten seconds. */
  bundlerWallMs: 4_000,
  /** The child ends itself at its deadline; this much later it is killed. */
  bundlerGraceMs: 1_000,
  /** Two bundles and their messages, as JSON. */
  bundlerReplyBytes: 8_388_608,
  /** 1.5 s alone for two compilations; the compiler's own start is most of it. */
  assemblyWallMs: 15_000,
  /** 0.1 s alone. A type check that takes longer proves nothing either way. */
  typeCheckWallMs: 4_000,
  typeCheckReplyBytes: 1_048_576,
  /** More lines of one rule only bury the first. */
  findingsPerRule: 20,
} as const;
