import type { Handler } from "#host/terminal/run-command.ts";

/** `sdk contract`. */
export const contract: Handler = () => Promise.resolve({ ok: true, text: "", data: {} });
