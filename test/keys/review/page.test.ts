import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { html } from "#keys/review/markup.ts";
import { PAGE_STYLE } from "#keys/review/page-style.ts";
import { renderReviewPage } from "#keys/review/page.ts";
import { renderReviewText } from "#keys/review/text.ts";
import { aComparison, aConformance, aFailure } from "#test/kit/reports.ts";
import { aHostilePlugin, aReview } from "#test/kit/review.ts";
import { anApproval, aPlugin, NOW_MS } from "#test/kit/signer.ts";

const page = (review = aReview()) => renderReviewPage(review, new Date(NOW_MS).toISOString());
const attack = `</p><script>alert(1)</script>`;

describe("the page", () => {
  it("needs nothing and runs nothing", () => {
    const text = page(aReview({ plugin: aHostilePlugin() }));
    expect(text).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
    );
    expect(text).toContain(PAGE_STYLE);
    expect(text).not.toMatch(/<script|<img|<link|<iframe|<form|<object|@import|url\(|javascript:/i);
    expect(text).not.toMatch(/\s(?:src|on\w+)=["']?[^<>]*>(?=[^<]*<\/)/i);
    expect([...text.matchAll(/href="([^"]*)"/g)].every(([, to]) => to?.startsWith("#"))).toBe(true);
  });

  it("every link leads to a section, and every table and picture has words", () => {
    const text = page(aReview({ comparison: aComparison() }));
    for (const [, id] of text.matchAll(/href="#([^"]*)"/g)) expect(text).toContain(`id="${id}"`);
    expect(text.match(/<caption/g)).toHaveLength(text.match(/<table/g)?.length ?? 0);
    expect(text.match(/aria-label="\d+\u00a0% of the limit"/g)).toHaveLength(
      text.match(/<svg/g)?.length ?? 0,
    );
  });

  it("says that bars of two timeframes do not correspond, on the page and on the screen", () => {
    const own = aComparison();
    const signed = { slot: "paper.main.BTCUSDT", approvalSha256: "a".repeat(64), slotVersion: 1 };
    const against = { ...own.candidate, ...signed };
    const review = aReview({ comparison: aComparison({ against, againstTimeframe: "1h" }) });
    const words = "decisions are not compared: what is active decides 1h bars";
    expect(page(review)).toContain(words);
    expect(page(review)).not.toContain("decisions differ");
    expect(renderReviewText(review, { width: 300, colour: false })).toContain(words);
  });

  it("hostile source: one style, no tag of its own, no invisible character", () => {
    const text = page(aReview({ plugin: aHostilePlugin() }));
    expect(text.match(/<\/style>/g)).toHaveLength(1);
    expect(text).toContain("&lt;/style&gt;&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(text).not.toContain("\u001b");
    expect(text).not.toContain("\u202E");
    expect(text).toContain("⟨U+202E⟩");
    expect(text.match(/<tr class="added">/g)).toHaveLength(10_003);
  });

  it("hostile reports: every text is escaped", () => {
    const finding = { ...aFailure("fail"), message: attack, remedy: `${attack}\u001b[31m` };
    const listed = [{ ts: 0, candidate: `E1|B|1|||${attack}`, against: "\u202EN" }];
    const decisions = { ...aComparison().decisions, differing: 1, listed };
    const data = { ...aComparison().data, name: attack };
    const text = page(
      aReview({
        conformance: aConformance({ accepted: false, findings: [finding] }),
        comparison: aComparison({ decisions, data }),
      }),
    );
    expect(text).not.toContain("<script");
    expect(text).not.toContain("\u001b");
    expect(text).not.toContain("\u202E");
  });

  it("reports are said to be unsigned claims, on the page, on the screen and in the document", () => {
    const review = aReview({ conformance: aConformance(), comparison: aComparison() });
    const words =
      /4\. Conformance[^]*unsigned claim of whoever ran sdk[^]*5\. Evidence[^]*unsigned claim of whoever ran sdk/;
    expect(renderReviewText(review, { width: 300, colour: false })).toMatch(words);
    expect(page(review).match(/an unsigned claim of whoever ran sdk/g)).toHaveLength(2);
    const claim = "unsigned claim of whoever ran sdk";
    expect(review).toMatchObject({ conformance: { claim }, evidence: { claim } });
    const none = aReview({ conformance: null, comparison: null });
    expect(none).toMatchObject({ conformance: { claim: null }, evidence: { claim: null } });
  });

  it("a line of source stands in its cell as it is, spaces and tabs too", () => {
    const source = { "manifest.toml": "id\n", "signal.ts": "\tif (a)  {  b; }  \n" };
    expect(page(aReview({ plugin: aPlugin({ source }) }))).toContain(
      '<td class="line">\tif (a)  {  b; }  </td>',
    );
  });

  it("what is wider says so beside its number", () => {
    const approval = { ...anApproval(), risk: { ...anApproval().risk, leverageMax: "4" } };
    const standing = "active" as const;
    const active = { approval, approvalSha256: "a".repeat(64), source: [], standing };
    expect(page(aReview({ active }))).toMatch(/<td class="bad">5 <b>WIDER<\/b><\/td>/);
  });

  it.for<[name: string, review: Parameters<typeof aReview>[0], words: RegExp]>([
    ["nothing speaks against it", {}, /Nothing speaks against signing/],
    ["no report", { conformance: null, comparison: null }, /NO CONFORMANCE REPORT[^]*NO EVIDENCE/],
    [
      "a failure",
      { conformance: aConformance({ findings: [aFailure("fail")] }) },
      /MUST NOT BE SIGNED: conformance_failed[^]*REFUSED: conformance_failed/,
    ],
    [
      "incomplete costs",
      { comparison: aComparison({ costs: { ...aComparison().costs, complete: false } }) },
      /INCOMPLETE/,
    ],
    [
      "other bytes than are signed",
      { source: [] },
      /source_digest_differs[^]*NOT the one that would be signed/,
    ],
  ])("%s: said in words on page and screen", ([, change, words]) => {
    expect(page(aReview(change))).toMatch(words);
    expect(renderReviewText(aReview(change), { width: 2_000, colour: false })).toMatch(words);
  });
});

describe("markup", () => {
  it("fills in text, never tags or attributes", () => {
    expect(html`<p class="${'" onclick="x'}">${"<b>&'"}</p>`.toString()).toBe(
      '<p class="&quot; onclick=&quot;x">&lt;b&gt;&amp;&#39;</p>',
    );
    const inner = html`<li>${"<"}</li>`;
    expect(
      html`<ul>
        ${[html`<li>${1}</li>`, inner]}
      </ul>`.toString(),
    ).toMatch(/^<ul>\s*<li>1<\/li><li>&lt;<\/li>\s*<\/ul>$/);
  });
});

/** Debian's, and what people have. */
const BROWSER = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => existsSync(path),
);

describe.skipIf(BROWSER === undefined)(
  `in a browser (skipped without chromium: ${BROWSER ?? "none here"})`,
  () => {
    it.for([400, 1_400])(
      "no script runs and nothing sticks out at %i pixels",
      { timeout: 60_000 },
      (width) => {
        const folder = mkdtempSync(join(tmpdir(), "bulkhead-page-"));
        try {
          const file = join(folder, "review.html");
          writeFileSync(file, page(aReview({ plugin: aHostilePlugin() })));
          const shot = join(folder, "shot.png");
          const common = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            `--user-data-dir=${folder}/p`,
          ];
          const options = { stdio: "ignore", timeout: 50_000 } as const;
          const url = `file://${file}`;
          const size = `--window-size=${width},1200`;
          execFileSync(BROWSER ?? "", [...common, size, `--screenshot=${shot}`, url], options);
          const png = readFileSync(shot);
          // The picture is as wide as was asked for and is not one colour: that would compress to next to nothing.
          expect(png.readUInt32BE(16)).toBe(width);
          expect(png.length).toBeGreaterThan(20_000);
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      },
    );
  },
);
