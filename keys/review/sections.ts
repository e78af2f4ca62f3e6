/** The review in words: what both renderers say alike, section by section. */
import type { Verdict } from "#host/contract/finding.ts";
import type { Review } from "./review.ts";
import type { ReviewedFile } from "./source-diff.ts";

export type Tone = "plain" | "good" | "warning" | "bad";

export interface Note {
  readonly tone: Tone;
  readonly text: string;
}

export const SECTIONS = [
  ["what", "What is to be signed"],
  ["source", "Source, against what is active"],
  ["limits", "Parameters and risk"],
  ["conformance", "Conformance"],
  ["evidence", "Evidence, against what is active"],
  ["provenance", "Where it comes from, and who signs"],
  ["position", "An open position"],
  ["confirm", "To confirm"],
] as const;
export type SectionId = (typeof SECTIONS)[number][0];

/** One line above everything: may it be signed? */
export function headline(review: Review): Note {
  const [first] = review.refusals;
  if (first !== undefined) {
    const more = review.refusals.length > 1 ? ` (and ${review.refusals.length - 1} more)` : "";
    return { tone: "bad", text: `MUST NOT BE SIGNED: ${first.code}: ${first.message}${more}` };
  }
  const lacks = reservations(review);
  if (lacks.length > 0) return { tone: "warning", text: `May be signed, but: ${lacks.join(", ")}` };
  return { tone: "good", text: "Nothing speaks against signing" };
}

function reservations({ conformance, evidence, risk, source, active }: Review): readonly string[] {
  const wider = risk.filter(({ direction }) => direction === "wider").length;
  const literals = source.files.flatMap((file) => file.literals);
  const fresh = active === null ? 0 : literals.filter((each) => each.fresh).length;
  const all: readonly (readonly [applies: boolean, text: string])[] = [
    [conformance.state === "missing", "no conformance report"],
    [evidence.state === "missing", "no evidence"],
    [wider > 0, `${wider} limit${wider === 1 ? "" : "s"} WIDER`],
    [fresh > 0, `${fresh} new literal${fresh === 1 ? "" : "s"} to look at`],
    [source.invisible > 0, "INVISIBLE characters"],
  ];
  return all.filter(([applies]) => applies).map(([, text]) => text);
}

export function whatPairs(review: Review): readonly (readonly [name: string, value: string])[] {
  const { active, lastSlotVersion, slotVersion } = review;
  return [
    ["strategy", `${review.id} version ${review.version}`],
    ["slot", review.slot],
    [
      "slot version",
      lastSlotVersion === null
        ? `new slot → ${slotVersion}`
        : `${lastSlotVersion} → ${slotVersion}`,
    ],
    [
      "replaces",
      active === null
        ? "nothing"
        : `${active.id} version ${active.version}, slot version ${active.slotVersion}, ${active.standing === "active" ? "adopted" : "signed, not adopted yet"}`,
    ],
    ["trades", `${review.instruments.join(" ")} at ${review.timeframe}`],
    ["valid", `${review.notBefore} to ${review.expires}`],
    ["reason", review.reason],
    ["engine", engineText(review.engine)],
    ["prelude", review.engine.preludeSha256],
    ["bundle", review.digests.bundle],
    ["manifest", review.digests.manifest],
    ["source", review.digests.source],
    ...(review.digests.approval === null ? [] : [["approval", review.digests.approval] as const]),
  ];
}

function engineText({ node, v8, arch, isolatedVm }: Review["engine"]): string {
  return `node ${node}, v8 ${v8}, ${arch}, isolated-vm ${isolatedVm}`;
}

export function sourceNotes(review: Review): readonly Note[] {
  const { source, active } = review;
  const notes: Note[] = [
    review.sourceIsWhatIsSigned
      ? {
          tone: "good",
          text: `sha256 of the source that is shown = the one that is signed: ${source.shownSha256}`,
        }
      : {
          tone: "bad",
          text: `the source that is shown is ${source.shownSha256}, NOT the one that would be signed`,
        },
    {
      tone: "plain",
      text:
        active === null
          ? "nothing is active: every line is new"
          : `${several(source.addedLines, "line")} added, ${source.removedLines} removed`,
    },
  ];
  if (source.incomplete !== null)
    notes.push({ tone: "bad", text: `NOT ALL IS SHOWN: ${source.incomplete}` });
  if (source.invisible > 0) {
    const text = `${several(source.invisible, "INVISIBLE character")}, written as ⟨U+…⟩`;
    notes.push({ tone: "bad", text });
  }
  if (source.foreign > 0) {
    notes.push({
      tone: "warning",
      text: `${several(source.foreign, "character")} outside ASCII; a letter may look like another`,
    });
  }
  notes.push({
    tone: "plain",
    text: "the bundle is what sdk build makes of this source: build it again and compare the digest",
  });
  return notes;
}

function several(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** Literals beyond these only bury the first. */
const LITERALS_SHOWN = 40;

export function literalNotes(files: readonly ReviewedFile[]): readonly Note[] {
  const all = files.flatMap(({ path, literals }) => literals.map((each) => ({ ...each, path })));
  const ordered = [...all.filter(({ fresh }) => fresh), ...all.filter(({ fresh }) => !fresh)];
  const notes = ordered.slice(0, LITERALS_SHOWN).map(({ path, line, what, fresh }): Note => ({
    tone: fresh ? "warning" : "plain",
    text: `${path}:${line}: ${what}${fresh ? " (new)" : ""}`,
  }));
  const more = all.length - notes.length;
  return more === 0 ? notes : [...notes, { tone: "plain", text: `… and ${more} more` }];
}

const FILE_WORDS: Readonly<Record<ReviewedFile["change"], string>> = {
  same: "unchanged",
  changed: "changed",
  added: "new",
  removed: "removed",
};

export function fileTitle({ path, change, lines }: ReviewedFile): string {
  if (change === "same") return `${path}: ${FILE_WORDS[change]}`;
  const count = (kind: string): number => lines.filter((line) => line.kind === kind).length;
  return `${path}: ${FILE_WORDS[change]}, +${count("added")} −${count("removed")}`;
}

export function conformanceNotes({ conformance, environment }: Review): readonly Note[] {
  const { state, refusal, createdAt, suite, counts, data, sha256 } = conformance;
  if (state === "missing") {
    return [
      {
        tone: "warning",
        text: `NO CONFORMANCE REPORT. Allowed on ${environment}; nothing was proved about look-ahead, state, cost or determinism. sdk check makes one.`,
      },
    ];
  }
  const notes: Note[] = [];
  if (refusal !== null)
    notes.push({ tone: "bad", text: `REFUSED: ${refusal.code}: ${refusal.message}` });
  if (refusal?.hint !== undefined) notes.push({ tone: "plain", text: refusal.hint });
  if (createdAt === null) return notes;
  notes.push(claimNote(conformance.claim));
  const counted = `${counts.pass} pass, ${counts.fail} fail, ${counts.unproven} unproven, ${counts.report} reported`;
  notes.push({ tone: counts.fail > 0 ? "bad" : "good", text: counted });
  notes.push({
    tone: "plain",
    text: `suite ${suite ?? "-"}, made at ${createdAt}, file ${sha256 ?? "-"}`,
  });
  notes.push({ tone: "plain", text: `on ${data.join("; ")}` });
  return notes;
}

/** A digest says that the file is this one, never that what it says happened. */
function claimNote(claim: string | null): Note {
  const text = `an ${claim ?? "unsigned claim"}: run it again where it matters to you`;
  return { tone: "warning", text };
}

export function evidenceNotes({ evidence, environment }: Review): readonly Note[] {
  const { state, refusal, ignored } = evidence;
  if (state === "missing") {
    const why = ignored ?? "nobody compared it with what is active";
    return [
      {
        tone: "warning",
        text: `NO EVIDENCE: ${why}. Allowed on ${environment}. sdk compare makes it.`,
      },
    ];
  }
  const notes: Note[] = [];
  if (refusal !== null)
    notes.push({ tone: "bad", text: `REFUSED: ${refusal.code}: ${refusal.message}` });
  if (refusal?.hint !== undefined) notes.push({ tone: "plain", text: refusal.hint });
  if (evidence.data === null) return notes;
  notes.push(claimNote(evidence.claim));
  notes.push({ tone: "plain", text: `${evidence.data}, made at ${evidence.createdAt ?? "-"}` });
  notes.push(
    evidence.costsComplete
      ? { tone: "plain", text: `costs: ${evidence.costs ?? "-"}` }
      : {
          tone: "warning",
          text: `costs: ${evidence.costs ?? "-"}; INCOMPLETE: some funding rates are not known`,
        },
  );
  return notes;
}

export function decisionNote({ evidence }: Review): Note | null {
  const { decisions, against, againstTimeframe } = evidence;
  if (decisions === null) return null;
  if (againstTimeframe !== null) {
    const text = `decisions are not compared: what is active decides ${againstTimeframe} bars, none of which correspond to the candidate's`;
    return { tone: "plain", text };
  }
  const days = Math.round((decisions.toMs - decisions.fromMs) / 86_400_000);
  if (against === null) return { tone: "plain", text: "nothing to compare decisions with" };
  return {
    tone: "plain",
    text: `${decisions.differing} of ${decisions.evaluated} decisions differ in the last ${days} days of the data`,
  };
}

export function provenanceNotes({ provenance }: Review): readonly Note[] {
  const { from, proposedBy, rootVersion, threshold, signed, missing } = provenance;
  const counting = signed.filter(({ counts }) => counts).length;
  return [
    { tone: "plain", text: from },
    ...(proposedBy === null
      ? []
      : [
          {
            tone: "warning" as const,
            text: `proposed by, as its unsigned record claims: ${proposedBy}`,
          },
        ]),
    {
      tone: "plain",
      text: `root version ${rootVersion} asks for ${threshold} release signature${threshold === 1 ? "" : "s"}`,
    },
    missing === 0
      ? { tone: "good", text: `complete: ${counting} of ${threshold} signed` }
      : { tone: "warning", text: `${counting} of ${threshold} signed, ${missing} missing` },
  ];
}

export const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = {
  pass: "good",
  fail: "bad",
  unproven: "warning",
  report: "plain",
};

export function unchanged(lines: number): string {
  return lines === 1 ? "1 unchanged line" : `${lines} unchanged lines`;
}

/** Used and allowed, in as few digits as tell them apart. */
export function amount(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) {
    return String(value).replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ",");
  }
  return String(Number(value.toPrecision(4)));
}
