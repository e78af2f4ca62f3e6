/** The small words every shape is made of. Patterns are anchored and bounded: a hostile text cannot be long. */
import { z } from "zod";

const hex32 = (): z.ZodString => z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hex digits");
export const sha256 = hex32();
/** sha256 of the 32 public key bytes. */
export const keyId = hex32();
/** An id is a folder name too: no dots, no slashes, no upper case. */
export const pluginId = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "kebab-case")
  .max(48);
/** Folders of `signed/` that are not plugins: no plugin may have such an id. */
export const RESERVED_IDS: ReadonlySet<string> = new Set(["next", "active", "risk", "time-reset"]);
export const accountAlias = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, "lower case, digits, dashes, at most 32");
export const environment = z.enum(["paper", "live"]);
/** `<environment>.<account>.<name>` (decision A2). */
export const slotId = z
  .string()
  .regex(
    /^(paper|live)\.[a-z][a-z0-9-]{0,31}\.[A-Za-z0-9][A-Za-z0-9-]{0,31}$/,
    "<environment>.<account>.<name>",
  );
/** `BTCUSDT`, `BTCUSDT.spot`, `BTC-27NOV26-90000-C.option`. */
export const instrumentId = z
  .string()
  .regex(
    /^(?:[A-Z0-9]{2,24}|[A-Z0-9]{2,24}\.spot|[A-Z0-9-]{2,40}\.option)$/,
    "an instrument id such as BTCUSDT",
  );
export const pair = z.string().regex(/^[A-Z0-9]{2,24}$/, "a pair such as BTCUSDT");
/** Rises by one per sign-off: a lower one is a rollback. */
export const version = z.int().min(1).max(1_000_000_000);
export const side = z.enum(["Buy", "Sell"]);
/** An instant, UTC, to the millisecond. */
export const instant = z.iso.datetime({ precision: 3 });
export const epochMs = z.int().min(0).max(8_640_000_000_000_000);
/** A signed integer scaled by 10^8, as decimal digits: JSON has no big integers. */
export const e8Text = z.string().regex(/^(0|-?[1-9]\d{0,27})$/, "an integer scaled by 10^8");
/** A plain non-negative decimal of at most 8 places, as text: limits that are signed are never floats. */
export const decimalText = z
  .string()
  .regex(
    /^(0|[1-9]\d{0,11})(\.\d{0,7}[1-9])?$/,
    "a plain decimal without sign, unit or trailing zeros, such as 12 or 0.25",
  );
/** Text that a person reads: one line, no control, format or bidirectional characters. */
export const lineText = z
  .string()
  .min(1)
  .max(280)
  .refine(
    (text) => text.isWellFormed() && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text),
    "one line without control or format characters",
  );

export type Environment = z.infer<typeof environment>;
export type Side = z.infer<typeof side>;
