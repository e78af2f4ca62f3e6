import { expect, it } from "vitest";
import { hostSays } from "#test/kit/host-says.ts";
import { aTradedWorkspace, atBar, BAR0 } from "#test/kit/traded.ts";

const warms = atBar(7, "warming_up", { timeframe: "5m", bar: BAR0 + 7, barsNeeded: 3 });
const quarantined = atBar(7, "quarantined", { code: "cell_died", message: "it died" });

it("host status says that a slot warms up, unless nobody listens to it", async () => {
  const warming = await hostSays(aTradedWorkspace([warms]).workspace.dir, ["status"]);
  expect(warming.out).toContain("warming up");
  const stopped = await hostSays(aTradedWorkspace([warms, quarantined]).workspace.dir, ["status"]);
  expect(stopped.out).toContain("cell_died: it died");
  expect(stopped.out).not.toContain("warming up");
});
