import type { Descriptor, Source } from "./types.ts";

type Operand = Source | number;

export const add = (left: Operand, right: Operand): Descriptor => ({ kind: "add", left, right });
export const sub = (left: Operand, right: Operand): Descriptor => ({ kind: "sub", left, right });
export const mul = (left: Operand, right: Operand): Descriptor => ({ kind: "mul", left, right });
/** No value where `right` is zero. */
export const div = (left: Operand, right: Operand): Descriptor => ({ kind: "div", left, right });
export const min = (left: Operand, right: Operand): Descriptor => ({ kind: "min", left, right });
export const max = (left: Operand, right: Operand): Descriptor => ({ kind: "max", left, right });
export const abs = (source: Source): Descriptor => ({ kind: "abs", source });
export const neg = (source: Source): Descriptor => ({ kind: "neg", source });
