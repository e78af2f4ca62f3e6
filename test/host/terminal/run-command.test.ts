import { describe, expect, it } from "vitest";
import { Fault, refuse } from "#host/kernel/result.ts";
import {
  EXIT,
  runCommand,
  type Done,
  type Handler,
  type Handlers,
} from "#host/terminal/run-command.ts";

const done: Done = { ok: true, text: "built", data: { notionalUsdtE8: 123n, bars: 2 } };

/** All commands of the sdk do the same. */
function sdk(handler: Handler): Handlers["sdk"] {
  return {
    new: handler,
    contract: handler,
    build: handler,
    check: handler,
    signals: handler,
    compare: handler,
  };
}

async function run(argv: string[], handler: Handler) {
  const out: string[] = [];
  const err: string[] = [];
  const output = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
  };
  const code = await runCommand("sdk", "0.1.0", argv, sdk(handler), output);
  return { code, out: out.join(""), err: err.join("") };
}

const refusing: Handler = () =>
  Promise.resolve(
    refuse("config_invalid", "leverage 8 is over 5 \u001b[2J", {
      hint: "lower it",
      detail: { leverage: 8, limit: 5 },
    }),
  );
const failing: Handler = () =>
  Promise.reject(
    new Fault("file_unreadable", "config/host.toml", {
      cause: new Error("EACCES\u001b[0m"),
      retryable: true,
    }),
  );
const dying: Handler = () => Promise.reject(new TypeError("x is not a function"));

describe("an outcome becomes an exit code and words", () => {
  it("0: done", async () => {
    expect(await run(["build", "ema"], () => Promise.resolve(done))).toEqual({
      code: EXIT.ok,
      out: "built\n",
      err: "",
    });
  });

  it("1: refused, with the hint on its own line and escaped", async () => {
    expect(await run(["build", "ema"], refusing)).toEqual({
      code: 1,
      out: "",
      err: "refused: config_invalid: leverage 8 is over 5 \\u{1b}[2J\nhint: lower it\n",
    });
  });

  it("2: mistyped, with the usage line; the command is not run", async () => {
    let ran = false;
    const outcome = await run(["build", "ema", "--bogus\u001b[2J"], () => {
      ran = true;
      return Promise.resolve(done);
    });
    expect(outcome).toMatchObject({ code: 2, out: "" });
    expect(outcome.err).toMatch(
      /^sdk: --bogus\\u\{1b\}\[2J is not an option\nusage: sdk build PLUGIN /,
    );
    expect(ran).toBe(false);
  });

  it("2: nothing to run", async () => {
    expect((await run([], refusing)).err).toBe(
      "sdk: a command is missing\nusage: sdk COMMAND; sdk help lists them\n",
    );
  });

  it("3: the world failed, with its causes", async () => {
    expect(await run(["build", "ema"], failing)).toEqual({
      code: 3,
      out: "",
      err: "fault: file_unreadable: config/host.toml\nbecause: EACCES\\u{1b}[0m\n",
    });
  });

  it("70: a bug, with its stack", async () => {
    const outcome = await run(["build", "ema"], dying);
    expect(outcome).toMatchObject({ code: 70, out: "" });
    expect(outcome.err).toMatch(/^bug: TypeError: x is not a function\n +at /);
  });

  it("70: a handler that throws before its first await", async () => {
    const outcome = await run(["build", "ema"], () => {
      throw new RangeError("early");
    });
    expect(outcome.code).toBe(70);
  });
});

describe("--json prints exactly one document", () => {
  it.for<[name: string, argv: string[], handler: Handler, code: number, expected: object]>([
    [
      "done",
      ["build", "ema", "--json"],
      () => Promise.resolve(done),
      0,
      { ok: true, notionalUsdtE8: "123", bars: 2 },
    ],
    [
      "refused",
      ["build", "ema", "--json"],
      refusing,
      1,
      {
        ok: false,
        refusal: {
          code: "config_invalid",
          message: "leverage 8 is over 5 \u001b[2J",
          hint: "lower it",
          detail: { leverage: 8, limit: 5 },
        },
      },
    ],
    [
      "mistyped",
      ["build", "--json"],
      refusing,
      2,
      { ok: false, usage: { message: "PLUGIN is missing: id of a folder in plugins/, or a path" } },
    ],
    [
      "no such command",
      ["bild", "--json"],
      refusing,
      2,
      { ok: false, usage: { message: "bild is not a command; did you mean build?" } },
    ],
    [
      "failed",
      ["build", "ema", "--json"],
      failing,
      3,
      {
        ok: false,
        fault: { code: "file_unreadable", message: "config/host.toml", retryable: true },
      },
    ],
    [
      "a bug",
      ["build", "ema", "--json"],
      dying,
      70,
      { ok: false, bug: { message: "TypeError: x is not a function" } },
    ],
    ["help", ["help", "build", "--json"], dying, 0, { ok: true, command: { name: "build" } }],
  ])("%s", async ([, argv, handler, code, expected]) => {
    const outcome = await run(argv, handler);
    expect(outcome.code).toBe(code);
    expect(outcome.out.endsWith("}\n")).toBe(true);
    expect(JSON.parse(outcome.out)).toMatchObject(expected);
  });
});

describe("a command that has something to show", () => {
  const shown = { text: "two rules failed", data: { findings: [1, 2] } };
  const bare = { ...shown, bare: true };
  const refusal = refuse("config_invalid", "no").refusal;

  it("spells what a terminal would not show, and reads back the same", async () => {
    const name = "a\u202eb\u0085c\u200bd\u{e0041}e\u2028f";
    const shown: Done = { ok: true, text: "", data: { name } };
    const { out } = await run(["build", "ema", "--json"], () => Promise.resolve(shown));
    expect(out).toMatch(/^[ -~]*\n$/);
    expect(JSON.parse(out)).toEqual({ ok: true, name });
  });

  it("shows it beside a refusal", async () => {
    const handler: Handler = () => Promise.resolve({ ok: false, refusal, shown });
    expect(await run(["build", "ema"], handler)).toEqual({
      code: 1,
      out: "two rules failed\n",
      err: "refused: config_invalid: no\n",
    });
    const { out } = await run(["build", "ema", "--json"], handler);
    expect(JSON.parse(out)).toEqual({ ok: false, refusal, findings: [1, 2] });
  });

  it("prints a document that other programs were promised as it is", async () => {
    const well: Handler = () => Promise.resolve({ ok: true, ...bare });
    expect(JSON.parse((await run(["build", "ema", "--json"], well)).out)).toEqual(shown.data);
    const refused: Handler = () => Promise.resolve({ ok: false, refusal, shown: bare });
    const outcome = await run(["build", "ema", "--json"], refused);
    expect(JSON.parse(outcome.out)).toEqual(shown.data);
    expect(outcome.err).toBe("refused: config_invalid: no\n");
  });
});

it("--version names the plane and the release", async () => {
  expect(await run(["--version"], dying)).toEqual({ code: 0, out: "sdk 0.1.0\n", err: "" });
});
