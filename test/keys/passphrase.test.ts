import { describe, expect, it } from "vitest";
import type { Result } from "#host/kernel/result.ts";
import { askNewPassphrase, askPassphrase } from "#keys/passphrase.ts";
import { aKeyboard, somePorts } from "#test/kit/workspace.ts";

const LONG = "correct horse battery";
const said = (result: Result<Uint8Array>): string =>
  result.ok ? Buffer.from(result.value).toString("utf8") : result.refusal.code;

describe("a passphrase", () => {
  it.for<[string, (string | Uint8Array)[], string]>([
    ["is what was typed before Enter", ["open sesame\r"], "open sesame"],
    ["may come in pieces", ["open", " ses", "ame\n"], "open sesame"],
    ["loses what was erased", ["opem\x7fn x\b\r"], "open "],
    ["loses a whole character of several bytes", ["a\u{1f511}\x7fé\x7fb\r"], "ab"],
    ["begins again after Control-U", ["wrong\x15right\r"], "right"],
    ["has no arrow keys in it", ["ab\x1b[A", "c\r"], "abc"],
    ["has no control characters in it", ["a\x01b\r"], "ab"],
    ["may be empty, which opens nothing", ["\r"], ""],
    ["is cancelled by Control-C", ["half\x03"], "passphrase_cancelled"],
    ["is cancelled by Control-D at the beginning", ["\x04"], "passphrase_cancelled"],
    ["is cancelled when the terminal goes away", [], "passphrase_cancelled"],
    ["has an end", ["x".repeat(2_000) + "\r"], "x".repeat(1_024)],
  ])("%s", async ([, lines, expected]) => {
    const keyboard = aKeyboard(lines);
    expect(said(await askPassphrase(somePorts({ keyboard }), "? "))).toBe(expected);
    expect(keyboard.raw).toBe(false);
  });

  it("is never echoed: only the question is said", async () => {
    let told = "";
    const keyboard = aKeyboard([`${LONG}\r`]);
    await askPassphrase(somePorts({ keyboard, tell: (text) => void (told += text) }), "? ");
    expect(told).toBe("? \n");
  });

  it("is asked for with the echo off: what is typed at once is not shown either", async () => {
    const keyboard = aKeyboard([`${LONG}\r`]);
    const rawWhenTold: boolean[] = [];
    const tell = (): void => void rawWhenTold.push(keyboard.raw);
    await askPassphrase(somePorts({ keyboard, tell }), "? ");
    expect(rawWhenTold).toEqual([true, false]);
  });

  it("without a terminal is refused, and says what a demo can do", async () => {
    const refused = await askPassphrase(somePorts(), "? ");
    expect(refused.ok ? null : refused.refusal).toMatchObject({
      code: "terminal_missing",
      hint: expect.stringContaining("--paper"),
    });
  });
});

describe("a new passphrase", () => {
  it.for<[string, string[], string]>([
    ["typed twice the same", [`${LONG}\r`, `${LONG}\r`], LONG],
    ["typed differently", [`${LONG}\r`, `${LONG}!\r`], "passphrase_differs"],
    ["of eleven bytes", ["elevenbytes\r", "elevenbytes\r"], "passphrase_too_short"],
    ["of twelve bytes", ["twelve bytes\r", "twelve bytes\r"], "twelve bytes"],
    ["given once", [`${LONG}\r`], "passphrase_cancelled"],
  ])("%s", async ([, lines, expected]) => {
    const keyboard = aKeyboard(lines);
    expect(said(await askNewPassphrase(somePorts({ keyboard })))).toBe(expected);
  });
});
