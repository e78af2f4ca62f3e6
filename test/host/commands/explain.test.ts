import { describe, expect, it } from "vitest";
import { ANSWER_FAULTS } from "#host/cell/faults.ts";
import { CODES } from "#host/contract/codes.ts";
import { hostData, hostSays } from "#test/kit/host-says.ts";

const explain = (...argv: string[]) => hostSays(".", ["explain", ...argv]);

describe("host explain", () => {
  it.for(Object.entries(CODES))("%s", async ([code, { is, meaning, remedy }]) => {
    const { out, exit } = await explain(code);
    expect(exit).toBe(0);
    expect(out).toBe(`${code} (${is})\n  what it means: ${meaning}\n  what to do:    ${remedy}\n`);
  });

  it.for([...ANSWER_FAULTS])("%s, an answer of a plugin", async ([code, { meaning, leads }]) => {
    const { out } = await explain(code);
    expect(out).toMatch(new RegExp(`^${code} \\(answer of a plugin\\)\n`));
    expect(out).toContain(meaning);
    expect(out).toContain(`  refused as:    ${leads}\n`);
  });

  it("takes an answer as the journal has it, detail and all", async () => {
    expect((await explain("F:threw_column:oi")).out).toMatch(/^threw_column \(/);
    expect((await explain("F:killed")).out).toMatch(/^killed \(/);
  });

  it("lists every code once when none is named", async () => {
    const { out } = await explain();
    const listed = out
      .split("\n")
      .slice(1, -1)
      .map((line) => line.split(" ")[0]);
    expect(listed).toEqual(
      [...Object.keys(CODES), ...ANSWER_FAULTS.keys()].toSorted((a, b) => (a < b ? -1 : 1)),
    );
    const { codes } = await hostData(".", ["explain"]);
    expect(Object.keys(codes as object)).toEqual(listed);
  });

  it("gives programs one code", async () => {
    expect(await hostData(".", ["explain", "not_flat"])).toEqual({
      ok: true,
      code: "not_flat",
      ...CODES.not_flat,
    });
  });

  it.for<[name: string, typed: string, says: RegExp]>([
    [
      "a slip of the finger",
      "not_flt",
      /^refused: code_unknown: no code is called "not_flt"\nhint: did you mean not_flat\?\n$/,
    ],
    ["a code that never was", "wish", /\nhint: host explain lists them all\n$/],
    ["a name that every object has", "toString", /^refused: code_unknown: /],
    ["an answer that no cell gives", "F:wish", /^refused: code_unknown: no code is called "wish"/],
    ["a colour", "\u001b[31m", /^refused: code_unknown: no code is called "\\\\?u/],
  ])("does not know %s", async ([, typed, says]) => {
    const said = await explain(typed);
    expect(said).toMatchObject({ exit: 1, out: "" });
    expect(said.err).toMatch(says);
  });
});
