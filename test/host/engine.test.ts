import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { CODES } from "#host/contract/codes.ts";
import {
  chooseEngine,
  ENGINE_SHA256,
  ENGINE_VERSION,
  findPinnedEngine,
  sha256OfFile,
} from "#host/engine.js";

const ROOT = join(import.meta.dirname, "../..");
const RIGHT = ENGINE_SHA256["linux-x64"] ?? "";
const OTHER = "0".repeat(64);
const folder = mkdtempSync(join(tmpdir(), "engine-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Machine {
  readonly version?: string;
  readonly platform?: string;
  readonly arch?: string;
  readonly installed?: string | null;
  /** sha256 of the caller's binary and of the installed one. */
  readonly own?: string;
  readonly pinned?: string;
}

function choose(machine: Machine) {
  const {
    version = ENGINE_VERSION,
    platform = "linux",
    arch = "x64",
    own = RIGHT,
    pinned = RIGHT,
  } = machine;
  const installed = machine.installed === undefined ? "/pinned" : machine.installed;
  const sha256Of = (path: string): string => (path === "/own" ? own : pinned);
  return chooseEngine({
    version,
    execPath: "/own",
    platform,
    arch,
    pinnedPath: () => installed,
    sha256Of,
  });
}

describe("the engine that runs us", () => {
  it.for<[name: string, machine: Machine, engine: string]>([
    ["the pinned binary itself", {}, "this"],
    ["an older node, the pinned one installed", { version: "20.20.2" }, "pinned"],
    ["a newer node, the pinned one installed", { version: "27.0.0" }, "pinned"],
    ["the same version from somebody else's build", { own: OTHER }, "pinned"],
    [
      "a mac with the user's own node of that minor",
      { platform: "darwin", version: "26.10.3" },
      "this",
    ],
  ])("%s", ([, machine, engine]) => {
    expect(choose(machine).engine).toBe(engine);
  });

  it.for<[name: string, machine: Machine, code: string, hint: RegExp]>([
    ["not installed", { version: "20.20.2", installed: null }, "engine_missing", /npm ci/],
    [
      "somebody else's build, nothing installed",
      { own: OTHER, installed: null },
      "engine_missing",
      /npm ci/,
    ],
    [
      "tampering: the installed binary was changed",
      { version: "20.20.2", pinned: OTHER },
      "engine_digest_differs",
      /delete node_modules/,
    ],
    [
      "tampering: the running binary was changed too",
      { own: OTHER, pinned: OTHER },
      "engine_digest_differs",
      /delete node_modules/,
    ],
    [
      "a mac with another node",
      { platform: "darwin", arch: "arm64", version: "24.1.0" },
      "engine_missing",
      /install node 26/,
    ],
    ["windows, whatever it has", { platform: "win32" }, "engine_missing", /WSL/],
  ])("refused: %s", ([, machine, code, hint]) => {
    expect(choose(machine)).toMatchObject({
      engine: "none",
      refusal: { code, hint: expect.stringMatching(hint) },
    });
    expect(Object.keys(CODES)).toContain(code);
  });

  it("has the version that the lock file pins", () => {
    const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
      packages: Record<string, { version: string }>;
    };
    for (const target of Object.keys(ENGINE_SHA256)) {
      expect(lock.packages[`node_modules/node-${target}`]?.version).toBe(ENGINE_VERSION);
    }
  });

  it("is the binary that npm installed here, byte for byte", (context) => {
    const { platform, arch } = process;
    const path = findPinnedEngine(pathToFileURL(join(ROOT, "host/host.js")), platform, arch);
    if (path === null) return context.skip(`no pinned engine for ${platform}-${arch}`);
    expect(sha256OfFile(path, join(folder, "real.json"))).toBe(
      ENGINE_SHA256[`${platform}-${arch}`],
    );
  });
});

describe("the digest of a binary", () => {
  const path = join(folder, "node");
  const cache = join(folder, "cache/engine.json");

  it("is hashed once, then remembered while the file is the same", () => {
    writeFileSync(path, "one");
    const digest = sha256OfFile(path, cache);
    expect(digest).toBe("7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");
    const record = JSON.parse(readFileSync(cache, "utf8")) as { identity: string };
    writeFileSync(cache, JSON.stringify({ ...record, sha256: "remembered" }));
    expect(sha256OfFile(path, cache)).toBe("remembered");
  });

  it("tampering: a binary of the same size with its old mtime put back is hashed again", () => {
    utimesSync(path, 1_000, 1_000);
    sha256OfFile(path, cache);
    writeFileSync(path, "two");
    utimesSync(path, 1_000, 1_000);
    expect(sha256OfFile(path, cache)).toBe(
      "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3",
    );
  });

  it("does not need its record: torn, of another shape, or not writable", () => {
    const digest = sha256OfFile(path, cache);
    for (const torn of ["", "{", "null", "[]", '{"identity":1,"sha256":2}']) {
      writeFileSync(cache, torn);
      expect(sha256OfFile(path, cache)).toBe(digest);
    }
    mkdirSync(join(folder, "blocked"));
    writeFileSync(join(folder, "blocked/file"), "");
    expect(sha256OfFile(path, join(folder, "blocked/file/engine.json"))).toBe(digest);
  });
});
