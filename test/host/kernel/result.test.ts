import { describe, expect, it } from "vitest";
import { assert, Bug, Fault, ok, refuse, unreachable } from "#host/kernel/result.ts";

describe("a refusal", () => {
  it("is a value with its code and sentence, and nothing that was not given", () => {
    expect(refuse("not_armed", "account a is not armed")).toStrictEqual({
      ok: false,
      refusal: { code: "not_armed", message: "account a is not armed" },
    });
  });

  it("carries the hint and the numbers behind it", () => {
    const extra = { hint: "wait", detail: { entries: 3, limit: 2 } };
    expect(refuse("entry_rate_reached", "3 entries, limit 2", extra)).toStrictEqual({
      ok: false,
      refusal: { code: "entry_rate_reached", message: "3 entries, limit 2", ...extra },
    });
  });

  it("is told from a value by ok", () => {
    expect(ok(0)).toStrictEqual({ ok: true, value: 0 });
  });
});

describe("a fault", () => {
  it("says whether trying again may help, and keeps its cause", () => {
    const cause = new Error("ENOSPC");
    const fault = new Fault("file_unwritable", "journal.sqlite was not written", {
      cause,
      retryable: true,
    });
    expect(fault).toBeInstanceOf(Error);
    expect(fault).toMatchObject({ code: "file_unwritable", retryable: true, cause });
  });

  it("may not be tried again unless it says so, and has no cause it was not given", () => {
    const fault = new Fault("file_unwritable", "no");
    expect(fault.retryable).toBe(false);
    expect("cause" in fault).toBe(false);
  });
});

describe("a bug", () => {
  it("is thrown when what must be true is not", () => {
    expect(() => assert(true, "water is wet")).not.toThrow();
    expect(() => assert(false, "water is dry")).toThrow(new Bug("not so: water is dry"));
  });

  it("is no fault: nobody who catches faults catches it", () => {
    expect(new Bug("x")).not.toBeInstanceOf(Fault);
    expect(new Fault("file_unwritable", "x")).not.toBeInstanceOf(Bug);
  });

  it("is a branch that cannot be reached", () => {
    const outside: unknown = "neither";
    expect(() => unreachable(outside as never)).toThrow(/unreachable: "neither"/);
  });
});
