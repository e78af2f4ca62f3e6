import { chmodSync, readdirSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { typeCheck } from "#sdk/build/type-check.ts";
import { aFolder } from "#test/kit/workspace.ts";

const of = (text: string) => new Map([["signal.ts", text]]);
/** Every instantiation doubles the last: the compiler gives up, or takes too long. */
const TYPE_BOMB = `type Twice<T> = [T, T];
type Bomb<N extends number, T = 0, C extends 0[] = []> = C["length"] extends N ? T : Bomb<N, Twice<T>, [...C, 0]>;
export const bomb: Bomb<900> = 1;`;

it("says that it proved nothing when typescript is not installed", async () => {
  expect(await typeCheck(of("const a: number = 'b';"), null)).toEqual([
    expect.objectContaining({ rule: "types", verdict: "unproven" }),
  ]);
});

it("names file and line of a mistake in a folder below", async () => {
  const texts = new Map([
    ["signal.ts", `import { a } from "./lib/a.ts";\nexport const b: string = a;`],
    ["lib/a.ts", `export const a = 1;\n\nexport const c: boolean = a;`],
  ]);
  const found = await typeCheck(texts);
  expect(found.map(({ file, line }) => `${file}:${line}`).toSorted()).toEqual([
    "lib/a.ts:3",
    "signal.ts:2",
  ]);
});

it.for([
  ["reads close[i] as a number", "(c: import('#plugin').Candles): number => c.close[0];", []],
  ["has no console", "() => console.log(1);", ["fail"]],
  ["has no process", "() => process.env;", ["fail"]],
  ["has no window", "() => window.location;", ["fail"]],
  ["refuses an enum, which is not only types", "1;\nenum A { B }", ["fail"]],
] as const)("%s", { timeout: 20_000 }, async ([, text, verdicts]) => {
  const found = await typeCheck(of(`export const f = ${text}`));
  expect(found.map(({ verdict }) => verdict).filter((each) => each !== "pass")).toEqual(verdicts);
});

it("does not wait for types that never end, and leaves nothing behind", async () => {
  const folder = aFolder();
  chmodSync(folder, 0o755); // the compiler may run as another user
  vi.stubEnv("TMPDIR", folder);
  const [first] = await typeCheck(of(TYPE_BOMB));
  vi.unstubAllEnvs();
  expect(["fail", "unproven"]).toContain(first?.verdict);
  expect(readdirSync(folder)).toEqual([]);
});
