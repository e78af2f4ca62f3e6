import type { FaultCode, RefusalCode } from "../contract/codes.ts";

/**
 * A rule said no: a closed code, one sentence with the fact and then the limit, and the numbers behind it.
 *
 * `hint` is what the reader can do about it; it is printed on a line of its own.
 */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  readonly hint?: string;
  /** The numbers behind the sentence: JSON data only, so that a refusal can be journalled as it is. */
  readonly detail?: { readonly [name: string]: string | number | boolean | null };
}

export type Result<T> = { readonly ok: true; readonly value: T } | Refused;
export type Refused = { readonly ok: false; readonly refusal: Refusal };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** Makes a refusal. Messages: lower case, no full stop, the fact and then the limit. */
export function refuse(
  code: RefusalCode,
  message: string,
  extra: { hint?: string; detail?: Refusal["detail"] } = {},
): Refused {
  const detail = extra.detail === undefined ? {} : { detail: extra.detail };
  const hint = extra.hint === undefined ? {} : { hint: extra.hint };
  return { ok: false, refusal: { code, message, ...hint, ...detail } };
}

/**
 * The world failed: network, disk, venue. Thrown by adapters only, caught by the run loop and by the command line.
 */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly retryable: boolean;
  constructor(
    code: FaultCode,
    message: string,
    options: { cause?: unknown; retryable?: boolean } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "Fault";
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** An invariant broke. Nobody catches it: the process dies and start-up recovers. */
export class Bug extends Error {
  override readonly name = "Bug";
}

/** Dies unless the condition holds. The sentence says what must be true. */
export function assert(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Bug(`not so: ${sentence}`);
}

/** Marks a branch that the types say cannot be reached. */
export function unreachable(value: never): never {
  throw new Bug(`unreachable: ${JSON.stringify(value)}`);
}
