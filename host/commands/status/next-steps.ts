/** What a person can do next, as command lines; empty when everything runs. */
import { inShell } from "../in-shell.ts";
import type { Status } from "./gather.ts";
import type { StrategyStatus } from "./strategies.ts";

/** In the order in which they make sense; more than a few would be a manual. */
const STEPS_MAX = 4;

export function nextSteps(status: Status): readonly string[] {
  const place = status.named === null ? "" : ` --workspace ${inShell(status.named)}`;
  return stepsOf(status)
    .slice(0, STEPS_MAX)
    .map((step) => `npx --no ${step}${place}`);
}

function stepsOf(status: Status): readonly string[] {
  const { strategies, root, slots, accounts, runs } = status;
  const steps: string[] = [];
  if (strategies.length === 0) steps.push("sdk new my-idea");
  for (const { id } of strategies.filter(isUnbuilt)) steps.push(`sdk build ${id}`);
  if (root.keyring === null && strategies.length > 0) {
    steps.push("sign keygen --name mine --paper", "sign root init");
  }
  const unsigned = strategies.find(isUnsigned);
  if (unsigned !== undefined) {
    steps.push(`sign approve ${unsigned.id} --slot paper.main.${unsigned.pair ?? "BTCUSDT"}`);
  }
  const idle = accounts.every(({ holder }) => holder === null);
  if (idle && slots.some(({ next, active }) => mayRun(next) || mayRun(active))) {
    if (runs.length === 0 && accounts.every(({ book }) => book === null)) {
      steps.push("host run --feed simulated --days 30");
    }
    steps.push("host run");
  }
  return steps;
}

function isUnbuilt({ source, built }: StrategyStatus): boolean {
  return source !== null && source > (built ?? 0);
}

function isUnsigned({ built, signed }: StrategyStatus): boolean {
  return built !== null && built > (signed ?? 0);
}

function mayRun(pointed: Status["slots"][number]["next"]): boolean {
  return pointed !== null && pointed.refusal === null;
}
