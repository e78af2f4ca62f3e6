import { describe, expect, it } from "vitest";
import { renderReviewText } from "#keys/review/text.ts";
import { SECTIONS } from "#keys/review/sections.ts";
import { aComparison } from "#test/kit/reports.ts";
import { aHostilePlugin, aReview } from "#test/kit/review.ts";
import { anApproval, aPlugin, sourceFiles } from "#test/kit/signer.ts";

const active = {
  approval: anApproval(),
  approvalSha256: "a".repeat(64),
  source: sourceFiles(aPlugin()),
  standing: "active" as const,
};
const plain = { width: 100, colour: false };

describe("the screen", () => {
  it("has every section, numbered", () => {
    const text = renderReviewText(aReview(), plain);
    for (const [index, [, title]] of SECTIONS.entries()) {
      expect(text).toContain(`\n${index + 1}. ${title}\n`);
    }
  });

  it("says what must be typed", () => {
    expect(renderReviewText(aReview(), plain)).toMatch(/type: ema-cross 1$/);
  });

  it.for([40, 80, 120])("source and sentences fit %i columns", (width) => {
    const text = renderReviewText(aReview({ plugin: aHostilePlugin() }), { width, colour: false });
    const source = text.split("\n").filter((line) => /^ {6}[ \d]{5} \+ |^ {14}\S/.test(line));
    expect(source.length).toBeGreaterThan(10_000);
    expect(Math.max(...source.map((line) => line.length))).toBeLessThanOrEqual(Math.max(width, 40));
  });

  it("hostile text moves no cursor and hides nothing", () => {
    const text = renderReviewText(aReview({ plugin: aHostilePlugin() }), plain);
    expect(text).not.toMatch(/[\u001b\u202e\r]/);
    expect(text).toContain("⟨U+001B⟩");
  });

  it("colours only where they are welcome, and a word beside each", () => {
    const wider = { ...anApproval(), risk: { ...anApproval().risk, leverageMax: "4" } };
    const review = aReview({ active: { ...active, approval: wider } });
    const dull = renderReviewText(review, plain);
    const bright = renderReviewText(review, { width: 100, colour: true });
    expect(dull).not.toContain("\u001b");
    expect(dull).toMatch(/leverage, at most +4 +5 +WIDER/);
    expect(bright).toContain("\u001b[31m");
    expect(bright.replaceAll(/\u001b\[\d+m/g, "")).toBe(dull);
  });

  it("the last twenty differing decisions, and how many there are", () => {
    const listed = Array.from({ length: 30 }, (_, i) => ({
      ts: i * 60_000,
      candidate: `E1|B|1|||${i}`,
      against: "N",
    }));
    const decisions = { ...aComparison().decisions, differing: 30, listed };
    const against = {
      ...aComparison().candidate,
      slot: "paper.main.BTCUSDT",
      approvalSha256: active.approvalSha256,
      slotVersion: 1,
    };
    const text = renderReviewText(
      aReview({ active, comparison: aComparison({ decisions, against }) }),
      plain,
    );
    expect(text).toContain("30 of 288 decisions differ");
    expect(text).not.toContain("E1|B|1|||9 ");
    expect(text).toContain("E1|B|1|||29");
  });
});
