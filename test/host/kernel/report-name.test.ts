import { describe, expect, it } from "vitest";
import { conformanceFileName, paramsDigest } from "#host/kernel/report-name.ts";

describe("a parameter set", () => {
  it("is named by its canonical text", () => {
    const digest = paramsDigest({ b: 1, a: { d: 2, c: 3 } });
    expect(digest).toBe(paramsDigest({ a: { c: 3, d: 2 }, b: 1 }));
    expect(paramsDigest({ a: 1 })).not.toBe(paramsDigest({ a: 2 }));
  });

  it("names its report, the defaults without their digest", () => {
    expect(conformanceFileName({ fast: 8 }, { fast: 8 })).toBe("conformance.json");
    const digits = paramsDigest({ fast: 9 }).slice(0, 12);
    expect(conformanceFileName({ fast: 9 }, { fast: 8 })).toBe(`conformance-${digits}.json`);
  });
});
