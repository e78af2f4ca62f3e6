/**
 * Every folder of trust/ is a workspace with one attack in it; its name says which, its README why it must be refused.
 * Read the way the host reads: from disk, through the same port.
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Result } from "#host/kernel/result.ts";
import { readRootChain } from "#host/trust/keyring/root-chain.ts";
import { loadRoot } from "#host/trust/keyring/root.ts";
import { resolveActive, resolveNext } from "#host/trust/registry/resolve.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import { signedFilesIn } from "#host/workspace/signed-files.ts";
import { aFolder, contentsOf } from "#test/kit/workspace.ts";
import { vectorFiles, VECTORS, type Expectation } from "./attacks/vectors.ts";

const FOLDER = join(import.meta.dirname, "trust");
const names = readdirSync(FOLDER).filter((name) => name.endsWith("_refuse"));

function expectationOf(name: string): Expectation {
  const read: Expectation = JSON.parse(readFileSync(join(FOLDER, name, "expect.json"), "utf8"));
  return read;
}

/** The whole workspace with the vector's files laid over it. */
function workspaceOf(name: string): string {
  const folder = aFolder();
  cpSync(join(FOLDER, "whole", "workspace"), folder, { recursive: true });
  const changed = join(FOLDER, name, "workspace");
  if (existsSync(changed)) cpSync(changed, folder, { recursive: true });
  for (const path of expectationOf(name).removed) rmSync(join(folder, path));
  return folder;
}

function judge(folder: string, { question }: Expectation): Result<unknown> {
  const { slot, place, nowMs, engine, floor, rootFloor } = question;
  const chain = readRootChain(signedFilesIn(join(folder, "keys")));
  const root = chain.ok ? loadRoot(chain.value, nowMs, rootFloor) : chain;
  if (!root.ok) return root;
  const view = { root: root.value, nowMs, engine, floor, readManifest, revocations: [] };
  const files = signedFilesIn(join(folder, "signed"));
  return place === "next" ? resolveNext(files, slot, view) : resolveActive(files, slot, view);
}

describe("the whole workspace", () => {
  const expectation = expectationOf("whole");

  it("is accepted: what is refused below is refused for its attack", () => {
    const next = judge(workspaceOf("whole"), expectation);
    expect(next).toMatchObject({ ok: true, value: { plugin: { version: 2 } } });
    const question = { ...expectation.question, place: "active" as const };
    const active = judge(workspaceOf("whole"), { ...expectation, question });
    expect(active).toMatchObject({ ok: true, value: { version: 1 } });
  });
});

describe("refuses by name", () => {
  it("at least thirty attacks", () => {
    expect(names.length).toBeGreaterThanOrEqual(30);
  });

  it.for(names)("%s", (name) => {
    const expectation = expectationOf(name);
    const folder = workspaceOf(name);
    const before = contentsOf(folder);
    const outcome = judge(folder, expectation);
    expect(outcome.ok ? "accepted" : outcome.refusal.code).toBe(expectation.code);
    expect(contentsOf(folder)).toEqual(before);
    expect(readFileSync(join(FOLDER, name, "README.md"), "utf8").length).toBeGreaterThan(60);
  });
});

describe("the files", () => {
  it("are what make-trust-vectors.ts writes", () => {
    const written = [...vectorFiles()].map(([path, bytes]) => [
      path,
      Buffer.from(bytes).toString("base64"),
    ]);
    const there = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.parentPath !== FOLDER)
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(FOLDER.length + 1), readFileSync(path).toString("base64")]);
    expect(Object.fromEntries(there)).toEqual(Object.fromEntries(written));
  });

  it("have one folder per attack", () => {
    expect(names.toSorted()).toEqual(VECTORS.map(({ name }) => `${name}_refuse`).toSorted());
  });
});
