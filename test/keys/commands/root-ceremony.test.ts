/** Roots that several people sign on machines of their own: files are carried, and nothing else. */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { root, type Root } from "#host/contract/root.ts";
import { aMachine, carried, sameRoot, typed, type Machine } from "#test/kit/signers.ts";
import { contentsOf, type Ran } from "#test/kit/workspace.ts";

const P = "root.proposal.json";
const rootOf = (machine: Machine): Root => {
  const { payload }: { payload: string } = JSON.parse(
    readFileSync(machine.at("keys/root.json"), "utf8"),
  );
  return root.parse(JSON.parse(Buffer.from(payload, "base64").toString("utf8")));
};
const installed = (machine: Machine): string => contentsOf(machine.folder)["keys/root.json"] ?? "";

/** Two machines with the same root: two of alice, bob and carol. */
async function twoOfThree(kind: "paper" | "live" = "paper") {
  const here = aMachine(["alice", "carol", "dave"], kind);
  const there = aMachine(["bob", "erin"], kind);
  for (const name of ["bob", "erin"]) carried(there, `home/${name}.pub.json`, here);
  const people = [here.half("bob"), here.half("carol")].flatMap((path) => ["--public-key", path]);
  const init = ["root", "init", "--threshold", "2", "--out", here.at(P)];
  const words = kind === "live" ? typed("root 1", "alice") : null;
  const first = await here.sign([...init, "--key", here.secret("alice"), ...people], words);
  expect(first).toMatchObject({ exit: 0 });
  carried(here, P, there);
  const bobs = kind === "live" ? typed("root 1", "bob") : null;
  const second = await there.sign(
    ["root", "sign", there.at(P), "--key", there.secret("bob")],
    bobs,
  );
  expect(second).toMatchObject({ exit: 0, err: "" });
  carried(there, P, here);
  expect((await here.sign(["root", "sign", here.at(P)])).exit).toBe(0);
  expect(installed(here)).toBe(installed(there));
  return { here, there };
}

describe("a root of three people on two machines", () => {
  it("begins as a proposal: nobody alone makes the first root", async () => {
    const { here } = await twoOfThree();
    const shown = await here.sign(["root", "show"]);
    expect(shown.out).toContain("release  2 of 3: alice (paper) · bob (paper) · carol (paper)");
  });

  it("changes when the second signs, and the first takes the file over", async () => {
    const { here, there } = await twoOfThree();
    const old = installed(here);
    const grant = ["root", "add", "--public-key", here.half("dave"), "--role", "log"];
    const file = here.at("p2.json");
    const ran = await here.sign([...grant, "--key", here.secret("alice"), "--out", file]);
    expect(ran.out).toContain("1 of 2 signed: alice");
    expect(ran.out).toContain("1 signature is missing");
    expect(installed(here)).toBe(old);
    const path = carried(here, "p2.json", there);
    const signed = await there.sign(["root", "sign", path, "--key", there.secret("bob")]);
    expect(signed).toMatchObject({ exit: 0, err: "" });
    expect(signed.told).toContain("version 1 → 2");
    expect(signed.told).toMatch(/^! \+ role log to dave/m);
    carried(there, "p2.json", here);
    const taken = await here.sign(["root", "sign", here.at("p2.json")]);
    expect(taken).toMatchObject({ exit: 0, err: "" });
    expect(installed(here)).toBe(installed(there));
    const again = await here.sign(["root", "sign", here.at("p2.json")]);
    expect(again.out).toContain("installed already");
  });

  it("puts two copies together, each with the signature of one", async () => {
    const { here, there } = await twoOfThree();
    const change = ["root", "threshold", "release", "3", "--out", here.at("p.json")];
    await here.sign([...change, "--key", here.secret("alice")]);
    const bobs = carried(here, "p.json", there);
    await there.sign(["root", "sign", bobs, "--key", there.secret("bob")]);
    await here.sign(["root", "sign", here.at("p.json"), "--key", here.secret("carol")]);
    expect(rootOf(here).version).toBe(1);
    const copy = carried(there, "p.json", here, "bob.json");
    expect(await here.sign(["root", "sign", here.at("p.json"), copy])).toMatchObject({ exit: 0 });
    expect(rootOf(here).version).toBe(2);
  });

  it("replaces a lost key without it, and a stolen one for good", async () => {
    const { here } = await twoOfThree();
    const both = ["--key", here.secret("alice"), "--key", here.secret("carol")];
    const lost = ["root", "rotate", "bob", "--public-key", here.half("dave")];
    expect((await here.sign([...lost, ...both])).exit).toBe(0);
    expect((await here.sign(["root", "show"])).out).not.toContain("bob");
    const stolen = ["root", "rotate", "dave", "--public-key", here.half("erin"), "--compromised"];
    expect((await here.sign([...stolen, ...both])).exit).toBe(0);
    expect(rootOf(here).revokedKeys).toHaveLength(1);
    const back = ["root", "add", "--public-key", here.half("dave"), "--role", "log", ...both];
    expect((await here.sign(back)).code).toBe("key_revoked");
  });

  const propose = async (here: Machine): Promise<string> => {
    const change = ["root", "threshold", "release", "1", "--out", here.at("p.json")];
    await here.sign([...change, "--key", here.secret("alice")]);
    return here.at("p.json");
  };
  it.for<[string, (here: Machine, there: Machine, path: string) => Promise<Ran>, string]>([
    [
      "a proposal that says more than was signed",
      async (_, there, path) => {
        const text = readFileSync(path, "utf8");
        const { payload }: { payload: string } = JSON.parse(text);
        const words = Buffer.from(payload, "base64").toString("utf8");
        const other = words.replace("2027", "2037");
        writeFileSync(path, text.replace(payload, Buffer.from(other).toString("base64")));
        return await there.sign(["root", "sign", path, "--key", there.secret("bob")]);
      },
      "signature_invalid",
    ],
    [
      "a key that the root does not know",
      async (_, there, path) =>
        await there.sign(["root", "sign", path, "--key", there.secret("erin")]),
      "key_unknown",
    ],
    [
      "nobody to sign",
      async (_, there, path) => await there.sign(["root", "sign", path]),
      "key_not_chosen",
    ],
    [
      "a proposal that something overtook",
      async (here, _, path) => {
        const both = ["--key", here.secret("alice"), "--key", here.secret("carol")];
        const other = ["root", "threshold", "release", "3"];
        await here.sign([...other, ...both, "--out", here.at("o.json")]);
        const third = ["root", "remove", "carol", "--role", "risk"];
        await here.sign([...third, ...both]);
        return await here.sign(["root", "sign", path, "--key", here.secret("carol")]);
      },
      "proposal_stale",
    ],
    [
      "the same file as a new proposal",
      async (here, _, path) =>
        await here.sign(["root", "threshold", "release", "1", "--out", path]),
      "proposal_exists",
    ],
  ])("refuses %s; the root does not move", async ([, attack, code]) => {
    const { here, there } = await twoOfThree();
    const path = await propose(here);
    const old = installed(there);
    const ran = await attack(here, there, path);
    expect(ran).toMatchObject({ exit: 1, code });
    expect(installed(there)).toBe(old);
  });

  it("a machine that is behind is told to catch up first", async () => {
    const { here, there } = await twoOfThree();
    const both = ["--key", here.secret("alice"), "--key", here.secret("carol")];
    expect((await here.sign(["root", "remove", "carol", "--role", "risk", ...both])).exit).toBe(0);
    const path = await propose(here);
    const ran = await there.sign(["root", "sign", path, "--key", there.secret("bob")]);
    expect(ran).toMatchObject({ exit: 1, code: "root_chain_broken" });
    sameRoot(here, there);
    carried(here, "keys/roots/1.json", there);
    expect((await there.sign(["root", "sign", path, "--key", there.secret("bob")])).exit).toBe(0);
  });
});

describe("a root of plain paper keys", () => {
  it("cannot lead to a live one, and says how to begin anew", async () => {
    const paper = aMachine(["alice"]);
    await paper.sign(["root", "init", "--key", paper.secret("alice")]);
    const live = aMachine(["bob"], "live");
    const half = carried(live, "home/bob.pub.json", paper);
    const before = contentsOf(paper.folder);
    const grant = ["root", "add", "--public-key", half, "--role", "release"];
    const ran = await paper.sign([...grant, "--key", paper.secret("alice")]);
    expect(ran).toMatchObject({ exit: 1, code: "root_paper_only" });
    expect(ran.err).toContain("begin anew");
    expect(contentsOf(paper.folder)).toEqual(before);
  });

  it("is shown whole in one command, expired or not", async () => {
    const paper = aMachine(["alice"]);
    await paper.sign(["root", "init", "--key", paper.secret("alice"), "--expires-days", "1"]);
    const shown = await paper.sign(["root", "show", "--json"]);
    expect(JSON.parse(shown.out)).toMatchObject({
      ok: true,
      version: 1,
      keys: [{ owner: "alice", environments: ["paper"] }],
      roles: { release: { threshold: 1 }, risk: { threshold: 1 } },
    });
  });
});

describe("encrypted keys", () => {
  it("sign roots only for who types the version", async () => {
    const { here, there } = await twoOfThree("live");
    const change = ["root", "threshold", "release", "3", "--out", here.at("p.json")];
    const wrong = await here.sign([...change, "--key", here.secret("alice")], typed("root 1"));
    expect(wrong).toMatchObject({ exit: 1, code: "not_confirmed" });
    const none = await here.sign([...change, "--key", here.secret("alice")]);
    expect(none).toMatchObject({ exit: 1, code: "terminal_missing" });
    const ran = await here.sign(
      [...change, "--key", here.secret("alice")],
      typed("root 2", "alice"),
    );
    expect(ran).toMatchObject({ exit: 0 });
    expect(rootOf(there).version).toBe(1);
  });
});
