/** The journal as text: one line per entry, its exact bytes. What is exported can be verified without the host. */
import { closeSync, openSync, readSync } from "node:fs";
import { Fault, type Result } from "../kernel/result.ts";
import type { ChainHead } from "./chain.ts";
import type { JournalReader } from "./read.ts";
import { verifyLines, type KeptLine, type VerifyOptions } from "./verify.ts";

/** Bytes per read: large enough that reading is not what takes the time. */
const CHUNK_BYTES = 1 << 20;
const LINE_FEED = 0x0a;

/** Lines with their line ends, oldest first. */
export function* exportLines(reader: JournalReader, fromSeq = 0): Generator<string> {
  for (const { line } of reader.rows(fromSeq)) yield `${line}\n`;
}

/**
 * Verifies an export; refusals as verifyJournal.
 *
 * @param options - Give it the head that the export was made with: an export alone does not prove its last line.
 * @throws Fault file_unreadable.
 */
export function verifyExport(path: string, options: VerifyOptions = {}): Result<ChainHead> {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    throw new Fault("file_unreadable", `${path} could not be read`, { cause: error });
  }
  try {
    return verifyLines(linesOf(file), options);
  } finally {
    closeSync(file);
  }
}

function* linesOf(file: number): Generator<KeptLine> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest: Buffer = Buffer.alloc(0);
  for (;;) {
    const length = readSync(file, chunk);
    if (length === 0) break;
    const bytes = Buffer.concat([rest, chunk.subarray(0, length)]);
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, from)) {
      yield { line: textOf(bytes.subarray(from, end)) };
      from = end + 1;
    }
    rest = bytes.subarray(from);
  }
  // A last line without its end was cut off; it is checked like any other and fails where it was cut.
  if (rest.length > 0) yield { line: textOf(rest) };
}

/** Bytes that are not UTF-8 have no text: replacing them would hide which byte was changed. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
