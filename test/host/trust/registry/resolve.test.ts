import { describe, expect, it } from "vitest";
import { pointerTo } from "#host/trust/registry/pointer.ts";
import { verifyAt } from "#host/trust/registry/resolve.ts";
import { active, after, codeOf, floorOf, history, next, VIEW } from "#test/kit/history.ts";
import { filesOf, publish, putPointer, type Tree } from "#test/kit/signed-tree.ts";
import { aPlugin, ENGINE, SLOT } from "#test/kit/signer.ts";

describe("nothing", () => {
  it("is what an empty folder has pending and active", () => {
    expect(next(new Map())).toEqual({ ok: true, value: null });
    expect(active(new Map())).toEqual({ ok: true, value: null });
  });

  it("is pending when next names what is adopted", () => {
    const { tree, third } = history();
    expect(next(tree, { floor: floorOf(third) })).toEqual({ ok: true, value: null });
  });
});

describe("a pending approval", () => {
  it("comes with the ones it leaps over, oldest first", () => {
    const { tree, first, second, third } = history();
    const fresh = next(tree);
    const behind = next(tree, { floor: floorOf(first) });
    const near = next(tree, { floor: floorOf(second) });
    const skipped = (result: typeof fresh) =>
      result.ok ? result.value?.superseded.map(({ approval }) => approval) : result.refusal.code;
    expect(skipped(fresh)).toEqual([first.digest, second.digest]);
    expect(skipped(behind)).toEqual([second.digest]);
    expect(skipped(near)).toEqual([]);
    expect(fresh.ok && fresh.value?.plugin.approvalSha256).toBe(third.digest);
  });

  it("may leap over an expired one and over one of another engine", () => {
    const tree: Tree = new Map();
    const first = publish(tree, aPlugin());
    const second = publish(tree, aPlugin({ version: 2 }), {
      ...after(first),
      engine: { ...ENGINE, v8: "13.6" },
      notBefore: "2026-01-01T00:00:00.000Z",
      expires: "2026-01-02T00:00:00.000Z",
    });
    publish(tree, aPlugin({ version: 3 }), after(second));
    expect(codeOf(next(tree, { floor: floorOf(first) }))).toBe("");
  });

  it("of old code under a new slot version is a legal way back", () => {
    const { tree, third } = history();
    publish(tree, aPlugin(), after(third, "back to the first"));
    const outcome = next(tree, { floor: floorOf(third) });
    expect(outcome.ok && outcome.value?.plugin.version).toBe(1);
  });
});

describe("the active pointer", () => {
  it("is verified against the journal's floor", () => {
    const { tree, first, second, third } = history();
    for (const [version, pointed, code] of [
      [1, first, "version_rolled_back"],
      [2, second, ""],
      [3, third, "pointer_not_adopted"],
    ] as const) {
      putPointer(tree, "active", {
        slot: SLOT,
        id: "ema-cross",
        version,
        approval: pointed.digest,
      });
      expect(codeOf(active(tree, { floor: floorOf(second) }))).toBe(code);
    }
  });

  it("that was lost or edited can be made again from the journal", () => {
    const { tree, second } = history();
    const pointer = pointerTo({
      slot: SLOT,
      id: "ema-cross",
      version: 2,
      approvalSha256: second.digest,
    });
    const view = { ...VIEW, floor: floorOf(second) };
    expect(codeOf(verifyAt(filesOf(tree), pointer, "active", view))).toBe("");
  });
});
