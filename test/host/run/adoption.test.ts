/** When a new strategy takes over a slot in real time (decisions A2 and A6), and when it does not. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { assert, refuse } from "#host/kernel/result.ts";
import { enters } from "#test/kit/run-cell.ts";
import type { World } from "#test/kit/run-crash.ts";
import {
  aPlace,
  barAt,
  intentsOf,
  ofKind,
  refusalsOf,
  replayed,
  SLOT,
} from "#test/kit/run-place.ts";
import { entriesOf, wall } from "#test/kit/run-wall.ts";
import type { Published } from "#test/kit/signed-tree.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

describe("adoption in real time", () => {
  it("waits until the slot is flat; who leaves does not turn round, who comes may enter at once", async () => {
    // Version 1 enters at bar 2, and at bar 6 would leave and turn round; version 2 is signed before bar 4.
    const place = aPlace(({ fn, bar, plugin }) => {
      if (fn === "exit") return bar === 6 ? "X1" : "X0";
      if (plugin.version === 2) return enters("Buy", "the new one");
      return bar === 2 || bar >= 6 ? enters("Sell", "the old one") : "N";
    });
    const before = (step: number): void => void (step === 4 && place.sign(2, place.first));
    expect((await wall(place.world, { steps: 10, before })).ok).toBe(true);
    const adopted = ofKind(place, "adopted").map(({ at, body }) => [body.version, barAt(at)]);
    expect(adopted).toEqual([
      [1, expect.any(Number)],
      [2, 7],
    ]);
    expect(intentsOf(place)).toEqual([
      [2, "entry", "the old one"],
      [6, "exit", "exit_signal"],
      [7, "entry", "the new one"],
    ]);
    const waited = refusalsOf(place).filter(([, code]) => code === "adoption_pending");
    expect(waited).toEqual([[6, "adoption_pending"]]);
    expect(await replayed(place)).toMatchObject({ ok: true });
  });

  it("leaps over versions that nobody adopted, and says so", async () => {
    const place = aPlace(({ plugin, bar }) =>
      plugin.version === 3 && bar === 6 ? enters("Buy") : "N",
    );
    const signed: Published[] = [place.first];
    const before = (step: number): void => {
      if (step !== 3) return;
      // Two between the same two bars: the first of them is never looked at.
      for (const version of [2, 3]) signed.push(place.sign(version, signed.at(-1) ?? null));
    };
    expect((await wall(place.world, { steps: 8, before })).ok).toBe(true);
    const story = entriesOf(place.workspace).flatMap((entry) =>
      entry.kind === "adopted" || entry.kind === "superseded"
        ? [[entry.kind, entry.body.approval]]
        : [],
    );
    expect(story).toEqual([
      ["adopted", signed[0]?.digest],
      ["superseded", signed[1]?.digest],
      ["adopted", signed[2]?.digest],
    ]);
    expect(intentsOf(place).length).toBe(1);
    expect(await replayed(place)).toMatchObject({ ok: true });
  });

  it("refuses once what does not verify, and the slot goes on as it was", async () => {
    const place = aPlace(({ bar, plugin }) =>
      bar === 6 ? enters(plugin.version === 1 ? "Buy" : "Sell") : "N",
    );
    const before = (step: number): void => {
      if (step !== 3) return;
      place.sign(2, place.first);
      place.workspace.write("signed/slow/2/bundle.js", "// other bytes\n");
    };
    expect((await wall(place.world, { steps: 8, before })).ok).toBe(true);
    const refused = ofKind(place, "adoption_refused").map(({ body }) => body.code);
    expect(refused).toEqual(["bundle_digest_differs"]);
    expect(ofKind(place, "adopted").length).toBe(1);
    expect(ofKind(place, "fill").map(({ body }) => body.side)).toEqual(["Buy"]);
    expect(ofKind(place, "trust_lost")).toEqual([]);
  });

  it("puts the sign on the door after a crash between journal and pointer", async () => {
    const place = aPlace(() => "N");
    expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
    const second = place.sign(2, place.first);
    expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
    const active = join(place.workspace.signed, `active/${SLOT}.json`);
    const text = readFileSync(active, "utf8");
    expect(text).toContain(second.digest);
    rmSync(active);
    expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
    expect(readFileSync(active, "utf8")).toBe(text);
    expect(ofKind(place, "adopted").length).toBe(2);
  });

  it("quarantines a strategy whose cell does not start, and tries it once", async () => {
    const place = aPlace(({ bar }) => (bar > 4 ? enters("Buy") : "N"));
    let opened = 0;
    const openCell: NonNullable<World["openCell"]> = (loaded, tickSize, pace) => {
      opened += 1;
      if (loaded.manifest.version === 2)
        return Promise.resolve(refuse("plugin_not_loaded", "it loops at load"));
      assert(place.world.openCell !== undefined, "the world has cells");
      return place.world.openCell(loaded, tickSize, pace);
    };
    const before = (step: number): void => void (step === 3 && place.sign(2, place.first));
    expect((await wall({ ...place.world, openCell }, { steps: 8, before })).ok).toBe(true);
    expect(opened).toBe(2);
    const codes = ofKind(place, "quarantined").map(({ body }) => body.code);
    expect(codes).toEqual(["plugin_not_loaded"]);
    expect(intentsOf(place)).toEqual([]);
    expect(ofKind(place, "decision").length).toBe(3);
  });
});
