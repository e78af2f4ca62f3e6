/** A signed workspace in a temporary folder: strategies as plain module text, everything else as a person would leave it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Approval, Engine } from "#host/contract/approval.ts";
import { isStrategyManifest, type Params, type StrategyManifest } from "#host/contract/manifest.ts";
import { canonicalJson } from "#host/kernel/canonical-json.ts";
import { assert } from "#host/kernel/result.ts";
import { riskOf } from "#host/trust/approval/risk-envelope.ts";
import { engineOf } from "#host/trust/engine.ts";
import { readInstalled } from "#host/workspace/installed.ts";
import { initWorkspace } from "#host/workspace/init.ts";
import { readManifest } from "#host/workspace/manifest.ts";
import { workspaceAt, type Workspace } from "#host/workspace/paths.ts";
import { publish, writeTree, type Published, type Tree } from "./signed-tree.ts";
import { alice, aRoot, seal, type TestKey, type TestPlugin } from "./signer.ts";

/** The engine that runs these tests, as an approval names it. */
export function hereEngine(): Engine {
  const { versions, arch } = process;
  const engine = engineOf({ versions, arch, ...readInstalled() });
  assert(engine.ok, "tests run on a processor that the host knows");
  return engine.value;
}

/** What a test says of a strategy; everything else has a default. */
export interface StrategyText {
  readonly id?: string;
  readonly version?: number;
  readonly bundle?: string;
  readonly pairs?: readonly string[];
  readonly timeframe?: string;
  readonly lookback?: number;
  /** TOML lines at the top level, such as `needs = ["funding"]`. */
  readonly extra?: string;
  /** TOML lines of [risk]. */
  readonly risk?: string;
  /** TOML lines of [exit]. */
  readonly exit?: string;
  /** TOML tables after everything else. */
  readonly tables?: string;
}

export const NEVER_BUNDLE = "export function entrySignal() { return null; }\n";
const RISK = "leverage = 3\ntp_pct = 0.8\nsl_pct = 0.5\n";

/** A plugin in the shape of the signer: its manifest is what the text says, its source is its bundle. */
export function aStrategy(text: StrategyText = {}): TestPlugin {
  const { id = "table", version = 1, bundle = NEVER_BUNDLE, pairs = ["BTCUSDT"] } = text;
  const manifest = `id = "${id}"
version = ${version}
api = 1
kind = "strategy"
module = "js"
description = "a strategy of the tests"
pairs = ${JSON.stringify(pairs)}
timeframe = "${text.timeframe ?? "5m"}"
lookback = ${text.lookback ?? 4}
${text.extra ?? ""}
[exit]
${text.exit ?? ""}
[risk]
${text.risk ?? RISK}
${text.tables ?? ""}`;
  const source = { "manifest.toml": manifest, "signal.ts": bundle };
  return { id, version, bundle, manifest, source };
}

export function manifestOf(plugin: TestPlugin): StrategyManifest {
  const manifest = readManifest(plugin.manifest);
  assert(manifest.ok, `the manifest of ${plugin.id} is one`);
  assert(isStrategyManifest(manifest.value), `${plugin.id} is a strategy`);
  return manifest.value;
}

/** Valid for ever, so that the wall clock of a real process does not matter. */
const LIFE = { notBefore: "2020-01-01T00:00:00.000Z", expires: "2099-01-01T00:00:00.000Z" };

/** Everything of an approval that follows from the manifest and the slot. */
export function termsOf(
  plugin: TestPlugin,
  slot: string,
  engine: Engine,
  params: Params = {},
): Partial<Approval> {
  const manifest = manifestOf(plugin);
  const [, , instrument = ""] = slot.split(".");
  const [member] = publish(new Map(), plugin, {}, null).approval.members;
  assert(member !== undefined, "an approval has a member");
  return {
    slot,
    instruments: [instrument],
    timeframe: manifest.timeframe,
    members: [{ ...member, params }],
    risk: riskOf(manifest.risk),
    engine,
    ...LIFE,
  };
}

export interface Signing {
  readonly slot: string;
  readonly plugin: TestPlugin;
  readonly params?: Params;
  readonly change?: Partial<Approval>;
  readonly place?: "next" | "active" | null;
  readonly keys?: readonly TestKey[];
}

export interface SignedWorkspace extends Workspace {
  /** As `sign approve` would; returns what was signed. */
  sign(signing: Signing): Published;
  write(path: string, content: string | Uint8Array): void;
}

/** Config, root, and the approvals named; files only, nothing has run. */
export function signedWorkspace(
  dir: string,
  signings: readonly Signing[] = [],
  change: { readonly engine?: Engine; readonly riskToml?: string } = {},
): SignedWorkspace {
  const made = initWorkspace(dir);
  assert(made.ok, "the folder was empty");
  const workspace = workspaceSignedAt(dir, change.engine);
  workspace.write("keys/root.json", seal("root", aRoot({ expires: LIFE.expires }), [alice]));
  if (change.riskToml !== undefined) workspace.write("config/risk.toml", change.riskToml);
  for (const signing of signings) workspace.sign(signing);
  return workspace;
}

/** A workspace that is there already, such as a copy. */
export function workspaceSignedAt(dir: string, engine: Engine = hereEngine()): SignedWorkspace {
  return {
    ...workspaceAt(dir),
    write(path, content) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), content);
    },
    sign({ slot, plugin, params, change = {}, place = "next", keys = [alice] }) {
      const tree: Tree = new Map();
      const terms = { ...termsOf(plugin, slot, engine, params), ...change };
      const published = publish(tree, plugin, terms, place, keys);
      writeTree(join(dir, "signed"), tree);
      return published;
    },
  };
}

/** The pointer of a slot, as text of its file. */
export function pointerTextOf(slot: string, { id, version }: TestPlugin, approval: string): string {
  return `${canonicalJson({ schema: "pointer/1", slot, id, version, approval })}\n`;
}
