import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";
import { aFolder, openPaper } from "#test/kit/venue.ts";

const LIFE = join(import.meta.dirname, "lives/orders.ts");

it("keeps every acknowledged order through SIGKILL", async () => {
  using folder = aFolder();
  const child = spawn(process.execPath, [LIFE, folder.path], {
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
