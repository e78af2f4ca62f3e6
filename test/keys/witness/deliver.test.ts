import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandRunner } from "#keys/witness/command-runner.ts";
import { deliver, destinationOf, type Destination } from "#keys/witness/deliver.ts";
import { temporaryFolder } from "#test/kit/journal-file.ts";

const runCommandLine = commandRunner(process.env);

describe("delivery", () => {
  const bytes = Buffer.from('{"a":1}');

  it("to a folder is a file of its own", async () => {
    const path = temporaryFolder();
    const to: Destination = { kind: "folder", path };
    expect(destinationOf(path, "")).toEqual({ ok: true, value: to });
    await deliver(to, "main-7.json", bytes, runCommandLine);
    expect(readdirSync(path)).toEqual(["main-7.json"]);
    expect(readFileSync(join(path, "main-7.json"), "utf8")).toBe('{"a":1}');
  });

  it("to a command is on its standard input, with its name", async () => {
    const path = temporaryFolder();
    const line = `cat > "${path}/$CHECKPOINT_NAME"`;
    const to: Destination = { kind: "command", line };
    expect(destinationOf(line, "")).toEqual({ ok: true, value: to });
    await deliver(to, "main-7.json", bytes, runCommandLine);
    expect(readFileSync(join(path, "main-7.json"), "utf8")).toBe('{"a":1}');
  });

  it.for(["nodir", "no/such/dir", "/no/such/dir", "~/nodir", "/etc/passwd", "", " "])(
    "to %j is refused by name: neither a folder nor a program",
    (named) => {
      expect(destinationOf(named, "/usr/bin:/bin")).toMatchObject({
        ok: false,
        refusal: {
          code: "argument_invalid",
          hint: expect.stringContaining("make the folder first"),
        },
      });
    },
  );

  it.for(["cat", "/bin/cat", "cat > x", "a/b>c", "exit 3"])("to %s is a command", (line) => {
    const value: Destination = { kind: "command", line };
    expect(destinationOf(line, "/usr/bin:/bin")).toEqual({ ok: true, value });
  });

  it.for(["exit 3", "kill -9 $$", "/nonexistent/command"])(
    "by %s is a fault that names it",
    async (line) => {
      const failed = deliver({ kind: "command", line }, "main-7.json", bytes, runCommandLine);
      await expect(failed).rejects.toMatchObject({ code: "checkpoint_undelivered" });
    },
  );
});
