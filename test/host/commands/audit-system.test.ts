import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { machineAudit } from "#host/commands/audit/system.ts";
import { ENGINE_SHA256 } from "#host/engine.js";
import { temporaryFolder } from "#test/kit/journal-file.ts";

const machine = machineAudit(process);

describe("the machine as the audit sees it", () => {
  it("starts a cell, asks it about one bar and ends it", async () => {
    expect(await machine.tryCell()).toEqual({
      ok: true,
      value: "a cell started, evaluated one bar and ended",
    });
  });

  it("has five walls, each there or with a reason why not", async () => {
    const { list } = await machine.walls();
    expect(list.map(({ wall }) => wall)).toEqual([
      "privileges",
      "ordinaryUser",
      "namespaces",
      "capabilities",
      "limits",
    ]);
    for (const { why } of list) expect(why.length).toBeGreaterThan(5);
  });

  it("runs on the pinned binary", () => {
    expect(Object.values(ENGINE_SHA256)).toContain(machine.engineSha256());
  });

  it("measures the disk of a folder that is not there yet by the one around it", () => {
    const dir = temporaryFolder();
    expect(machine.freeBytes(dir)).toBeGreaterThan(0);
    expect(machine.freeBytes(join(dir, "a", "b", "c"))).toBeGreaterThan(0);
  });
});
