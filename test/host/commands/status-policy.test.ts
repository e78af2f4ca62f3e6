/** `host status` shows the limits that are in force: a draft that limits nothing is only named. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { hostData, hostSays } from "#test/kit/host-says.ts";
import { aPlace, type Place } from "#test/kit/run-place.ts";
import { wall } from "#test/kit/run-wall.ts";
import { writePolicy } from "#test/kit/statements.ts";

vi.mock("tweetnacl", async () => (await import("#test/kit/remembering-nacl.ts")).rememberingNacl());

const said = async ({ workspace }: Place): Promise<string> =>
  (await hostSays(workspace.dir, ["status"])).out;
const limitsIn = (text: string): readonly string[] =>
  [...text.matchAll(/leverage at most (\S+),/g)].map(([, limit = ""]) => limit);

it("is the draft's as long as nothing is signed", async () => {
  const place = aPlace(() => "N");
  const text = await said(place);
  expect(text).toContain("config/risk.toml, an unsigned draft: good for paper");
  expect(limitsIn(text)).toEqual(["5"]);
});

it("is the signed policy's, at the top and in the data", async () => {
  const place = aPlace(() => "N");
  writePolicy(place.workspace, 1, { leverage_max: "2" });
  expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
  const text = await said(place);
  expect(text).toContain("signed/risk/1.json; config/risk.toml is a draft and limits nothing");
  expect(limitsIn(text)).toEqual(["2"]);
  const { policy } = await hostData(place.workspace.dir, ["status"]);
  expect(policy).toMatchObject({ signed: true, version: 1, limits: { leverage_max: "2" } });
});

it("is of an account what its journal says, when that is another one", async () => {
  const place = aPlace(() => "N");
  writePolicy(place.workspace, 1, { leverage_max: "2" });
  expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
  writePolicy(place.workspace, 2, { leverage_max: "3" });
  expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
  expect(limitsIn(await said(place))).toEqual(["3", "2"]);
  rmSync(join(place.workspace.signed, "risk"), { recursive: true });
  expect((await wall(place.world, { steps: 2 })).ok).toBe(true);
  const text = await said(place);
  expect(text).toContain("risk_rolled_back");
  expect(limitsIn(text)).toEqual(["5", "2"]);
});
