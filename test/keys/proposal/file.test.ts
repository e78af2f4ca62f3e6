import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Result } from "#host/kernel/result.ts";
import {
  draftOf,
  proposalText,
  readOneProposal,
  readProposals,
  withSignatures,
  writeProposal,
  type Draft,
} from "#keys/proposal/file.ts";
import { contentsOf, aFolder } from "#test/kit/workspace.ts";
import { sha256, utf8 } from "#test/kit/signer.ts";

const signature = (name: string) => ({ keyid: sha256(name), bytes: utf8(`signature of ${name}`) });
const draft = (words = "{}", files: Draft["files"] = new Map()): Draft =>
  draftOf("root", utf8(words), files);
const codeOf = (result: Result<unknown>): string => (result.ok ? "" : result.refusal.code);

function put(...drafts: Draft[]): string[] {
  const folder = aFolder();
  return drafts.map((each, index) => {
    const path = join(folder, `${index}.json`);
    writeFileSync(path, proposalText(each));
    return path;
  });
}

describe("a proposal", () => {
  it("comes back as it was written: bytes, signatures and files", () => {
    const files = new Map([["source/signal.ts", Uint8Array.from([0, 255, 10])]]);
    const whole = withSignatures(draft('{"a":1}', files), [signature("alice")]);
    const read = readOneProposal(put(whole), "root");
    expect(read.ok && proposalText(read.value.draft)).toBe(proposalText(whole));
    expect(read.ok && [...read.value.draft.files.keys()]).toEqual(["source/signal.ts"]);
  });

  it("and its copies are one, with every signature once", () => {
    const [a, b] = [signature("alice"), signature("bob")];
    const paths = put(withSignatures(draft(), [a]), withSignatures(draft(), [b, a]));
    const read = readOneProposal(paths, "root");
    expect(read.ok && read.value.draft.signatures.map(({ keyid }) => keyid)).toEqual([
      a.keyid,
      b.keyid,
    ]);
    expect(read.ok && read.value.paths).toEqual(paths);
  });

  it("of several statements stays several", () => {
    const read = readProposals(put(draft("{}"), draft("[]"), draft("{}")), "root");
    expect(read.ok && read.value.map(({ paths }) => paths.length)).toEqual([2, 1]);
  });

  it.for<[string, (folder: string) => string[], string]>([
    ["that is not there", (folder) => [join(folder, "none.json")], "proposal_missing"],
    ["that nobody named", () => [], "proposal_missing"],
    ["that is a folder", (folder) => [folder], "proposal_invalid"],
    ["of another kind", () => put({ ...draft(), kind: "risk" }), "proposal_invalid"],
    ["that states two things", () => put(draft("{}"), draft("[]")), "proposal_differs"],
    [
      "whose copies show different files",
      () => put(draft("{}"), draft("{}", new Map([["bundle.js", utf8("x")]]))),
      "proposal_differs",
    ],
  ])("%s is refused", ([, paths, code]) => {
    expect(codeOf(readOneProposal(paths(aFolder()), "root"))).toBe(code);
  });

  it.for<[string, (text: string) => string]>([
    ["cut off", (text) => text.slice(0, -9)],
    ["with a member more", (text) => text.replace("{", '{"approved":true,')],
    ["with a member twice", (text) => text.replace("{", '{"kind":"root",')],
    ["with base64 of another spelling", (text) => text.replace('"e30="', '"e3"')],
    ["of a later schema", (text) => text.replace("proposal/1", "proposal/2")],
  ])("%s is refused", ([, change]) => {
    const [path = ""] = put(draft());
    writeFileSync(path, change(proposalText(draft())));
    expect(codeOf(readOneProposal([path], "root"))).toBe("proposal_invalid");
  });

  it("is never written over another one, unless it continues it", () => {
    const folder = aFolder();
    const path = join(folder, "p.json");
    expect(codeOf(writeProposal(path, draft("{}"), { continues: false }))).toBe("");
    const before = contentsOf(folder);
    expect(codeOf(writeProposal(path, draft("[]"), { continues: false }))).toBe("proposal_exists");
    expect(contentsOf(folder)).toEqual(before);
    expect(codeOf(writeProposal(path, draft("[]"), { continues: true }))).toBe("");
    expect(contentsOf(folder)).not.toEqual(before);
  });
});
