/** The signed risk policy: numbered, two roles to loosen it, one to tighten. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { aMachine, carried, sameRoot, type Machine } from "#test/kit/signers.ts";
import { contentsOf, type Ran } from "#test/kit/workspace.ts";
import { goldenText } from "../../host/contract/shapes.ts";

const DRAFT = goldenText("risk.toml").replace(/^version = \d+\n/m, "");
const policy = (version: number, from = "", to = ""): string =>
  `version = ${version}\n${DRAFT.replace(from, to)}`;

/** Alice has release, bob has risk. */
async function aDesk() {
  const desk = aMachine(["alice", "bob"]);
  await desk.sign(["root", "init", "--key", desk.secret("alice")]);
  const half = desk.half("bob");
  const grant = ["root", "add", "--public-key", half, "--role", "risk"];
  await desk.sign([...grant, "--key", desk.secret("alice")]);
  await desk.sign(["root", "remove", "alice", "--role", "risk", "--key", desk.secret("alice")]);
  const risk = (text: string, names: string[], ...more: string[]): Promise<Ran> => {
    mkdirSync(desk.at("config"), { recursive: true });
    writeFileSync(desk.at("config/risk.toml"), text);
    return desk.sign(["risk", ...more, ...names.flatMap((name) => ["--key", desk.secret(name)])]);
  };
  return { desk, risk };
}

const signedRisk = (desk: Machine): string[] =>
  Object.keys(contentsOf(desk.folder)).filter((path) => path.startsWith("signed/risk/"));

describe("sign risk", () => {
  it("signs the exact bytes of the draft", async () => {
    const { desk, risk } = await aDesk();
    const ran = await risk(policy(1), ["alice", "bob"]);
    expect(ran).toMatchObject({ exit: 0, err: "" });
    expect(signedRisk(desk)).toEqual(["signed/risk/1.json"]);
    const { payload }: { payload: string } = JSON.parse(
      readFileSync(desk.at("signed/risk/1.json"), "utf8"),
    );
    expect(Buffer.from(payload, "base64").toString("utf8")).toBe(policy(1));
  });

  it("tightens by the role risk alone", async () => {
    const { desk, risk } = await aDesk();
    await risk(policy(1), ["alice", "bob"]);
    const ran = await risk(policy(2, "leverage_max = 5", "leverage_max = 3"), ["bob"]);
    expect(ran).toMatchObject({ exit: 0, err: "" });
    expect(ran.told).toContain("  leverage_max 3, was 5");
    expect(ran.told).not.toMatch(/^!/m);
    expect(ran.out).toContain("from the next bar on");
    expect(signedRisk(desk)).toHaveLength(2);
  });

  it("loosens only with both roles, marks every line that does, and says that the host waits", async () => {
    const { desk, risk } = await aDesk();
    await risk(policy(1), ["alice", "bob"]);
    const loose = policy(2, "leverage_max = 5", "leverage_max = 8").replace(
      "size_multiplier = 0.5",
      "size_multiplier = 0.75",
    );
    const half = await risk(loose, ["bob"], "--out", desk.at("p.json"));
    expect(half.out).toMatch(/^release +0 of 1 signed/m);
    expect(half.told).toMatch(/^! leverage_max 8, was 5/m);
    expect(half.told).toMatch(/^! drawdown/m);
    expect(signedRisk(desk)).toHaveLength(1);
    const whole = await desk.sign(["risk", desk.at("p.json"), "--key", desk.secret("alice")]);
    expect(whole.out).toContain("24 h");
    expect(signedRisk(desk)).toHaveLength(2);
  });

  it("is signed on two machines by passing the file", async () => {
    const { desk, risk } = await aDesk();
    const ran = await risk(policy(1), ["alice"]);
    expect(ran.out).toContain("risk-1.json");
    const laptop = aMachine(["bob"]);
    sameRoot(desk, laptop);
    for (const version of [1, 2]) carried(desk, `keys/roots/${version}.json`, laptop);
    const path = carried(desk, "var/proposals/risk-1.json", laptop, "risk-1.json");
    expect((await laptop.sign(["risk", path, "--key", laptop.secret("bob")])).exit).toBe(0);
    const back = carried(laptop, "risk-1.json", desk, "back.json");
    expect(await desk.sign(["risk", back])).toMatchObject({ exit: 0, err: "" });
    expect(signedRisk(desk)).toEqual(["signed/risk/1.json"]);
  });

  it("is one person's business where one key has both roles", async () => {
    const demo = aMachine(["demo"]);
    await demo.sign(["root", "init", "--key", demo.secret("demo")]);
    writeFileSync(demo.at("r.toml"), policy(1));
    const argv = ["risk", demo.at("r.toml"), "--key", demo.secret("demo")];
    expect(await demo.sign(argv)).toMatchObject({ exit: 0, err: "" });
  });

  it.for<[string, string, string[], string]>([
    ["a draft without a version", DRAFT, ["bob"], "risk_version_wrong"],
    ["the version that is signed", policy(1), ["bob"], "risk_version_wrong"],
    ["a version too far", policy(3), ["bob"], "risk_version_wrong"],
    ["a key that is not known", `${policy(2)}\nyolo = true\n`, ["bob"], "config_invalid"],
    [
      "a releaser who tightens alone",
      policy(2, "leverage_max = 5", "leverage_max = 3"),
      ["alice"],
      "key_role_wrong",
    ],
  ])("refuses %s; nothing moves", async ([, text, names, code]) => {
    const { desk, risk } = await aDesk();
    await risk(policy(1), ["alice", "bob"]);
    const before = contentsOf(desk.at("signed"));
    expect(await risk(text, names)).toMatchObject({ exit: 1, code });
    expect(contentsOf(desk.at("signed"))).toEqual(before);
  });

  it("says which number to write", async () => {
    const { risk } = await aDesk();
    expect((await risk(DRAFT, ["bob"])).err).toContain("write version = 1 at the top");
  });
});
