/** Orders whose fate is not known: asked about first, sent again only under the same id and the same bytes. */
import { describe, expect, it } from "vitest";
import type { JournalDraft } from "#host/contract/journal.ts";
import { Fault } from "#host/kernel/result.ts";
import type { OrderRequest, OrderStatus, PlaceOutcome } from "#host/ports.ts";
import { execute } from "#host/run/execute.ts";
import { reapprove } from "#host/kernel/gates.ts";
import { resolvePending } from "#host/run/resolve.ts";
import { draftOf, T0 } from "#test/kit/drafts.ts";
import { anAccount, scriptedVenue, SLOT } from "#test/kit/run-account.ts";

const unreachable = (): never => {
  throw new Fault("venue_unreachable", "no answer", { retryable: true });
};

/** An order that the journal intended, and what it knows of its fate so far. */
function pastOf(role: "entry" | "exit", known: "intended" | "unknown"): readonly JournalDraft[] {
  const leg = { instrument: "BTCUSDT", role, side: "Buy", type: "market", quantityE8: "1000000" };
  const { body } = draftOf("intent");
  const intent =
    role === "entry"
      ? draftOf("intent")
      : draftOf("intent", {
          body: {
            plan: { ...("plan" in body ? body.plan : {}), legs: [leg] },
            exitPlan: null,
            reason: "time_stop",
            rationale: null,
          },
        });
  const order = draftOf("order", { body: { status: "unknown", message: "the reply never came" } });
  return known === "intended" ? [intent] : [intent, order];
}

interface Row {
  readonly name: string;
  readonly role: "entry" | "exit";
  readonly known: "intended" | "unknown";
  readonly late: boolean;
  /** What the venue says about the id; a fault when it does not answer. */
  readonly found: OrderStatus | null | "unreachable";
  /** What it says when the order is sent again. */
  readonly sent?: PlaceOutcome | "unreachable";
  /** Status and code journalled; null: nothing is. */
  readonly told: readonly [string, string | null] | null;
  readonly resolved: number;
}

const ACCEPTED: PlaceOutcome = { status: "accepted" };
const REFUSED: PlaceOutcome = { status: "rejected", code: "margin_insufficient", message: "no" };
const ROLES = ["entry", "exit"] as const;
const KNOWN = ["intended", "unknown"] as const;

/** What the venue has is what counts, for every role, however late. */
const FOUND: readonly Row[] = ROLES.flatMap((role) =>
  KNOWN.flatMap((known) =>
    [true, false].flatMap((late): Row[] => {
      const row = { role, known, late };
      const name = `${late ? "late " : ""}${known} ${role}`;
      return [
        {
          ...row,
          name: `${name}: pending`,
          found: "pending",
          told: ["accepted", null],
          resolved: 1,
        },
        { ...row, name: `${name}: filled`, found: "filled", told: ["accepted", null], resolved: 1 },
        {
          ...row,
          name: `${name}: cancelled`,
          found: "cancelled",
          told: ["rejected", "order_cancelled"],
          resolved: 1,
        },
        {
          ...row,
          name: `${name}: rejected`,
          found: "rejected",
          told: ["rejected", "order_rejected"],
          resolved: 1,
        },
        {
          ...row,
          name: `${name}: no answer`,
          found: "unreachable",
          // Said once: unknown stays unknown until somebody proves something.
          told: known === "unknown" ? null : ["unknown", null],
          resolved: 0,
        },
      ];
    }),
  ),
);

/** What the venue never received is sent again, except for an entry whose moment has passed. */
const NEVER_RECEIVED: readonly Row[] = ROLES.flatMap((role) =>
  [true, false].flatMap((late): Row[] => {
    const row = { role, known: "intended", late, found: null } as const;
    const name = `${late ? "late " : ""}${role} never received`;
    if (role === "entry" && late) {
      return [
        { ...row, name: `${name}: dropped`, told: ["rejected", "decision_late"], resolved: 1 },
      ];
    }
    return [
      { ...row, name: `${name}: sent`, sent: ACCEPTED, told: ["accepted", null], resolved: 1 },
      {
        ...row,
        name: `${name}: sent, refused`,
        sent: REFUSED,
        told: ["rejected", "margin_insufficient"],
        resolved: 1,
      },
      {
        ...row,
        name: `${name}: sent, lost`,
        sent: "unreachable",
        told: ["unknown", null],
        resolved: 0,
      },
    ];
  }),
);

describe("an order without an outcome", () => {
  it.for([...FOUND, ...NEVER_RECEIVED])("$name", async (row) => {
    const { found, sent = ACCEPTED } = row;
    const requests: OrderRequest[] = [];
    const venue = scriptedVenue({
      order: () => (found === "unreachable" ? unreachable() : Promise.resolve(found)),
      place: (request) => {
        requests.push(request);
        return sent === "unreachable" ? unreachable() : Promise.resolve(sent);
      },
    });
    const { account, added } = anAccount(venue, pastOf(row.role, row.known));
    const place = { slot: SLOT, instrument: "BTCUSDT", entryTooLate: row.late };
    const resolved = await resolvePending(account, place, T0);
    expect(resolved).toBe(row.resolved);
    const told = added().map(({ kind, body }) =>
      kind === "order" ? [body.status, body.code] : [kind, null],
    );
    expect(told).toEqual(row.told === null ? [] : [row.told]);
    expect(requests.length).toBe(row.sent === undefined ? 0 : 1);
    const pending = account.state.slots.get(SLOT)?.pending ?? [];
    expect(pending.map(({ status }) => status)).toEqual(
      row.told?.[0] === "rejected" ? [] : [row.told?.[0] ?? "unknown"],
    );
  });

  it("is sent again under the same id and with the same bytes", async () => {
    const requests: OrderRequest[] = [];
    const venue = scriptedVenue({
      place: (request) => {
        requests.push(request);
        return requests.length === 1 ? unreachable() : Promise.resolve(ACCEPTED);
      },
    });
    const { account } = anAccount(venue, pastOf("entry", "intended"));
    const place = { slot: SLOT, instrument: "BTCUSDT", entryTooLate: false };
    await resolvePending(account, place, T0);
    await resolvePending(account, place, T0);
    await resolvePending(account, place, T0);
    expect(requests.length).toBe(2);
    expect(requests[1]).toEqual(requests[0]);
  });

  it("whose venue breaks as no venue may is a bug, not an unknown", async () => {
    const venue = scriptedVenue({ order: () => Promise.reject(new TypeError("x is undefined")) });
    const { account, added } = anAccount(venue, pastOf("entry", "intended"));
    const place = { slot: SLOT, instrument: "BTCUSDT", entryTooLate: false };
    await expect(resolvePending(account, place, T0)).rejects.toThrow(TypeError);
    expect(added()).toEqual([]);
  });
});

describe("sending", () => {
  const [pending] =
    anAccount(scriptedVenue(), pastOf("entry", "intended")).account.state.slots.get(SLOT)
      ?.pending ?? [];

  it("comes after the intent is on disk", async () => {
    const durable: number[] = [];
    const venue = scriptedVenue({
      place: () => {
        durable.push(told.journal.durable.length);
        return Promise.resolve(ACCEPTED);
      },
    });
    const told = anAccount(venue);
    told.account.journal.append(draftOf("intent"));
    if (pending === undefined) throw new Error("the journal has an order");
    await execute(told.account, [reapprove(pending, "BTCUSDT")], { slot: SLOT, atMs: T0 });
    expect(durable).toEqual([1]);
    expect(told.added().map(({ kind }) => kind)).toEqual(["order"]);
  });

  it("that fails is unknown, never a no", async () => {
    const { account, added } = anAccount(scriptedVenue({ place: unreachable }));
    if (pending === undefined) throw new Error("the journal has an order");
    await execute(account, [reapprove(pending, "BTCUSDT")], { slot: SLOT, atMs: T0 });
    expect(added()).toEqual([
      expect.objectContaining({ body: expect.objectContaining({ status: "unknown", code: null }) }),
    ]);
  });
});
