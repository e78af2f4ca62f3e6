import { ok, refuse, type Refusal, type Result } from "../kernel/result.ts";
import { tickSizeOf } from "../kernel/instrument.ts";
import type { SlotRules } from "../kernel/step.ts";
import type { VerifiedPlugin } from "../trust/verified-plugin.ts";
import type { CellPort } from "./cell-port.ts";
import type { Pace, RunDeps } from "./deps.ts";
import { Evaluator } from "./evaluator.ts";
import { mainInstrument } from "./slots.ts";
import type { RunningSlot } from "./tick.ts";
import { SlotWindow } from "../cell/window.ts";
import { windowSpecOf } from "../cell/window-spec.ts";

/** A strategy with its bytes: verified now, or verified when the position was opened that it governs. */
export type Governing = Pick<
  VerifiedPlugin,
  "slot" | "approval" | "approvalSha256" | "manifest" | "params"
> & {
  /** Module text; null when only the exit rules are left. */
  readonly bundle: string | Uint8Array | null;
};

/** The rules a verified strategy runs under. Refusal: instrument_unknown. */
export function slotRulesOf(
  plugin: Governing,
  deps: Pick<RunDeps, "instrument">,
  atMs: number,
): Result<SlotRules> {
  const id = mainInstrument(plugin);
  const rules = deps.instrument(id, atMs);
  if (rules === null) {
    return refuse("instrument_unknown", `no rules are known for ${id}`, {
      hint: "add an [[instruments]] table to config/host.toml",
    });
  }
  const [, account = ""] = plugin.slot.split(".");
  const { slot, approval, approvalSha256, manifest } = plugin;
  return ok({ account, slot, approval, approvalSha256, manifest, rules });
}

export interface OpenedSlot {
  readonly slot: RunningSlot;
  /** Why the slot has no cell although it has code; null otherwise. */
  readonly refusal: Refusal | null;
}

/**
 * Loads the verified bytes into a cell of their own and gives the slot its window.
 *
 * A strategy without a cell still has a slot: it decides nothing, and a position that is open stays under its exit plan.
 * The other slots of the host do not notice. Refusal: instrument_unknown.
 */
export async function openSlot(
  plugin: Governing,
  deps: RunDeps,
  pace: Pace,
  atMs: number,
): Promise<Result<OpenedSlot>> {
  const rules = slotRulesOf(plugin, deps, atMs);
  if (!rules.ok) return rules;
  const { approval, manifest, params, bundle } = plugin;
  const { main, inputs } = windowSpecOf(approval, manifest);
  const window = new SlotWindow(main, inputs);
  const opened = (cell: CellPort | null, refusal: Refusal | null): Result<OpenedSlot> =>
    ok({ slot: { rules: rules.value, evaluator: new Evaluator(cell, window) }, refusal });
  if (bundle === null) return opened(null, null);
  const loaded = { approval, manifest, params, bundle, instrument: mainInstrument(plugin) };
  const cell = await deps.openCell(loaded, tickSizeOf(rules.value.rules), pace);
  return cell.ok ? opened(cell.value, null) : opened(null, cell.refusal);
}
