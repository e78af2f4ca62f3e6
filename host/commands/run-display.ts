/** What a person sees while a run goes on: one live line, and a line for everything worth one. */
import type { JournalDraft } from "../contract/journal.ts";
import { isoInstant } from "../kernel/instant.ts";
import { tradeLine } from "../kernel/trade.ts";
import type { FeedStep } from "../ports.ts";
import type { StartedRun } from "../run/full-run.ts";
import { printable } from "../terminal/escape.ts";
import { progressLine, type Progress } from "../terminal/progress.ts";
import type { HostPorts } from "./host-ports.ts";
import { signedLine } from "./signed-line.ts";

export interface DisplayOptions {
  /** With --json: progress on standard error only, no lines about trades. */
  readonly quiet: boolean;
  readonly days: number | null;
}

export class RunDisplay {
  readonly #ports: HostPorts;
  readonly #quiet: boolean;
  readonly #progress: Progress;
  #stepsTotal: number | null = null;
  #steps = 0;
  #started = false;
  #lastBar = "none yet";
  #trades = 0;

  constructor(ports: HostPorts, { quiet }: DisplayOptions) {
    this.#ports = ports;
    this.#quiet = quiet;
    this.#progress = progressLine(ports.progress);
  }

  readonly started = (run: StartedRun): void => {
    this.#started = true;
    this.#stepsTotal = run.feed.stepsTotal;
    for (const { slot, refusal } of run.leftOut) {
      this.#ports.err(`left out: ${slot}: ${refusal.code}: ${printable(refusal.message)}\n`);
    }
    for (const { account, slots } of run.running) {
      for (const { rules } of slots) {
        const { manifest, approval, slot } = rules;
        const what = run.leftOut.some((left) => left.slot === slot)
          ? "enters nothing more and keeps the open position of"
          : "runs";
        this.#say(
          `${slot} ${what} ${manifest.id} version ${manifest.version} (slot version ${approval.slotVersion}) on account ${account.alias}`,
        );
      }
    }
    if (run.feed.stepsTotal === null)
      this.#say(
        "waiting for bars to close; ctrl-C stops, positions keep their take-profit and stop-loss",
      );
  };

  readonly step = (step: FeedStep): void => {
    this.#steps += 1;
    const at = isoInstant(step.closeMs).slice(0, 16).replace("T", " ");
    this.#lastBar = at;
    const share =
      this.#stepsTotal === null ? "" : `${Math.floor((100 * this.#steps) / this.#stepsTotal)} %  `;
    this.#progress.update(this.#ports.clock.nowMs(), `${share}${at} UTC  ${this.#trades} trades`);
  };

  readonly entry = (account: string, entry: JournalDraft): void => {
    if (entry.kind === "trade") this.#trades += 1;
    const line = lineOf(entry);
    if (line !== null)
      this.#say(
        `${entry.at === 0 ? BEFORE : isoInstant(entry.at).slice(0, 16).replace("T", " ")}  ${entry.slot ?? account}  ${line}`,
      );
  };

  /** At wall pace minutes pass without a bar: says once a second that it waits, and for how long. */
  readonly waiting = async (): Promise<void> => {
    const { clock, stop, progress } = this.#ports;
    if (!progress.isTerminal) return; // a log file would fill with it
    for (let seen = -1, sinceMs = clock.nowMs(); !stop.aborted;) {
      if (this.#steps !== seen) {
        seen = this.#steps;
        sinceMs = clock.nowMs();
      }
      const waitedS = Math.floor((clock.nowMs() - sinceMs) / 1_000);
      this.#progress.update(
        clock.nowMs(),
        `last bar ${this.#lastBar} UTC, waiting for the next one: ${waitedS} s`,
      );
      await clock.sleepUntil(clock.nowMs() + 1_000, stop);
    }
  };

  readonly finished = (): void => {
    if (!this.#started) return; // refused before it began
    this.#progress.done(`${this.#steps} steps, ${this.#trades} trades`);
  };

  #say(line: string): void {
    if (!this.#quiet) this.#ports.out(`${line}\n`);
  }
}

/** A journal that has just begun knows no bar time; as wide as an instant. */
const BEFORE = "before any bar  ";

function lineOf(entry: JournalDraft): string | null {
  switch (entry.kind) {
    case "trade":
      return `${tradeLine(entry.body)}  ${printable(entry.body.rationale)}`;
    case "fault":
    case "quarantined":
    case "trust_lost":
    case "adoption_refused":
      return `${entry.kind}: ${entry.body.code}: ${printable(entry.body.message)}`;
    case "halted":
      return `halted: ${printable(entry.body.overlay.reason)}`;
    case "resumed":
      return `resumed (${entry.body.releases}): ${printable(entry.body.reason)}`;
    case "breaker":
      return `breaker: ${entry.body.code} until ${isoInstant(entry.body.untilMs)}`;
    case "adopted":
      // At the very beginning there is no bar time, and the list of what runs says it anyway.
      return entry.at === 0
        ? null
        : `adopted ${entry.body.id} version ${entry.body.version}, slot version ${entry.body.slotVersion}`;
    case "trust_floor":
      return null; // written every hour
    default: {
      const signed = signedLine(entry);
      return signed === null ? null : printable(signed, 400);
    }
  }
}
