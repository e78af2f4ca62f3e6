/** What a person can do next, as command lines; empty when everything runs. */
import type { Status } from "./gather.ts";
import type { StrategyStatus } from "./strategies.ts";

/** In the order in which they make sense; more than a few would be a manual. */
const STEPS_MAX = 4;

export function nextSteps(status: Status): readonly string[] {
  const { strategies, root, slots, accounts } = status;
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
  if (idle && slots.some(({ next, active }) => runs(next) || runs(active))) {
    steps.push("host run --feed simulated --days 30", "host run");
  }
  return steps.slice(0, STEPS_MAX);
}

function isUnbuilt({ source, built }: StrategyStatus): boolean {
  return source !== null && source > (built ?? 0);
}

function isUnsigned({ built, signed }: StrategyStatus): boolean {
  return built !== null && built > (signed ?? 0);
}

function runs(pointed: Status["slots"][number]["next"]): boolean {
  return pointed !== null && pointed.refusal === null;
}
