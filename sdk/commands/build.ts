import { relative } from "node:path";
import type { Candidate } from "#host/contract/candidate.ts";
import type { Finding } from "#host/contract/finding.ts";
import { lineText } from "#host/contract/primitives.ts";
import { refuse, type Refusal } from "#host/kernel/result.ts";
import type { Handler } from "#host/terminal/run-command.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { buildPlugin, type Proof } from "../build/build.ts";
import { candidateOf, signedDiffers, writeCandidate } from "../build/candidate.ts";
import { renderFindings } from "../build/finding-table.ts";
import { findPlugin } from "../build/plugin-path.ts";
import { findingOf } from "../build/rules.ts";

/** What came of one plugin. */
interface Outcome {
  readonly name: string;
  readonly refusal: Refusal | null;
  readonly findings: readonly Finding[];
  readonly candidate: Candidate | null;
  /** Of the candidate, relative to the workspace. */
  readonly dir: string | null;
  readonly note: string;
}

/**
 * `sdk build PLUGIN …`. Each plugin is built whatever became of those before it; the refusal is the first one's.
 */
export function build(proof: Proof): Handler {
  return async (args) => {
    const workspace = workspaceAt(args.workspace);
    const claimed = args.textOrNull("proposed-by");
    if (claimed !== null && !lineText.safeParse(claimed).success) {
      return refuse("argument_invalid", "--proposed-by takes one line of at most 280 characters");
    }
    const outcomes: Outcome[] = [];
    for (const named of args.texts("PLUGIN")) {
      outcomes.push(await buildOne(workspace, named, claimed, proof));
    }
    const text = outcomes.map(renderOutcome).join("\n\n");
    const plugins = outcomes.map(({ refusal, ...rest }) => ({
      ok: refusal === null,
      ...rest,
      ...(refusal === null ? {} : { refusal }),
    }));
    const refusal = outcomes.find((each) => each.refusal !== null)?.refusal ?? null;
    return refusal === null
      ? { ok: true, text, data: { plugins } }
      : { ok: false, refusal, shown: { text, data: { plugins } } };
  };
}

async function buildOne(
  workspace: Workspace,
  named: string,
  proposedBy: string | null,
  proof: Proof,
): Promise<Outcome> {
  const nothing = { name: named, findings: [], candidate: null, dir: null, note: "nothing built" };
  const path = findPlugin(workspace, named);
  if (!path.ok) return { ...nothing, refusal: path.refusal };
  const { name, findings, refusal, built } = await buildPlugin(path.value, proof);
  if (built === null) return { ...nothing, name, findings, refusal };
  const { manifest, source, bundle } = built;
  if (manifest === null) {
    const note = "a bare script: checked and loaded; without a manifest there is no candidate";
    return { ...nothing, name, findings, refusal, note };
  }
  const candidate = candidateOf(manifest, source.files, bundle, proposedBy);
  if (signedDiffers(workspace, candidate)) {
    const finding = findingOf("version", "fail", `version ${candidate.version} is signed already`);
    const message = `${name}: ${finding.message}, over other bytes`;
    const signed = { code: "version_signed", message, hint: finding.remedy } as const;
    return { ...nothing, name, findings: [...findings, finding], refusal: signed };
  }
  const { dir, before, record } = writeCandidate(workspace, candidate, source.files, bundle);
  const shown = relative(workspace.dir, dir);
  return { name, refusal, findings, candidate: record, dir: shown, note: noteOf(before) };
}

function noteOf(before: "nothing" | "same" | "other"): string {
  switch (before) {
    case "nothing":
      return "new";
    case "same":
      return "the same bytes as before";
    case "other":
      return "replaces other bytes of the same version, which was not signed";
  }
}

function renderOutcome({ name, refusal, findings, candidate, dir, note }: Outcome): string {
  const state = refusal === null ? "built" : "refused";
  const lines = [`${name}: ${state}`];
  if (findings.length > 0) lines.push(renderFindings(findings));
  if (candidate !== null) lines.push(`bundle ${candidate.bundleSha256}`, `wrote ${dir} (${note})`);
  else lines.push(note);
  return lines.join("\n");
}
