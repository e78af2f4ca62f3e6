import { z } from "zod";
import { addonPath } from "./engine.ts";
import { chain, nodeFlags, type Compiler, type Links } from "./chain.ts";
import { CELL_LIMITS } from "./limits.ts";
import { CELL_PATH, realmText } from "./prelude-text.ts";
import { startProcess, type CellProcess, type Outcome } from "./process.ts";
import type { CellVariant } from "./variant.ts";
import { WHAT } from "./wire.ts";

/** What a cell is started with, the same bytes each time. */
export interface CellRecipe {
  /** Text of JavaScript, or a binary of WebAssembly. */
  readonly bundle: string | Uint8Array;
  /** PluginSpec of realm/prelude.js as JSON. */
  readonly spec: string;
  /** Of the series that reaches back farthest. */
  readonly lookbackMax: number;
  readonly links: Links;
  /** Empty for the host's own cells. */
  readonly variant: CellVariant;
}

/** Whether the realm is locked and waits for the plugin, or what the machine said instead. */
export type Started = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** A process that can be killed at once and used when it is ready. */
export interface Cell {
  readonly process: CellProcess;
  readonly started: Promise<Started>;
}

const ready = z.strictObject({
  node: z.literal(process.versions.node),
  v8: z.literal(process.versions.v8),
  arch: z.literal(process.arch),
});

/** Starts a process up to its locked realm. No plugin code runs yet, so what fails here is the machine's fault. */
export function startCell(recipe: CellRecipe): Cell {
  const { stackKb = null, environment = {} } = recipe.variant;
  const compiler = compilerOf(recipe);
  const program = [process.execPath, ...nodeFlags(compiler, stackKb), CELL_PATH, addonPath()];
  const isJitless = compiler === "jitless";
  const watched = isJitless ? {} : { residentBytesMax: CELL_LIMITS.residentBytes };
  const dataBytes = isJitless ? CELL_LIMITS.dataBytesJitless : CELL_LIMITS.dataBytesJit;
  const command = chain(recipe.links, program, dataBytes);
  const cell = startProcess(command, { environment, ...watched });
  const outcome = cell.request(WHAT.start, encodeStart(recipe), CELL_LIMITS.startWallMs);
  const started = outcome.then((each) => {
    const why = whyNotReady(each);
    return why === null ? { ok: true as const } : { ok: false as const, why };
  });
  return { process: cell, started };
}

/** Which of V8's compilers a cell has. Wasm cells do without JavaScript's: its text there is ours. */
function compilerOf({ bundle, variant }: CellRecipe): Compiler {
  if (typeof bundle !== "string") return variant.wasmCompiler ?? "liftoff";
  return variant.jit === true ? "jit" : "jitless";
}

function encodeStart(recipe: CellRecipe): Uint8Array {
  const { heapMb = CELL_LIMITS.heapMb } = recipe.variant;
  const { loadMs, frameMs, cpuShareMin, requestBytes, evaluateMsPerBar } = CELL_LIMITS;
  const evaluateMs = Math.ceil(CELL_LIMITS.evaluateMs + evaluateMsPerBar * recipe.lookbackMax);
  const limits = {
    heapMb,
    loadMs,
    evaluateMs,
    frameMs,
    cpuShareMin,
    payloadBytesMax: requestBytes,
  };
  const { bundle, spec } = recipe;
  const code =
    typeof bundle === "string"
      ? { bundle, wasm: null }
      : { bundle: "", wasm: Buffer.from(bundle).toString("base64") };
  return new TextEncoder().encode(JSON.stringify({ realm: realmText(), ...code, spec, ...limits }));
}

function whyNotReady(outcome: Outcome): string | null {
  switch (outcome.kind) {
    case "reply":
      return ready.safeParse(parseJson(outcome.text)).success
        ? null
        : "its engine is not the host's";
    case "died":
      return outcome.why;
    case "killed":
      return `it was not ready after ${CELL_LIMITS.startWallMs} ms`;
    case "malformed":
      return "it did not speak as a cell";
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
