import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { main } from "./main.ts";

const HERE = import.meta.dirname;

/** Runs one file, given as a value or as text. */
function run(file: unknown, argv: readonly string[] = ["file.json"]) {
  const lines: string[] = [];
  const text = typeof file === "string" ? file : JSON.stringify(file);
  const code = main(
    argv,
    () => text,
    (line) => void lines.push(line),
  );
  return { code, lines, last: lines.at(-1) };
}

/** RFC 8032 TEST 2. */
const ed25519 = (change: object) => ({
  kind: "ed25519-verify",
  vectors: [
    {
      id: "TEST 2",
      pk: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      msg: "72",
      sig: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
      valid: true,
      ...change,
    },
  ],
});
const jcs = (...vectors: object[]) => ({ kind: "jcs", vectors });

describe.for(globSync("*.json", { cwd: join(HERE, "rfc") }))("%s", (name) => {
  it("passes, every vector of it", () => {
    const { code, lines } = run(readFileSync(join(HERE, "rfc", name), "utf8"));
    expect(lines).toEqual([expect.stringMatching(/^\d{2,} passed, 0 failed$/)]);
    expect(code).toBe(0);
  });
});

it.for<[name: string, file: unknown, failure: RegExp]>([
  [
    "a signature that is said to be valid and is not",
    ed25519({ msg: "73" }),
    /^TEST 2: was refused: /,
  ],
  [
    "a signature that is said to be wrong and is right",
    ed25519({ valid: false }),
    /^TEST 2: was accepted, /,
  ],
  [
    "a key of 33 bytes that is said to be one",
    ed25519({ pk: "00".repeat(33) }),
    /^TEST 2: was refused: /,
  ],
  ...(["pk", "msg", "sig"] as const).flatMap((part) =>
    [true, false].map((valid): [string, unknown, RegExp] => [
      `${part} that is not hex, expected ${valid ? "valid" : "not valid"},`,
      ed25519({ [part]: "7g", valid }),
      /^TEST 2: is malformed: /,
    ]),
  ),
  [
    "another canonical text",
    jcs({ id: "a", input: "[1.0]", canonical: "[1.0]" }),
    /^a: was \[1\], expected \[1\.0\]$/,
  ],
  [
    "a text that should have been refused",
    jcs({ id: "b", input: "[1]", refused: true }),
    /^b: was accepted as /,
  ],
  [
    "a text that should not have been refused",
    jcs({ id: "c", input: "[1,1,]", canonical: "[1,1]" }),
    /^c: was refused: /,
  ],
  [
    "a function that nobody has written",
    { vectors: [{ id: "d", fn: "sharpe", args: [[1]], expected: 1, tol: 0 }] },
    /^d: there is no function sharpe$/,
  ],
])("%s is a failure: exit 1, and the last line counts it", ([, file, failure]) => {
  const { code, lines, last } = run(file);
  expect(lines[0]).toMatch(failure);
  expect(last).toBe("0 passed, 1 failed");
  expect(code).toBe(1);
});

it("one failure does not stop the others", () => {
  const good = { id: "good", input: "[1]", canonical: "[1]" };
  const bad = { id: "bad", input: "[1]", canonical: "[2]" };
  expect(run(jcs(bad, good, bad, good)).last).toBe("2 passed, 2 failed");
});

it.for<[name: string, file: unknown]>([
  ["no JSON", "{"],
  ["another kind", { kind: "ed448", vectors: [{ id: "a" }] }],
  ["no vectors", { kind: "jcs", vectors: [] }],
  ["a vector without an answer", { kind: "jcs", vectors: [{ id: "a", input: "1" }] }],
  ["a list", [1]],
])("%s is not a file of vectors: exit 2", ([, file]) => {
  const { code, lines } = run(file);
  expect(code).toBe(2);
  expect(lines.join()).not.toMatch(/passed/);
});

it("a file that cannot be read, and none: exit 2", () => {
  const unreadable = () => {
    throw new Error("ENOENT");
  };
  expect(main(["nope.json"], unreadable, () => undefined)).toBe(2);
  expect(run("{}", []).lines).toEqual(["usage: npm run vectors -- FILE.json"]);
  expect(run("{}", []).code).toBe(2);
});

it("what a vector says reaches the terminal escaped", () => {
  const { lines } = run({ vectors: [{ id: "\u001b[31mred", fn: "x", args: [], expected: 0 }] });
  expect(lines.join()).not.toContain("\u001b");
});
