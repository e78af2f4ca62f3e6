import { assert } from "../kernel/result.ts";

/**
 * Frames between host and cell, both ways: u32 length of the payload, u32 id, u32 what (little endian), payload.
 * cell.js has a twin of these numbers, because it may import nothing; a test compares them.
 */
export const WHAT = {
  start: 1,
  load: 2,
  evaluateFresh: 3,
  evaluateResident: 4,
  usage: 5,
} as const;
export type What = (typeof WHAT)[keyof typeof WHAT];
export const HEADER_BYTES = 12;

export interface Reply {
  readonly id: number;
  readonly what: number;
  readonly text: string;
}

export function encodeRequest(id: number, what: What, payload: Uint8Array): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES + payload.length);
  frame.writeUInt32LE(payload.length, 0);
  frame.writeUInt32LE(id, 4);
  frame.writeUInt32LE(what, 8);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** Puts replies together from whatever pieces the pipe delivers. The sender is hostile. */
export interface ReplyReader {
  /** @returns The replies completed by these bytes, or what is wrong with them; after that the reader is dead. */
  read(bytes: Uint8Array): readonly Reply[] | "too_long" | "not_utf8";
}

export function replyReader(payloadBytesMax: number): ReplyReader {
  let pending = Buffer.alloc(0);
  let dead = false;
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return {
    read(bytes) {
      assert(!dead, "a dead reader is not read");
      pending = pending.length === 0 ? Buffer.from(bytes) : Buffer.concat([pending, bytes]);
      const replies: Reply[] = [];
      while (pending.length >= HEADER_BYTES) {
        const length = pending.readUInt32LE(0);
        // Decided on the header alone: a liar's gigabyte is never collected.
        if (length > payloadBytesMax) {
          dead = true;
          return "too_long";
        }
        if (pending.length < HEADER_BYTES + length) break;
        const payload = pending.subarray(HEADER_BYTES, HEADER_BYTES + length);
        let text: string;
        try {
          text = decoder.decode(payload);
        } catch {
          dead = true;
          return "not_utf8";
        }
        replies.push({ id: pending.readUInt32LE(4), what: pending.readUInt32LE(8), text });
        pending = pending.subarray(HEADER_BYTES + length);
      }
      return replies;
    },
  };
}
