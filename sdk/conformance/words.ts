/** How findings speak of bars and answers: printable, short, and with the place first. */
import { isoInstant } from "#host/kernel/instant.ts";
import { printable } from "#host/terminal/escape.ts";
import type { Difference, Question, Recording } from "./lab.ts";
import type { Said } from "./rule.ts";

/** `row 812 of trend (2026-01-02T03:05Z)`. */
export function barName(recording: Recording, row: number): string {
  const k = recording.rows.indexOf(row);
  return placeName(recording.name, row, recording.openMs[k] ?? Number.NaN);
}

function placeName(name: string, row: number, openMs: number): string {
  const at = Number.isFinite(openMs) ? ` (${isoInstant(openMs).replace(":00.000Z", "Z")})` : "";
  return `row ${row} of ${name}${at}`;
}

/** An answer as a person would say it: `Buy "…"`, `no signal`, `F:threw:TypeError`. */
export function answerName(answer: string): string {
  if (answer === "N") return "no signal";
  if (answer === "X0") return "stay";
  if (answer === "X1") return "leave";
  if (!answer.startsWith("E1|")) return printable(answer, 80);
  const [, side, strength, slPct, tpPct, ...rest] = answer.split("|");
  const levels = [
    ["strength", strength],
    ["slPct", slPct],
    ["tpPct", tpPct],
  ].flatMap(([name, value]) => (value ? [` ${name} ${printable(value, 24)}`] : []));
  const rationale = printable(rest.join("|"), 60);
  return `${side === "B" ? "Buy" : "Sell"}${levels.join("")} "${rationale}"`;
}

/** `entrySignal`, `exitSignal of a Buy`, `the value`. */
export function questionName({ fn, side }: Question): string {
  if (fn === "entry") return "entrySignal";
  return fn === "exit" ? `exitSignal of a ${side}` : "the value";
}

/** The first difference and how many there are: a failure that can be looked up. */
export function differenceSaid(
  found: readonly Difference[],
  recording: Recording,
  how: string,
): Said | null {
  const [first] = found;
  if (first === undefined) return null;
  const { row, openMs, before, after } = first;
  const more = found.length > 1 ? ` (and at ${found.length - 1} more bars)` : "";
  const place = placeName(recording.name, row, openMs);
  const message = `${place}: ${answerName(before)} in the reference run, ${answerName(after)} ${how}${more}`;
  return { verdict: "fail", message, used: found.length, allowed: 0 };
}
