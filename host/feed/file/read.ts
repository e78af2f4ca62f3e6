import { gunzipSync } from "node:zlib";
import type { Timeframe } from "../../contract/candles.ts";
import { sha256Hex } from "../../kernel/digest.ts";
import { Fault, ok, refuse, type Result } from "../../kernel/result.ts";
import { readIfThere } from "../../workspace/config.ts";
import { parseCandles, type Candles } from "./candle-text.ts";

/** About fifteen years of 1m bars; more is a mistake or a bomb. */
const TEXT_BYTES_MAX = 512 * 1024 * 1024;

export interface CandleFile extends Candles {
  readonly timeframe: Timeframe;
  /** sha256 of the decompressed bytes, hex: packing the file again does not change what it is. */
  readonly sha256: string;
}

/**
 * Reads a candle file, gzip or plain (told by its content, not by its name).
 *
 * @returns Refusal: candles_invalid, with file and line; a damaged archive has no lines.
 * @throws Fault file_unreadable.
 */
export function readCandleFile(path: string, timeframe: Timeframe): Result<CandleFile> {
  return candlesOf(bytesOf(path), path, timeframe);
}

/** As readCandleFile, for bytes that are here already; `file` is how messages call them. */
export function candlesOf(
  bytes: Uint8Array,
  file: string,
  timeframe: Timeframe,
): Result<CandleFile> {
  const text = textOf(bytes, file);
  if (!text.ok) return text;
  const candles = parseCandles(text.value, file, timeframe);
  if (!candles.ok) return candles;
  return ok({ ...candles.value, timeframe, sha256: sha256Hex(text.value) });
}

function bytesOf(path: string): Uint8Array {
  const bytes = readIfThere(path);
  if (bytes === null)
    throw new Fault("file_unreadable", `${path} could not be read: it is not there`);
  return bytes;
}

function textOf(bytes: Uint8Array, file: string): Result<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return ok(bytes);
  try {
    return ok(gunzipSync(bytes, { maxOutputLength: TEXT_BYTES_MAX }));
  } catch (error) {
    // A damaged archive is a fact about the file, like a damaged row; it has no line to name.
    const fact = isCutOff(error)
      ? "the file is truncated: its gzip data ends too early"
      : `the gzip data is damaged: ${error instanceof Error ? error.message : String(error)}`;
    return refuse("candles_invalid", `${file}: ${fact}`, {
      hint: "download or copy the file again",
    });
  }
}

function isCutOff(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "Z_BUF_ERROR";
}
