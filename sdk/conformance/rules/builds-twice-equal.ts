import { sha256Hex } from "#host/kernel/digest.ts";
import { compilePlugin } from "../../build/compile.ts";
import { readTexts } from "../../build/source-text.ts";
import type { Rule } from "../rule.ts";

const QUICK = "the build compared two bundles of one process; a certificate needs another process";

export const buildsTwiceEqual: Rule = {
  id: "builds-twice-equal",
  line: "the source gives the bundle's bytes again, in another process",
  proves: "the bytes that were checked follow from the source that is shown, twice",
  cannotProve:
    "that another version of the bundler gives them: the candidate names the one that did",
  remedy: "this is a defect of the builder: keep the source and report it; do not sign",
  async behaviour(lab) {
    const { source, bundle, manifest } = lab.subject.built;
    // A compiler's start is most of a quick look's time, and nobody signs one.
    if (lab.subject.quick) return [{ verdict: "report", message: QUICK }];
    lab.tell("bundling again");
    const again = await compilePlugin(readTexts(source.files).texts, source.entry ?? "", manifest);
    if (again.bundle === null) {
      const why = again.findings.find(({ verdict }) => verdict === "fail")?.message ?? "no reason";
      return [{ verdict: "fail", message: `the second build gave no bundle: ${why}` }];
    }
    const [first, second] = [sha256Hex(bundle.code), sha256Hex(again.bundle.code)];
    return first === second
      ? [{ verdict: "pass", message: `bundle ${first.slice(0, 12)}… twice` }]
      : [
          {
            verdict: "fail",
            message: `bundle ${first.slice(0, 12)}…, then ${second.slice(0, 12)}…`,
          },
        ];
  },
};
