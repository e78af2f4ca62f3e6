import type { CodeTable } from "../codes.ts";

/** Raised by host/launch.js, before any TypeScript runs. */
export const ENGINE_CODES = {
  engine_missing: {
    is: "refusal",
    meaning:
      "the pinned Node is not installed for this machine and the caller's own is another one",
    remedy: "run npm ci without --omit=optional; on macOS install the Node that the message names",
  },
  engine_digest_differs: {
    is: "refusal",
    meaning: "the installed Node binary is not, byte for byte, the one that was recorded",
    remedy: "delete node_modules and run npm ci; if it stays, do not run this installation",
  },
  engine_not_started: {
    is: "fault",
    meaning: "the operating system did not start the pinned Node",
    remedy:
      "read the message: usually a missing C library (Alpine needs glibc) or a noexec file system",
  },
} as const satisfies CodeTable;
