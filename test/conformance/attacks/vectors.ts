import { aScene, type Scene, type Vector, type VectorQuestion } from "./scene.ts";
import { CONTENT_ATTACKS } from "./contents.ts";
import { HISTORY_ATTACKS } from "./history.ts";
import { ROLE_ATTACKS } from "./roles.ts";
import { SPELLING_ATTACKS } from "./spellings.ts";
import { STATEMENT_ATTACKS } from "./statements.ts";
import { ATTESTATION_ATTACKS } from "./witnesses.ts";
import { ROOT_ATTACKS } from "./roots.ts";
import { SIGNATURE_ATTACKS } from "./signatures.ts";

export const VECTORS: readonly Vector[] = [
  ...SIGNATURE_ATTACKS,
  ...HISTORY_ATTACKS,
  ...CONTENT_ATTACKS,
  ...ROOT_ATTACKS,
  ...ROLE_ATTACKS,
  ...STATEMENT_ATTACKS,
  ...ATTESTATION_ATTACKS,
  ...SPELLING_ATTACKS,
];

/** `expect.json` of a vector. */
export interface Expectation {
  readonly code: string;
  readonly question: VectorQuestion;
  /** Files of the whole workspace that the attack took away. */
  readonly removed: readonly string[];
}

/** Path below test/conformance/trust → bytes: the whole workspace once, and per attack what it changed. */
export function vectorFiles(): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const whole = aScene();
  put(files, "whole", whole, { code: "", question: whole.question, removed: [] });
  for (const { name, why, code, attack } of VECTORS) {
    const scene = aScene();
    attack(scene);
    const removed = [...whole.tree.keys()].filter((path) => !scene.tree.has(path)).toSorted();
    for (const [path, bytes] of scene.tree) {
      const before = whole.tree.get(path);
      const same = before !== undefined && Buffer.compare(before, bytes) === 0;
      if (same) scene.tree.delete(path);
    }
    const folder = `${name}_refuse`;
    put(files, folder, scene, { code, question: scene.question, removed });
    files.set(
      `${folder}/README.md`,
      Buffer.from(`# ${name.replaceAll("-", " ")}\n\n${why} It must be refused as \`${code}\`.\n`),
    );
  }
  return files;
}

function put(
  files: Map<string, Uint8Array>,
  folder: string,
  scene: Scene,
  expectation: Expectation,
): void {
  for (const [path, bytes] of scene.tree) files.set(`${folder}/workspace/${path}`, bytes);
  const text = `${JSON.stringify(expectation, null, 2)}\n`;
  files.set(`${folder}/expect.json`, Buffer.from(text));
}
