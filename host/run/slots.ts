/** Which slots there are: one file each in signed/next/ or signed/active/. */
import { slotId } from "../contract/primitives.ts";
import { ok, refuse, type Result } from "../kernel/result.ts";
import type { SignedFiles } from "../trust/registry/signed-files.ts";
import type { VerifiedPlugin } from "../trust/verified-plugin.ts";
import type { Subscription } from "../ports.ts";

export interface SlotName {
  readonly slot: string;
  readonly environment: string;
  readonly account: string;
}

/** Sorted, so that every run sees them in one order. */
export function listSlots(files: SignedFiles): Result<readonly SlotName[]> {
  const names = new Set<string>();
  for (const folder of ["next", "active"]) {
    const entries = files.list(folder);
    if (!entries.ok) return entries;
    for (const { name } of entries.value) {
      const slot = name.replace(/\.json$/, "");
      if (name !== slot && slotId.safeParse(slot).success) names.add(slot);
    }
  }
  return ok([...names].toSorted().map(nameOf));
}

function nameOf(slot: string): SlotName {
  const [environment = "", account = ""] = slot.split(".");
  return { slot, environment, account };
}

/** Everything a strategy reads, its own series first. */
export function subscriptionsOf(
  plugin: Pick<VerifiedPlugin, "approval" | "manifest">,
): readonly Subscription[] {
  const instrument = mainInstrument(plugin);
  const { timeframe } = plugin.approval;
  const inputs = Object.values(plugin.manifest.inputs).map((input) => ({
    instrument: input.pair ?? instrument,
    timeframe: input.timeframe ?? timeframe,
  }));
  return [{ instrument, timeframe }, ...inputs];
}

export function mainInstrument(plugin: Pick<VerifiedPlugin, "approval">): string {
  return plugin.approval.instruments[0] ?? "";
}

/** One instrument of an account has one owner: two strategies would close each other's positions. */
export function checkOwners(
  plugins: readonly Pick<VerifiedPlugin, "slot" | "approval">[],
): Result<null> {
  const owners = new Map<string, string>();
  for (const plugin of plugins) {
    const [, account = ""] = plugin.slot.split(".");
    for (const instrument of plugin.approval.instruments) {
      const key = `${account} ${instrument}`;
      const other = owners.get(key);
      if (other !== undefined) {
        return refuse(
          "instrument_owned_twice",
          `${instrument} belongs to ${other} and to ${plugin.slot}`,
          {
            detail: { instrument, first: other, second: plugin.slot },
          },
        );
      }
      owners.set(key, plugin.slot);
    }
  }
  return ok(null);
}
