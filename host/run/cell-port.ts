import type { CellFrame } from "../cell/frame.ts";

/** One bar's answer in the wording of decision A5, and whether the evaluation had to be repeated (C8). */
export interface CellReply {
  readonly answer: string;
  readonly retried: boolean;
}

/** The loaded plugin of one slot, in its locked process; a table of answers in tests. */
export interface CellPort {
  readonly hasExit: boolean;
  /**
   * One reply per bar of the frame. Faults of the plugin are answers; only a broken host throws.
   *
   * @param wanted - Asked when the frame's turn comes: false skips it (`F:skipped`), because nobody will take it.
   */
  evaluate(frame: CellFrame, wanted: () => boolean): Promise<readonly CellReply[]>;
  close(): Promise<void>;
}
