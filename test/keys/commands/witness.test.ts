/** `sign witness` and where its checkpoints go: memory is one per journal, destinations may be many. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import type { SignPorts } from "#keys/ports.ts";
import { draftOf } from "#test/kit/drafts.ts";
import { journalOptions, openedJournal } from "#test/kit/journal-file.ts";
import { NOW_MS } from "#test/kit/signer.ts";
import { aMachine } from "#test/kit/signers.ts";
import { contentsOf, sign } from "#test/kit/workspace.ts";

/** A workspace whose journal is at rest, with a key that may witness. */
async function aWitness() {
  const desk = aMachine(["alice", "eye"]);
  const alice = ["--key", desk.secret("alice")];
  await desk.sign(["root", "init", ...alice]);
  await desk.sign(["root", "add", "--public-key", desk.half("eye"), "--role", "log", ...alice]);
  const path = desk.at("var/main/journal.sqlite");
  mkdirSync(dirname(path), { recursive: true });
  const write = (entries: number): void => {
    const journal = openedJournal(journalOptions({ path }));
    for (let i = 0; i < entries; i += 1) journal.append(draftOf("breaker", { at: NOW_MS + i }));
    journal.flush();
    journal.close();
  };
  write(3);
  const userKeys = desk.at("user");
  const run = (to: string, change: Partial<SignPorts> = {}, ...more: string[]) =>
    sign(desk.folder, ["witness", "--to", to, "--once", "--key", desk.secret("eye"), ...more], {
      userKeys,
      ...change,
    });
  const folder = (name: string): string => {
    mkdirSync(desk.at(name));
    return desk.at(name);
  };
  return { desk, run, folder, write };
}

const sizeOf = (name: string): number => Number(/-(\d+)\.json$/.exec(name)?.[1]);
const bySize = (a: string, b: string): number => sizeOf(a) - sizeOf(b);

it("a folder that lacks the newest checkpoint gets the remembered one again, and only once", async () => {
  const { run, folder } = await aWitness();
  const [first, second] = [folder("cp1"), folder("cp2")];
  expect(await run(first)).toMatchObject({ exit: 0, err: "" });
  const [name = ""] = readdirSync(first);
  const again = await run(second);
  expect(again).toMatchObject({ exit: 0, err: "" });
  expect(again.out).toContain(`${join(second, name)}, handed over again`);
  expect(readFileSync(join(second, name))).toEqual(readFileSync(join(first, name)));
  expect((await run(second)).out).toContain("nothing new");
  expect(readdirSync(second)).toEqual([name]);
});

it("what is new follows what was owed", async () => {
  const { run, folder, write } = await aWitness();
  await run(folder("cp1"));
  write(2);
  const second = folder("cp2");
  const ran = await run(second, {}, "--json");
  const [owed, fresh] = readdirSync(second).toSorted(bySize);
  expect(JSON.parse(ran.out)).toMatchObject({
    checkpoints: 1,
    accounts: [{ again: owed, checkpoint: fresh }],
  });
});

it("a command gets the remembered one at each start, and its failure is a fault", async () => {
  const { run, folder } = await aWitness();
  const first = folder("cp1");
  await run(first);
  const got: string[] = [];
  const runCommandLine: SignPorts["runCommandLine"] = async (_, name) => {
    got.push(name);
    return null;
  };
  for (const _ of [1, 2]) expect((await run("cat > x", { runCommandLine })).exit).toBe(0);
  expect(got).toEqual([...readdirSync(first), ...readdirSync(first)]);
  expect((await run("exit 3", { runCommandLine: async () => "ended with 3" })).exit).toBe(3);
});

it("a folder that is not there is refused by name, also when nothing is new; nothing moves", async () => {
  const { desk, run, folder } = await aWitness();
  await run(folder("cp1"));
  const before = contentsOf(desk.folder);
  const ran = await run(desk.at("nodir"));
  expect(ran).toMatchObject({ exit: 1, code: "argument_invalid" });
  expect(ran.err).toContain(`make the folder first: mkdir -p ${desk.at("nodir")}`);
  expect(contentsOf(desk.folder)).toEqual(before);
});
