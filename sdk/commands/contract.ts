import type { Handler } from "#host/terminal/run-command.ts";
import { contractData, contractPage } from "../contract-page/page.ts";

/** `sdk contract`: the page for people and models, `--json` for programs. */
export const contract: Handler = () =>
  Promise.resolve({ ok: true, text: contractPage(), data: contractData() });
