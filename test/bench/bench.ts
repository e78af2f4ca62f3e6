/** `npm run bench`: what the design promises in numbers, measured now on this machine. It decides no test. */
import { benchCell } from "./cell.ts";
import { benchRunMeasures } from "./run.ts";

const measures = [...(await benchCell(() => performance.now())), ...benchRunMeasures(60)];
for (const { name, value, unit, target } of measures) {
  const ratio = unit === "ms" ? target / value : value / target;
  console.log(
    `${name.padEnd(44)} ${Math.round(value).toLocaleString("en").padStart(9)} ${unit.padEnd(2)}  target ${String(target).padStart(6)}  ratio ${ratio.toFixed(2)}`,
  );
}
