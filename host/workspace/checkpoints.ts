/** Checkpoints that a witness left in a folder: `<account>-<size>.json`. */
import { ENVELOPE_BYTES_MAX } from "../contract/envelope.ts";
import { signedFilesIn } from "./signed-files.ts";

/** A few of the newest: those that do not verify are passed over, and nobody fills a disk to hide the one that does. */
const LOOKED_AT_MAX = 8;

/** Files of one account's checkpoints, the one of the longest journal first; none when the folder is not there. */
export function readCheckpoints(folder: string, account: string): readonly Uint8Array[] {
  const files = signedFilesIn(folder);
  const entries = files.list("");
  if (!entries.ok) return [];
  const pattern = new RegExp(`^${account}-([1-9]\\d{0,14})\\.json$`);
  return entries.value
    .flatMap(({ name }) => {
      const size = pattern.exec(name)?.[1];
      return size === undefined ? [] : [{ name, size: Number(size) }];
    })
    .toSorted((a, b) => b.size - a.size)
    .slice(0, LOOKED_AT_MAX)
    .flatMap(({ name }) => {
      const bytes = files.read(name, ENVELOPE_BYTES_MAX);
      return bytes.ok && bytes.value !== null ? [bytes.value] : [];
    });
}
