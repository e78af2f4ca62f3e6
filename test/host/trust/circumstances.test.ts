import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { engineOf } from "#host/trust/engine.ts";
import { LEAP_MS_MAX, trustTime, type ClockReading } from "#host/trust/time.ts";
import { ENGINE, NOW_MS } from "#test/kit/signer.ts";

describe("trust time", () => {
  const live = { environment: "live", lastLoggedMs: NOW_MS - 1_000 } as const;
  const paper = { environment: "paper", venueMs: null } as const;
  it.for<[string, Partial<ClockReading>, number | "clock_untrusted"]>([
    ["paper, first reading ever", { ...paper, lastLoggedMs: null }, NOW_MS],
    ["paper, a clock that goes on", { ...paper, lastLoggedMs: NOW_MS - 60_000 }, NOW_MS],
    ["paper, a clock set back", { ...paper, lastLoggedMs: NOW_MS + 60_000 }, NOW_MS + 60_000],
    ["paper, 400 days later", { ...paper, lastLoggedMs: NOW_MS - LEAP_MS_MAX }, NOW_MS],
    ["paper, a leap", { ...paper, lastLoggedMs: NOW_MS - LEAP_MS_MAX - 1 }, "clock_untrusted"],
    ["live, the venue agrees", { ...live, venueMs: NOW_MS + 2_000 }, NOW_MS],
    ["live, the venue is behind", { ...live, venueMs: NOW_MS - 2_001 }, "clock_untrusted"],
    ["live, the venue is ahead", { ...live, venueMs: NOW_MS + 2_001 }, "clock_untrusted"],
    ["live, the venue does not say", { ...live, venueMs: null }, "clock_untrusted"],
    ["live, both set back", { ...live, venueMs: NOW_MS, lastLoggedMs: NOW_MS + 9 }, NOW_MS + 9],
  ])("%s", ([, change, expected]) => {
    const time = trustTime({
      wallMs: NOW_MS,
      venueMs: null,
      lastLoggedMs: null,
      environment: "paper",
      ...change,
    });
    expect(time.ok ? time.value : time.refusal.code).toBe(expected);
  });

  it("never goes back", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: LEAP_MS_MAX })), (walls) => {
        let lastLoggedMs: number | null = null;
        for (const wallMs of walls) {
          const time = trustTime({ wallMs, venueMs: null, lastLoggedMs, environment: "paper" });
          if (!time.ok) continue;
          expect(time.value).toBeGreaterThanOrEqual(lastLoggedMs ?? 0);
          lastLoggedMs = time.value;
        }
      }),
    );
  });
});

describe("the running engine", () => {
  const running = {
    versions: { node: ENGINE.node, v8: ENGINE.v8 },
    arch: "x64",
    isolatedVm: "7.0.1",
    preludeSha256: ENGINE.preludeSha256,
  };

  it("is named as an approval names it", () => {
    expect(engineOf(running)).toEqual({ ok: true, value: ENGINE });
  });

  it("on another processor is refused", () => {
    const named = engineOf({ ...running, arch: "riscv64" });
    expect(named.ok ? "" : named.refusal.code).toBe("engine_unsupported");
  });
});
