import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { aFolder, openPaper } from "#test/kit/venue.ts";

const ROOT = resolve(import.meta.dirname, "../../../..");

/** A process that places orders and says each one only after the venue acknowledged it, until it is killed. */
const LIFE = `
  import { approved, aFeedBar, aStep, openPaper } from "#test/kit/venue.ts";
  const venue = openPaper(process.argv[1]);
  for (let bar = 1; ; bar += 1) {
    await venue.onBars(aStep(aFeedBar(bar, "100")));
    const clientOrderId = "o" + bar;
    const reduceOnly = bar % 2 === 0;
    await venue.place(approved({ clientOrderId, reduceOnly, side: reduceOnly ? "Sell" : "Buy" }));
    process.stdout.write(clientOrderId + "\\n");
  }
`;

it("keeps every acknowledged order through SIGKILL", async () => {
  using folder = aFolder();
  const child = spawn(process.execPath, ["--input-type=module", "-e", LIFE, folder.path], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8");
  for await (const text of child.stdout) {
    said += String(text);
    if (said.split("\n").length > 40) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
  // The last line may be cut: only whole ones were said.
  const acknowledged = said.split("\n").slice(0, -1);
  const venue = openPaper(folder.path);
  const lost = [];
  for (const id of acknowledged) {
    if ((await venue.order("BTCUSDT", id)) === null) lost.push(id);
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(40);
  expect(lost).toEqual([]);
  const events = await venue.events(0);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, at) => at + 1));
  venue.close();
});
