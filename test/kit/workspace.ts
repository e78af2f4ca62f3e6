/** A workspace on disk with a built plugin, and the `sign` plane as a function: arguments in, words and exit code out. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { onTestFinished } from "vitest";
import { sourceDigest } from "#host/kernel/source-digest.ts";
import { runCommand } from "#host/terminal/run-command.ts";
import { handlersOf } from "#keys/handlers.ts";
import type { Keyboard, SignPorts } from "#keys/ports.ts";
import { aPlugin, NOW_MS, sha256, SLOT, sourceFiles, type TestPlugin } from "./signer.ts";

/** An empty folder that is gone after the test. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "bulkhead-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function put(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** plugins/<id>/ with the plugin's source. */
export function putSource(workspace: string, plugin: TestPlugin): void {
  for (const [path, text] of Object.entries(plugin.source)) {
    put(join(workspace, "plugins", plugin.id, path), text);
  }
}

/** var/candidates/<id>/<version>/, as `sdk build` leaves it; `change` forges its record. */
export function putCandidate(workspace: string, plugin: TestPlugin, change: object = {}): void {
  const folder = join(workspace, "var", "candidates", plugin.id, String(plugin.version));
  put(join(folder, "bundle.js"), plugin.bundle);
  put(join(folder, "manifest.toml"), plugin.manifest);
  for (const [path, text] of Object.entries(plugin.source)) put(join(folder, "source", path), text);
  const record = {
    schema: "candidate/1",
    id: plugin.id,
    version: plugin.version,
    bundleSha256: sha256(plugin.bundle),
    bundleBytes: plugin.bundle.length,
    sourceSha256: sourceDigest(sourceFiles(plugin)),
    manifestSha256: sha256(plugin.manifest),
    builder: { esbuild: "0.28.2", pluginModuleSha256: sha256("#plugin"), options: {} },
    ...change,
  };
  put(join(folder, "candidate.json"), JSON.stringify(record));
}

export function putBuilt(workspace: string, plugin: TestPlugin): void {
  putSource(workspace, plugin);
  putCandidate(workspace, plugin);
}

/** Types these lines, one per question. Without lines there is no terminal. */
export function aKeyboard(
  lines: readonly (string | Uint8Array)[] | null,
): Keyboard & { raw: boolean } {
  const left = [...(lines ?? [])];
  return {
    isTerminal: lines !== null,
    raw: false,
    setRaw(raw) {
      this.raw = raw;
    },
    async read() {
      const line = left.shift();
      return line === undefined ? null : Uint8Array.from(Buffer.from(line));
    },
  };
}

export function somePorts(change: Partial<SignPorts> = {}): SignPorts {
  let drawn = 0;
  return {
    nowMs: () => NOW_MS,
    pid: 4_711,
    isAlive: () => true,
    entropy: {
      bytes(length) {
        drawn += 1;
        const stream = createHash("shake256", { outputLength: length }).update(`draw ${drawn}`);
        return Uint8Array.from(stream.digest());
      },
    },
    keyboard: aKeyboard(null),
    userKeys: join(tmpdir(), "bulkhead-no-such-folder"),
    versions: { node: process.versions.node, v8: process.versions.v8 },
    arch: "x64",
    waitMs: () => Promise.resolve(false),
    searchPath: "/usr/bin:/bin",
    runCommandLine: () => Promise.resolve("no command is run here"),
    tell: () => undefined,
    ...change,
  };
}

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
  /** Code of the refusal; "" when there was none. */
  readonly code: string;
  /** What was shown before anything was signed. */
  readonly told: string;
}

/** `sign …` in a workspace. */
export async function sign(
  workspace: string,
  argv: readonly string[],
  change: Partial<SignPorts> = {},
): Promise<Ran> {
  const words = { out: "", err: "", told: "" };
  const ports = somePorts({ tell: (text) => void (words.told += text), ...change });
  const line = [...argv, "--workspace", workspace];
  const exit = await runCommand("sign", "test", line, handlersOf(ports), {
    out: (text) => void (words.out += text),
    err: (text) => void (words.err += text),
  });
  return { ...words, exit, code: /^(?:refused|fault): (\w+)/m.exec(words.err)?.[1] ?? "" };
}

/** Path → digest of every file below a folder: what must not move when something is refused. */
export function contentsOf(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(
    files.map((path) => [relative(folder, path), sha256(readFileSync(path))]),
  );
}

/** A workspace with a paper key, a root and a built plugin. */
export async function aReadyWorkspace(plugin: TestPlugin = aPlugin()) {
  const workspace = aFolder();
  await sign(workspace, ["keygen", "--name", "demo", "--paper"]);
  await sign(workspace, ["root", "init"]);
  putBuilt(workspace, plugin);
  const approve = (argv: string[] = [], nowMs = NOW_MS): Promise<Ran> =>
    sign(workspace, ["approve", plugin.id, "--slot", SLOT, ...argv, "--json"], {
      nowMs: () => nowMs,
    });
  return { workspace, approve };
}

/** Digest of the approval that `sign approve --json` made. */
export const digestOf = (ran: Ran): string => {
  const said: { approval: string } = JSON.parse(ran.out);
  return said.approval;
};
