/**
 * Every ceiling of the cell, with its reason. Two clocks and three sizes guard each other: the isolate's time limit is
 * tight and precise but can be defeated by one line of JavaScript, the wall deadline is loose and cannot.
 */
export const CELL_LIMITS = {
  /** Time limit of the isolate for loading a module. */
  loadMs: 50,
  /** For one evaluation: what a plugin may use, and what our own indicators need before it. A constant per plugin. */
  evaluateMs: 50,
  /** Per bar of the longest lookback: 64 indicators from the anchor cost 10 µs in the interpreter; twice that. */
  evaluateMsPerBar: 0.02,
  /** For a frame of many bars. One that overruns is repeated bar by bar, where evaluateMs finds the guilty one. */
  frameMs: 1_000,
  /**
   * A time limit that ended with less than this share of the processor is the machine's doing, not the plugin's: the
   * work is repeated until the wall deadline. 0.8, because a plugin cannot sleep, and a page fault counts as work.
   */
  cpuShareMin: 0.8,

  /**
   * From request to answer, also of a load; then SIGKILL. An evaluation takes 3 ms, so this is not for slow plugins but
   * for stuck built-ins. Half a second was seen to kill innocents where four jobs shared two processors.
   */
  evaluateWallMs: 1_000,
  /** For the one repetition (decision C8). Both together are under the 3 s after which an entry on 1m bars is late
   * anyway (decision C4). */
  repeatWallMs: 1_500,
  frameWallMs: 5_000,
  /** From spawn to a locked realm: 0.1 s alone, ten times that on a machine where everything starts at once. */
  startWallMs: 10_000,
  /** SIGKILL needs 5 ms to take effect. A process that outlives this is reported, not waited for. */
  goneWallMs: 2_000,

  /** Heap ceiling of one isolate. 64 nodes over 10,000 bars and five series need about 10 MB. */
  heapMb: 32,
  /** RLIMIT_DATA of the process (decision E3): node needs 60 MB; memory that isolates do not count ends here. */
  dataBytesJitless: 400_000_000,
  /**
   * Where V8 may compile it reserves 0.54 GB for the code of each isolate, and dies by SIGTRAP when it cannot: node's own,
   * the resident one, that of the evaluation, the next, and one more where an evaluation is repeated. For wasm too.
   */
  dataBytesJit: 2_900_000_000,
  /**
   * Resident memory of a process that may compile, which the limits above cannot hold: 80 MB of node and a plugin, and as
   * much more as a jitless one may have. Looked at from outside; what fills memory needs longer than one look.
   */
  residentBytes: 400_000_000,
  residentEveryMs: 50,
  /** Node opens about 20 descriptors. */
  openFiles: 64,

  /** Larger is a library, and nobody reviews one. */
  bundleBytes: 262_144,
  /** A frame: five series of 2 × 5,000 + 256 bars and eight columns make 3.3 MB. */
  requestBytes: 8_388_608,
  /** 256 answers of 280 characters of up to three bytes, and numbers, make 0.3 MB. */
  replyBytes: 524_288,
  /** What a dying process may tell us; more is cut. */
  stderrBytes: 4_096,
  /** Bars evaluated in one frame. */
  frameBars: 256,
} as const;

/** Wall deadlines of a session: how long the host waits before it kills. */
export type Deadlines = {
  readonly [K in "evaluateWallMs" | "repeatWallMs" | "frameWallMs"]: number;
};
