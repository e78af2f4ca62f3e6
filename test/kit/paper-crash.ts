// A host that dies at a chosen write of the paper venue, starts again over what is on disk, and goes on.

import { cpSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { OrderRequest, Protection } from "#host/kernel/order.ts";
import type { FeedStep } from "#host/ports.ts";
import type { PaperVenue } from "#host/venue/paper/venue.ts";
import { approved, openPaper } from "./venue.ts";

export type Action =
  | { readonly kind: "place"; readonly order: OrderRequest }
  | { readonly kind: "protect"; readonly instrument: string; readonly protection: Protection };

/** The bars of one instant, then what the host asks at that close. */
export interface Chapter {
  readonly step: FeedStep;
  readonly actions: readonly Action[];
}

class Crash extends Error {}

export interface CrashPlan {
  /** Announcements of writes, counted from 0 over the whole story, at which the process ends. */
  readonly crashes: ReadonlySet<number>;
  /** Whether a start shows the newest journalled bars again before it repeats what was in doubt. */
  readonly showsAgain: boolean;
}

export interface Outcome {
  readonly answers: readonly unknown[];
  readonly final: unknown;
  readonly announcements: number;
  readonly deaths: number;
}

/**
 * Runs a story to its end through every crash. The host of this twin journals perfectly: a step or an action is done
 * when its call returned, everything else is repeated.
 */
export async function runThroughCrashes(
  root: string,
  story: readonly Chapter[],
  plan: CrashPlan,
): Promise<Outcome> {
  const host = new CrashingHost(root, plan);
  const answers: unknown[] = [];
  for (const [at, { step, actions }] of story.entries()) {
    await host.does((venue) => venue.onBars(step), newestBars(story.slice(0, at)));
    for (const action of actions) {
      answers.push(
        await host.does((venue) => perform(venue, action), newestBars(story.slice(0, at + 1))),
      );
    }
  }
  const final = await host.does((venue) => describeAll(venue, story), newestBars(story));
  return { answers, final, announcements: host.announcements, deaths: host.deaths };
}

class CrashingHost {
  announcements = 0;
  deaths = 0;
  readonly #root: string;
  readonly #plan: CrashPlan;
  #venue: PaperVenue | null = null;

  constructor(root: string, plan: CrashPlan) {
    this.#root = root;
    this.#plan = plan;
    mkdirSync(this.#disk());
  }

  async does<T>(
    act: (venue: PaperVenue) => Promise<T>,
    journalled: readonly FeedStep[],
  ): Promise<T> {
    for (;;) {
      try {
        const venue = this.#venue ?? (await this.#start(journalled));
        return await act(venue);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        this.#loseProcess();
      }
    }
  }

  async #start(journalled: readonly FeedStep[]): Promise<PaperVenue> {
    const venue = openPaper(this.#disk(), { onWrite: () => this.#announced() });
    this.#venue = venue;
    if (this.#plan.showsAgain) for (const step of journalled) await venue.onBars(step);
    return venue;
  }

  #announced(): void {
    const now = this.announcements;
    this.announcements += 1;
    if (this.#plan.crashes.has(now)) throw new Crash(`at announcement ${now}`);
  }

  /** What the disk holds at this instant is all that is left; the old handle cannot tidy up any more. */
  #loseProcess(): void {
    const left = this.#disk();
    this.deaths += 1;
    const next = this.#disk();
    mkdirSync(next);
    for (const name of ["paper.sqlite", "paper.sqlite-wal", "paper.sqlite.new"]) {
      if (existsSync(join(left, name))) cpSync(join(left, name), join(next, name));
    }
    this.#venue?.close();
    this.#venue = null;
  }

  #disk(): string {
    return join(this.#root, `life-${this.deaths}`);
  }
}

function perform(venue: PaperVenue, action: Action): Promise<unknown> {
  return action.kind === "place"
    ? venue.place(approved(action.order))
    : venue.setProtection(action.instrument, action.protection);
}

/** For every instrument the newest step that showed it, oldest first. */
function newestBars(told: readonly Chapter[]): FeedStep[] {
  const newest = new Map<string, FeedStep>();
  for (const { step } of told) for (const { instrument } of step.bars) newest.set(instrument, step);
  return [...new Set(newest.values())].toSorted((a, b) => a.closeMs - b.closeMs);
}

async function describeAll(venue: PaperVenue, story: readonly Chapter[]): Promise<unknown> {
  const ids = story.flatMap(({ actions }) =>
    actions.flatMap((action) => (action.kind === "place" ? [action.order] : [])),
  );
  const orders = [];
  for (const { instrument, clientOrderId } of ids)
    orders.push(await venue.order(instrument, clientOrderId));
  const held = [];
  for (const id of ["BTCUSDT", "ETHUSDT"])
    held.push([await venue.position(id), await venue.markPrice(id)]);
  return {
    events: await venue.events(0),
    account: await venue.account(),
    timeMs: await venue.timeMs(),
    held,
    orders,
  };
}
