/** The approval before it is signed: what was asked for, inside what the manifest allows. */
import { approval as approvalShape, type Approval, type Engine } from "#host/contract/approval.ts";
import {
  isStrategyManifest,
  params as paramsShape,
  type Params,
  type StrategyManifest,
} from "#host/contract/manifest.ts";
import { decimalText, instrumentId, lineText, slotId } from "#host/contract/primitives.ts";
import type { Json } from "#host/kernel/canonical-json.ts";
import { isoInstant } from "#host/kernel/instant.ts";
import { paramsOf } from "#host/kernel/params.ts";
import { ok, refuse, type Refused, type Result } from "#host/kernel/result.ts";
import { DAY_MS } from "#host/kernel/timeframe.ts";
import { environmentOf } from "#host/trust/approval/authentic.ts";
import { notTradable, verifyAgreement } from "#host/trust/approval/contents.ts";
import { riskOf } from "#host/trust/approval/risk-envelope.ts";
import { firstIssue } from "#host/trust/dsse.ts";
import type { Link } from "#host/trust/registry/history.ts";
import type { PluginToSign } from "./plugin.ts";

/** What a person asked for on the command line. */
export interface Wish {
  readonly slot: string;
  /** null: the manifest's. */
  readonly timeframe: string | null;
  /** Empty: the slot's name. */
  readonly instruments: readonly string[];
  /** null: the manifest's defaults. */
  readonly params: Json;
  readonly leverage: string | null;
  readonly maxNotionalPct: string | null;
  readonly timeStopBars: number | null;
  readonly expiresDays: number;
  readonly reason: string;
}

/** Digests of the report files that the approval names; null is legal for paper only. */
export interface NamedReports {
  readonly conformanceSha256: string | null;
  readonly evidenceSha256: string | null;
}

/**
 * Writes the approval that the host will be asked to accept.
 *
 * @param last - The newest approval of the slot; null for a new slot.
 * @returns Refusals: argument_invalid, timeframe_differs and the others of `verifyAgreement`.
 */
export function draftApproval(
  wish: Wish,
  plugin: PluginToSign,
  last: Link | null,
  engine: Engine,
  nowMs: number,
  reports: NamedReports,
): Result<Approval> {
  const { manifest } = plugin;
  if (!isStrategyManifest(manifest)) return notTradable(manifest);
  const wrong = wrongArgument(wish);
  if (wrong !== null) return wrong;
  if (wish.timeframe !== null && wish.timeframe !== manifest.timeframe) {
    return refuse(
      "timeframe_differs",
      `--timeframe is ${wish.timeframe}, the manifest's is ${manifest.timeframe}`,
    );
  }
  const params = chosenParams(plugin, wish.params);
  if (!params.ok) return params;
  const shaped = approvalShape.safeParse(
    statement(wish, { ...plugin, ...reports, manifest }, last, engine, nowMs, params.value),
  );
  if (!shaped.success) {
    return refuse("argument_invalid", `approval: ${firstIssue(shaped.error)}`);
  }
  const agreed = verifyAgreement(shaped.data, manifest);
  return agreed.ok ? ok(shaped.data) : agreed;
}

function wrongArgument(wish: Wish): Refused | null {
  if (!slotId.safeParse(wish.slot).success) {
    return invalid(
      "--slot",
      "<environment>.<account>.<name>, such as paper.main.BTCUSDT",
      wish.slot,
    );
  }
  const foreign = wish.instruments.find((id) => !instrumentId.safeParse(id).success);
  if (foreign !== undefined) return invalid("--instrument", "an id such as BTCUSDT", foreign);
  if (!lineText.safeParse(wish.reason).success) {
    return invalid("--reason", "one line without control characters, at most 280", wish.reason);
  }
  for (const [name, value] of [
    ["--leverage", wish.leverage],
    ["--max-notional-pct", wish.maxNotionalPct],
  ] as const) {
    const plain = value === null || (decimalText.safeParse(value).success && value !== "0");
    if (!plain) return invalid(name, "a plain decimal above 0, such as 2 or 0.5", value);
  }
  return null;
}

function invalid(name: string, wanted: string, was: string): Refused {
  return refuse("argument_invalid", `${name} takes ${wanted}, was ${was.slice(0, 80)}`);
}

function chosenParams({ manifest }: Pick<PluginToSign, "manifest">, chosen: Json): Result<Params> {
  const shaped = paramsShape.safeParse(chosen ?? {});
  return shaped.success
    ? paramsOf(manifest.params, shaped.data)
    : refuse("params_out_of_bounds", `--params: ${firstIssue(shaped.error)}`);
}

function statement(
  wish: Wish,
  plugin: PluginToSign & NamedReports & { readonly manifest: StrategyManifest },
  last: Link | null,
  engine: Engine,
  nowMs: number,
  params: Params,
): unknown {
  const { manifest, bundleSha256, manifestSha256, sourceSha256 } = plugin;
  const widest = riskOf(manifest.risk);
  return {
    schema: "approval/1",
    slot: wish.slot,
    slotVersion: (last?.slotVersion ?? 0) + 1,
    previous: last?.approval ?? null,
    environment: environmentOf(wish.slot),
    instruments: wish.instruments.length > 0 ? wish.instruments : [nameOf(wish.slot)],
    timeframe: manifest.timeframe,
    members: [
      {
        role: "main",
        id: manifest.id,
        version: manifest.version,
        bundleSha256,
        sourceSha256,
        manifestSha256,
        params,
        conformanceSha256: plugin.conformanceSha256,
        assets: manifest.assets.map(({ name, sha256 }) => ({ name, sha256 })),
      },
    ],
    combiner: { kind: "single" },
    risk: {
      ...widest,
      leverageMax: wish.leverage ?? widest.leverageMax,
      maxNotionalPct: wish.maxNotionalPct ?? widest.maxNotionalPct,
      timeStopBars: wish.timeStopBars ?? widest.timeStopBars,
    },
    evidenceSha256: plugin.evidenceSha256,
    engine,
    notBefore: isoInstant(nowMs),
    expires: isoInstant(nowMs + wish.expiresDays * DAY_MS),
    reason: wish.reason,
  };
}

/** The third word of a slot is an instrument when it looks like one; otherwise --instrument must name it. */
function nameOf(slot: string): string {
  return slot.split(".")[2] ?? "";
}
