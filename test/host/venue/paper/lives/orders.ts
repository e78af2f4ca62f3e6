// A process that places orders and says each one only after the venue acknowledged it, until it is killed.

import { approved, aFeedBar, aStep, openPaper } from "#test/kit/venue.ts";

const folder = process.argv[2] ?? "";
const venue = openPaper(folder);
for (let bar = 1; ; bar += 1) {
  await venue.onBars(aStep(aFeedBar(bar, "100")));
  const clientOrderId = `o${bar}`;
  const reduceOnly = bar % 2 === 0;
  await venue.place(approved({ clientOrderId, reduceOnly, side: reduceOnly ? "Sell" : "Buy" }));
  process.stdout.write(`${clientOrderId}\n`);
}
