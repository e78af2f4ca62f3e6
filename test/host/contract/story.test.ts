/** The golden files name each other by digest: manifest → candidate → approval → envelope under the root → pointer. */
import { expect, it } from "vitest";
import { approval } from "#host/contract/approval.ts";
import { candidate } from "#host/contract/candidate.ts";
import { GENESIS } from "#host/contract/journal.ts";
import { pluginManifest } from "#host/contract/manifest.ts";
import { pointer } from "#host/contract/pointer.ts";
import { root } from "#host/contract/root.ts";
import { readCanonicalEntry } from "#host/journal/entry.ts";
import { verifyAuthentic } from "#host/trust/approval/authentic.ts";
import { mainMember } from "#host/trust/approval/contents.ts";
import { keyringOf } from "#host/trust/keyring/keyring.ts";
import { sha256, utf8 } from "#test/kit/signer.ts";
import { goldenLines, goldenText } from "./shapes.ts";

const first = (file: string): string => goldenLines(file)[0] ?? "";
const approved = approval.parse(JSON.parse(first("approval.json")));
const member = mainMember(approved);

it("the candidate is what was built from the manifest", () => {
  const built = candidate.parse(JSON.parse(first("candidate.json")));
  const { id, version } = pluginManifest.parse(JSON.parse(first("manifest.json")));
  expect(built).toMatchObject({ id, version, manifestSha256: sha256(goldenText("manifest.toml")) });
});

it("the approval names the candidate's digests", () => {
  const { id, version, bundleSha256, sourceSha256, manifestSha256 } = candidate.parse(
    JSON.parse(first("candidate.json")),
  );
  expect(member).toMatchObject({ id, version, bundleSha256, sourceSha256, manifestSha256 });
});

it("the envelope holds the approval's exact bytes, signed by a key of the root", () => {
  const keyring = keyringOf(root.parse(JSON.parse(first("root.json"))));
  if (!keyring.ok) throw new Error(keyring.refusal.message);
  const bytes = utf8(first("envelope.json"));
  const verified = verifyAuthentic(bytes, "paper", keyring.value, sha256(first("approval.json")));
  expect(verified).toMatchObject({ ok: true, value: { approval: approved } });
});

it("the pointer names the approval", () => {
  const { id, version } = member;
  expect(pointer.parse(JSON.parse(first("pointer.json")))).toMatchObject({
    slot: approved.slot,
    id,
    version,
    approval: sha256(first("approval.json")),
  });
});

it("the journal's lines are a chain, each in its canonical text", () => {
  let prev = GENESIS;
  for (const [seq, line] of goldenLines("journal-entry.jsonl").entries()) {
    expect(readCanonicalEntry(line)).toMatchObject({ ok: true, value: { seq, prev } });
    prev = sha256(line);
  }
});
