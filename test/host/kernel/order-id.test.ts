import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { legRole } from "#host/contract/plan.ts";
import { base32, clientOrderIdOf, type OrderIdentity } from "#host/kernel/order-id.ts";
import { Bug } from "#host/kernel/result.ts";

const IDENTITY: OrderIdentity = {
  account: "main",
  slot: "paper.main.BTCUSDT",
  approvalSha256: "a".repeat(64),
  bar: 5_890_752,
  leg: 0,
  role: "entry",
  attempt: 0,
};

describe("base32", () => {
  // RFC 4648 §10, in lower case and without padding.
  it.for<readonly [text: string, encoded: string]>([
    ["", ""],
    ["f", "my"],
    ["fo", "mzxq"],
    ["foo", "mzxw6"],
    ["foob", "mzxw6yq"],
    ["fooba", "mzxw6ytb"],
    ["foobar", "mzxw6ytboi"],
  ])("encodes %j as %j", ([text, encoded]) => {
    expect(base32(new TextEncoder().encode(text))).toBe(encoded);
  });
});

describe("a client order id", () => {
  it("is this one, for ever: a change here loses every open order at the next start", () => {
    expect(clientOrderIdOf(IDENTITY)).toBe("nh7dsa6cbjxzo3avba56oj5nprddqcyw");
  });

  it("is 32 base32 digits, which every venue takes", () => {
    fc.assert(
      fc.property(identity, (any) => {
        expect(clientOrderIdOf(any)).toMatch(/^[a-z2-7]{32}$/);
      }),
    );
  });

  it.for<readonly [field: keyof OrderIdentity, change: Partial<OrderIdentity>]>([
    ["account", { account: "other" }],
    ["slot", { slot: "paper.main.ETHUSDT" }],
    ["approvalSha256", { approvalSha256: "b".repeat(64) }],
    ["bar", { bar: 5_890_753 }],
    ["leg", { leg: 1 }],
    ["role", { role: "exit" }],
    ["attempt", { attempt: 1 }],
  ])("differs when %s does", ([field, change]) => {
    expect(Object.keys(change)).toEqual([field]);
    expect(clientOrderIdOf({ ...IDENTITY, ...change })).not.toBe(clientOrderIdOf(IDENTITY));
  });

  it("is equal exactly when the identity is", () => {
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(clientOrderIdOf(a) === clientOrderIdOf(b)).toBe(same);
        expect(clientOrderIdOf({ ...a })).toBe(clientOrderIdOf(a));
      }),
    );
  });

  it.for<readonly [attack: string, a: Partial<OrderIdentity>, b: Partial<OrderIdentity>]>([
    [
      "a letter that moves from one field to the next",
      { account: "ab", slot: "c" },
      { account: "a", slot: "bc" },
    ],
    ["a digit that moves from one field to the next", { bar: 11, leg: 1 }, { bar: 1, leg: 11 }],
    [
      "a separator inside a field",
      { account: 'a","b', slot: "c" },
      { account: "a", slot: 'b","c' },
    ],
  ])("cannot be met by %s", ([, a, b]) => {
    expect(clientOrderIdOf({ ...IDENTITY, ...a })).not.toBe(clientOrderIdOf({ ...IDENTITY, ...b }));
  });

  it.for<Partial<OrderIdentity>>([
    { bar: -1 },
    { bar: 1.5 },
    { attempt: Number.NaN },
    { leg: 2 ** 53 },
  ])("dies on %o", (change) => {
    expect(() => clientOrderIdOf({ ...IDENTITY, ...change })).toThrow(Bug);
  });
});

const identity: fc.Arbitrary<OrderIdentity> = fc.record({
  account: fc.string(),
  slot: fc.string(),
  approvalSha256: fc.string(),
  bar: fc.nat(),
  leg: fc.nat({ max: 7 }),
  role: fc.constantFrom(...legRole.options),
  attempt: fc.nat({ max: 3 }),
});
