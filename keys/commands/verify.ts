import { refuse, type Refusal, type Result } from "#host/kernel/result.ts";
import type { Approval, Engine } from "#host/contract/approval.ts";
import { slotId } from "#host/contract/primitives.ts";
import type { TrustedRoot } from "#host/trust/keyring/root.ts";
import { mainMember, verifyContents } from "#host/trust/approval/contents.ts";
import { verifyNotRevoked } from "#host/trust/revocations.ts";
import { REVOCATIONS_PATH, riskPath, riskVersions } from "#host/trust/registry/statements.ts";
import { approvalPath, readPluginFiles } from "#host/trust/registry/folder.ts";
import { pointerPath, readPointer } from "#host/trust/registry/pointer.ts";
import { verifyAt } from "#host/trust/registry/resolve.ts";
import type { SignedFiles } from "#host/trust/registry/signed-files.ts";
import { historyOf, surveyApprovals, type Surveyed } from "#host/trust/registry/survey.ts";
import type { Done, Handler, RefusedShowing } from "#host/terminal/run-command.ts";
import { renderTable } from "#host/terminal/table.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import { workspaceAt } from "#host/workspace/paths.ts";
import { engineHere } from "../engine.ts";
import type { SignPorts } from "../ports.ts";
import { signedPolicies } from "../risk/policy.ts";
import { warnIfKeptTwice } from "../root/store.ts";
import { trustHere, type TrustHere } from "../trust-here.ts";

/** One thing that was checked. */
interface Row {
  /** Relative to signed/, or `keys/root.json`. */
  readonly path: string;
  readonly is: "root" | "revocations" | "risk" | "approval" | "history" | "next" | "active";
  readonly slot: string | null;
  readonly slotVersion: number | null;
  readonly plugin: string | null;
  readonly expires: string | null;
  /** null: nothing is wrong. */
  readonly refusal: Refusal | null;
  /** It was taken back, which is in order: nothing will run it. */
  readonly revoked: boolean;
}

interface Check {
  readonly trust: TrustHere;
  readonly engine: Engine;
}

/** `sign verify`: time, engine and today's keys are asked of what a pointer names, integrity of everything. */
export function verify(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const trust = trustHere(workspace, ports.nowMs());
    if (!trust.ok) return trust;
    warnIfKeptTwice(workspace, trust.value.root, ports);
    const engine = engineHere(ports);
    if (!engine.ok) return engine;
    const checked = checkAll({ trust: trust.value, engine: engine.value });
    if (!checked.ok) return checked;
    const below = (args.textOrNull("PATH") ?? "").replace(/^signed\/|\/$/g, "");
    return report([rootRow(trust.value.root), ...checked.value], below);
  };
}

function checkAll(check: Check): Result<readonly Row[]> {
  const { signed, ever } = check.trust;
  const survey = surveyApprovals(signed, ever);
  if (!survey.ok) return survey;
  const slots = slotsOf(signed, survey.value);
  if (!slots.ok) return slots;
  return {
    ok: true,
    value: [
      ...statementRows(check.trust),
      ...survey.value.map((row) => approvalRow(check, row)),
      ...slots.value.flatMap((slot) => slotRows(check, survey.value, slot)),
    ],
  };
}

/** The list of revocations was read already: without it nothing is judged. */
function statementRows(trust: TrustHere): readonly Row[] {
  const nothing = { slot: null, plugin: null, expires: null, revoked: false };
  const { revoked, signed } = trust;
  const rows: Row[] = [];
  if (revoked !== null) {
    const { version: slotVersion } = revoked;
    rows.push({
      path: REVOCATIONS_PATH,
      is: "revocations",
      ...nothing,
      slotVersion,
      refusal: null,
    });
  }
  const versions = riskVersions(signed);
  const newest = versions.ok ? (versions.value.at(-1) ?? null) : null;
  if (newest === null) return rows;
  const policies = signedPolicies(trust);
  const refusal = policies.ok ? null : policies.refusal;
  return [
    ...rows,
    { path: riskPath(newest), is: "risk", ...nothing, slotVersion: newest, refusal },
  ];
}

function rootRow({ version, root }: TrustedRoot): Row {
  const expires = root.expires;
  const row = { path: "keys/root.json", is: "root", slot: null, plugin: null, expires } as const;
  return { ...row, slotVersion: version, refusal: null, revoked: false };
}

function approvalRow(check: Check, { place, approval, standing }: Surveyed): Row {
  const contents = approval === null ? null : checkContents(check, place, approval);
  return {
    path: approvalPath(place),
    is: "approval",
    ...wordsOf(approval),
    plugin: `${place.id} ${place.version}`,
    refusal: typeof standing === "object" ? standing.refusal : contents,
    revoked: approval !== null && isTakenBack(check.trust, place.approval, approval),
  };
}

function isTakenBack({ revoked }: TrustHere, sha256: string, approval: Approval): boolean {
  const { bundleSha256 } = mainMember(approval);
  const subject = { approvalSha256: sha256, bundleSha256 };
  return !verifyNotRevoked(revoked?.entries ?? [], subject).ok;
}

function wordsOf(approval: Approval | null): Pick<Row, "slot" | "slotVersion" | "expires"> {
  return {
    slot: approval?.slot ?? null,
    slotVersion: approval?.slotVersion ?? null,
    expires: approval?.expires ?? null,
  };
}

function checkContents(check: Check, place: Surveyed["place"], approval: Approval): Refusal | null {
  const files = readPluginFiles(check.trust.signed, place.id, place.version);
  const contents = files.ok ? verifyContents(approval, files.value, readManifest) : files;
  return contents.ok ? null : contents.refusal;
}

/** Slots that have an approval or a pointer. */
function slotsOf(files: SignedFiles, survey: readonly Surveyed[]): Result<readonly string[]> {
  const slots = new Set(survey.flatMap(({ approval }) => approval?.slot ?? []));
  for (const place of ["next", "active"] as const) {
    const entries = files.list(place);
    if (!entries.ok) return entries;
    for (const { name } of entries.value) {
      const slot = slotId.safeParse(name.replace(/\.json$/, ""));
      if (slot.success) slots.add(slot.data);
    }
  }
  return { ok: true, value: [...slots].toSorted() };
}

function slotRows(check: Check, survey: readonly Surveyed[], slot: string): Row[] {
  const history = historyOf(survey, slot);
  const newest = history.ok ? history.value.at(-1) : undefined;
  const rows: Row[] = [
    {
      path: "",
      is: "history",
      slot,
      slotVersion: newest?.slotVersion ?? null,
      plugin: null,
      expires: null,
      refusal: history.ok ? null : history.refusal,
      revoked: false,
    },
  ];
  for (const place of ["next", "active"] as const) {
    const row = pointerRow(check, place, slot);
    if (row !== null) rows.push(row);
  }
  return rows;
}

/** As the host would judge it with an empty journal: only the journal knows what was adopted. */
function pointerRow(check: Check, place: "next" | "active", slot: string): Row | null {
  const { trust, engine } = check;
  const pointer = readPointer(trust.signed, place, slot);
  const row = { path: pointerPath(place, slot), is: place, slot, revoked: false } as const;
  const nothing = { slotVersion: null, plugin: null, expires: null };
  if (!pointer.ok) return { ...row, ...nothing, refusal: pointer.refusal };
  if (pointer.value === null) return null;
  const { root, nowMs, revoked } = trust;
  const revocations = revoked?.entries ?? [];
  const view = { root, engine, nowMs, floor: null, readManifest, revocations };
  const plugin = verifyAt(trust.signed, pointer.value, "next", view);
  if (!plugin.ok) return { ...row, ...nothing, refusal: plugin.refusal };
  const { slotVersion, id, version, approval } = plugin.value;
  const words = { slotVersion, plugin: `${id} ${version}`, expires: approval.expires };
  return { ...row, ...words, refusal: null };
}

function report(rows: readonly Row[], below: string): Done | RefusedShowing {
  const shown = rows.filter(({ path, is }) => is === "root" || isBelow(path, below));
  if (below !== "" && shown.length === 1) {
    return refuse("argument_invalid", `nothing in signed/ lies at or below ${below}`);
  }
  const shows = { text: table(shown), data: { rows: shown } };
  const bad = shown.flatMap(({ refusal, path, slot }) =>
    refusal === null ? [] : [{ refusal, where: path === "" ? (slot ?? "") : path }],
  );
  const [first] = bad;
  if (first === undefined) return { ok: true, ...shows };
  const { code, message } = first.refusal;
  const refused = refuse(
    "signed_refused",
    `${bad.length} of ${shown.length} were refused; ${first.where}: ${code}: ${message}`,
    { detail: { refused: bad.length, checked: shown.length } },
  );
  return { ...refused, shown: shows };
}

function table(rows: readonly Row[]): string {
  const titles = ["what", "slot", "version", "plugin", "expires", "verdict", "path"];
  return renderTable(
    titles.map((title) => ({ title })),
    rows.map(({ is, slot, slotVersion, plugin, expires, refusal, revoked, path }) => [
      is,
      slot,
      slotVersion,
      plugin,
      expires,
      refusal?.code ?? (revoked ? "revoked" : "ok"),
      path,
    ]),
  );
}

function isBelow(path: string, below: string): boolean {
  return below === "" || path === below || path.startsWith(`${below}/`);
}
