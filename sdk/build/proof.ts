import { openCell } from "#host/cell/session.ts";
import { refuse } from "#host/kernel/result.ts";
import type { Built, Proof } from "./build.ts";
import { cellPluginOf } from "./cell-plugin.ts";
import { findingOf } from "./rules.ts";

/** Loads a bundle once in the cell that the host would use, with the manifest's default parameters. */
export const proveInCell: Proof = async (built: Built) => {
  const plugin = cellPluginOf(built, {});
  // Defaults lie within their own bounds: the manifest's schema says so.
  const opened = plugin.ok
    ? await openCell(plugin.value, { mode: "resident", sample: { rate: 0, seed: "" } })
    : plugin;
  if (opened.ok) {
    await opened.value.close();
    return { finding: findingOf("loads", "pass", "the module and its indicators"), refusal: null };
  }
  const { code, message, hint } = opened.refusal;
  const finding = findingOf("loads", "fail", message, hint === undefined ? {} : { remedy: hint });
  const named = refuse(code, `${built.source.name}: ${message}`, { ...(hint && { hint }) });
  return { finding, refusal: named.refusal };
};
