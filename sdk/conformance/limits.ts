/** Sizes and ceilings of the suite, each with its reason. */
export const SUITE_LIMITS = {
  /** Cells at work at once: a build machine has two processors, and a third would only disturb the measurements. */
  cells: 2,
  /** Cells that wait for another run of their kind: 60 MB each, against 0.1 s for opening one. */
  cellsWaiting: 6,
  /** Rules under way at once: each holds changed markets in memory. */
  rules: 3,
  /** What the runs of one rule may take together: a plugin of this repository takes two seconds, on a busy machine ten. */
  ruleMs: 60_000,
  /** What all of them may take: a plugin that uses its whole time limit at every bar is not waited for. */
  suiteMs: 150_000,
  /** A plugin that was killed, died or overran in so many runs is not asked again: each costs seconds. */
  strikes: 2,
  /** Evaluable bars of each reference market. */
  rows: 600,
  rowsQuick: 150,
  /** Of a binary: a new instance for every bar makes a call ten times dearer. */
  rowsWasm: 300,
  /** For a plugin whose calls take longer than `slowMs`: a hundred thousand calls would take minutes. */
  rowsSlow: 48,
  slowMs: 2,
  /** And for one that uses most of the time that a call has. */
  rowsSlowest: 12,
  slowestMs: 10,
  /** Bars that the pace is taken from. */
  paceBars: 8,
  /** Bars of a caller's file that are used, the newest: every rule runs over all of them. */
  fileBars: 10_000,
  fileBarsQuick: 1_000,
  /** A kill costs as long as the deadline; a frame of honest bars takes milliseconds. */
  deadlines: { evaluateWallMs: 1_000, repeatWallMs: 1_500, frameWallMs: 3_000 },
  /** Findings of one rule that are kept: more only bury the first. */
  findingsPerRule: 16,
} as const;
