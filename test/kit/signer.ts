/**
 * A signer for tests: keys from names, roots and approvals. It shares no code with keys/,
 * so that a mistake there cannot verify itself.
 */
import { createHash } from "node:crypto";
import nacl from "tweetnacl";
import type { Approval, Engine } from "#host/contract/approval.ts";
import { PAYLOAD_TYPES, type PayloadKind } from "#host/contract/envelope.ts";
import type { Environment } from "#host/contract/primitives.ts";
import type { Root } from "#host/contract/root.ts";
import { canonicalJson, parseJsonStrict } from "#host/kernel/canonical-json.ts";
import { sourceDigest } from "#host/kernel/source-digest.ts";
import type { TrustedRoot } from "#host/trust/keyring/root.ts";
import { loadRoot } from "#host/trust/keyring/root.ts";

export const NOW_MS = Date.parse("2026-11-20T12:00:00.000Z");
export const SLOT = "paper.main.BTCUSDT";

export const sha256 = (bytes: Uint8Array | string): string =>
  createHash("sha256").update(bytes).digest("hex");
export const utf8 = (text: string): Uint8Array => Buffer.from(text, "utf8");

export interface TestKey {
  readonly keyid: string;
  /** Hex. */
  readonly publicKey: string;
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/** The same name gives the same key. */
export function aKey(name: string): TestKey {
  const seed = createHash("sha256").update(`test key ${name}`).digest();
  const pair = nacl.sign.keyPair.fromSeed(seed);
  return {
    keyid: sha256(pair.publicKey),
    publicKey: Buffer.from(pair.publicKey).toString("hex"),
    sign: (message) => nacl.sign.detached(message, pair.secretKey),
  };
}

export const alice = aKey("alice");
export const bob = aKey("bob");
export const carol = aKey("carol");
export const mallory = aKey("mallory");

/** A key's entry in a root. */
export function rootKey(
  key: TestKey,
  environments: Environment[] = ["paper", "live"],
): Root["keys"][number] {
  return { keyid: key.keyid, publicKey: key.publicKey, owner: "a test", environments };
}

/** Root version 1 with alice as the only releaser; say only what differs. */
export function aRoot(change: Partial<Root> = {}): Root {
  return {
    schema: "root/1",
    version: 1,
    expires: "2027-11-20T00:00:00.000Z",
    keys: [rootKey(alice)],
    roles: { release: { keyids: [alice.keyid], threshold: 1 } },
    revokedKeys: [],
    ...change,
  };
}

/** The signed bytes of DSSE, spelled out once more. */
export function pae(type: string, payload: Uint8Array): Uint8Array {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** RFC 8785 text of an object of ours; members that are undefined are absent. */
export function canonicalText(value: object): string {
  const parsed = parseJsonStrict(JSON.stringify(value));
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return canonicalJson(parsed.value);
}

/** An envelope's file. A payload given as bytes is signed as it is, canonical or not. */
export function seal(
  kind: PayloadKind,
  payload: object,
  keys: readonly TestKey[] = [alice],
): Uint8Array {
  return sealAs(PAYLOAD_TYPES[kind], payload, keys);
}

export function sealAs(payloadType: string, payload: object, keys: readonly TestKey[]): Uint8Array {
  const bytes = payload instanceof Uint8Array ? payload : utf8(canonicalText(payload));
  const signatures = keys.map((key) => ({
    keyid: key.keyid,
    sig: Buffer.from(key.sign(pae(payloadType, bytes))).toString("base64"),
  }));
  const payloadText = Buffer.from(bytes).toString("base64");
  return utf8(canonicalJson({ payloadType, payload: payloadText, signatures }));
}

/** A root that has been verified, for tests of what comes after. */
export function trusted(root: Root = aRoot(), keys: readonly TestKey[] = [alice]): TrustedRoot {
  const loaded = loadRoot([seal("root", root, keys)], NOW_MS, null);
  if (!loaded.ok) throw new Error(`${loaded.refusal.code}: ${loaded.refusal.message}`);
  return loaded.value;
}

export const ENGINE: Engine = {
  node: "26.10.0",
  v8: "14.6.202.34-node.24",
  arch: "x64",
  isolatedVm: "7.0.1",
  preludeSha256: sha256("prelude"),
};

export interface TestPlugin {
  readonly id: string;
  readonly version: number;
  readonly bundle: string;
  readonly manifest: string;
  readonly source: Readonly<Record<string, string>>;
}

export function aManifestText(id = "ema-cross", version = 1): string {
  return `id = "${id}"
version = ${version}
api = 1
kind = "strategy"
module = "js"
description = "fast average crosses slow average"
pairs = ["BTCUSDT", "ETHUSDT"]
timeframe = "5m"
lookback = 120

[params]
fast = { default = 8, min = 2, max = 50, integer = true }
slow = { default = 21, min = 5, max = 200, integer = true }

[risk]
leverage = 5
tp_pct = { default = 1.2, min = 0.6, max = 2.4 }
sl_pct = 0.8
time_stop_bars = 288
`;
}

/** A manifest that is none of a strategy's: without the tables that only strategies have. */
export function aSignalManifestText(): string {
  return aManifestText()
    .replace('"strategy"', '"signal"')
    .replace(/\[risk\][^]*/, "");
}

export function aPlugin(change: Partial<TestPlugin> = {}): TestPlugin {
  const id = change.id ?? "ema-cross";
  const version = change.version ?? 1;
  const manifest = change.manifest ?? aManifestText(id, version);
  return {
    id,
    version,
    bundle: `export function entrySignal() { return null; } // ${id} ${version}\n`,
    source: { "manifest.toml": manifest, "signal.ts": `// ${id} ${version}\n` },
    ...change,
    manifest,
  };
}

export function sourceFiles(plugin: TestPlugin): { path: string; bytes: Uint8Array }[] {
  return Object.entries(plugin.source).map(([path, text]) => ({ path, bytes: utf8(text) }));
}

/** An approval of slot version 1 for `SLOT`, valid from a day before `NOW_MS`; say only what differs. */
export function anApproval(
  plugin: TestPlugin = aPlugin(),
  change: Partial<Approval> = {},
): Approval {
  return {
    schema: "approval/1",
    slot: SLOT,
    slotVersion: 1,
    previous: null,
    environment: "paper",
    instruments: ["BTCUSDT"],
    timeframe: "5m",
    members: [
      {
        role: "main",
        id: plugin.id,
        version: plugin.version,
        bundleSha256: sha256(plugin.bundle),
        sourceSha256: sourceDigest(sourceFiles(plugin)),
        manifestSha256: sha256(plugin.manifest),
        params: { fast: 8, slow: 21 },
        conformanceSha256: null,
        assets: [],
      },
    ],
    combiner: { kind: "single" },
    risk: {
      leverageMax: "5",
      takeProfitPct: { default: "1.2", min: "0.6", max: "2.4" },
      stopLossPct: { default: "0.8", min: "0.8", max: "0.8" },
      trigger: "last",
      trailingPct: null,
      breakevenPct: null,
      timeStopBars: 288,
      maxNotionalPct: null,
    },
    evidenceSha256: null,
    engine: ENGINE,
    notBefore: "2026-11-19T12:00:00.000Z",
    expires: "2026-12-19T12:00:00.000Z",
    reason: "first trial",
    ...change,
  };
}

/** The same bytes with one bit of one byte changed. */
export function flipped(bytes: Uint8Array, at: number, bit = 0): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}
