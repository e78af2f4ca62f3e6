import { readRevocations } from "#host/trust/registry/revocation-file.ts";
import { refuse, type Refusal, type Result } from "#host/kernel/result.ts";
import type { Approval, Engine } from "#host/contract/approval.ts";
import { slotId } from "#host/contract/primitives.ts";
import type { TrustedRoot } from "#host/trust/keyring/root.ts";
import { verifyContents } from "#host/trust/approval/contents.ts";
import { approvalPath, readPluginFiles } from "#host/trust/registry/folder.ts";
import { pointerPath, readPointer } from "#host/trust/registry/pointer.ts";
import { verifyAt } from "#host/trust/registry/resolve.ts";
import type { SignedFiles } from "#host/trust/registry/signed-files.ts";
import { historyOf, surveyApprovals, type Surveyed } from "#host/trust/registry/survey.ts";
import type { Done, Handler, RefusedShowing } from "#host/terminal/run-command.ts";
import { renderTable } from "#host/terminal/table.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import { workspaceAt } from "#host/workspace/paths.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";
import { engineHere } from "../engine.ts";
import type { SignPorts } from "../ports.ts";
import { currentRoot } from "../root/store.ts";

/** One thing that was checked. */
interface Row {
  /** Relative to signed/, or `keys/root.json`. */
  readonly path: string;
  readonly is: "root" | "approval" | "history" | "next" | "active";
  readonly slot: string | null;
  readonly slotVersion: number | null;
  readonly plugin: string | null;
  readonly expires: string | null;
  /** null: nothing is wrong. */
  readonly refusal: Refusal | null;
}

interface Check {
  readonly files: SignedFiles;
  readonly root: TrustedRoot;
  readonly engine: Engine;
  readonly nowMs: number;
}

/** `sign verify`: time and engine are asked of what a pointer names, integrity of everything. */
export function verify(ports: SignPorts): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const nowMs = ports.nowMs();
    const root = currentRoot(workspace, nowMs);
    if (!root.ok) return root;
    const engine = engineHere(ports);
    if (!engine.ok) return engine;
    const files = signedFilesIn(workspace.signed);
    const checked = checkAll({ files, root: root.value, engine: engine.value, nowMs });
    if (!checked.ok) return checked;
    const below = (args.textOrNull("PATH") ?? "").replace(/^signed\/|\/$/g, "");
    return report([rootRow(root.value), ...checked.value], below);
  };
}

function checkAll(check: Check): Result<readonly Row[]> {
  const survey = surveyApprovals(check.files, check.root.keyring);
  if (!survey.ok) return survey;
  const slots = slotsOf(check.files, survey.value);
  if (!slots.ok) return slots;
  return {
    ok: true,
    value: [
      ...survey.value.map((row) => approvalRow(check, row)),
      ...slots.value.flatMap((slot) => slotRows(check, survey.value, slot)),
    ],
  };
}

function rootRow({ version, root }: TrustedRoot): Row {
  const expires = root.expires;
  const row = { path: "keys/root.json", is: "root", slot: null, plugin: null, expires } as const;
  return { ...row, slotVersion: version, refusal: null };
}

function approvalRow(check: Check, { place, approval, standing }: Surveyed): Row {
  const contents = approval === null ? null : checkContents(check, place, approval);
  return {
    path: approvalPath(place),
    is: "approval",
    ...wordsOf(approval),
    plugin: `${place.id} ${place.version}`,
    refusal: typeof standing === "object" ? standing.refusal : contents,
  };
}

function wordsOf(approval: Approval | null): Pick<Row, "slot" | "slotVersion" | "expires"> {
  return {
    slot: approval?.slot ?? null,
    slotVersion: approval?.slotVersion ?? null,
    expires: approval?.expires ?? null,
  };
}

function checkContents(check: Check, place: Surveyed["place"], approval: Approval): Refusal | null {
  const files = readPluginFiles(check.files, place.id, place.version);
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
  const pointer = readPointer(check.files, place, slot);
  const row = { path: pointerPath(place, slot), is: place, slot } as const;
  const nothing = { slotVersion: null, plugin: null, expires: null };
  if (!pointer.ok) return { ...row, ...nothing, refusal: pointer.refusal };
  if (pointer.value === null) return null;
  const { root, engine, nowMs } = check;
  const revoked = readRevocations(check.files, root.keyring, null);
  if (!revoked.ok) return { ...row, ...nothing, refusal: revoked.refusal };
  const revocations = revoked.value?.entries ?? [];
  const view = { root, engine, nowMs, floor: null, readManifest, revocations };
  const plugin = verifyAt(check.files, pointer.value, "next", view);
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
    rows.map(({ is, slot, slotVersion, plugin, expires, refusal, path }) => [
      is,
      slot,
      slotVersion,
      plugin,
      expires,
      refusal?.code ?? "ok",
      path,
    ]),
  );
}

function isBelow(path: string, below: string): boolean {
  return below === "" || path === below || path.startsWith(`${below}/`);
}
