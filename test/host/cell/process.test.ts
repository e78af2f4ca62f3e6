import { afterEach, describe, expect, it } from "vitest";
import { CELL_LIMITS } from "#host/cell/limits.ts";
import { startProcess, type CellProcess, type Outcome } from "#host/cell/process.ts";
import { WHAT } from "#host/cell/wire.ts";
import { allGone } from "./children.ts";

/** A child that is no cell: it runs a line of script with `say(id, what, text)` and `onFrame(handler)`. */
const FRAMES = `
    const say = (id, what, text) => { const p = Buffer.from(text); const f = Buffer.alloc(12 + p.length);
      f.writeUInt32LE(p.length, 0); f.writeUInt32LE(id, 4); f.writeUInt32LE(what, 8); p.copy(f, 12); process.stdout.write(f); };
    const onFrame = (handler) => process.stdin.on("data", (b) => handler(b.readUInt32LE(4), b.readUInt32LE(8)));`;

function impostor(script: string): CellProcess {
  return startProcess({ path: process.execPath, args: ["-e", `${FRAMES}\n${script}`] });
}

const started: CellProcess[] = [];
async function ask(
  script: string,
  wallMs = 5_000,
): Promise<{ outcome: Outcome; cell: CellProcess }> {
  const cell = impostor(script);
  started.push(cell);
  return { outcome: await cell.request(WHAT.load, new Uint8Array(), wallMs), cell };
}
afterEach(async () => {
  for (const cell of started.splice(0)) await cell.kill();
});

describe("a cell process", () => {
  it("gives the text of the answer", async () => {
    const { outcome, cell } = await ask("onFrame((id, what) => say(id, what, 'N'));");
    expect(outcome).toEqual({ kind: "reply", text: "N" });
    expect(await cell.request(WHAT.load, new Uint8Array(), 5_000)).toEqual(outcome);
  });

  it.for<[name: string, script: string]>([
    ["answers before it is asked", "say(1, 2, 'N'); say(1, 2, 'N');"],
    ["answers twice", "onFrame((id, what) => { say(id, what, 'N'); say(id, what, 'N'); });"],
    ["answers another question", "onFrame((id, what) => say(id + 1, what, 'N'));"],
    ["answers another kind of question", "onFrame((id) => say(id, 9, 'N'));"],
    [
      "answers more than fits",
      `onFrame((id, what) => say(id, what, "x".repeat(${CELL_LIMITS.replyBytes + 1})));`,
    ],
    ["promises four gigabytes", "onFrame(() => process.stdout.write(Buffer.alloc(12, 0xff)));"],
    [
      "answers in no encoding",
      "onFrame((id) => process.stdout.write(Buffer.from([1,0,0,0, id,0,0,0, 2,0,0,0, 0xff])));",
    ],
  ])("is killed when it %s", async ([, script]) => {
    const { outcome, cell } = await ask(script);
    // A second answer may come after the first one was taken: then the next request meets a dead process.
    const last =
      outcome.kind === "reply" ? await cell.request(WHAT.load, new Uint8Array(), 5_000) : outcome;
    expect(last.kind).toBe("malformed");
    await cell.kill();
    await allGone([cell.pid]);
  });

  it("is killed at its wall deadline, whatever it does with signals", async () => {
    const { outcome, cell } = await ask("process.on('SIGTERM', () => {}); for (;;);", 300);
    expect(outcome).toEqual({ kind: "killed" });
    await cell.kill();
    await allGone([cell.pid]);
  });

  it("says what it said when it dies, as one printable line", async () => {
    const { outcome } = await ask(
      "console.error('\\u001b[31mFatal error: \\u202eno memory\\nsecond'); process.exit(7);",
    );
    expect(outcome).toEqual({ kind: "died", why: "?[31mFatal error: ???no memory (7)" });
  });

  it("says so when there is no such program", async () => {
    const cell = startProcess({ path: "/nowhere/node", args: [] });
    const outcome = await cell.request(WHAT.load, new Uint8Array(), 5_000);
    expect(outcome).toMatchObject({ kind: "died" });
    await cell.kill();
  });

  it("has only the environment that the conformance suite gives it", async () => {
    const script = `${FRAMES}\nonFrame((id, what) => say(id, what, JSON.stringify(process.env)));`;
    const environment = { TZ: "Pacific/Chatham" };
    const cell = startProcess({ path: process.execPath, args: ["-e", script] }, { environment });
    started.push(cell);
    const outcome = await cell.request(WHAT.load, new Uint8Array(), 5_000);
    expect(outcome).toEqual({ kind: "reply", text: JSON.stringify(environment) });
  });

  it("dies of more resident memory than it may have, and says so", async () => {
    const hoards = `onFrame(() => { const kept = []; const more = () => { kept.push(Buffer.alloc(8e6, 1)); setImmediate(more); }; more(); });`;
    const command = { path: process.execPath, args: ["-e", `${FRAMES}\n${hoards}`] };
    const cell = startProcess(command, { residentBytesMax: 200e6 });
    started.push(cell);
    const outcome = await cell.request(WHAT.load, new Uint8Array(), 20_000);
    expect(outcome).toEqual({
      kind: "died",
      why: expect.stringMatching(/^\d+ MB of resident memory, at most 200$/),
    });
    // It stays what it was: a death is not explained a second time by the signal that followed.
    expect(await cell.request(WHAT.load, new Uint8Array(), 20_000)).toEqual(outcome);
    await allGone([cell.pid]);
  });

  it("may have as much as it likes where the kernel's limit holds it", async () => {
    const grows = "onFrame((id, what) => say(id, what, String(Buffer.alloc(2e8, 1).length)));";
    expect((await ask(grows)).outcome).toEqual({ kind: "reply", text: "200000000" });
  });

  it("has no environment and no open files of the host", async () => {
    const { outcome } = await ask(
      "onFrame((id, what) => say(id, what, JSON.stringify([process.env, process.cwd()])));",
    );
    expect(outcome).toEqual({ kind: "reply", text: '[{},"/"]' });
  });
});
