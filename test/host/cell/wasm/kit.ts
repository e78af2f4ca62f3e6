/** Modules that are one thing away from a strategy, and what the check says of them. */
import { expect } from "vitest";
import { checkWasm } from "#host/cell/wasm/check.ts";
import type { WasmKind } from "#host/cell/wasm/abi.ts";
import { name, op, section, sized, strategy, vector, type Bytes } from "#test/kit/wasm.ts";

export const NO: Bytes = op.i32(0);

export function problemOf(bytes: Uint8Array, kind: WasmKind = "strategy"): string {
  const checked = checkWasm(bytes, kind);
  if (checked.ok) return "ok";
  expect(checked.refusal.code).toBe("wasm_module_refused");
  expect(checked.refusal.message).toMatch(/^byte \d+: .+: .+/);
  return String(checked.refusal.detail?.["problem"]);
}
/** A strategy with one instruction that its body goes over and forgets. */
export const doing = (body: Bytes, locals: readonly Bytes[] = []): Uint8Array =>
  strategy(NO, { others: [{ params: [], results: [], body, locals }] });

export const threeZeros: Bytes = [...NO, ...NO, ...NO];

export function nested(depth: number): Bytes {
  return [
    ...Array.from({ length: depth }, () => [0x02, 0x40]).flat(),
    ...Array.from({ length: depth }, () => 0x0b),
  ];
}
export function data(at: number, bytes: number): Bytes {
  return [0, ...op.i32(at), ...op.end, ...sized(Array.from({ length: bytes }, () => 7))];
}
export function withTable(
  table: Bytes = [0x70, 1, 1, 1],
  elements: Bytes = [0, ...NO, ...op.end, ...vector([[0]])],
) {
  return { before: { 5: section(4, vector([table])), 10: section(9, vector([elements])) } };
}
export function withImport(entry: Bytes) {
  return { before: { 3: section(2, vector([[...name("env"), ...name("x"), ...entry]])) } };
}
