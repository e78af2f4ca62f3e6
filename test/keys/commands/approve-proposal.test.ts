/** Approvals that several people sign on machines of their own. */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseJsonStrict } from "#host/kernel/canonical-json.ts";
import { aPlugin, SLOT } from "#test/kit/signer.ts";
import { aMachine, carried, sameRoot, type Machine } from "#test/kit/signers.ts";
import { contentsOf, putBuilt, type Ran } from "#test/kit/workspace.ts";

const FILE = "p.json";

/** Alice's machine has the plugin and signed/; bob's has a key and the root. Two of two. */
async function twoOfTwo() {
  const here = aMachine(["alice"]);
  const there = aMachine(["bob", "mallory"]);
  const half = carried(there, "home/bob.pub.json", here);
  const init = ["root", "init", "--threshold", "2", "--public-key", half];
  await here.sign([...init, "--key", here.secret("alice"), "--out", here.at("r.json")]);
  const path = carried(here, "r.json", there);
  await there.sign(["root", "sign", path, "--key", there.secret("bob")]);
  sameRoot(there, here);
  putBuilt(here.folder, aPlugin());
  return { here, there };
}

async function propose(here: Machine, ...more: string[]): Promise<Ran> {
  const argv = ["approve", "ema-cross", "--slot", SLOT, "--key", here.secret("alice")];
  return await here.sign([
    ...argv,
    ...(more.includes("--out") ? [] : ["--out", here.at(FILE)]),
    ...more,
  ]);
}

const signedIn = (machine: Machine): string[] =>
  Object.keys(contentsOf(machine.folder)).filter((path) => path.startsWith("signed/"));

describe("an approval of two people on two machines", () => {
  it("is stored where the second signs, and where its file comes back to", async () => {
    const { here, there } = await twoOfTwo();
    const first = await propose(here);
    expect(first).toMatchObject({ exit: 0, err: "" });
    expect(first.out).toContain("may still sign  bob");
    expect(signedIn(here)).toEqual([]);
    const path = carried(here, FILE, there);
    const second = await there.sign(["approve", path, "--key", there.secret("bob")]);
    expect(second).toMatchObject({ exit: 0, err: "" });
    for (const words of ["// ema-cross 1", SLOT, "alice"]) expect(second.told).toContain(words);
    carried(there, FILE, here);
    expect(await here.sign(["approve", here.at(FILE)])).toMatchObject({ exit: 0, err: "" });
    expect(signedIn(here)).toHaveLength(6);
    const both = [here, there].map((machine) =>
      Object.entries(contentsOf(machine.folder)).filter(([name]) => name.startsWith("signed/")),
    );
    expect(both[0]).toEqual(both[1]);
    expect((await here.sign(["verify"])).exit).toBe(0);
  });

  it("stored once, taken over again is no second approval", async () => {
    const { here, there } = await twoOfTwo();
    await propose(here);
    const path = carried(here, FILE, there);
    await there.sign(["approve", path, "--key", there.secret("bob")]);
    const before = contentsOf(there.folder);
    expect((await there.sign(["approve", path])).exit).toBe(0);
    expect(contentsOf(there.folder)).toEqual(before);
  });

  it("several slots are one ceremony", async () => {
    const { here, there } = await twoOfTwo();
    await propose(here);
    const other = [
      "approve",
      "ema-cross",
      "--slot",
      "paper.two.ETHUSDT",
      "--out",
      here.at("q.json"),
    ];
    await here.sign([...other, "--key", here.secret("alice")]);
    const paths = [FILE, "q.json"].map((each) => carried(here, each, there));
    const ran = await there.sign(["approve", ...paths, "--key", there.secret("bob"), "--json"]);
    expect(JSON.parse(ran.out)).toMatchObject({
      approvals: [
        { slot: SLOT, complete: true },
        { slot: "paper.two.ETHUSDT", complete: true },
      ],
    });
  });

  it("whose history is elsewhere is signed and carried back", async () => {
    const { here, there } = await twoOfTwo();
    await propose(here);
    const first = carried(here, FILE, there);
    await there.sign(["approve", first, "--key", there.secret("bob")]);
    carried(there, FILE, here);
    await here.sign(["approve", here.at(FILE)]);
    const laptop = aMachine(["bob"]);
    sameRoot(here, laptop);
    await propose(here, "--reason", "again", "--out", here.at("second.json"));
    const argv = ["approve", "ema-cross", "--slot", SLOT, "--reason", "again"];
    const next = await here.sign([
      ...argv,
      "--key",
      here.secret("alice"),
      "--out",
      here.at("2.json"),
    ]);
    expect(next.exit).toBe(0);
    const path = carried(here, "2.json", laptop);
    const ran = await laptop.sign(["approve", path, "--key", laptop.secret("bob")]);
    expect(ran).toMatchObject({ exit: 0 });
    expect(ran.told).toContain("history");
    expect(signedIn(laptop)).toEqual([]);
    carried(laptop, "2.json", here);
    expect((await here.sign(["approve", here.at("2.json")])).out).toContain("slot version 1 → 2");
  });

  const edited = (there: Machine, change: (json: Record<string, unknown>) => void): void => {
    const parsed = parseJsonStrict(readFileSync(there.at(FILE), "utf8"));
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    const json: Record<string, unknown> = JSON.parse(JSON.stringify(parsed.value));
    change(json);
    writeFileSync(there.at(FILE), JSON.stringify(json));
  };
  const inFiles = (name: string, text: string | null) => (there: Machine) =>
    edited(there, (json) => {
      const files: Record<string, string> = JSON.parse(JSON.stringify(json["files"]));
      if (text === null) delete files[name];
      else files[name] = Buffer.from(text).toString("base64");
      json["files"] = files;
    });
  const inPayload = (from: string, to: string) => (there: Machine) =>
    edited(there, (json) => {
      const words = Buffer.from(String(json["payload"]), "base64").toString("utf8");
      json["payload"] = Buffer.from(words.replace(from, to)).toString("base64");
    });

  it.for<[string, (there: Machine) => void, string]>([
    ["another bundle", inFiles("bundle.js", "export {}"), "bundle_digest_differs"],
    ["another manifest", inFiles("manifest.toml", "id = 1"), "manifest_digest_differs"],
    ["other source", inFiles("source/signal.ts", "// other"), "source_digest_differs"],
    ["source left out", inFiles("source/signal.ts", null), "source_digest_differs"],
    ["source that was added", inFiles("source/more.ts", "//"), "source_digest_differs"],
    ["no bundle", inFiles("bundle.js", null), "signed_file_missing"],
    ["a file that leads elsewhere", inFiles("source/../../x.ts", "//"), "proposal_invalid"],
    ["a file that belongs nowhere", inFiles("notes.txt", "x"), "proposal_invalid"],
    [
      "a wider limit than was signed",
      inPayload('"leverageMax":"5"', '"leverageMax":"4"'),
      "signature_invalid",
    ],
    [
      "a wider limit than the manifest",
      inPayload('"leverageMax":"5"', '"leverageMax":"9"'),
      "risk_wider_than_manifest",
    ],
    ["another slot", inPayload("paper.main.BTCUSDT", "paper.main.ETHUSDT"), "signature_invalid"],
    [
      "a live slot without reports",
      inPayload('"environment":"paper"', '"environment":"live"'),
      "payload_invalid",
    ],
    ["spaces in the statement", inPayload(":", ": "), "payload_not_canonical"],
  ])("with %s is refused, and nothing moves", async ([, attack, code]) => {
    const { here, there } = await twoOfTwo();
    await propose(here);
    const path = carried(here, FILE, there);
    attack(there);
    const before = contentsOf(there.folder);
    const ran = await there.sign(["approve", path, "--key", there.secret("bob")]);
    expect(ran).toMatchObject({ exit: 1, code });
    expect(contentsOf(there.folder)).toEqual(before);
  });

  it.for<[string, string[], string]>([
    ["a stranger's key", ["mallory"], "key_unknown"],
    ["no key", [], "key_not_chosen"],
  ])("with %s gets no signature", async ([, names, code]) => {
    const { here, there } = await twoOfTwo();
    await propose(here);
    const path = carried(here, FILE, there);
    const before = contentsOf(there.folder);
    const keys = names.flatMap((name) => ["--key", there.secret(name)]);
    expect(await there.sign(["approve", path, ...keys])).toMatchObject({ exit: 1, code });
    expect(contentsOf(there.folder)).toEqual(before);
  });

  it("that was overtaken is refused by name", async () => {
    const { here, there } = await twoOfTwo();
    await propose(here);
    const stale = carried(here, FILE, there, "stale.json");
    await propose(here, "--reason", "rival", "--out", here.at("rival.json"));
    const argv = ["approve", "ema-cross", "--slot", SLOT, "--reason", "rival"];
    await here.sign([...argv, "--key", here.secret("alice"), "--out", here.at("r2.json")]);
    const rival = carried(here, "r2.json", there);
    expect((await there.sign(["approve", rival, "--key", there.secret("bob")])).exit).toBe(0);
    const before = contentsOf(there.folder);
    const ran = await there.sign(["approve", stale, "--key", there.secret("bob")]);
    expect(ran).toMatchObject({ exit: 1, code: "proposal_stale" });
    expect(contentsOf(there.folder)).toEqual(before);
  });
});
