import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { Fault } from "#host/kernel/result.ts";
import { protection } from "#test/kit/sim.ts";
import { aFeedBar, aFolder, approved, aStep, openPaper, paperSettingsOf } from "#test/kit/venue.ts";

/** A closed store with an order, a fill and an open position. */
async function aStore(folder: string): Promise<string> {
  const venue = openPaper(folder);
  await venue.onBars(aStep(aFeedBar(1, "100")));
  await venue.place(approved({ protection: protection("90", "120") }));
  await venue.onBars(aStep(aFeedBar(2, "100")));
  venue.close();
  return join(folder, "paper.sqlite");
}

function faultOf(act: () => unknown): { code: string; message: string } | null {
  try {
    act();
    return null;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { code: error.code, message: error.message };
  }
}

/** Changes the file the way another program or a careless hand would. */
function sql(path: string, text: string): void {
  const db = new Database(path);
  db.exec(text);
  db.close();
}

describe("a store that is not what it must be is refused and left alone", () => {
  it.for<[name: string, spoil: (path: string) => void, code: string, words: RegExp]>([
    ["emptied", (path) => truncateSync(path, 0), "paper_store_broken", /is empty/],
    ["cut off in the header", (path) => truncateSync(path, 60), "paper_store_broken", /60 bytes/],
    [
      "cut off after one page",
      (path) => truncateSync(path, 4_096),
      "paper_store_broken",
      /paper\.sqlite/,
    ],
    [
      "cut off in its last page",
      (path) => truncateSync(path, readFileSync(path).length - 100),
      "paper_store_broken",
      /paper\.sqlite/,
    ],
    [
      "text",
      (path) => writeFileSync(path, "my diary\n".repeat(50)),
      "paper_store_foreign",
      /not a SQLite file/,
    ],
    [
      "a database of another program",
      (path) => sql(path, "PRAGMA application_id = 7; DROP TABLE orders;"),
      "paper_store_foreign",
      /another program/,
    ],
    [
      "of a newer release",
      (path) => sql(path, "PRAGMA user_version = 2"),
      "paper_store_newer",
      /layout 2, this release knows 1/,
    ],
    [
      "with a richer wallet",
      (path) =>
        sql(path, `UPDATE state SET body = replace(body, '"account":"main"', '"account":"rich"')`),
      "paper_store_broken",
      /state was altered/,
    ],
    [
      "without its state",
      (path) => sql(path, "DELETE FROM state"),
      "paper_store_broken",
      /state was altered/,
    ],
    [
      "with an altered order",
      (path) => sql(path, "UPDATE orders SET body = replace(body, 'Buy', 'Sell')"),
      "paper_store_broken",
      /order was altered/,
    ],
    [
      "without an order",
      (path) => sql(path, "DELETE FROM orders"),
      "paper_store_broken",
      /order was altered or is missing/,
    ],
    [
      "with an altered fill",
      (path) => sql(path, "UPDATE events SET body = replace(body, 'Buy', 'Sell')"),
      "paper_store_broken",
      /event was altered/,
    ],
    [
      "without an event",
      (path) => sql(path, "DELETE FROM events"),
      "paper_store_broken",
      /event was altered or is missing/,
    ],
    [
      "without a table",
      (path) => sql(path, "DROP TABLE orders"),
      "paper_store_broken",
      /no such table/,
    ],
  ])("%s", async ([, spoil, code, words]) => {
    using folder = aFolder();
    const path = await aStore(folder.path);
    spoil(path);
    const bytes = readFileSync(path);
    const fault = faultOf(() => openPaper(folder.path));
    expect(fault?.code).toBe(code);
    expect(fault?.message).toMatch(words);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it("the store of another account", async () => {
    using folder = aFolder();
    await aStore(folder.path);
    const fault = faultOf(() => openPaper(folder.path, { account: "other" }));
    expect(fault).toMatchObject({
      code: "paper_store_foreign",
      message: expect.stringMatching(/of account main, not other/),
    });
  });

  it("a log whose main file is gone is not buried under a new account", async () => {
    using folder = aFolder();
    const path = await aStore(folder.path);
    renameSync(path, `${path}-wal`);
    expect(faultOf(() => openPaper(folder.path))?.code).toBe("paper_store_broken");
    expect(existsSync(path)).toBe(false);
  });

  it("a store that another process has open", async () => {
    using folder = aFolder();
    const first = openPaper(folder.path);
    const fault = faultOf(() => openPaper(folder.path));
    expect(fault?.code).toBe("paper_store_held");
    first.close();
    openPaper(folder.path).close();
  });

  it("an open position whose rules are gone", async () => {
    using folder = aFolder();
    const path = await aStore(folder.path);
    const fault = faultOf(() =>
      openPaper(folder.path, { settings: paperSettingsOf({ rules: [] }) }),
    );
    expect(fault?.code).toBe("paper_rules_missing");
    openPaper(folder.path).close();
    expect(existsSync(path)).toBe(true);
  });

  it("a path that cannot be written", () => {
    using folder = aFolder();
    writeFileSync(join(folder.path, "file"), "");
    const path = join(folder.path, "file", "paper.sqlite");
    expect(faultOf(() => openPaper(folder.path, { path }))?.code).toBe("file_unwritable");
  });

  it("a path that cannot be read", () => {
    using folder = aFolder();
    mkdirSync(join(folder.path, "paper.sqlite"));
    expect(faultOf(() => openPaper(folder.path))?.code).toBe("file_unreadable");
  });
});

describe("a store that fails while it is open", () => {
  it("begins again over the draft of a process that died while making it", () => {
    using folder = aFolder();
    writeFileSync(join(folder.path, "paper.sqlite.new"), "half a store");
    openPaper(folder.path).close();
    expect(existsSync(join(folder.path, "paper.sqlite.new"))).toBe(false);
  });

  it("answers nothing more after a write whose fate is not known", async () => {
    using folder = aFolder();
    let healthy = true;
    const venue = openPaper(folder.path, {
      onWrite: (moment, what) => {
        if (!healthy && moment === "before" && what === "order") throw new Error("power is gone");
      },
    });
    await venue.onBars(aStep(aFeedBar(1, "100")));
    healthy = false;
    await expect(venue.place(approved())).rejects.toThrow("power is gone");
    healthy = true;
    await expect(venue.place(approved())).rejects.toMatchObject({ code: "venue_unreachable" });
    await expect(venue.order("BTCUSDT", "o1")).rejects.toMatchObject({ code: "venue_unreachable" });
    await expect(venue.events(0)).rejects.toMatchObject({ code: "venue_unreachable" });
    await expect(venue.position("BTCUSDT")).rejects.toMatchObject({ code: "venue_unreachable" });
    await expect(venue.account()).rejects.toMatchObject({ code: "venue_unreachable" });
    await expect(venue.onBars(aStep(aFeedBar(2, "100")))).rejects.toMatchObject({
      code: "venue_unreachable",
    });
    venue.close();
  });

  it("answers nothing after it was closed", async () => {
    using folder = aFolder();
    const venue = openPaper(folder.path);
    venue.close();
    await expect(venue.timeMs()).rejects.toMatchObject({ code: "venue_unreachable" });
  });
});
